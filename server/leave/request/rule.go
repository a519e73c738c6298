package request

import (
	"slices"
	"time"
	"unicode/utf8"

	"yunka/server/fault"
	"yunka/server/timetable"
)

// State is how far a leave is.
type State string

// The states. Only Approved excuses anybody.
const (
	Unconfirmed State = "unconfirmed" // a pupil asked; a guardian has to agree
	Asked       State = "asked"
	Approved    State = "approved"
	Rejected    State = "rejected"
	Withdrawn   State = "withdrawn" // before it was answered
	Cancelled   State = "cancelled" // after it was approved, or cut short to nothing
)

// Open reports whether it still counts for what overlaps.
func (s State) Open() bool { return s == Unconfirmed || s == Asked || s == Approved }

// Kinds are what a leave can be for.
var Kinds = []string{"sick", "personal", "official", "quarantine", "bereavement", "other"}

// Official leave counts as attended.
const Official = "official"

// Limits of a leave.
const (
	MaxDays    = 60 // school days of one
	Ahead      = 190
	Backwards  = 3 // school days that it may begin before today
	ShortDays  = 3 // school days that a class teacher approves; more is the grade's head's
	MaxText    = 200
	earlyMS    = 10 * 60_000 // an exit may be so much before it begins
	lateMS     = 20 * 60_000 // and so much after it ends
	dayMinutes = 24 * 60
)

// Segment is a session at which the person is expected: [From, To) in Unix ms.
type Segment struct {
	Name     string
	From, To int64
}

// Draft is what is asked for. Without From and To it is whole days; with them it is
// those minutes of one day. Evidence is a file as it was handed in, or nil.
type Draft struct {
	Person, Kind, Reason, Collects string
	First, Last                    string // days, both inclusive
	From, To                       string // "08:00"; "" is the whole day
	Evidence                       []byte
	Later                          bool // a proof is promised
}

// span is a draft as an interval.
type span struct{ from, to int64 }

// check says when the draft is, or what is wrong with it.
func (d Draft) check(c timetable.Calendar, now time.Time, loc *time.Location, closed string) (at span, days int, err error) {
	wrong := func(code string) (span, int, error) { return span{}, 0, fault.New(fault.Invalid, code) }
	today := timetable.Today(now, loc)
	switch {
	case !slices.Contains(Kinds, d.Kind):
		return wrong("leave_kind")
	case !text(d.Reason), d.Reason == "", !text(d.Collects):
		return wrong("leave_reason")
	case !timetable.ValidDay(d.First), !timetable.ValidDay(d.Last), d.Last < d.First:
		return wrong("leave_days")
	case d.Last > timetable.AddDays(today, Ahead):
		return wrong("leave_long")
	case d.First <= closed:
		return wrong("leave_locked")
	case d.First < today && (d.First < timetable.AddDays(today, -60) || c.SchoolDays(d.First, timetable.AddDays(today, -1)) > Backwards):
		return wrong("leave_past")
	}
	first, last := 0, dayMinutes
	if d.From != "" || d.To != "" {
		var ok, also bool
		first, ok = timetable.ParseClock(d.From)
		last, also = timetable.ParseClock(d.To)
		if !ok || !also || d.First != d.Last || last <= first {
			return wrong("leave_hours")
		}
	}
	days = c.SchoolDays(d.First, d.Last)
	switch {
	case days == 0:
		return wrong("leave_no_school")
	case days > MaxDays:
		return wrong("leave_long")
	}
	at = span{timetable.Instant(d.First, first, loc).UnixMilli(), timetable.Instant(d.Last, last, loc).UnixMilli()}
	if last == dayMinutes {
		at.to = timetable.Instant(timetable.AddDays(d.Last, 1), 0, loc).UnixMilli()
	}
	return at, days, nil
}

func text(s string) bool {
	return utf8.RuneCountInString(s) <= MaxText && utf8.ValidString(s) && !slices.Contains([]byte(s), 0)
}

// overlaps reports whether two half-open intervals share an instant.
func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }

// Covered are the segments that an interval touches.
func Covered(list []Segment, from, to int64) (in []Segment) {
	s := span{from, to}
	for _, one := range list {
		if s.overlaps(span{one.From, one.To}) {
			in = append(in, one)
		}
	}
	return in
}

// Opens reports whether a leave opens an exit at an instant.
func Opens(from, to, at int64) bool { return from-earlyMS <= at && at <= to+lateMS }
