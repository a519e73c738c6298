package request

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Setting is what a school has decided about leaves.
type Setting struct {
	Controlled bool // a pupil needs one to go out early
	ClassDays  int  // up to so many school days the class teacher decides
	GradeDays  int  // and up to so many the head of the grade; more is the office's
}

// Levels are those of a school that has decided nothing.
var Levels = Setting{ClassDays: ShortDays, GradeDays: MaxDays}

// SettingOf reads what a school has decided.
func SettingOf(ctx context.Context, q bun.IDB, school string) (Setting, error) {
	var list []Setting
	err := q.NewRaw("SELECT controlled, class_days, grade_days FROM leave_setting WHERE school_id = ?", school).Scan(ctx, &list)
	if err != nil || len(list) == 0 {
		return Levels, err
	}
	return list[0], nil
}

func saveSetting(ctx context.Context, tx *db.Tx, school string, set Setting) error {
	_, err := tx.NewRaw(`
		INSERT INTO leave_setting (school_id, controlled, class_days, grade_days, changed_at)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (school_id) DO UPDATE SET controlled = excluded.controlled, class_days = excluded.class_days,
			grade_days = excluded.grade_days, changed_at = excluded.changed_at`,
		school, set.Controlled, set.ClassDays, set.GradeDays, tx.NowMS()).Exec(ctx)
	return err
}

// Holder is somebody in charge of a class or its grade.
type Holder struct{ PersonID, Name, Kind string }

// holders are the class teachers of a class and the heads of its grade whose posts are
// in force, who stands in for one too. Who is an adult of the person decides nothing.
func holders(ctx context.Context, q bun.IDB, school, class, grade, person string, at int64) (list []Holder, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT t.person_id, p.name, t.kind
		FROM post t
		JOIN person p ON p.id = t.person_id
		JOIN membership m ON m.id = t.membership_id AND m.school_id = t.school_id
		WHERE t.school_id = ? AND (t.kind = 'class_teacher' AND t.of_what = 'class' AND t.of_id = ?
				OR t.kind = 'grade_head' AND t.of_what = 'grade' AND t.of_id = ?)
			AND p.state = 'active' AND t.person_id <> ?
			AND t.valid_from <= ? AND (t.valid_to IS NULL OR t.valid_to > ?)
			AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
			AND `+db.Visible("p")+` AND `+db.Visible("m")+`
			AND t.person_id NOT IN (SELECT g.adult_id FROM guardianship g WHERE g.child_id = ?)
		ORDER BY t.kind, p.name, t.person_id`,
		school, class, grade, person, at, at, at, at, person).Scan(ctx, &list)
	return list, err
}
