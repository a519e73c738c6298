package timetable

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// LostPeriod is the lesson that a fault period_used is about: it is at a period
// that would be gone.
type LostPeriod struct{ Slot Slot }

func (l *LostPeriod) Error() string { return l.Slot.Grade + l.Slot.Class }

// SetPeriods says which periods a grade has from a day on, grade "" for all that
// have none of their own; an empty list takes that set away. Fails like
// checkPeriods, with Invalid period_from, period_grade, Conflict period_used for
// a period that lessons stand at, and lesson_clash if lessons would overlap.
func (s *Service) SetPeriods(ctx context.Context, actor allow.Actor, school string, set PeriodSet) error {
	return s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx) error {
		if !ValidDay(set.FromDay) {
			return fault.New(fault.Invalid, "period_from")
		}
		if err := checkPeriods(set.List); err != nil {
			return err
		}
		slices.SortFunc(set.List, func(a, b Period) int { return a.Number - b.Number })
		if set.Grade != "" {
			classes, err := campus.Classes(ctx, tx, school)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(classes, func(c campus.Class) bool { return c.Grade == set.Grade }) {
				return fault.New(fault.Invalid, "period_grade")
			}
		}
		old, err := LoadPeriods(ctx, tx, school)
		if err != nil {
			return err
		}
		sets := slices.DeleteFunc(old.Sets(), func(o PeriodSet) bool { return o.Grade == set.Grade && o.FromDay == set.FromDay })
		if len(set.List) > 0 {
			sets = append(sets, set)
		}
		periods := NewPeriods(sets)
		terms, err := readTerms(ctx, tx, school)
		if err != nil {
			return err
		}
		for _, term := range terms {
			if term.LastDay < set.FromDay {
				continue
			}
			slots, err := slotsOfTerm(ctx, tx, school, term.ID)
			if err != nil {
				return err
			}
			if err := fits(term, periods, slots, set.FromDay); err != nil {
				return err
			}
		}
		if err := writePeriods(ctx, tx, school, set); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, school, feed.TimetableMoved, "periods.changed", set.FromDay, "",
			map[string]any{"grade": set.Grade, "from": set.FromDay, "periods": len(set.List)})
	})
}

// fits reports whether slots go with periods: each has its period on every day from
// since on, and no two meet.
func fits(term Term, periods Periods, slots []Slot, since string) error {
	for _, start := range periods.starts(max(term.FirstDay, since), term.LastDay) {
		for _, o := range slots {
			if o.UntilDay != "" && o.UntilDay < start {
				continue
			}
			if _, ok := periods.Period(o.Grade, max(start, o.FromDay), o.Period); !ok {
				return fault.Wrap(fault.Conflict, "period_used", &LostPeriod{o})
			}
		}
	}
	if clashes := Clashes(term, periods, slots); len(clashes) > 0 {
		return fault.Wrap(fault.Conflict, "lesson_clash", &clashes[0])
	}
	return nil
}

// LessonDraft is a lesson as a form says it: from a day on, until the end of the
// term. Replaces is the id of the slot that it takes the place of, "" for a new one.
type LessonDraft struct {
	Slot
	From     string
	Replaces string
}

// SetLesson puts a lesson into the timetable. Fails with Invalid lesson_weekday,
// lesson_weeks, lesson_subject, lesson_room, lesson_class, lesson_teacher,
// lesson_period, lesson_from (in no term), and Conflict lesson_clash, behind which
// is the Clash.
func (s *Service) SetLesson(ctx context.Context, actor allow.Actor, school string, d LessonDraft) (id string, err error) {
	err = s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx) error {
		b, err := readBooks(ctx, tx, school, d.From, tx.NowMS())
		if err != nil {
			return err
		}
		slot := d.Slot
		if err := slot.check(); err != nil {
			return err
		}
		if err := b.complete(&slot); err != nil {
			return err
		}
		var ends []string
		slot.ID, slot.TermID, slot.FromDay, slot.UntilDay = db.NewID(), b.term.ID, d.From, ""
		if d.Replaces != "" {
			i := slices.IndexFunc(b.slots, func(o Slot) bool { return o.ID == d.Replaces && o.ClassID == slot.ClassID })
			if i < 0 {
				return errNotFound
			}
			ends, slot.UntilDay = []string{d.Replaces}, b.slots[i].UntilDay // what comes after it stays
			if slot.UntilDay != "" && slot.UntilDay < d.From {
				return fault.New(fault.Invalid, "lesson_from")
			}
		}
		after := append(Without(b.slots, ends, d.From), slot)
		for _, c := range Clashes(b.term, b.periods, after) {
			if c.A.ID == slot.ID || c.B.ID == slot.ID {
				return fault.Wrap(fault.Conflict, "lesson_clash", &c)
			}
		}
		if err := endSlots(ctx, tx, school, ends, d.From); err != nil {
			return err
		}
		if err := insertSlots(ctx, tx, school, []Slot{slot}); err != nil {
			return err
		}
		id = slot.ID
		return s.note(ctx, tx, actor, school, feed.TimetableMoved, "lesson.set", d.From, b.term.LastDay,
			map[string]any{"class": slot.ClassID, "weekday": slot.Weekday, "period": slot.Period, "weeks": int(slot.Weeks),
				"subject": slot.Subject, "teacher": slot.Teacher, "from": d.From})
	})
	return id, err
}

