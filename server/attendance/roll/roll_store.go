package roll

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

func readBook(ctx context.Context, q bun.IDB, school, day, class string, period int) (b Book, err error) {
	var rows []struct {
		ID, Key, ByPerson, By, PersonID string
		N                               int
		At                              int64
		State                           State
	}
	err = q.NewRaw(`
		SELECT r.id, r.key, r.by_person, COALESCE(p.name, '') AS by, r.n, r.at, l.person_id, l.state
		FROM attendance_roll r
		JOIN attendance_roll_line l ON l.roll_id = r.id
		LEFT JOIN person p ON p.id = r.by_person
		WHERE r.school_id = ? AND r.day = ? AND r.class_id = ? AND r.period = ?
		ORDER BY r.n, l.person_id`, school, day, class, period).Scan(ctx, &rows)
	for _, r := range rows {
		if b.N() != r.N {
			b = append(b, Save{ID: r.ID, Key: r.Key, N: r.N, ByPerson: r.ByPerson, By: r.By, At: r.At, Lines: map[string]State{}})
		}
		b[len(b)-1].Lines[r.PersonID] = r.State
	}
	return b, err
}

// insertRoll writes the roll's head; Conflict roll_taken if another one came first.
func insertRoll(ctx context.Context, tx *db.Tx, in Asked, l Lesson, id string, n int, by string) error {
	res, err := tx.NewRaw(`
		INSERT INTO attendance_roll (id, school_id, day, class_id, period, n, key, subject, from_minute, to_minute, session_id, by_person, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		id, in.School, in.Day, in.Class, in.Period, n, in.Key, l.Subject, l.From, l.To, l.Session.ID, by, tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	if rows, err := res.RowsAffected(); err != nil || rows == 1 {
		return err
	}
	return fault.New(fault.Conflict, "roll_taken")
}

func insertLines(ctx context.Context, tx *db.Tx, school, id string, people []string, states map[string]State, marks map[string]string) error {
	rows := make([]bun.TupleValues, len(people))
	for i, p := range people {
		rows[i] = bun.Tuple([]any{id, school, p, string(states[p]), marks[p]})
	}
	_, err := tx.NewRaw("INSERT INTO attendance_roll_line (roll_id, school_id, person_id, state, mark_id) VALUES ?", bun.List(rows)).Exec(ctx)
	return err
}

// undoMarks takes back what earlier rolls of the lesson vouched for people, and says
// for whom there was something to take back.
func undoMarks(ctx context.Context, tx *db.Tx, in Asked, people []string) (map[string]bool, error) {
	undone := map[string]bool{}
	if len(people) == 0 {
		return undone, nil
	}
	var list []string
	err := tx.NewRaw(`
		UPDATE attendance_mark
		SET undone_at = ?
		WHERE school_id = ? AND undone_at IS NULL AND id IN (
			SELECT l.mark_id
			FROM attendance_roll r
			JOIN attendance_roll_line l ON l.roll_id = r.id
			WHERE r.school_id = ? AND r.day = ? AND r.class_id = ? AND r.period = ? AND l.person_id IN (?))
		RETURNING person_id`,
		tx.NowMS(), in.School, in.School, in.Day, in.Class, in.Period, bun.List(people)).Scan(ctx, &list)
	for _, p := range list {
		undone[p] = true
	}
	return undone, err
}

// latest are what the lessons of a day say of each pupil, the newest line of each.
const latest = `
	SELECT l.person_id, l.state, r.class_id, r.period, r.subject, r.from_minute, r.session_id, r.by_person, r.at,
		ROW_NUMBER() OVER (PARTITION BY r.class_id, r.period, l.person_id ORDER BY r.n DESC) AS newest
	FROM attendance_roll r
	JOIN attendance_roll_line l ON l.roll_id = r.id
	WHERE r.school_id = ?0 AND r.day = ?1`

// Words reads the last that lessons of a day say of pupils, in these states; of all
// classes of the school, or of these.
func Words(ctx context.Context, q bun.IDB, school, day string, states []State, classes ...string) (list []Word, err error) {
	which := ""
	if len(classes) > 0 {
		which = " AND r.class_id IN (?3)"
	}
	err = q.NewRaw(`
		SELECT w.person_id, w.class_id, w.state, w.period, w.subject, w.from_minute AS "from", w.session_id, COALESCE(p.name, '') AS by, w.at
		FROM (
			SELECT n.*, ROW_NUMBER() OVER (PARTITION BY n.person_id ORDER BY n.from_minute DESC, n.period DESC, n.at DESC) AS last
			FROM (`+latest+which+`) AS n
			WHERE n.newest = 1 AND n.state IN ('here', 'late', 'absent')) AS w
		LEFT JOIN person p ON p.id = w.by_person
		WHERE w.last = 1 AND w.state IN (?2)
		ORDER BY w.class_id, w.person_id`, school, day, bun.List(states), bun.List(classes)).Scan(ctx, &list)
	return list, err
}

// Tally is how a lesson was called, by now.
type Tally struct {
	ClassID                     string
	Period                      int
	Here, Late, Absent, Unknown int
	At                          int64 // the last roll
	By                          string
}

// Tallies counts what the lessons of a day say, by class and period.
func Tallies(ctx context.Context, q bun.IDB, school, day string, classes []string) (list []Tally, err error) {
	if len(classes) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT t.*, h.at, COALESCE(p.name, '') AS by
		FROM (
			SELECT n.class_id, n.period,
				SUM(CASE n.state WHEN 'here' THEN 1 ELSE 0 END) AS here,
				SUM(CASE n.state WHEN 'late' THEN 1 ELSE 0 END) AS late,
				SUM(CASE n.state WHEN 'absent' THEN 1 ELSE 0 END) AS absent,
				SUM(CASE n.state WHEN '' THEN 1 ELSE 0 END) AS unknown
			FROM (`+latest+` AND r.class_id IN (?2)) AS n
			WHERE n.newest = 1
			GROUP BY n.class_id, n.period) AS t
		JOIN attendance_roll h ON h.school_id = ?0 AND h.day = ?1 AND h.class_id = t.class_id AND h.period = t.period
		LEFT JOIN person p ON p.id = h.by_person
		WHERE NOT EXISTS (
			SELECT 1
			FROM attendance_roll o
			WHERE o.school_id = h.school_id AND o.day = h.day AND o.class_id = h.class_id AND o.period = h.period AND o.n > h.n)
		ORDER BY t.class_id, t.period`, school, day, bun.List(classes)).Scan(ctx, &list)
	return list, err
}
