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

// GroupRow is a group of people who were granted something.
type GroupRow struct {
	ID, Name string
	Members  int // whose grant has not ended
	Zones    int // that let in nobody else
}

// Groups lists a school's groups.
func Groups(ctx context.Context, q bun.IDB, school string, now int64) (list []GroupRow, err error) {
	err = q.NewRaw(`SELECT g.id, g.name, (SELECT COUNT(*) FROM access_group_member m WHERE m.group_id = g.id AND (m.until IS NULL OR m.until > ?)) AS members,
(SELECT COUNT(*) FROM zone z WHERE z.needs_group = g.id) AS zones FROM access_group g WHERE g.school_id = ? ORDER BY g.created_at, g.id`, now, school).Scan(ctx, &list)
	return list, err
}

// GroupMember is somebody in a group.
type GroupMember struct {
	PersonID, Name, Number, Grade, Class string
	Until                                int64 // 0 is open
	Over                                 bool
}

// GroupMembers lists who is in a group, by class and name.
func GroupMembers(ctx context.Context, q bun.IDB, school, group string, now int64) (list []GroupMember, err error) {
	err = q.NewRaw(`SELECT p.id AS person_id, p.name, COALESCE(p.number, '') AS number, COALESCE(MAX(c.grade), '') AS grade, COALESCE(MAX(c.name), '') AS class, COALESCE(m.until, 0) AS until, COALESCE(m.until <= ?, FALSE) AS over
FROM access_group_member m JOIN person p ON p.id = m.person_id LEFT JOIN membership s ON s.person_id = p.id AND s.valid_to IS NULL LEFT JOIN class c ON c.id = s.class_id
WHERE m.school_id = ? AND m.group_id = ? GROUP BY p.id, p.name, p.number, m.until ORDER BY grade, class, p.name, p.id`, now, school, group).Scan(ctx, &list)
	return list, err
}

func hasGroup(ctx context.Context, q bun.IDB, school, group string) error {
	var n int
	err := q.NewRaw("SELECT COUNT(*) FROM access_group WHERE id = ? AND school_id = ?", group, school).Scan(ctx, &n)
	if err == nil && n == 0 {
		return fault.New(fault.Invalid, "zone_group")
	}
	return err
}

// AddGroup makes a group. Fails with Invalid group_name or group_taken.
func AddGroup(ctx context.Context, d *db.DB, actor allow.Actor, school, name string) (id string, err error) {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return "", err
	}
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 40 {
		return "", fault.New(fault.Invalid, "group_name")
	}
	id = db.NewID()
	err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil { // also the lock against a second one of the name
			return err
		}
		var n int
		if err := tx.NewRaw("SELECT COUNT(*) FROM access_group WHERE school_id = ? AND name = ?", school, name).Scan(ctx, &n); err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Invalid, "group_taken")
		}
		if _, err := tx.NewRaw("INSERT INTO access_group (id, school_id, name, created_at) VALUES (?, ?, ?, ?)", id, school, name, tx.NowMS()).Exec(ctx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "group.added", Target: "group:" + id, Detail: map[string]any{"name": name}})
	})
	return id, err
}

// Grant puts people, named by number or id, into a group until an instant (0 is
// open), all or none. It answers with how many were put in. Fails with Invalid
// group_people, whose message names the first that is nobody.
func Grant(ctx context.Context, d *db.DB, actor allow.Actor, school, group string, people []string, until int64) (n int, err error) {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return 0, err
	}
	if len(people) == 0 || len(people) > 2000 {
		return 0, fault.New(fault.Invalid, "group_people")
	}
	err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		if err := Bump(ctx, tx, school); err != nil {
			return err
		}
		if err := hasGroup(ctx, tx, school, group); err != nil {
			return fault.New(fault.NotFound, "not_found")
		}
		if until != 0 && until <= tx.NowMS() {
			return fault.New(fault.Invalid, "group_until")
		}
		seen := map[string]bool{}
		for _, one := range people {
			var ids []string
			if err := tx.NewRaw("SELECT id FROM person p WHERE school_id = ? AND (number = ? OR id = ?) AND "+db.Visible("p"), school, one, one).Scan(ctx, &ids); err != nil {
				return err
			}
			if len(ids) != 1 {
				return fault.Newf(fault.Invalid, "group_people", "%s", one)
			}
			if seen[ids[0]] {
				continue
			}
			seen[ids[0]] = true
			n++
			if _, err := tx.NewRaw(`INSERT INTO access_group_member (group_id, person_id, school_id, until, granted_by, at) VALUES (?, ?, ?, NULLIF(?, 0), ?, ?)
ON CONFLICT (group_id, person_id) DO UPDATE SET until = excluded.until, granted_by = excluded.granted_by, at = excluded.at`, group, ids[0], school, until, actor.Name(), tx.NowMS()).Exec(ctx); err != nil {
				return err
			}
			if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "group.granted", Target: "person:" + ids[0], Detail: map[string]any{"group": group, "until": until}}); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// Ungrant takes somebody out of a group.
func Ungrant(ctx context.Context, d *db.DB, actor allow.Actor, school, group, person string) error {
	if err := allow.Check(actor, allow.GatesManage, allow.Target{School: school}); err != nil {
		return err
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := Bump(ctx, tx, school); err != nil {
			return err
		}
		res, err := tx.NewRaw("DELETE FROM access_group_member WHERE group_id = ? AND person_id = ? AND school_id = ?", group, person, school).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "group.ended", Target: "person:" + person, Detail: map[string]any{"group": group}})
	})
}
