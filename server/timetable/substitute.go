package timetable

import (
	"context"
	"slices"
	"strings"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// BusyLesson is the lesson that a fault substitution_busy or substitution_room is
// about: it is at the same time; errors.As finds it behind the fault.
type BusyLesson struct{ Lesson Lesson }

func (b *BusyLesson) Error() string { return b.Lesson.Grade + b.Lesson.Class }

// Substitute says what is different about a lesson on one day: another teacher,
// another room, both, or that it is cancelled. It replaces what was said before.
// Fails with Invalid substitution_empty (nothing is different), substitution_room,
// substitution_note, substitution_teacher (nobody who works as a teacher), NotFound
// lesson_not_found (the class has none then), Conflict substitution_busy (the
// teacher has another lesson) and substitution_taken (the room has).
func (s *Service) Substitute(ctx context.Context, actor allow.Actor, school string, d Substitution) (id string, err error) {
	err = s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx) error {
		d.Room, d.Note = strings.TrimSpace(d.Room), strings.TrimSpace(d.Note)
		t, lesson, err := lessonAt(ctx, tx, school, Key{d.Day, d.ClassID, d.Period})
		if err != nil {
			return err
		}
		planned := lesson.Slot
		if lesson.Sub != nil {
			planned.Teacher, planned.Room = lesson.PlannedTeacher, lesson.PlannedRoom
		}
		if d.Teacher == planned.Teacher {
			d.Teacher = ""
		}
		if campus.Fold(d.Room) == campus.Fold(planned.Room) {
			d.Room = ""
		}
		if err := d.check(ctx, tx, school); err != nil {
			return err
		}
		teacher, room := d.Teacher, d.Room
		if teacher == "" && !d.Cancelled {
			teacher = planned.Teacher // an old substitution may have freed them for another lesson
		}
		if room == "" && !d.Cancelled {
			room = planned.Room
		}
		if err := t.free(lesson, teacher, room); err != nil {
			return err
		}
		d.ID, d.MadeBy, d.CreatedAt = db.NewID(), actor.Name(), tx.NowMS()
		if err := deleteSubstitution(ctx, tx, school, Key{d.Day, d.ClassID, d.Period}); err != nil {
			return err
		}
		if err := writeSubstitution(ctx, tx, school, d); err != nil {
			return err
		}
		id = d.ID
		return s.note(ctx, tx, actor, school, feed.TimetableMoved, "substitution.made", d.Day, d.Day,
			map[string]any{"class": d.ClassID, "period": d.Period, "day": d.Day, "teacher": d.Teacher, "room": d.Room, "cancelled": d.Cancelled})
	})
	return id, err
}

func (d Substitution) check(ctx context.Context, tx *db.Tx, school string) error {
	switch {
	case d.Cancelled && (d.Teacher != "" || d.Room != ""), !d.Cancelled && d.Teacher == "" && d.Room == "":
		return fault.New(fault.Invalid, "substitution_empty")
	case !validText(d.Room, maxRoom):
		return fault.New(fault.Invalid, "substitution_room")
	case !validText(d.Note, 60):
		return fault.New(fault.Invalid, "substitution_note")
	case d.Teacher == "":
		return nil
	}
	list, err := Teachers(ctx, tx, school, tx.NowMS())
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(t Teacher) bool { return t.ID == d.Teacher }) {
		return fault.New(fault.Invalid, "substitution_teacher")
	}
	return nil
}

// free asks whether a teacher and a room are free while a lesson is held; "" is
// nobody and nowhere.
func (t *Timetable) free(l Lesson, teacher, room string) error {
	if busy, is := t.Busy(l.Day, teacher, "", l.From, l.To, l.Key()); is {
		return fault.Wrap(fault.Conflict, "substitution_busy", &BusyLesson{busy})
	}
	if busy, is := t.Busy(l.Day, "", room, l.From, l.To, l.Key()); is {
		return fault.Wrap(fault.Conflict, "substitution_taken", &BusyLesson{busy})
	}
	return nil
}

// lessonAt reads the timetable of a day and the lesson in question.
func lessonAt(ctx context.Context, tx *db.Tx, school string, k Key) (*Timetable, Lesson, error) {
	none := fault.New(fault.NotFound, "lesson_not_found")
	if !ValidDay(k.Day) {
		return nil, Lesson{}, none
	}
	sc, err := campus.SchoolByID(ctx, tx, school)
	if err != nil {
		return nil, Lesson{}, err
	}
	t, err := Load(ctx, tx, sc, k.Day, k.Day, Filter{})
	if err != nil {
		return nil, Lesson{}, err
	}
	list := t.Lessons(k.ClassID, k.Day)
	i := slices.IndexFunc(list, func(l Lesson) bool { return l.Period == k.Period })
	if i < 0 {
		return t, Lesson{}, none
	}
	return t, list[i], nil
}

// Undo takes a substitution back. Fails with Conflict substitution_busy or
// substitution_taken if the teacher or the room of the timetable has another lesson
// by now.
func (s *Service) Undo(ctx context.Context, actor allow.Actor, school, id string) error {
	return s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx) error {
		d, err := readSubstitution(ctx, tx, school, id)
		if err != nil {
			return err
		}
		k := Key{d.Day, d.ClassID, d.Period}
		t, lesson, err := lessonAt(ctx, tx, school, k)
		if err != nil && !fault.Is(err, fault.NotFound) { // the timetable may no longer have its lesson
			return err
		}
		if err == nil {
			if err := t.free(lesson, lesson.PlannedTeacher, lesson.PlannedRoom); err != nil {
				return err
			}
		}
		if err := deleteSubstitution(ctx, tx, school, k); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, school, feed.TimetableMoved, "substitution.undone", d.Day, d.Day,
			map[string]any{"class": d.ClassID, "period": d.Period, "day": d.Day})
	})
}
