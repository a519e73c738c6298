package timetable

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// Owners of what this package keeps.
var (
	OwnerOfClass        = campus.OwnerBy("SELECT c.school_id, '' FROM class c WHERE c.id = ? AND " + db.Visible("c"))
	OwnerOfTerm         = campus.OwnerBy("SELECT t.school_id, '' FROM term t WHERE t.id = ?")
	OwnerOfLesson       = campus.OwnerBy("SELECT l.school_id, '' FROM lesson l WHERE l.id = ?")
	OwnerOfSubstitution = campus.OwnerBy("SELECT s.school_id, '' FROM substitution s WHERE s.id = ?")
)

func readTerms(ctx context.Context, q bun.IDB, school string) (list []Term, err error) {
	err = q.NewSelect().Model(&list).Where("school_id = ?", school).OrderExpr("first_day").Scan(ctx)
	return list, err
}

// writeTerm adds the term, or changes it if it has an id that is there.
func writeTerm(ctx context.Context, tx *db.Tx, t Term, added bool) error {
	if added {
		_, err := tx.NewInsert().Model(&t).Exec(ctx)
		return err
	}
	_, err := tx.NewRaw(`
		UPDATE term
		SET name = ?, first_day = ?, last_day = ?
		WHERE id = ? AND school_id = ?`,
		t.Name, t.FirstDay, t.LastDay, t.ID, t.SchoolID).Exec(ctx)
	return err
}

// moveFirst lets the lessons that began with a term begin with it again.
func moveFirst(ctx context.Context, tx *db.Tx, school, term, was, is string) error {
	if was == is {
		return nil
	}
	_, err := tx.NewRaw(`
		UPDATE lesson
		SET from_day = ?
		WHERE school_id = ? AND term_id = ? AND from_day <= ?`,
		is, school, term, max(was, is)).Exec(ctx)
	return err
}

func countLessons(ctx context.Context, tx *db.Tx, school, term string) (n int, err error) {
	err = tx.NewRaw(`
		SELECT count(*)
		FROM lesson
		WHERE school_id = ? AND term_id = ?`,
		school, term).Scan(ctx, &n)
	return n, err
}

func deleteTerm(ctx context.Context, tx *db.Tx, school, term string) error {
	_, err := tx.NewRaw("DELETE FROM term WHERE school_id = ? AND id = ?", school, term).Exec(ctx)
	return err
}

// LoadPeriods reads every set of periods of a school.
func LoadPeriods(ctx context.Context, q bun.IDB, school string) (Periods, error) {
	var rows []struct {
		Grade, FromDay string
		Period
	}
	err := q.NewRaw(`
		SELECT grade, from_day, number, name, from_minute, to_minute
		FROM period
		WHERE school_id = ?
		ORDER BY from_day, grade, number`,
		school).Scan(ctx, &rows)
	var sets []PeriodSet
	for _, r := range rows {
		if n := len(sets); n == 0 || sets[n-1].Grade != r.Grade || sets[n-1].FromDay != r.FromDay {
			sets = append(sets, PeriodSet{Grade: r.Grade, FromDay: r.FromDay})
		}
		last := &sets[len(sets)-1]
		last.List = append(last.List, r.Period)
	}
	return NewPeriods(sets), err
}

func writePeriods(ctx context.Context, tx *db.Tx, school string, set PeriodSet) error {
	if _, err := tx.NewRaw(`
		DELETE FROM period
		WHERE school_id = ? AND grade = ? AND from_day = ?`,
		school, set.Grade, set.FromDay).Exec(ctx); err != nil {
		return err
	}
	for _, p := range set.List {
		if _, err := tx.NewRaw(`
			INSERT INTO period (school_id, grade, from_day, number, name, from_minute, to_minute)
			VALUES (?, ?, ?, ?, ?, ?, ?)`,
			school, set.Grade, set.FromDay, p.Number, p.Name, p.From, p.To).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// TermsInUse are the terms that have lessons.
func TermsInUse(ctx context.Context, q bun.IDB, school string) (map[string]bool, error) {
	var ids []string
	err := q.NewRaw(`
		SELECT DISTINCT term_id
		FROM lesson
		WHERE school_id = ?`,
		school).Scan(ctx, &ids)
	used := make(map[string]bool, len(ids))
	for _, id := range ids {
		used[id] = true
	}
	return used, err
}
