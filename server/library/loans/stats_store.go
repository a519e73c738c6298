package loans

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
)

func history(ctx context.Context, q bun.IDB, school, person, from, to string) (list []Loan, err error) {
	err = q.NewRaw("SELECT "+loanFields+" FROM "+loanTables+" WHERE l.school_id = ? AND l.person_id = ? AND l.state <> 'undone' AND l.lent_day >= ? AND l.lent_day <= ? ORDER BY l.lent_at DESC, l.id",
		school, person, from, to).Scan(ctx, &list)
	return list, err
}

func countBetween(ctx context.Context, q bun.IDB, school, person, from, to string) (n int, err error) {
	err = q.NewRaw("SELECT count(*) FROM library_loan WHERE school_id = ? AND person_id = ? AND state <> 'undone' AND lent_day >= ? AND lent_day <= ?", school, person, from, to).Scan(ctx, &n)
	return n, err
}

func sums(ctx context.Context, q bun.IDB, school, from, to, today string, since int64, f *Figures) error {
	err := q.NewRaw(`
		SELECT count(*) AS loans, count(DISTINCT person_id) AS readers, CAST(COALESCE(SUM(CASE WHEN late > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late
		FROM library_loan
		WHERE school_id = ? AND lent_day >= ? AND lent_day <= ? AND state <> 'undone'`, school, from, to).Scan(ctx, &f.Loans, &f.Readers, &f.Late)
	if err != nil {
		return err
	}
	return q.NewRaw(`
		SELECT (SELECT count(*) FROM library_loan WHERE school_id = ? AND state = 'out') AS out,
			(SELECT count(*) FROM library_loan WHERE school_id = ? AND state = 'out' AND due_day < ?) AS overdue,
			(SELECT count(*) FROM library_try WHERE school_id = ? AND at >= ?) AS tries`, school, school, today, school, since).Scan(ctx, &f.Out, &f.Overdue, &f.Tries)
}

func byClass(ctx context.Context, q bun.IDB, school, from, to string) (list []ClassFigure, err error) {
	err = q.NewRaw(`
		SELECT c.id AS class_id, c.grade, c.name AS class, count(*) AS loans, count(DISTINCT l.person_id) AS readers
		FROM library_loan l
		JOIN membership m ON m.person_id = l.person_id AND m.role = 'student' AND m.valid_to IS NULL
		JOIN class c ON c.id = m.class_id
		WHERE l.school_id = ? AND l.lent_day >= ? AND l.lent_day <= ? AND l.state <> 'undone'
		GROUP BY c.id, c.grade, c.name
		ORDER BY c.id`, school, from, to).Scan(ctx, &list)
	slices.SortStableFunc(list, func(a, b ClassFigure) int { return campus.CompareClasses(a.Grade, a.Class, b.Grade, b.Class) })
	return list, err
}

func byBook(ctx context.Context, q bun.IDB, school, from, to string) (list []BookFigure, err error) {
	err = q.NewRaw(`
		SELECT b.id, b.title, b.author, count(*) AS loans, count(DISTINCT l.person_id) AS readers
		FROM library_loan l
		JOIN library_book b ON b.id = l.book_id
		WHERE l.school_id = ? AND l.lent_day >= ? AND l.lent_day <= ? AND l.state <> 'undone'
		GROUP BY b.id, b.title, b.author
		HAVING count(DISTINCT l.person_id) >= ?
		ORDER BY count(*) DESC, b.title
		LIMIT 20`, school, from, to, FewestReaders).Scan(ctx, &list)
	return list, err
}

// Listed are loans that are out in a school, the first due first; only overdue ones, if a
// day is given: those due before it.
func Listed(ctx context.Context, q bun.IDB, school, before string, limit int) (list []Loan, err error) {
	where, args := "", []any{school}
	if before != "" {
		where, args = " AND l.due_day < ?", append(args, before)
	}
	err = q.NewRaw(`
		SELECT `+loanFields+`, p.name, COALESCE(k.grade, '') AS grade, COALESCE(k.name, '') AS class
		FROM `+loanTables+`
		JOIN person p ON p.id = l.person_id
		LEFT JOIN membership m ON m.person_id = l.person_id AND m.role = 'student' AND m.valid_to IS NULL
		LEFT JOIN class k ON k.id = m.class_id
		WHERE l.school_id = ? AND l.state = 'out'`+where+`
		ORDER BY l.due_day, l.lent_at, l.id
		LIMIT ?`, append(args, limit)...).Scan(ctx, &list)
	return list, err
}

// InVisit are the loans of a visit that are out, the newest first.
func InVisit(ctx context.Context, q bun.IDB, school, visit string) (list []Loan, err error) {
	err = q.NewRaw("SELECT "+loanFields+" FROM "+loanTables+" WHERE l.school_id = ? AND l.visit_id = ? AND l.state = 'out' ORDER BY l.lent_at DESC, l.id DESC", school, visit).Scan(ctx, &list)
	return list, err
}

// Shelved are the holds that lie on the hold shelf.
func Shelved(ctx context.Context, q bun.IDB, school string) (list []Hold, err error) {
	err = q.NewRaw(`
		SELECT `+holdFields+`, b.title, COALESCE(c.barcode, '') AS barcode
		FROM library_hold h
		JOIN library_book b ON b.id = h.book_id
		LEFT JOIN library_copy c ON c.id = h.copy_id
		WHERE h.school_id = ? AND h.state = 'ready'
		ORDER BY h.until_day, h.placed_at
		LIMIT 200`, school).Scan(ctx, &list)
	return list, err
}
