package access

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/db"
)

// Bump moves the school's policy to its next version and locks the school row,
// so it comes first in a transaction that changes what a scan decides by.
func Bump(ctx context.Context, tx *db.Tx, school string) error {
	return campus.BumpPolicy(ctx, tx, school)
}

// AddGate makes a gate into a zone.
func AddGate(ctx context.Context, tx *db.Tx, school, zone, name string, dir rule.Direction) (string, error) {
	id := db.NewID()
	_, err := tx.NewRaw("INSERT INTO gate (id, school_id, zone_id, name, direction, created_at) VALUES (?, ?, ?, ?, ?, ?)", id, school, zone, name, string(dir), tx.NowMS()).Exec(ctx)
	return id, err
}

// SetRight says what a zone grants a role; rule.NoRight takes it away.
func SetRight(ctx context.Context, tx *db.Tx, school, zone, role string, e rule.Effect) error {
	if e == rule.NoRight {
		_, err := tx.NewRaw("DELETE FROM zone_right WHERE zone_id = ? AND role = ? AND school_id = ?", zone, role, school).Exec(ctx)
		return err
	}
	_, err := tx.NewRaw("INSERT INTO zone_right (zone_id, role, school_id, effect) VALUES (?, ?, ?, ?) ON CONFLICT (zone_id, role) DO UPDATE SET effect = excluded.effect", zone, role, school, string(e)).Exec(ctx)
	return err
}

// AddOpening adds hours to a gate.
func AddOpening(ctx context.Context, tx *db.Tx, school, gate string, o Opening) error {
	_, err := tx.NewRaw("INSERT INTO opening (id, school_id, gate_id, weekday, from_minute, to_minute) VALUES (?, ?, ?, ?, ?, ?)", db.NewID(), school, gate, o.Weekday, o.From, o.To).Exec(ctx)
	return err
}

// ClearOpenings removes a gate's hours: it is then always open.
func ClearOpenings(ctx context.Context, tx *db.Tx, school, gate string) error {
	_, err := tx.NewRaw("DELETE FROM opening WHERE gate_id = ? AND school_id = ?", gate, school).Exec(ctx)
	return err
}

// GateRow is a gate as the console lists it.
type GateRow struct {
	ID, Name, ZoneName, Direction string
	Hours                         []Opening         `bun:"-"`
	Rights                        map[string]string `bun:"-"` // role -> effect
	ZoneID, FromZoneID            string
	Egress                        bool
}

// Gates lists a school's gates with their hours and rights.
func Gates(ctx context.Context, q bun.IDB, school string) ([]GateRow, error) {
	var gates []GateRow
	if err := q.NewRaw("SELECT g.id, g.name, z.name AS zone_name, g.direction, g.zone_id, COALESCE(g.from_zone_id, '') AS from_zone_id, g.egress FROM gate g JOIN zone z ON z.id = g.zone_id WHERE g.school_id = ? ORDER BY g.created_at, g.id", school).Scan(ctx, &gates); err != nil {
		return nil, err
	}
	var hours []struct {
		GateID  string
		Weekday int
		From    int `bun:"from_minute"`
		To      int `bun:"to_minute"`
	}
	if err := q.NewRaw("SELECT gate_id, weekday, from_minute, to_minute FROM opening WHERE school_id = ? ORDER BY weekday, from_minute", school).Scan(ctx, &hours); err != nil {
		return nil, err
	}
	var rights []struct{ ZoneID, Role, Effect string }
	if err := q.NewRaw("SELECT zone_id, role, effect FROM zone_right WHERE school_id = ? ORDER BY role", school).Scan(ctx, &rights); err != nil {
		return nil, err
	}
	for i := range gates {
		g := &gates[i]
		g.Rights = map[string]string{}
		for _, h := range hours {
			if h.GateID == g.ID {
				g.Hours = append(g.Hours, Opening{Weekday: h.Weekday, From: h.From, To: h.To})
			}
		}
		for _, r := range rights {
			if r.ZoneID == g.ZoneID {
				g.Rights[r.Role] = r.Effect
			}
		}
	}
	return gates, nil
}

// GateNames lists the school's gates by id and name only, oldest first.
func GateNames(ctx context.Context, q bun.IDB, school string) (list []struct{ ID, Name string }, err error) {
	err = q.NewRaw("SELECT id, name FROM gate WHERE school_id = ? ORDER BY created_at, id", school).Scan(ctx, &list)
	return list, err
}
