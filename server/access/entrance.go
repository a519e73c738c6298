package access

import (
	"context"
	"strings"
	"unicode/utf8"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// Entrance is the first way into a school: one door, walked in both directions.
type Entrance struct {
	Zone, In, Out string    // names: of what is behind it, and of its two gates
	Hours         []Opening // of the way in; none is always open
}

// AddEntrance makes the zone, a gate in and a gate out, and who may pass:
// pupils and staff at once, parents after somebody has looked. The way out is
// never shut: nobody is locked in. Fails with Invalid gate_name or gate_hours.
func AddEntrance(ctx context.Context, d *db.DB, actor allow.Actor, school string, e Entrance) error {
	if err := allow.Check(actor, allow.SchoolManage, allow.Target{School: school}); err != nil {
		return err
	}
	for _, name := range []string{e.Zone, e.In, e.Out} {
		if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > 40 {
			return fault.New(fault.Invalid, "gate_name")
		}
	}
	for _, h := range e.Hours {
		if h.Weekday < 1 || h.Weekday > 7 || h.From < 0 || h.To > 24*60 || h.From >= h.To {
			return fault.New(fault.Invalid, "gate_hours")
		}
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil {
			return err
		}
		zone, err := AddZone(ctx, tx, school, e.Zone, "")
		if err != nil {
			return err
		}
		in, err := AddGate(ctx, tx, school, zone, e.In, rule.In)
		if err != nil {
			return err
		}
		if _, err := AddGate(ctx, tx, school, zone, e.Out, rule.Out); err != nil {
			return err
		}
		for _, h := range e.Hours {
			if err := AddOpening(ctx, tx, school, in, h); err != nil {
				return err
			}
		}
		for role, effect := range map[allow.Role]rule.Effect{allow.Student: rule.RightToPass, allow.Teacher: rule.RightToPass, allow.Guard: rule.RightToPass, allow.Admin: rule.RightToPass, allow.Parent: rule.RightWithStaff} {
			if err := SetRight(ctx, tx, school, zone, string(role), effect); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "gate.added", Target: "gate:" + in, Detail: map[string]any{"zone": zone, "hours": len(e.Hours)}})
	})
}
