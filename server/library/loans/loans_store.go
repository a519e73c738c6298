package loans

import (
	"context"
	"strings"
	"unicode"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
)

var errNone = fault.New(fault.NotFound, "not_found")

// OwnerOf is the person of a loan, OwnerOfHold that of a hold.
var (
	OwnerOf     = campus.OwnerBy("SELECT school_id, person_id FROM library_loan WHERE id = ?")
	OwnerOfHold = campus.OwnerBy("SELECT school_id, person_id FROM library_hold WHERE id = ?")
)

const loanFields = `l.id, l.school_id, l.copy_id, l.book_id, l.person_id, l.visit_id, l.rule, l.lent_at, l.lent_day, l.due_day, l.renewals, l.state, l.ended_at, l.late,
	b.title, b.author, b.kind, c.barcode, c.shelf`

const loanTables = `library_loan l
	JOIN library_book b ON b.id = l.book_id
	JOIN library_copy c ON c.id = l.copy_id`

// wanted is that somebody waits for the book and no copy of it is free.
const wanted = `EXISTS (SELECT 1 FROM library_hold h WHERE h.book_id = l.book_id AND h.state = 'waiting') AS wanted`

// One is a loan of a school; NotFound.
func One(ctx context.Context, q bun.IDB, school, id string) (l Loan, err error) {
	err = q.NewRaw("SELECT "+loanFields+", "+wanted+" FROM "+loanTables+" WHERE l.school_id = ? AND l.id = ?", school, id).Scan(ctx, &l)
	return l, db.One(err, errNone)
}

// Out is what somebody has, the first due first.
func Out(ctx context.Context, q bun.IDB, school, person string) (list []Loan, err error) {
	err = q.NewRaw("SELECT "+loanFields+", "+wanted+" FROM "+loanTables+" WHERE l.school_id = ? AND l.person_id = ? AND l.state = 'out' ORDER BY l.due_day, l.lent_at, l.id", school, person).Scan(ctx, &list)
	return list, err
}

