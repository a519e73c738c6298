package mandate

import (
	"time"

	"yunka/server/fault"
	"yunka/server/timetable"
)

// When is the days and the hours in which children may be collected. Days are school
// days as text, both inclusive; minutes are of the clock on the school's wall, [From, To).
type When struct {
	First, Last string
	Weekdays    int // bit 0 is Monday; 0 is the one day First, whatever day that is
	From, To    int
}

// Limits of a When.
const (
	MaxDays   = 183 // of a mandate in a school that has entered no terms, and for how far ahead one begins
	MinWindow = 10  // minutes between From and To
)

// Recurs reports whether it comes back every week.
func (w When) Recurs() bool { return w.Weekdays != 0 }

// On reports whether children may be collected on a day. One day is that day, school or
// not. What recurs holds on school days alone, and a make-up day counts as the weekday
// whose lessons it has.
func (w When) On(c timetable.Calendar, day string) bool {
	if !w.Recurs() {
		return day == w.First && timetable.ValidDay(day)
	}
	if day < w.First || day > w.Last {
		return false
	}
	d := c.Day(day)
	return d.SchoolDay() && w.Weekdays>>(d.WorksAs-1)&1 == 1
}

// Window is the hours of a day, whether it is one of the days or not.
func (w When) Window(day string, loc *time.Location) (from, to time.Time) {
	return timetable.Instant(day, w.From, loc), timetable.Instant(day, w.To, loc)
}

// Holds reports whether children may be collected at an instant. The first millisecond of
// the window is inside, that of its end is not.
func (w When) Holds(c timetable.Calendar, at time.Time, loc *time.Location) bool {
	day := timetable.Today(at, loc)
	from, to := w.Window(day, loc)
	return w.On(c, day) && !at.Before(from) && at.Before(to)
}

// Until is when the last window ends.
func (w When) Until(loc *time.Location) time.Time {
	_, to := w.Window(w.Last, loc)
	return to
}

// Window is the hours of one of the days.
type Window struct {
	Day      string
	From, To time.Time
}

// Windows are those that end after an instant, at most n, the first one first.
func (w When) Windows(c timetable.Calendar, after time.Time, loc *time.Location, n int) (list []Window) {
	day := max(w.First, timetable.Today(after, loc))
	for ; day != "" && day <= w.Last && len(list) < n; day = timetable.AddDays(day, 1) {
		if from, to := w.Window(day, loc); w.On(c, day) && after.Before(to) {
			list = append(list, Window{Day: day, From: from, To: to})
		}
	}
	return list
}

// check says what is wrong: Invalid mandate_days (no days, or the last before the first),
// mandate_past, mandate_long (longer than a term, or too far ahead), mandate_window, or
// mandate_never (no day of the calendar is one of them).
func (w *When) check(c timetable.Calendar, now time.Time, loc *time.Location) error {
	if !w.Recurs() {
		w.Last = w.First
	}
	today := timetable.Today(now, loc)
	switch {
	case !timetable.ValidDay(w.First), !timetable.ValidDay(w.Last), w.Last < w.First, w.Weekdays < 0, w.Weekdays > 127:
		return fault.New(fault.Invalid, "mandate_days")
	case w.From < 0, w.To > 24*60, w.To-w.From < MinWindow:
		return fault.New(fault.Invalid, "mandate_window")
	case w.First < today, !now.Before(w.Until(loc)):
		return fault.New(fault.Invalid, "mandate_past")
	case timetable.DaysBetween(today, w.First) > MaxDays, w.Last > lastDay(c, w.First):
		return fault.New(fault.Invalid, "mandate_long")
	case len(w.Windows(c, now, loc, 1)) == 0:
		return fault.New(fault.Invalid, "mandate_never")
	}
	return nil
}

// lastDay is the last day of a mandate that begins on a day: that of the term, or of the
// next term for one that begins in the vacation before it.
func lastDay(c timetable.Calendar, first string) string {
	for _, t := range c.Terms() {
		if first <= t.LastDay {
			return t.LastDay
		}
	}
	return timetable.AddDays(first, MaxDays)
}
