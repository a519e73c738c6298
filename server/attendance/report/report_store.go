package report

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/projection"
)

// books is what a report reads from.
type books struct {
	school     campus.School
	ask        Ask
	generation int64
	behind     int64
	classes    map[string]campus.Class
	within     []string // classes that are asked for; nil is all
}

func newBooks(ctx context.Context, q bun.IDB, sc campus.School, a Ask) (*books, error) {
	b := &books{school: sc, ask: a, classes: map[string]campus.Class{}}
	var err error
	if b.generation, b.behind, err = projection.Generation(ctx, q, register.Name, sc.ID); err != nil {
		return nil, err
	}
	list, err := campus.Classes(ctx, q, sc.ID)
	for _, c := range list {
		b.classes[c.ID] = c
		if a.Class == c.ID || a.Class == "" && a.Grade != "" && c.Grade == a.Grade {
			b.within = append(b.within, c.ID)
		}
	}
	if b.within == nil && (a.Class != "" || a.Grade != "") {
		b.within = []string{"-"} // no class of that name: nothing
	}
	return b, err
}

func (b *books) class(id string) campus.Class { return b.classes[id] }

// kindSQL is KindOf.
const kindSQL = `CASE c.state
			WHEN 'official' THEN 1
			WHEN 'early' THEN 2
			WHEN 'late' THEN 3
			WHEN 'late_early' THEN 3
			WHEN 'leave' THEN CASE WHEN c.excuse = 'sick' THEN 5 ELSE 4 END
			WHEN 'absent' THEN 6
			WHEN 'pending' THEN 7
			ELSE 0
		END`

const lateSQL = `CASE WHEN c.state IN ('late', 'late_early') THEN c.late ELSE 0 END`

// units is a statement that gives a row for each unit.
func (b *books) units() (text string, args []any) {
	text = `
		SELECT c.class_id, c.person_id, c.day, MAX(` + kindSQL + `) AS kind, SUM(` + lateSQL + `) AS late
		FROM attendance_cell c`
	if b.ask.Sessions {
		text = `
		SELECT c.class_id, c.person_id, c.day, ` + kindSQL + ` AS kind, ` + lateSQL + ` AS late
		FROM attendance_cell c`
	}
	text += `
		WHERE c.school_id = ? AND c.generation = ? AND c.day >= ? AND c.day <= ? AND c.role = ?`
	args = []any{b.school.ID, b.generation, b.ask.First, b.ask.Last, string(b.ask.Role)}
	if b.within != nil {
		text += " AND c.class_id IN (?)"
		args = append(args, bun.List(b.within))
	}
	if b.ask.Person != "" {
		text += " AND c.person_id = ?"
		args = append(args, b.ask.Person)
	}
	if !b.ask.Sessions {
		text += `
		GROUP BY c.day, c.class_id, c.person_id`
	}
	return text, args
}

// read counts units by person and by day in one pass, and lists those that are not attended.
func (b *books) read(ctx context.Context, q bun.IDB) (list []group, err error) {
	text, args := b.units()
	err = q.NewRaw(`
		WITH u AS MATERIALIZED (`+text+`)
		SELECT 'person' AS part, class_id, person_id, '' AS day, kind, COUNT(*) AS n, SUM(late) AS late
		FROM u
		GROUP BY class_id, person_id, kind
		UNION ALL
		SELECT 'day', '', '', day, kind, COUNT(*), SUM(late)
		FROM u
		GROUP BY day, kind
		UNION ALL
		SELECT 'unit', class_id, person_id, day, kind, 1, 0
		FROM u
		WHERE kind >= 4`, args...).Scan(ctx, &list)
	return list, err
}

// days counts units by day alone.
func (b *books) days(ctx context.Context, q bun.IDB) (list []group, err error) {
	text, args := b.units()
	err = q.NewRaw(`
		SELECT 'day' AS part, '' AS class_id, '' AS person_id, day, kind, COUNT(*) AS n, SUM(late) AS late
		FROM (`+text+`) AS u
		GROUP BY day, kind`, args...).Scan(ctx, &list)
	return list, err
}

// named is how somebody is called.
type named struct{ ID, Name, Number, Folded string }

