package deliver

import (
	"time"

	"yunka/server/fault"
)

// Quiet is when messages that can wait do: minutes since midnight on the clocks of the
// school's zone, [From, To); From > To goes over midnight. The zero Quiet is never.
type Quiet struct {
	On       bool
	From, To int
}

// DefaultQuiet is for a school that has not said: 21:30 to 06:30.
var DefaultQuiet = Quiet{On: true, From: 21*60 + 30, To: 6*60 + 30}

// Check is Invalid quiet_time for what no clock shows, quiet_same for an end that is
// the beginning.
func (q Quiet) Check() error {
	switch {
	case !q.On:
		return nil
	case q.From < 0 || q.From >= 1440 || q.To < 0 || q.To >= 1440:
		return fault.New(fault.Invalid, "quiet_time")
	case q.From == q.To:
		return fault.New(fault.Invalid, "quiet_same")
	}
	return nil
}

// at reports whether a clock that shows this time is in the quiet hours.
func (q Quiet) at(local time.Time) bool {
	minute := local.Hour()*60 + local.Minute()
	switch {
	case !q.On:
		return false
	case q.From < q.To:
		return q.From <= minute && minute < q.To
	}
	return q.From <= minute || minute < q.To
}

// Until is when the quiet hours end in which the instant lies; the instant itself if it
// lies in none. It asks the clock minute by minute, which is right on the days that
// have an hour twice or not at all: quiet is what the clock on the wall shows.
func (q Quiet) Until(t time.Time, loc *time.Location) time.Time {
	if !q.at(t.In(loc)) {
		return t
	}
	end := t.Truncate(time.Minute)
	for q.at(end.In(loc)) {
		end = end.Add(time.Minute)
	}
	return end
}
