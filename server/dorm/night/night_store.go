package night

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/scan/history"
)

// sqlPasses are people's passages, in order: what opened, or was accepted by a guard, and was
// not taken back.
const sqlPasses = `
	SELECT s.person_id, COALESCE(x.at, s.at) AS at, s.direction, COALESCE(s.zone_id, g.zone_id, '') AS zone, COALESCE(g.from_zone_id, '') AS "from", COALESCE(g.name, '') AS door
	FROM scan s` + history.Endings + `
	LEFT JOIN gate g ON g.id = s.gate_id
	WHERE s.person_id IN (?) AND s.at >= ? AND s.at < ? AND s.gate_id IS NOT NULL AND (s.open OR x.accepted) AND u.scan_id IS NULL
	ORDER BY s.at, s.id`

// passes reads where people went in [from, to), by person.
func passes(ctx context.Context, q bun.IDB, people []string, m zoneMap, from, to int64) (map[string][]Pass, error) {
	by := map[string][]Pass{}
	for some := range slices.Chunk(people, 1000) {
		var rows []struct {
			PersonID, Direction, Zone, From, Door string
			At                                    int64
		}
		if err := q.NewRaw(sqlPasses, bun.List(some), from, to).Scan(ctx, &rows); err != nil {
			return nil, err
		}
		for _, r := range rows {
			zone := r.Zone
			if r.Direction == "out" {
				if zone = m.around[r.Zone]; r.From != "" {
					zone = r.From
				}
			}
			p := Pass{At: r.At, Door: r.Door}
			switch {
			case m.inside[zone]:
				p.Where = Inside
			case zone == "":
				p.Where = Gone
			}
			by[r.PersonID] = append(by[r.PersonID], p)
		}
	}
	return by, nil
}

// zoneMap is a school's zones as seen from one building.
type zoneMap struct {
	around map[string]string // zone -> the one that lies around it; "" is the world outside
	inside map[string]bool   // the building and all that lies in it, however deep
	rooms  map[string]bool   // those of them that are a room's
}

func zonesFrom(ctx context.Context, q bun.IDB, school, building string) (m zoneMap, err error) {
	m = zoneMap{around: map[string]string{}, inside: map[string]bool{building: true}, rooms: map[string]bool{}}
	var zones []struct {
		ID, Around string
		Room       bool
	}
	err = q.NewRaw(`
		SELECT z.id, COALESCE(z.parent_id, '') AS around, r.id IS NOT NULL AS room
		FROM zone z
		LEFT JOIN dorm_room r ON r.zone_id = z.id
		WHERE z.school_id = ?`, school).Scan(ctx, &zones)
	for _, z := range zones {
		m.around[z.ID] = z.Around
	}
	for _, z := range zones {
		at := z.ID
		for range zones { // a circle of zones would not end
			if at == building || at == "" {
				break
			}
			at = m.around[at]
		}
		if at == building {
			m.inside[z.ID] = true
			m.rooms[z.ID] = z.Room
		}
	}
	return m, err
}

// door is a terminal that is in use at a way in.
type door struct {
	ID, Name, Zone string
	Outermost      bool
}

// doorsIn are the terminals at ways into the school and its zones that have ever been used: one
// that never was proves nothing, and keeps nothing back.
func doorsIn(ctx context.Context, q bun.IDB, school string) (list []door, err error) {
	err = q.NewRaw(`
		SELECT t.id, t.name, g.zone_id AS zone, z.parent_id IS NULL AS outermost
		FROM terminal t
		JOIN gate g ON g.id = t.gate_id
		JOIN zone z ON z.id = g.zone_id
		WHERE t.school_id = ? AND t.revoked_at IS NULL AND g.direction <> 'out'
			AND (t.last_at IS NOT NULL OR EXISTS (SELECT 1 FROM scan u WHERE u.terminal_id = t.id))
		ORDER BY t.name, t.id`, school).Scan(ctx, &list)
	return list, err
}

// Note is what was done about somebody in a night.
type Note struct {
	PersonID, Text, By string
	At                 int64
}

func notes(ctx context.Context, q bun.IDB, building, night string) (map[string]Note, error) {
	var list []Note
	err := q.NewRaw(`
		SELECT person_id, text, by_name AS "by", at
		FROM dorm_note
		WHERE building_id = ? AND night = ?
		ORDER BY at`, building, night).Scan(ctx, &list)
	by := map[string]Note{}
	for _, n := range list {
		by[n.PersonID] = n
	}
	return by, err
}

func insertNote(ctx context.Context, tx *db.Tx, school, building, night string, n Note) error {
	_, err := tx.NewRaw(`
		INSERT INTO dorm_note (id, school_id, building_id, person_id, night, text, by_name, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, db.NewID(), school, building, n.PersonID, night, n.Text, n.By, n.At).Exec(ctx)
	return err
}

// telling are the buildings whose guardians are told.
func telling(ctx context.Context, q bun.IDB) (list []struct{ ID, SchoolID string }, err error) {
	err = q.NewRaw("SELECT id, school_id FROM dorm_building WHERE tells ORDER BY school_id, id").Scan(ctx, &list)
	return list, err
}

func toldOf(ctx context.Context, q bun.IDB, school, night string) (map[string]string, error) {
	var rows []struct{ PersonID, State string }
	err := q.NewRaw("SELECT person_id, state FROM dorm_told WHERE school_id = ? AND night = ?", school, night).Scan(ctx, &rows)
	by := map[string]string{}
	for _, r := range rows {
		by[r.PersonID] = r.State
	}
	return by, err
}

// setTold notes what guardians are told of; false if it was noted already, by another server.
func setTold(ctx context.Context, tx *db.Tx, school, person, night, state string) (bool, error) {
	res, err := tx.NewRaw(`
		INSERT INTO dorm_told (school_id, person_id, night, state)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (school_id, person_id, night) DO UPDATE SET state = excluded.state
		WHERE dorm_told.state <> excluded.state`, school, person, night, state).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