// names are those of everybody who was expected.
func (b *books) names(ctx context.Context, q bun.IDB) (map[string]named, error) {
	var list []named
	where, args := "", []any{b.school.ID}
	if b.ask.Person != "" {
		where, args = " AND p.id = ?", append(args, b.ask.Person)
	}
	err := q.NewRaw(`
		SELECT p.id, p.name, COALESCE(p.number, '') AS number, p.folded
		FROM person p
		WHERE p.school_id = ?`+where, args...).Scan(ctx, &list)
	by := make(map[string]named, len(list))
	for _, n := range list {
		by[n.ID] = n
	}
	return by, err
}

// closing is a day with the instant and the feed's number at which it was closed.
const closingSQL = `
		JOIN attendance_lock l ON l.school_id = k.school_id AND l.until_day = (
			SELECT MIN(f.until_day)
			FROM attendance_lock f
			WHERE f.school_id = k.school_id AND f.until_day >= k.day)`

// agreed is a correction of a closed day.
type agreed struct {
	PersonID, Day, SessionID string
	Wanted                   rule.State
	By                       string
	DecidedAt, LockedAt      int64
}

// corrections are all that were agreed to about days on which one was agreed to after the day
// was closed, the oldest first.
func (b *books) corrections(ctx context.Context, q bun.IDB) (list []agreed, err error) {
	err = q.NewRaw(`
		SELECT k.person_id, k.day, k.session_id, k.wanted, COALESCE(d.name, '') AS by, k.decided_at, l.at AS locked_at
		FROM attendance_correction k`+closingSQL+`
		LEFT JOIN person d ON d.id = k.decided_by
		WHERE k.school_id = ? AND k.day >= ? AND k.day <= ? AND k.state = 'accepted' AND EXISTS (
			SELECT 1
			FROM attendance_correction o
			WHERE o.school_id = k.school_id AND o.person_id = k.person_id AND o.day = k.day AND o.state = 'accepted' AND o.decided_at > l.at)
		ORDER BY k.decided_at, k.id`, b.school.ID, b.ask.First, b.ask.Last).Scan(ctx, &list)
	return list, err
}

// cellsOf are the cells of a person's day that the report is about.
func (b *books) cellsOf(ctx context.Context, q bun.IDB, person, day string) (list []register.Cell, err error) {
	all, err := register.OfPeople(ctx, q, b.school.ID, []string{person}, day, day)
	for _, c := range all {
		if c.Role == string(b.ask.Role) && (b.within == nil || contains(b.within, c.ClassID)) && (b.ask.Person == "" || b.ask.Person == person) {
			list = append(list, c)
		}
	}
	return list, err
}

func contains(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}

// afterwards are what terminals brought after its day was closed, of people in [from, to), the
// newest last.
func (b *books) afterwards(ctx context.Context, q bun.IDB, people []string, from, to, number int64) (list []LatePunch, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT u.person_id, u.at, u.received_at AS came_at
		FROM punch u
		WHERE u.person_id IN (?0) AND u.school_id = ?1 AND u.at >= ?2 AND u.at < ?3 AND u.feed > ?4
		UNION ALL
		SELECT s.person_id, s.at, COALESCE(o.received_at, s.at)
		FROM scan s
		LEFT JOIN offline_record o ON o.terminal_id = s.terminal_id AND o.scan_id = s.id
		WHERE s.person_id IN (?0) AND s.school_id = ?1 AND s.mode = 'offline' AND s.at >= ?2 AND s.at < ?3 AND s.feed > ?4 AND s.open
		ORDER BY 3, 1`, bun.List(people), b.school.ID, from, to, number).Scan(ctx, &list)
	return list, err
}

// closings are the closed stretches of the span: the last day of each, and the feed's number.
func (b *books) closings(ctx context.Context, q bun.IDB) (list []closing, err error) {
	err = q.NewRaw(`
		SELECT until_day, at, feed
		FROM attendance_lock
		WHERE school_id = ? AND until_day >= ?
		ORDER BY until_day`, b.school.ID, b.ask.First).Scan(ctx, &list)
	return list, err
}

type closing struct {
	UntilDay string
	At, Feed int64
}
