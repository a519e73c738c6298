package release

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// shiftIdle is how long a shift lasts after the last thing that was done at the terminal;
// shiftLong is the longest it can be.
const (
	shiftIdle = 20 * time.Minute
	shiftLong = 4 * time.Hour
)

// Shift is who is on shift at a terminal, by a PIN that was typed there; zero is nobody.
type Shift struct {
	Staff, Name string
	Office      bool // reads what stands against an adult
	since       int64
}

// TakeShift begins the shift of whom the PIN has named. The one before ends.
func (s *Service) TakeShift(ctx context.Context, terminal allow.Actor, staff string) (name string, err error) {
	school := terminal.TerminalSchool
	if err := allow.Check(terminal, allow.PickupRelease, allow.Target{School: school}); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if name, err = campus.PersonName(ctx, tx, school, staff); err != nil {
			return err
		}
		if err := setShift(ctx, tx, school, terminal.Terminal, staff, tx.Now); err != nil {
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
		return endShift(ctx, tx, terminal.TerminalSchool, terminal.Terminal)
	})
}

// OnShift is who is on shift at a terminal and still may be; asking uses it. Forbidden
// pickup_shift if nobody is.
func (s *Service) OnShift(ctx context.Context, terminal allow.Actor) (staff string, err error) {
	if err := allow.Check(terminal, allow.PickupRelease, allow.Target{School: terminal.TerminalSchool}); err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := ShiftAt(ctx, tx, terminal.TerminalSchool, terminal.Terminal, tx.Now)
		if err != nil {
			return err
		}
		if staff = now.Staff; staff == "" {
			return fault.New(fault.Forbidden, "pickup_shift")
		}
		until := min(tx.Now.Add(shiftIdle).UnixMilli(), now.since+shiftLong.Milliseconds())
		return useShift(ctx, tx, terminal.TerminalSchool, terminal.Terminal, until)
	})
	return staff, err
}

// ShiftAt is who is on shift at a terminal; somebody who is no guard and no admin any more
// is not.
func ShiftAt(ctx context.Context, q bun.IDB, school, terminal string, now time.Time) (Shift, error) {
	sh, err := readShift(ctx, q, school, terminal, now.UnixMilli())
	if err != nil || sh.Staff == "" {
		return Shift{}, err
	}
	seats, err := campus.MembersAt(ctx, q, school, now.UnixMilli(), []allow.Role{allow.Guard}, sh.Staff)
	if err != nil {
		return Shift{}, err
	}
	office, err := campus.MembersAt(ctx, q, school, now.UnixMilli(), []allow.Role{allow.Admin}, sh.Staff)
	if err != nil || len(seats)+len(office) == 0 {
		return Shift{}, err
	}
	sh.Office = len(office) > 0
	return sh, nil
}