// RemoveLesson takes a lesson out of the timetable from a day on; Invalid
// lesson_from for a day that is not of its term.
func (s *Service) RemoveLesson(ctx context.Context, actor allow.Actor, school, id, from string) error {
	return s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx) error {
		slot, err := readSlot(ctx, tx, school, id)
		if err != nil {
			return err
		}
		b, err := readBooks(ctx, tx, school, from, tx.NowMS())
		if err != nil {
			return err
		}
		if slot.TermID != b.term.ID || slot.UntilDay != "" && slot.UntilDay < from {
			return fault.New(fault.Invalid, "lesson_from")
		}
		if err := endSlots(ctx, tx, school, []string{id}, from); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, school, feed.TimetableMoved, "lesson.removed", from, b.term.LastDay,
			map[string]any{"class": slot.ClassID, "weekday": slot.Weekday, "period": slot.Period, "subject": slot.Subject, "from": from})
	})
}

// Without is a list of slots after those with the ids have ended the day before from.
func Without(slots []Slot, ids []string, from string) (list []Slot) {
	for _, o := range slots {
		if slices.Contains(ids, o.ID) {
			if o.FromDay >= from {
				continue
			}
			o.UntilDay = AddDays(from, -1)
		}
		list = append(list, o)
	}
	return list
}

// books is what a change of lessons has to know, read under the school's lock.
type books struct {
	term     Term
	calendar Calendar
	periods  Periods
	slots    []Slot // of the term
	classes  []campus.Class
	teachers []Teacher
	from     string
}

func readBooks(ctx context.Context, q bun.IDB, school, from string, nowMS int64) (b books, err error) {
	b.from = from
	if b.calendar, err = LoadCalendar(ctx, q, school); err != nil {
		return b, err
	}
	in := false
	if b.term, in = b.calendar.Term(from); !in || !ValidDay(from) {
		return b, fault.New(fault.Invalid, "lesson_from")
	}
	if b.periods, err = LoadPeriods(ctx, q, school); err != nil {
		return b, err
	}
	if b.slots, err = slotsOfTerm(ctx, q, school, b.term.ID); err != nil {
		return b, err
	}
	if b.classes, err = campus.Classes(ctx, q, school); err != nil {
		return b, err
	}
	b.teachers, err = Teachers(ctx, q, school, nowMS)
	return b, err
}

// complete finds the class and the teacher of a slot by their ids and asks whether
// the grade has the period from the day on: Invalid lesson_class, lesson_teacher,
// lesson_period.
func (b books) complete(o *Slot) error {
	i := slices.IndexFunc(b.classes, func(c campus.Class) bool { return c.ID == o.ClassID })
	if i < 0 {
		return fault.New(fault.Invalid, "lesson_class")
	}
	o.Grade, o.Class = b.classes[i].Grade, b.classes[i].Name
	o.Name, o.Number = "", ""
	if o.Teacher != "" {
		i := slices.IndexFunc(b.teachers, func(t Teacher) bool { return t.ID == o.Teacher })
		if i < 0 {
			return fault.New(fault.Invalid, "lesson_teacher")
		}
		o.Name, o.Number = b.teachers[i].Name, b.teachers[i].Number
	}
	for _, start := range b.periods.starts(b.from, b.term.LastDay) {
		if _, ok := b.periods.Period(o.Grade, start, o.Period); !ok {
			return fault.New(fault.Invalid, "lesson_period")
		}
	}
	return nil
}
