package request

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
)

// Level is who decides by how long a leave is.
type Level string

// The levels, the lowest first. A higher one may always answer.
const (
	ByClass  Level = "class"
	ByGrade  Level = "grade"
	ByOffice Level = "office"
)

// level is the lowest that may decide a leave of so many school days.
func (s Setting) level(days int) Level {
	switch {
	case days <= s.ClassDays:
		return ByClass
	case days <= s.GradeDays:
		return ByGrade
	}
	return ByOffice
}

// ok reports whether the limits follow each other.
func (s Setting) ok() bool {
	return 0 <= s.ClassDays && s.ClassDays <= s.GradeDays && s.GradeDays <= MaxDays
}

// Desk is where a request lies now: the lowest level that may decide it and has somebody
// who is there.
type Desk struct {
	Level Level
	At    []Holder // who decides; the office has no names
	Away  []Holder // who would decide, but is on leave now
	Lacks bool     // the class has no class teacher
	Long  bool     // it is too long for the class
}

// DeskOf finds where a request lies at an instant.
func DeskOf(ctx context.Context, q bun.IDB, set Setting, l Leave, m campus.Member, at int64) (d Desk, err error) {
	if m.ClassID == "" {
		return Desk{Level: ByOffice}, nil
	}
	need := set.level(l.Days)
	d.Long = need != ByClass
	if need == ByOffice {
		d.Level = ByOffice
		return d, nil
	}
	all, err := holders(ctx, q, l.SchoolID, m.ClassID, m.Grade, l.PersonID, at)
	if err != nil {
		return d, err
	}
	var ids []string
	for _, h := range all {
		ids = append(ids, h.PersonID)
	}
	away, err := Away(ctx, q, l.SchoolID, ids, at, at+1)
	if err != nil {
		return d, err
	}
	there := map[Level][]Holder{}
	teachers := 0
	for _, h := range all {
		of := ByClass
		if h.Kind == string(allow.GradeHead) {
			of = ByGrade
		} else {
			teachers++
		}
		switch {
		case of == ByClass && need != ByClass:
		case len(away[h.PersonID]) > 0:
			d.Away = append(d.Away, h)
		default:
			there[of] = append(there[of], h)
		}
	}
	d.Lacks = need == ByClass && teachers == 0
	for _, d.Level = range []Level{ByClass, ByGrade} {
		if d.At = there[d.Level]; len(d.At) > 0 {
			return d, nil
		}
	}
	d.Level = ByOffice
	return d, nil
}

// to is who is told of what lies on a desk.
func (d Desk) to(m campus.Member) (list []outbox.To) {
	switch d.Level {
	case ByClass:
		if len(d.Away) == 0 {
			return []outbox.To{outbox.ClassTeachers(m.ClassID)}
		}
	case ByOffice:
		return []outbox.To{outbox.Office()}
	}
	for _, h := range d.At {
		list = append(list, outbox.Person(h.PersonID))
	}
	return list
}

// SetLevels sets up to how many days whom a leave takes.
func (s *Service) SetLevels(ctx context.Context, a allow.Actor, school string, class, grade int) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.LeaveManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := access.Bump(ctx, tx, school); err != nil { // the setting is changed by one at a time
			return err
		}
		set, err := SettingOf(ctx, tx, school)
		if err != nil {
			return err
		}
		if set.ClassDays, set.GradeDays = class, grade; !set.ok() {
			return fault.New(fault.Invalid, "leave_levels")
		}
		if err := saveSetting(ctx, tx, school, set); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "leave.levels", Target: "school:" + school,
			Detail: map[string]any{"class_days": class, "grade_days": grade}})
	})
}
