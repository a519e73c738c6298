package access

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// AddZone makes a zone inside another, or with parent "" an outermost one: who
// leaves an outermost zone has left the school.
func AddZone(ctx context.Context, tx *db.Tx, school, name, parent string) (string, error) {
	id := db.NewID()
	_, err := tx.NewRaw("INSERT INTO zone (id, school_id, name, parent_id, created_at) VALUES (?, ?, ?, NULLIF(?, ''), ?)", id, school, name, parent, tx.NowMS()).Exec(ctx)
	return id, err
}

// ZoneRow is a zone as forms name it.
type ZoneRow struct {
	ID, Name string
	Inside   string // id of the zone it lies in, "" for an outermost one
	Gates    int    // that lead into it
}

// Zones lists a school's zones.
func Zones(ctx context.Context, q bun.IDB, school string) (list []ZoneRow, err error) {
	err = q.NewRaw(`SELECT z.id, z.name, COALESCE(z.parent_id, '') AS inside, (SELECT COUNT(*) FROM gate g WHERE g.zone_id = z.id) AS gates
FROM zone z WHERE z.school_id = ? ORDER BY z.created_at, z.id`, school).Scan(ctx, &list)
	return list, err
}

// SaveZone renames a zone and says what it lies inside; inside "" makes it an
// outermost one. What was passed before reads by it too: who left the library
// this morning did not leave the school, also when the office says so only at
// noon. Fails with NotFound, or Invalid zone_name, zone_taken, zone_inside (no
// zone of the school) or zone_loop.
func SaveZone(ctx context.Context, d *db.DB, actor allow.Actor, school, id, name, inside string) error {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return err
	}
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 40 {
		return fault.New(fault.Invalid, "zone_name")
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil { // also the lock under which the tree is read and changed
			return err
		}
		list, err := Zones(ctx, tx, school)
		if err != nil {
			return err
		}
		zones := map[string]ZoneRow{}
		for _, z := range list {
			zones[z.ID] = z
			if z.Name == name && z.ID != id {
				return fault.New(fault.Invalid, "zone_taken")
			}
		}
		was, ok := zones[id]
		if !ok {
			return fault.New(fault.NotFound, "not_found")
		}
		if _, ok := zones[inside]; !ok && inside != "" {
			return fault.New(fault.Invalid, "zone_inside")
		}
		for up := inside; up != ""; up = zones[up].Inside {
			if up == id {
				return fault.New(fault.Invalid, "zone_loop")
			}
		}
		if was.Name == name && was.Inside == inside {
			return nil
		}
		if _, err := tx.NewRaw("UPDATE zone SET name = ?, parent_id = NULLIF(?, '') WHERE id = ? AND school_id = ?", name, inside, id, school).Exec(ctx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "zone.changed", Target: "zone:" + id,
			Detail: map[string]any{"name": name, "inside": zones[inside].Name, "was": was.Name, "was_inside": zones[was.Inside].Name}})
	})
}
