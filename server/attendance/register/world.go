package register

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
)

// world is what a school goes by: its zone, calendar and sessions, read once for many
// people and days.
type world struct {
	school   string
	loc      *time.Location
	calendar timetable.Calendar
	sessions []rule.Session
	days     map[string]*openDay // nil: not opened
	cache    map[windowKey][]rule.Window
	// See readPlaces.
	readers, outermost map[string]bool
	// The generation that is read, for which alone somebody is told; nil: not asked yet.
	read *int64
}

type windowKey struct{ day, role, grade, class string }

func newWorld(ctx context.Context, q bun.IDB, school string) (*world, error) {
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return nil, err
	}
	w := &world{school: school, loc: sc.Location(), days: map[string]*openDay{}, cache: map[windowKey][]rule.Window{}}
	if w.calendar, err = timetable.LoadCalendar(ctx, q, school); err != nil {
		return nil, err
	}
	w.sessions, err = Sessions(ctx, q, school, "", "")
	return w, err
}

// bounds are the first instant of a day and of the next one, in Unix milliseconds.
func (w *world) bounds(day string) (from, to int64) {
	start, end := campus.DayOf(timetable.Instant(day, 12*60, w.loc), w.loc)
	return start.UnixMilli(), end.UnixMilli()
}

func (w *world) day(ctx context.Context, q bun.IDB, day string) (d openDay, opened bool, err error) {
	if known, asked := w.days[day]; asked {
		if known == nil {
			return d, false, nil
		}
		return *known, true, nil
	}
	d, opened, err = readDay(ctx, q, w.school, day)
	w.days[day] = nil
	if opened {
		w.days[day] = &d
	}
	return d, opened, err
}

// windows are when a member is expected on a day; none on a day without school.
func (w *world) windows(day string, m campus.Member) []rule.Window {
	key := windowKey{day, string(m.Role), m.Grade, m.ClassID}
	list, cached := w.cache[key]
	if cached {
		return list
	}
	if d := w.calendar.Day(day); d.SchoolDay() {
		for _, s := range rule.For(w.sessions, m.Role, m.Grade, m.ClassID, day, d.WorksAs) {
			list = append(list, s.Window(day, w.loc))
		}
	}
	w.cache[key] = list
	return list
}

// session is one of the school's sessions, also one that is over.
func (w *world) session(id string) (s rule.Session) {
	for _, one := range w.sessions {
		if one.ID == id {
			return one
		}
	}
	return s
}
