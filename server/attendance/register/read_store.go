package register

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/projection"
)

// Cell is a derived cell as pages read it.
type Cell struct {
	PersonID, Day, SessionID string
	Role, ClassID            string
	State, Was               rule.State
	Came, LeftAt             int64 // Unix milliseconds, 0 none
	Late, Early              int64 // seconds
	Excuse                   string
	Vouched                  bool
}

const cellFields = "c.person_id, c.day, c.session_id, c.role, c.class_id, c.state, c.was, c.came, c.left_at, c.late, c.early, c.excuse, c.vouched"

// OfClass reads the cells of a class on a day; class "" is of those in none.
func OfClass(ctx context.Context, q bun.IDB, school, day, class string) ([]Cell, error) {
	return cells(ctx, q, school, "c.day = ? AND c.class_id = ?", day, class)
}

// OfDay reads the cells of a whole school on a day.
func OfDay(ctx context.Context, q bun.IDB, school, day string) ([]Cell, error) {
	return cells(ctx, q, school, "c.day = ?", day)
}

// OfPeople reads the cells of people on the days from first to last, both inclusive.
func OfPeople(ctx context.Context, q bun.IDB, school string, people []string, first, last string) ([]Cell, error) {
	if len(people) == 0 {
		return nil, nil
	}
	return cells(ctx, q, school, "c.person_id IN (?) AND c.day >= ? AND c.day <= ?", bun.List(people), first, last)
}

func cells(ctx context.Context, q bun.IDB, school, where string, args ...any) (list []Cell, err error) {
	generation, _, err := projection.Generation(ctx, q, Name, school)
	if err != nil {
		return nil, err
	}
	err = q.NewRaw("SELECT "+cellFields+`
		FROM attendance_cell c
		LEFT JOIN attendance_session s ON s.id = c.session_id
		WHERE c.school_id = ? AND c.generation = ? AND `+where+`
		ORDER BY c.day, c.person_id, s.starts, c.session_id`, append([]any{school, generation}, args...)...).Scan(ctx, &list)
	return list, err
}

// Count is how many cells of a class on a day are in a state, in one session.
type Count struct {
	Day, ClassID, SessionID string
	Role                    string
	State                   rule.State
	N                       int
}

// Counts counts the cells of the days from first to last, both inclusive.
func Counts(ctx context.Context, q bun.IDB, school, first, last string) (list []Count, err error) {
	generation, _, err := projection.Generation(ctx, q, Name, school)
	if err != nil {
		return nil, err
	}
	err = q.NewRaw(`
		SELECT day, class_id, session_id, role, state, count(*) AS n
		FROM attendance_cell
		WHERE school_id = ? AND generation = ? AND day >= ? AND day <= ?
		GROUP BY day, class_id, session_id, role, state
		ORDER BY day, class_id, session_id, state`, school, generation, first, last).Scan(ctx, &list)
	return list, err
}

// MarksOf reads what staff said of people on a day and did not take back, by person
// and session.
func MarksOf(ctx context.Context, q bun.IDB, school, day string, people []string) (list []Mark, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT m.id, m.person_id, m.session_id, m.what, m.by_person, COALESCE(p.name, '') AS by, m.at
		FROM attendance_mark m
		LEFT JOIN person p ON p.id = m.by_person
		WHERE m.school_id = ? AND m.day = ? AND m.person_id IN (?) AND m.undone_at IS NULL
		ORDER BY m.at, m.id`, school, day, bun.List(people)).Scan(ctx, &list)
	return list, err
}
