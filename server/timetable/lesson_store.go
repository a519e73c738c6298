package timetable

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

const sqlSlots = `
	SELECT l.id, l.term_id, l.class_id, c.grade, c.name AS class, l.weekday, l.period, l.weeks, l.subject, l.room,
		COALESCE(l.teacher_id, '') AS teacher, COALESCE(p.name, '') AS name, COALESCE(p.number, '') AS number,
		l.from_day, l.until_day
	FROM lesson l
	JOIN term t ON t.id = l.term_id
	JOIN class c ON c.id = l.class_id
	LEFT JOIN person p ON p.id = l.teacher_id
	WHERE l.school_id = ?`

const sqlSlotOrder = " ORDER BY l.weekday, l.period, c.grade, c.name, l.weeks, l.from_day, l.id"

// readSlots are the slots of the terms that touch these days, as far as they hold
// on one of them.
func readSlots(ctx context.Context, q bun.IDB, school, first, last string, f Filter) (list []Slot, err error) {
	query := sqlSlots + " AND t.first_day <= ? AND t.last_day >= ? AND l.from_day <= ? AND (l.until_day = '' OR l.until_day >= ?)"
	args := []any{school, last, first, last, first}
	if f.Classes != nil || f.Teachers != nil {
		query += ` AND (l.class_id IN (?) OR l.teacher_id IN (?) OR EXISTS (
			SELECT 1 FROM substitution s
			WHERE s.school_id = l.school_id AND s.class_id = l.class_id AND s.period = l.period
				AND s.day >= ? AND s.day <= ? AND s.teacher_id IN (?)))`
		teachers := bun.List(append([]string{""}, f.Teachers...)) // never empty: IN () is no SQL
		args = append(args, bun.List(append([]string{""}, f.Classes...)), teachers, first, last, teachers)
	}
	err = q.NewRaw(query+sqlSlotOrder, args...).Scan(ctx, &list)
	return list, err
}

// slotsOfTerm are all slots of a term, over its whole length.
func slotsOfTerm(ctx context.Context, q bun.IDB, school, term string) (list []Slot, err error) {
	err = q.NewRaw(sqlSlots+" AND l.term_id = ?"+sqlSlotOrder, school, term).Scan(ctx, &list)
	return list, err
}

// readSlot reads one; NotFound not_found.
func readSlot(ctx context.Context, q bun.IDB, school, id string) (s Slot, err error) {
	err = q.NewRaw(sqlSlots+" AND l.id = ?", school, id).Scan(ctx, &s)
	return s, db.One(err, errNotFound)
}

func insertSlots(ctx context.Context, tx *db.Tx, school string, list []Slot) error {
	const most = 100 // rows of a statement: both engines limit the arguments
	for len(list) > 0 {
		n := min(len(list), most)
		var args []any
		marks := ""
		for i, s := range list[:n] {
			if i > 0 {
				marks += ", "
			}
			marks += "(?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?, ?)"
			args = append(args, s.ID, school, s.TermID, s.ClassID, s.Weekday, s.Period, s.Weeks, s.Subject, s.Teacher, s.Room,
				s.FromDay, s.UntilDay, tx.NowMS())
		}
		if _, err := tx.NewRaw(`
			INSERT INTO lesson (id, school_id, term_id, class_id, weekday, period, weeks, subject, teacher_id, room,
				from_day, until_day, created_at)
			VALUES `+marks, args...).Exec(ctx); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// endSlots ends slots the day before from; those that began on it or later never
// were.
func endSlots(ctx context.Context, tx *db.Tx, school string, ids []string, from string) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.NewRaw(`
		DELETE FROM lesson
		WHERE school_id = ? AND id IN (?) AND from_day >= ?`,
		school, bun.List(ids), from).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw(`
		UPDATE lesson
		SET until_day = ?
		WHERE school_id = ? AND id IN (?)`,
		AddDays(from, -1), school, bun.List(ids)).Exec(ctx)
	return err
}

func readSubstitutions(ctx context.Context, q bun.IDB, school, first, last string) (list []Substitution, err error) {
	err = q.NewRaw(sqlSubstitutions+`
		WHERE s.school_id = ? AND s.day >= ? AND s.day <= ?
		ORDER BY s.day, s.period, s.class_id`,
		school, first, last).Scan(ctx, &list)
	return list, err
}

const sqlSubstitutions = `
	SELECT s.id, s.day, s.class_id, s.period, COALESCE(s.teacher_id, '') AS teacher, COALESCE(p.name, '') AS name,
		s.room, s.cancelled, s.note, s.made_by, s.created_at
	FROM substitution s
	LEFT JOIN person p ON p.id = s.teacher_id`

// readSubstitution reads one; NotFound not_found.
func readSubstitution(ctx context.Context, q bun.IDB, school, id string) (s Substitution, err error) {
	err = q.NewRaw(sqlSubstitutions+`
		WHERE s.school_id = ? AND s.id = ?`,
		school, id).Scan(ctx, &s)
	return s, db.One(err, errNotFound)
}

func writeSubstitution(ctx context.Context, tx *db.Tx, school string, s Substitution) error {
	_, err := tx.NewRaw(`
		INSERT INTO substitution (id, school_id, day, class_id, period, teacher_id, room, cancelled, note, made_by, created_at)
		VALUES (?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?, ?, ?)`,
		s.ID, school, s.Day, s.ClassID, s.Period, s.Teacher, s.Room, s.Cancelled, s.Note, s.MadeBy, s.CreatedAt).Exec(ctx)
	return err
}

func deleteSubstitution(ctx context.Context, tx *db.Tx, school string, k Key) error {
	_, err := tx.NewRaw(`
		DELETE FROM substitution
		WHERE school_id = ? AND day = ? AND class_id = ? AND period = ?`,
		school, k.Day, k.ClassID, k.Period).Exec(ctx)
	return err
}

// Teacher is somebody who works as a teacher now.
type Teacher struct{ ID, Name, Number string }

// Teachers are a school's, by name.
func Teachers(ctx context.Context, q bun.IDB, school string, nowMS int64) (list []Teacher, err error) {
	err = q.NewRaw(`
		SELECT p.id, p.name, COALESCE(p.number, '') AS number
		FROM person p
		WHERE p.school_id = ? AND `+db.Visible("p")+` AND EXISTS (
			SELECT 1 FROM membership m
			WHERE m.person_id = p.id AND m.role = 'teacher' AND m.valid_from <= ?
				AND (m.valid_to IS NULL OR m.valid_to > ?) AND `+db.Visible("m")+`)
		ORDER BY p.folded, p.id`,
		school, nowMS, nowMS).Scan(ctx, &list)
	return list, err
}

// Rooms are the rooms that a school's lessons and substitutions name, by name.
func Rooms(ctx context.Context, q bun.IDB, school, term string) (list []string, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT room
		FROM lesson
		WHERE school_id = ? AND term_id = ? AND room <> ''
		ORDER BY room`,
		school, term).Scan(ctx, &list)
	return list, err
}
