package loans

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
)

// Named is a class.
type Named struct{ ID, Grade, Name string }

// ClassNames are classes of a school, by grade and name.
func ClassNames(ctx context.Context, q bun.IDB, school string, ids []string) (list []Named, err error) {
	err = q.NewRaw("SELECT id, grade, name FROM class WHERE school_id = ? AND id IN (?) ORDER BY id", school, bun.List(ids)).Scan(ctx, &list)
	slices.SortStableFunc(list, func(a, b Named) int { return campus.CompareClasses(a.Grade, a.Name, b.Grade, b.Name) })
	return list, err
}

// Lends reports whether a school has a book.
func Lends(ctx context.Context, q bun.IDB, school string) (bool, error) {
	n := 0
	err := q.NewRaw("SELECT count(*) FROM (SELECT id FROM library_copy WHERE school_id = ? LIMIT 1) x", school).Scan(ctx, &n)
	return n > 0, err
}

// Pupil is how much somebody of a class reads.
type Pupil struct {
	PersonID, Name     string
	Year, Out, Overdue int
}

// OfClass counts the loans of each pupil of a class between two days, the last of which is
// today.
func OfClass(ctx context.Context, q bun.IDB, school, class, from, today string) (list []Pupil, err error) {
	err = q.NewRaw(`
		SELECT p.id AS person_id, p.name,
			(SELECT count(*) FROM library_loan l WHERE l.school_id = m.school_id AND l.person_id = p.id AND l.state <> 'undone' AND l.lent_day >= ? AND l.lent_day <= ?) AS year,
			(SELECT count(*) FROM library_loan l WHERE l.school_id = m.school_id AND l.person_id = p.id AND l.state = 'out') AS out,
			(SELECT count(*) FROM library_loan l WHERE l.school_id = m.school_id AND l.person_id = p.id AND l.state = 'out' AND l.due_day < ?) AS overdue
		FROM membership m
		JOIN person p ON p.id = m.person_id
		WHERE m.school_id = ? AND m.class_id = ? AND m.role = 'student' AND m.valid_to IS NULL
		ORDER BY p.name, p.id`, from, today, today, school, class).Scan(ctx, &list)
	return list, err
}