func outOf(ctx context.Context, q bun.IDB, copyID string) (*Loan, error) {
	var list []Loan
	err := q.NewRaw("SELECT "+loanFields+", "+wanted+" FROM "+loanTables+" WHERE l.copy_id = ? AND l.state = 'out'", copyID).Scan(ctx, &list)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func insertLoan(ctx context.Context, tx *db.Tx, l Loan, why, staff string) error {
	_, err := tx.NewRaw(`
		INSERT INTO library_loan (id, school_id, copy_id, book_id, person_id, visit_id, rule, lent_at, lent_day, due_day, renewals, state, ended_at, late, override, staff_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'out', 0, 0, ?, ?)`,
		l.ID, l.SchoolID, l.CopyID, l.BookID, l.PersonID, l.VisitID, l.Rule, l.LentAt, l.LentDay, l.DueDay, why, staff).Exec(ctx)
	return err
}

func endLoan(ctx context.Context, tx *db.Tx, id, state string, late int) error {
	_, err := tx.NewRaw("UPDATE library_loan SET state = ?, ended_at = ?, late = ? WHERE id = ? AND state = 'out'", state, tx.NowMS(), late, id).Exec(ctx)
	return err
}

func renewLoan(ctx context.Context, tx *db.Tx, id, due string) error {
	_, err := tx.NewRaw("UPDATE library_loan SET due_day = ?, renewals = renewals + 1 WHERE id = ?", due, id).Exec(ctx)
	return err
}

// PausedUntil is the last day on which nobody lends to somebody; "" for none.
func PausedUntil(ctx context.Context, q bun.IDB, school, person string) (until string, err error) {
	var days []string
	err = q.NewRaw("SELECT until_day FROM library_pause WHERE school_id = ? AND person_id = ?", school, person).Scan(ctx, &days)
	if len(days) > 0 {
		until = days[0]
	}
	return until, err
}

// pause never makes one shorter that there is.
func pause(ctx context.Context, tx *db.Tx, school, person, until string) error {
	_, err := tx.NewRaw(`
		INSERT INTO library_pause (school_id, person_id, until_day)
		VALUES (?, ?, ?)
		ON CONFLICT (school_id, person_id) DO UPDATE
		SET until_day = excluded.until_day
		WHERE library_pause.until_day < excluded.until_day`, school, person, until).Exec(ctx)
	return err
}

func insertTry(ctx context.Context, tx *db.Tx, v Visit, barcode, why string) error {
	barcode = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(barcode, ""))
	if r := []rune(barcode); len(r) > catalogue.MaxBarcode {
		barcode = string(r[:catalogue.MaxBarcode])
	}
	_, err := tx.NewRaw("INSERT INTO library_try (id, school_id, terminal_id, person_id, barcode, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		db.NewID(), v.SchoolID, v.TerminalID, v.PersonID, barcode, why, tx.NowMS()).Exec(ctx)
	return err
}

// Rules are a school's matrix, Standard where it has written none.
func Rules(ctx context.Context, q bun.IDB, school string) (list []Rule, err error) {
	err = q.NewRaw("SELECT role, kind, most, days, renewals, holds, grace, factor, longest FROM library_rule WHERE school_id = ? ORDER BY role DESC, kind", school).Scan(ctx, &list)
	if err == nil && len(list) == 0 {
		list = append(list, Standard...)
	}
	return list, err
}

func writeRules(ctx context.Context, tx *db.Tx, school string, rules []Rule) error {
	if _, err := tx.NewRaw("DELETE FROM library_rule WHERE school_id = ?", school).Exec(ctx); err != nil || len(rules) == 0 {
		return err
	}
	rows := make([]bun.TupleValues, len(rules))
	for i, r := range rules {
		rows[i] = bun.Tuple([]any{school, r.Role, r.Kind, r.Most, r.Days, r.Renewals, r.Holds, r.Grace, r.Factor, r.Longest})
	}
	_, err := tx.NewRaw("INSERT INTO library_rule (school_id, role, kind, most, days, renewals, holds, grace, factor, longest) VALUES ?", bun.List(rows)).Exec(ctx)
	return err
}

// InsertVisits writes who stands at desks; who stood there before does not any more.
func InsertVisits(ctx context.Context, tx *db.Tx, list ...Visit) error {
	for _, v := range list {
		if err := endVisit(ctx, tx, v.SchoolID, v.TerminalID, ""); err != nil {
			return err
		}
		_, err := tx.NewRaw("INSERT INTO library_visit (id, school_id, terminal_id, person_id, role, begun_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, 0)",
			v.ID, v.SchoolID, v.TerminalID, v.PersonID, v.Role, v.BegunAt).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// endVisit ends one visit of a terminal, or for "" all of them.
func endVisit(ctx context.Context, tx *db.Tx, school, terminal, visit string) error {
	_, err := tx.NewRaw("UPDATE library_visit SET ended_at = ? WHERE school_id = ? AND terminal_id = ? AND (id = ? OR ? = '') AND ended_at = 0", tx.NowMS(), school, terminal, visit, visit).Exec(ctx)
	return err
}

func visitAt(ctx context.Context, q bun.IDB, school, terminal, id string) (v Visit, err error) {
	var list []Visit
	err = q.NewRaw("SELECT id, school_id, terminal_id, person_id, role, begun_at, ended_at FROM library_visit WHERE school_id = ? AND terminal_id = ? AND id = ?", school, terminal, id).Scan(ctx, &list)
	if len(list) > 0 {
		v = list[0]
	}
	return v, err
}

// VisitAt is who stands at a terminal; NotFound.
func VisitAt(ctx context.Context, q bun.IDB, school, terminal, id string) (Visit, error) {
	v, err := visitAt(ctx, q, school, terminal, id)
	if err == nil && v.ID == "" {
		err = errNone
	}
	return v, err
}

// RoleOf is the role by which somebody borrows: what they are first of pupil, teacher and
// the others; NotFound for nobody of the school now.
func RoleOf(ctx context.Context, q bun.IDB, school, person string) (role string, err error) {
	err = q.NewRaw(`
		SELECT m.role
		FROM membership m
		WHERE m.school_id = ? AND m.person_id = ? AND m.valid_to IS NULL AND `+db.Visible("m")+`
		ORDER BY CASE m.role WHEN 'student' THEN 0 WHEN 'teacher' THEN 1 ELSE 2 END, m.role
		LIMIT 1`, school, person).Scan(ctx, &role)
	return role, db.One(err, errNone)
}

func writeConsent(ctx context.Context, tx *db.Tx, school, person string, titles bool) error {
	_, err := tx.NewRaw(`
		INSERT INTO library_consent (school_id, person_id, titles, at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (school_id, person_id) DO UPDATE
		SET titles = excluded.titles, at = excluded.at`, school, person, titles, tx.NowMS()).Exec(ctx)
	return err
}

// Consented reports whether guardians read somebody's titles.
func Consented(ctx context.Context, q bun.IDB, school, person string) (bool, error) {
	n := 0
	err := q.NewRaw("SELECT count(*) FROM library_consent WHERE school_id = ? AND person_id = ? AND titles", school, person).Scan(ctx, &n)
	return n > 0, err
}

// ofLibrary reports whether a terminal stands in the library and is not stopped.
func ofLibrary(ctx context.Context, q bun.IDB, school, terminal string) (bool, error) {
	n := 0
	err := q.NewRaw("SELECT count(*) FROM terminal WHERE school_id = ? AND id = ? AND scene = ? AND revoked_at IS NULL", school, terminal, string(rule.LibraryScene)).Scan(ctx, &n)
	return n > 0, err
}
