package timetable

import (
	"strings"

	"yunka/server/fault"
)

// Weeks says in which weeks of a term a slot holds.
type Weeks int

const (
	Every Weeks = iota
	OddWeeks
	EvenWeeks
)

// meets reports whether there is a week in which both hold.
func (w Weeks) meets(other Weeks) bool { return w == Every || other == Every || w == other }

// holds reports whether it holds in a week.
func (w Weeks) holds(odd bool) bool { return w == Every || (w == OddWeeks) == odd }

// Slot is a lesson of the timetable: of a class, at a period of a weekday, within a
// term from a day on.
type Slot struct {
	ID       string
	TermID   string
	ClassID  string
	Grade    string // of the class
	Class    string // its name in the grade
	Weekday  int    // 1 to 7; of the timetable, which a make-up day may borrow
	Period   int
	Weeks    Weeks
	Subject  string
	Teacher  string // the person, "" is none
	Name     string // of the teacher
	Number   string // of the teacher
	Room     string // "" is the class's own
	FromDay  string
	UntilDay string // inclusive; "" is the end of the term

	// Row and Column say where in a file it stands, for messages; 0 and "" for a slot
	// from the database.
	Row    int
	Column string
}

// sameLesson reports whether two slots of one class, weekday and period say the same.
func (s Slot) sameLesson(o Slot) bool {
	return s.ClassID == o.ClassID && s.Weekday == o.Weekday && s.Period == o.Period && s.Weeks == o.Weeks &&
		s.Subject == o.Subject && s.Teacher == o.Teacher && s.Room == o.Room
}

// Holds reports whether the slot is one of the week's, odd or even.
func (s Slot) Holds(odd bool) bool { return s.Weeks.holds(odd) }

// on reports whether the slot holds on a day of its term, whatever weekday it is.
func (s Slot) on(day string) bool {
	return s.FromDay <= day && (s.UntilDay == "" || day <= s.UntilDay)
}

// overlapsIn reports whether both hold on some day from first to last.
func (s Slot) overlapsIn(o Slot, first, last string) bool {
	from, to := max(s.FromDay, o.FromDay, first), last
	for _, until := range []string{s.UntilDay, o.UntilDay} {
		if until != "" && until < to {
			to = until
		}
	}
	return from <= to
}

const (
	maxSubject = 20
	maxRoom    = 30
)

// check says what is wrong with the slot by itself: Invalid lesson_weekday,
// lesson_weeks, lesson_subject, lesson_room. Saturdays and Sundays have no lessons
// of their own: a make-up day borrows a weekday's.
func (s *Slot) check() error {
	s.Subject, s.Room = strings.TrimSpace(s.Subject), strings.TrimSpace(s.Room)
	switch {
	case s.Weekday < 1 || s.Weekday > 5:
		return fault.New(fault.Invalid, "lesson_weekday")
	case s.Weeks < Every || s.Weeks > EvenWeeks:
		return fault.New(fault.Invalid, "lesson_weeks")
	case !validName(s.Subject, maxSubject) || strings.ContainsAny(s.Subject, ";；\r\n"): // a grid's cell has several
		return fault.New(fault.Invalid, "lesson_subject")
	case !validText(s.Room, maxRoom) || strings.ContainsAny(s.Room, ";；\r\n"):
		return fault.New(fault.Invalid, "lesson_room")
	}
	return nil
}
