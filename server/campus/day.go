package campus

import "time"

// DayOf is the school day of an instant: from midnight to the next midnight of
// the zone, which is not always 24 hours.
func DayOf(t time.Time, loc *time.Location) (start, end time.Time) {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc), time.Date(y, m, d+1, 0, 0, 0, 0, loc)
}

// DayStart is when the school day of an instant began, in Unix milliseconds.
func DayStart(t time.Time, loc *time.Location) int64 {
	start, _ := DayOf(t, loc)
	return start.UnixMilli()
}
