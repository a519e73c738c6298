package timetable

import "time"

// A school day is text, YYYY-MM-DD in the school's zone, as the database has it:
// days compare as text, and no zone can move them.

// parse reads a day at noon in UTC, where adding days is exact.
func parse(day string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, day)
	return t.Add(12 * time.Hour), err == nil && t.Year() >= 2000 && t.Year() < 2200
}

// ValidDay reports whether the text is a day of the calendar between 2000 and 2199.
func ValidDay(day string) bool {
	_, ok := parse(day)
	return ok
}

// AddDays is the day n days later; "" for what is no day.
func AddDays(day string, n int) string {
	t, ok := parse(day)
	if !ok {
		return ""
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// Weekday is 1 for Monday to 7 for Sunday; 0 for what is no day.
func Weekday(day string) int {
	t, ok := parse(day)
	if !ok {
		return 0
	}
	return (int(t.Weekday())+6)%7 + 1
}

// DaysBetween is how many days b lies after a.
func DaysBetween(a, b string) int {
	from, _ := parse(a)
	to, _ := parse(b)
	return int(to.Sub(from) / (24 * time.Hour))
}

// Monday is the first day of the day's week.
func Monday(day string) string { return AddDays(day, 1-Weekday(day)) }

// Today is the day of an instant in a zone.
func Today(now time.Time, loc *time.Location) string { return now.In(loc).Format(time.DateOnly) }

// Instant is a minute of a school day: what the clock on the wall shows, so that
// 08:00 is 08:00 on the days on which the clock is changed, too.
func Instant(day string, minute int, loc *time.Location) time.Time {
	t, _ := parse(day)
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, minute, 0, 0, loc)
}
