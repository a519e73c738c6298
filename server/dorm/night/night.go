// Package night says who is back in a building: a pure rule over passages (this file), and
// what it needs read from the books.
//
// A night begins on the school's day in its evening and ends at Ends (04:00) of the next. What
// counts is where somebody went last:
//
//   - in by a door of the building, or of a room of it: OnTime by the curfew, else Late.
//   - Away: on leave at the curfew.
//   - Missing is said only Grace after the curfew, and only when every door that could prove
//     otherwise has told all until then: for who left the school the school's own doors, for
//     who is on campus the building's, for who was seen nowhere both. Else Unsure.
//   - Before that, Waiting.
package night

import "time"

// State is how it stands with somebody.
type State string

// The states, and the order in which lists have them.
const (
	Missing State = "missing"
	Unsure  State = "unsure"
	Waiting State = "waiting" // it is not yet time to say
	Late    State = "late"
	Away    State = "leave"
	OnTime  State = "home"
)

// States in that order.
var States = []State{Missing, Unsure, Waiting, Late, Away, OnTime}

// What the rule goes by.
const (
	Grace = 30 * time.Minute // after the curfew
	Ends  = 4                // the hour at which a night is over
	back  = 72 * time.Hour   // how far back it looks for where somebody went last
)

// Span is a night's instants, Unix ms.
type Span struct {
	Day                 string
	Begins, Curfew, End int64 // Begins at Ends o'clock of the day
}

// SpanOf is the night of a day. A curfew after midnight is of the next morning.
func SpanOf(day string, curfew int, loc *time.Location) (s Span, ok bool) {
	t, err := time.ParseInLocation(time.DateOnly, day, loc)
	if err != nil {
		return s, false
	}
	at := func(days, minute int) int64 {
		return time.Date(t.Year(), t.Month(), t.Day()+days, minute/60, minute%60, 0, 0, loc).UnixMilli()
	}
	s = Span{Day: day, Begins: at(0, Ends*60), Curfew: at(0, curfew), End: at(1, Ends*60)}
	if curfew < Ends*60 {
		s.Curfew = at(1, curfew)
	}
	return s, true
}

// Of is the day whose night an instant is in.
func Of(now time.Time, loc *time.Location) string {
	return now.In(loc).Add(-Ends * time.Hour).Format(time.DateOnly)
}

// Where says what a passage did.
type Where int

// What a passage leads to.
const (
	Campus Where = iota // somewhere in the school that is not the building
	Inside              // the building
	Gone                // out of the school
)

// Pass is a passage of somebody.
type Pass struct {
	At    int64
	Where Where
	Door  string
}

// Doors is until when the doors have told all that they saw; those of the school lead from
// outside, those of the building into it. 0 is never, and so is a building without doors.
type Doors struct{ School, Building int64 }

// Result is how it stands with somebody.
type Result struct {
	State   State
	Minutes int // late
	Last    Pass
	Seen    bool // Last is something
}

// Judge is the rule. Passes are in order of time; now is the instant of asking.
func Judge(s Span, passes []Pass, away bool, d Doors, now int64) Result {
	var r Result
	until := min(now, s.End)
	for _, p := range passes {
		if p.At >= s.Begins-back.Milliseconds() && p.At < until {
			r.Last, r.Seen = p, true
		}
	}
	sure := s.Curfew + Grace.Milliseconds()
	if r.Seen && r.Last.Where == Inside {
		if r.State = OnTime; r.Last.At > s.Curfew {
			r.State, r.Minutes = Late, int((r.Last.At-s.Curfew)/60_000)
		}
		return r
	}
	told := min(d.School, d.Building)
	if r.Seen && r.Last.Where == Gone {
		told = d.School
	} else if r.Seen {
		told = d.Building
	}
	switch {
	case away:
		r.State = Away
	case now < sure:
		r.State = Waiting
	case told >= sure:
		r.State = Missing
	default:
		r.State = Unsure
	}
	return r
}
