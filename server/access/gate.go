package access

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// Roles that a zone may grant something to.
var Roles = allow.Roles

// GateDraft is a gate as its form says it, with its hours and with what the
// zone behind it grants.
type GateDraft struct {
	Name      string
	Direction rule.Direction
	Zone      string                 // id of a zone of the school
	NewZone   string                 // or the name of a new one
	Inside    string                 // and what the new one lies inside; "" makes it an outermost zone
	From      string                 // the zone it leads from; "" is what lies around
	NoEscape  bool                   // hard passback may keep people in here
	Always    bool                   // open at any hour; else Hours says when
	Hours     []Opening              // in any order; they may not overlap
	Rights    map[string]rule.Effect // by role; a role that is missing has none
	Sure      bool                   // nobody would be left who may enter, and that is meant
}

// SaveGate changes a gate, or adds one when id is "", and answers with its id.
// What it says is in force on every server once it returns: the policy's
// version moves in the same commit. The rights are the zone's, so they hold at
// every gate that leads there. Fails with Invalid gate_name, gate_direction,
// gate_zone, gate_from, gate_hours, gate_overlap, gate_never, gate_right,
// gate_taken, zone_inside or zone_taken, or Conflict locks_out.
func SaveGate(ctx context.Context, d *db.DB, actor allow.Actor, school, id string, g GateDraft) (string, error) {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return "", err
	}
	g.Name, g.NewZone = strings.TrimSpace(g.Name), strings.TrimSpace(g.NewZone)
	if err := g.check(); err != nil {
		return "", err
	}
	err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil {
			return err
		}
		zone, err := g.zone(ctx, tx, school)
		if err != nil {
			return err
		}
		var others int
		if err := tx.NewRaw("SELECT COUNT(*) FROM gate WHERE school_id = ? AND name = ? AND id <> ?", school, g.Name, id).Scan(ctx, &others); err != nil {
			return err
		}
		if others > 0 {
			return fault.New(fault.Invalid, "gate_taken")
		}
		action := "gate.changed"
		if id == "" {
			action = "gate.added"
			if id, err = AddGate(ctx, tx, school, zone, g.Name, g.Direction); err != nil {
				return err
			}
		} else if err := g.replace(ctx, tx, school, id, zone); err != nil {
			return err
		}
		if err := g.leadsFrom(ctx, tx, school, id, zone); err != nil {
			return err
		}
		for _, h := range g.Hours {
			if err := AddOpening(ctx, tx, school, id, h); err != nil {
				return err
			}
		}
		for _, role := range Roles {
			if err := SetRight(ctx, tx, school, zone, string(role), g.Rights[string(role)]); err != nil {
				return err
			}
		}
		if err := lockedOut(ctx, tx, school, zone, g.Sure); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: action, Target: "gate:" + id,
			Detail: map[string]any{"from": g.From, "egress": !g.NoEscape, "name": g.Name, "zone": zone, "direction": string(g.Direction), "hours": g.Hours, "rights": g.Rights}})
	})
	return id, err
}

var directions = []rule.Direction{rule.In, rule.Out, rule.Unknown}

func (g *GateDraft) check() error {
	switch {
	case g.Name == "" || utf8.RuneCountInString(g.Name) > 40:
		return fault.New(fault.Invalid, "gate_name")
	case !slices.Contains(directions, g.Direction):
		return fault.New(fault.Invalid, "gate_direction")
	case g.Zone == "" && g.NewZone == "" || utf8.RuneCountInString(g.NewZone) > 40:
		return fault.New(fault.Invalid, "gate_zone")
	}
	for role, e := range g.Rights {
		if !slices.Contains(Roles, allow.Role(role)) || e != rule.NoRight && e != rule.RightToPass && e != rule.RightWithStaff {
			return fault.New(fault.Invalid, "gate_right")
		}
	}
	if g.Always {
		g.Hours = nil
		return nil
	}
	if len(g.Hours) == 0 {
		return fault.New(fault.Invalid, "gate_never") // no row would mean the opposite: always
	}
	return checkHours(g.Hours)
}

// zone is the id of the zone the gate leads to, made now if it is new.
func (g *GateDraft) zone(ctx context.Context, tx *db.Tx, school string) (string, error) {
	zones, err := Zones(ctx, tx, school)
	if err != nil {
		return "", err
	}
	has := func(f func(ZoneRow) bool) bool { return slices.ContainsFunc(zones, f) }
	if g.Zone != "" {
		if !has(func(z ZoneRow) bool { return z.ID == g.Zone }) {
			return "", fault.New(fault.Invalid, "gate_zone")
		}
		return g.Zone, nil
	}
	if g.Inside != "" && !has(func(z ZoneRow) bool { return z.ID == g.Inside }) {
		return "", fault.New(fault.Invalid, "zone_inside")
	}
	if has(func(z ZoneRow) bool { return z.Name == g.NewZone }) {
		return "", fault.New(fault.Invalid, "zone_taken")
	}
	return AddZone(ctx, tx, school, g.NewZone, g.Inside)
}

// leadsFrom says what lies before the gate, and whether it is a way of escape.
func (g *GateDraft) leadsFrom(ctx context.Context, tx *db.Tx, school, id, zone string) error {
	if g.From == zone {
		return fault.New(fault.Invalid, "gate_from")
	}
	if g.From != "" {
		var n int
		if err := tx.NewRaw("SELECT COUNT(*) FROM zone WHERE id = ? AND school_id = ?", g.From, school).Scan(ctx, &n); err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Invalid, "gate_from")
		}
	}
	_, err := tx.NewRaw("UPDATE gate SET from_zone_id = NULLIF(?, ''), egress = ? WHERE id = ? AND school_id = ?", g.From, !g.NoEscape, id, school).Exec(ctx)
	return err
}

// replace changes the gate's row and takes its hours away.
func (g *GateDraft) replace(ctx context.Context, tx *db.Tx, school, id, zone string) error {
	res, err := tx.NewRaw("UPDATE gate SET name = ?, direction = ?, zone_id = ? WHERE id = ? AND school_id = ?", g.Name, string(g.Direction), zone, id, school).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fault.New(fault.NotFound, "not_found")
	}
	return ClearOpenings(ctx, tx, school, id)
}
