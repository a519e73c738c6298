package timetable

import (
	"cmp"
	"slices"
	"time"

	"yunka/server/campus"
)

// Substitution is what is different about one lesson on one day. Teacher and Room
// are "" where nothing changes.
type Substitution struct {
	ID        string
	Day       string
	ClassID   string
	Period    int
	Teacher   string // the person
	Name      string // of the teacher
	Room      string
	Cancelled bool
	Note      string
	MadeBy    string // the actor's name
	CreatedAt int64
}

// Lesson is a lesson on a day, as it is really held.
type Lesson struct {
	Slot
	Day        string
	PeriodName string
	From, To   int // minutes of the day
	Start, End time.Time
	Cancelled  bool
	Sub        *Substitution // nil if it goes by the timetable
	// Planned is who and where the timetable says, if there is a substitution.
	PlannedTeacher, PlannedName, PlannedRoom string
}

// Replaced reports whether somebody else teaches than the timetable says.
func (l Lesson) Replaced() bool { return l.Sub != nil && l.Sub.Teacher != "" }

// Running reports whether the lesson is held at an instant.
func (l Lesson) Running(now time.Time) bool {
	return !l.Cancelled && !now.Before(l.Start) && now.Before(l.End)
}

// Timetable has the lessons of some days, for a whole school or for what Filter
// picked.
type Timetable struct {
	Calendar
	Periods Periods
	Loc     *time.Location
	slots   []Slot
	subs    map[Key]Substitution
}

// Key names a lesson of a day, whichever slot it comes from.
type Key struct {
	Day, ClassID string
	Period       int
}

// New makes a timetable of its parts; Load reads them.
func New(c Calendar, p Periods, loc *time.Location, slots []Slot, subs []Substitution) *Timetable {
	t := &Timetable{Calendar: c, Periods: p, Loc: loc, slots: slots, subs: make(map[Key]Substitution, len(subs))}
	for _, s := range subs {
		t.subs[Key{s.Day, s.ClassID, s.Period}] = s
	}
	return t
}

// Slots are the slots it was made of.
func (t *Timetable) Slots() []Slot { return slices.Clone(t.slots) }

// All are the lessons of a day, by time, then class. A cancelled one is among them,
// marked.
func (t *Timetable) All(day string) []Lesson {
	return t.where(day, func(Slot) bool { return true })
}

// Lessons are the lessons of a class on a day, by time; none on a day without school.
func (t *Timetable) Lessons(class, day string) []Lesson {
	return t.where(day, func(s Slot) bool { return s.ClassID == class })
}

// OfTeacher are the lessons that a person has on a day, also those that somebody
// else gives for them and those they give for somebody.
func (t *Timetable) OfTeacher(person, day string) []Lesson {
	return slices.DeleteFunc(t.All(day), func(l Lesson) bool { return l.Teacher != person && l.PlannedTeacher != person })
}

// InRoom are the lessons that are held in a room on a day.
func (t *Timetable) InRoom(room, day string) []Lesson {
	room = campus.Fold(room)
	return slices.DeleteFunc(t.All(day), func(l Lesson) bool { return campus.Fold(l.Room) != room })
}

func (t *Timetable) where(day string, want func(Slot) bool) (list []Lesson) {
	d := t.Day(day)
	if !d.SchoolDay() {
		return nil
	}
	for _, s := range t.slots {
		if s.TermID != d.Term.ID || s.Weekday != d.WorksAs || !s.Weeks.holds(d.Odd) || !s.on(day) || !want(s) {
			continue
		}
		p, ok := t.Periods.Period(s.Grade, day, s.Period)
		if !ok {
			continue // SetPeriods keeps a period that has lessons
		}
		l := Lesson{Slot: s, Day: day, PeriodName: p.Name, From: p.From, To: p.To,
			Start: Instant(day, p.From, t.Loc), End: Instant(day, p.To, t.Loc)}
		if sub, ok := t.subs[Key{day, s.ClassID, s.Period}]; ok {
			l.Sub, l.Cancelled = &sub, sub.Cancelled
			l.PlannedTeacher, l.PlannedName, l.PlannedRoom = s.Teacher, s.Name, s.Room
			if sub.Teacher != "" {
				l.Teacher, l.Name, l.Number = sub.Teacher, sub.Name, ""
			}
			if sub.Room != "" {
				l.Room = sub.Room
			}
		}
		list = append(list, l)
	}
	slices.SortStableFunc(list, func(a, b Lesson) int {
		return cmp.Or(cmp.Compare(a.From, b.From), campus.CompareClasses(a.Grade, a.Class, b.Grade, b.Class))
	})
	return list
}

// Busy is the lesson of a day, other than except, that overlaps those minutes and
// has the teacher or the room, "" for neither; false if there is none. A cancelled
// lesson keeps nobody busy, and whoever is replaced is free.
func (t *Timetable) Busy(day, teacher, room string, from, to int, except Key) (Lesson, bool) {
	for _, l := range t.All(day) {
		if (Key{day, l.ClassID, l.Period}) == except || l.Cancelled || l.From >= to || from >= l.To {
			continue
		}
		if teacher != "" && l.Teacher == teacher || room != "" && campus.Fold(l.Room) == campus.Fold(room) {
			return l, true
		}
	}
	return Lesson{}, false
}

// Key names the lesson.
func (l Lesson) Key() Key { return Key{l.Day, l.ClassID, l.Period} }
