package release

import (
	"context"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/shift"
)

// TakeShift begins the shift of whom the PIN has named. The one before ends.
func (s *Service) TakeShift(ctx context.Context, terminal allow.Actor, staff string) (name string, err error) {
	school := terminal.TerminalSchool
	if err := allow.Check(terminal, allow.PickupRelease, allow.Target{School: school}); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if name, err = shift.Take(ctx, tx, school, terminal.Terminal, staff); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: terminal.Name(), Action: "pickup.shift", Target: "person:" + staff})
	})
	return name, err
}

// EndShift ends it.
func (s *Service) EndShift(ctx context.Context, terminal allow.Actor) error {
	if err := allow.Check(terminal, allow.PickupRelease, allow.Target{School: terminal.TerminalSchool}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return shift.End(ctx, tx, terminal.TerminalSchool, terminal.Terminal)
	})
}

// OnShift is who is on shift at a terminal and still may be; asking uses it. Forbidden
// pickup_shift if nobody is.
func (s *Service) OnShift(ctx context.Context, terminal allow.Actor) (staff string, err error) {
	if err := allow.Check(terminal, allow.PickupRelease, allow.Target{School: terminal.TerminalSchool}); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := shift.Use(ctx, tx, terminal.TerminalSchool, terminal.Terminal)
		if staff = now.Staff; err == nil && staff == "" {
			err = fault.New(fault.Forbidden, "pickup_shift")
		}
		return err
	})
	return staff, err
}
