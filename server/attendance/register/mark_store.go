package register

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/rule"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/timetable"
)

// What a teacher can say of somebody with one tap.
const (
	MarkHere   = "here"   // I see them: they are there
	MarkComing = "coming" // on the way
	MarkSick   = "sick"   // the family says so; it is a note, no leave
	MarkOther  = "other"
)

// Marks lists them, in the order of the buttons.
var Marks = []string{MarkHere, MarkComing, MarkSick, MarkOther}

// Mark is what staff said of a person in a session of a day.
type Mark struct {
	ID, PersonID, SessionID, What string
	ByPerson, By                  string // who said it: the person, and the name
	At                            int64
}

// Mark says something of a person in a session of a day, today or of the last seven
// days, in place of what was said before. Fails with Invalid mark_what, mark_day or
// mark_session, and Conflict mark_locked in a period that the office has closed.
func (s *Service) Mark(ctx context.Context, actor allow.Actor, school, person, day, session, what string) (id string, err error) {
	err = s.OnDay(ctx, actor, allow.AttendanceMark, school, person, day, func(ctx context.Context, tx *db.Tx, m campus.Member) error {
		if !slices.Contains(Marks, what) {
			return fault.New(fault.Invalid, "mark_what")
		}
		if err := unlocked(ctx, tx, school, day); err != nil {
			return err
		}
		if err := s.Held(ctx, tx, school, day, session, m); err != nil {
			return err
		}
		id = db.NewID()
		if err := Note(ctx, tx, Mark{ID: id, PersonID: person, SessionID: session, What: what, ByPerson: SeatOf(actor, school)}, school, day); err != nil {
			return err
		}
		return s.Record(ctx, tx, actor, school, person, day, "attendance.marked", map[string]any{"day": day, "what": what})
	})
	return id, err
}

// Note writes a mark in place of what was said before, for a caller that has asked the
// right, holds the person's lock and leaves the audit event; Changed is to follow.
func Note(ctx context.Context, tx *db.Tx, m Mark, school, day string) error {
	if err := undo(ctx, tx, school, m.PersonID, day, m.SessionID); err != nil {
		return err
	}
	_, err := tx.NewRaw("INSERT INTO attendance_mark (id, school_id, day, person_id, session_id, what, by_person, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		m.ID, school, day, m.PersonID, m.SessionID, m.What, m.ByPerson, tx.NowMS()).Exec(ctx)
	return err
}

// Unmark takes back what was said.
func (s *Service) Unmark(ctx context.Context, actor allow.Actor, school, person, day, session string) error {
	return s.OnDay(ctx, actor, allow.AttendanceMark, school, person, day, func(ctx context.Context, tx *db.Tx, _ campus.Member) error {
		if err := unlocked(ctx, tx, school, day); err != nil {
			return err
		}
		if err := undo(ctx, tx, school, person, day, session); err != nil {
			return err
		}
		return s.Record(ctx, tx, actor, school, person, day, "attendance.unmarked", map[string]any{"day": day})
	})
}

func undo(ctx context.Context, tx *db.Tx, school, person, day, session string) error {
	_, err := tx.NewRaw("UPDATE attendance_mark SET undone_at = ? WHERE school_id = ? AND person_id = ? AND day = ? AND session_id = ? AND undone_at IS NULL",
		tx.NowMS(), school, person, day, session).Exec(ctx)
	return err
}

// OnDay runs fn for who may do the action to a member of the school as they were on
// that day, with the person locked. NotFound for who was no member then.
func (s *Service) OnDay(ctx context.Context, actor allow.Actor, action allow.Action, school, person, day string, fn func(context.Context, *db.Tx, campus.Member) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := MemberOn(ctx, tx, school, person, day)
		if err != nil {
			return err
		}
		if err := allow.Check(actor, action, allow.Target{School: school, Person: person, Class: m.ClassID}); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, person); err != nil {
			return err
		}
		return fn(ctx, tx, m)
	})
}

// MemberOn is what a person was in the school on a day. A day that is none, or too
// long ago, is Invalid mark_day.
func MemberOn(ctx context.Context, q bun.IDB, school, person, day string) (m campus.Member, err error) {
	if !timetable.ValidDay(day) {
		return m, fault.New(fault.Invalid, "mark_day")
	}
	w, err := newWorld(ctx, q, school)
	if err != nil {
		return m, err
	}
	_, end := w.bounds(day)
	var list []campus.Member
	list, err = campus.MembersAt(ctx, q, school, end-1, rule.Expects, person)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return m, err
	}
	return list[0], nil
}

// Held is nil if a member was expected in the session on that day, and Invalid
// mark_session otherwise.
func (s *Service) Held(ctx context.Context, q bun.IDB, school, day, session string, m campus.Member) error {
	w, err := newWorld(ctx, q, school)
	if err != nil {
		return err
	}
	if _, opened, err := w.day(ctx, q, day); err != nil {
		return err
	} else if !opened && day != timetable.Today(s.db.Now(), w.loc) { // the keeper opens today within seconds
		return fault.New(fault.Invalid, "mark_day")
	}
	for _, one := range w.windows(day, m) {
		if one.Session == session {
			return nil
		}
	}
	return fault.New(fault.Invalid, "mark_session")
}

// Record leaves the audit event and the item of a fact about a person's day.
func (s *Service) Record(ctx context.Context, tx *db.Tx, actor allow.Actor, school, person, day, action string, detail map[string]any) error {
	err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: action, Target: "person:" + person, Detail: detail})
	if err != nil {
		return err
	}
	return s.Changed(ctx, tx, school, person, day)
}

// Changed tells the feed that something was noted of a person's day.
func (s *Service) Changed(ctx context.Context, tx *db.Tx, school, person, day string) error {
	return s.feed.Append(ctx, tx, school, feed.Item{Kind: Marked, Subject: person, Person: person, Data: moment(day)})
}

// SeatOf is the person that an account is in a school: staff before family.
func SeatOf(a allow.Actor, school string) (person string) {
	for _, seat := range a.Seats {
		if seat.School == school && (person == "" || seat.Role != allow.Parent && seat.Role != allow.Student) {
			person = seat.Person
		}
	}
	return person
}
