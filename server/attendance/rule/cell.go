package rule

import (
	"cmp"
	"slices"
	"time"

	"yunka/server/timetable"
)

// Version is that of the rules in this package. Whoever changes what Derive says
// counts it up, and all cells are derived anew.
const Version = 2

// State is what came of a session for one person.
type State string

// The states. A person who is not expected, and a day without school, have no cell.
const (
	Pending    State = "pending" // nothing is known yet
	Present    State = "present"
	Late       State = "late"
	Early      State = "early" // left before the end
	LateEarly  State = "late_early"
	Absent     State = "absent"      // known: nothing that could have seen the person is still silent
	MissingIn  State = "missing_in"  // left without having come
	MissingOut State = "missing_out" // never left, and had to
	OnLeave    State = "leave"
	Official   State = "official" // away for the school
	MadeUp     State = "made_up"  // a correction says that the person was there
)

// States lists all, the best first.
var States = []State{Present, MadeUp, Official, Late, Early, LateEarly, MissingIn, MissingOut, OnLeave, Absent, Pending}

// Attended reports whether the state counts as having been there.
func (s State) Attended() bool {
	switch s {
	case Present, MadeUp, Official, Late, Early, LateEarly, MissingIn, MissingOut:
		return true
	}
	return false
}

// Way is where a punch led.
type Way string

// The ways. A reader that knows no direction says Here.
const (
	In   Way = "in"
	Out  Way = "out"
	Here Way = "here"
)

// Punch is a scan that says where a person was. At is in Unix milliseconds.
type Punch struct {
	ID  string
	At  int64
	Way Way

	Device bool // a machine of another maker says whose it is
}

// Excuse is a time for which a person is excused: [From, To) in Unix milliseconds.
type Excuse struct {
	From, To int64
	Official bool   // away for the school: counts as attended
	Type     string // sick, personal …
}

// Correction is what somebody with the right said that a session was.
type Correction struct {
	Session string
	State   State // MadeUp, Absent, OnLeave or Official
}

// Known is what can no longer change by what a terminal holds back.
type Known struct {
	Came bool // who came until AbsentFrom
	Left bool // who left until Closes
}

// Facts are everything about one person on one day.
type Facts struct {
	Punches     []Punch
	Excuses     []Excuse
	Vouched     map[string]bool // by session: staff says that the person is there
	Corrections []Correction    // the later ones win
	Known       map[string]Known
	Unseen      map[string]bool // by session: no terminal could have seen the person, so that a lack of punches says nothing
}

// Cell is one session of one person. Instants are Unix milliseconds, 0 is none.
type Cell struct {
	Session    string
	State      State
	Was        State  // without the correction; "" if there is none
	Came, Left int64  // as punched
	Late       int64  // seconds after the start, if the person came late
	Early      int64  // seconds before the end, if the person left early
	Excuse     string // the type of an excuse that covers a part or all
	Vouched    bool   // staff says so, no punch does
}

// Window is a session on a day, in Unix milliseconds.
type Window struct {
	Session                                                      string
	Opens, Starts, OnTime, AbsentFrom, Ends, EarlyBefore, Closes int64
	MustOut                                                      bool

	released []Excuse // in the midst of it: who goes has to be back at its end
}

// exitTolerance is how long before its beginning an excuse already lets somebody go.
const exitTolerance = 10 * 60 * 1000

// On is the window of a session on a day.
func (s Session) Window(day string, loc *time.Location) Window {
	at := func(minute int) int64 { return timetable.Instant(day, minute, loc).UnixMilli() }
	return Window{Session: s.ID, Opens: at(s.Opens), Starts: at(s.Starts), OnTime: at(s.Starts + s.Grace), AbsentFrom: at(s.Starts + s.AbsentAfter),
		Ends: at(s.Ends), EarlyBefore: at(s.Ends - s.EarlyGrace), Closes: at(s.Closes), MustOut: s.MustOut}
}

// Derive makes the cells of one person's windows of one day, in their order.
func Derive(windows []Window, f Facts) []Cell {
	if len(windows) == 0 {
		return nil
	}
	opens := slices.MinFunc(windows, func(a, b Window) int { return cmp.Compare(a.Opens, b.Opens) }).Opens
	moves := directed(windows, f.Punches, opens)
	cells := make([]Cell, 0, len(windows))
	for _, w := range windows {
		cells = append(cells, derive(w, moves, f))
	}
	return cells
}

// move is a punch that says whether its person was inside after it.
type move struct {
	at     int64
	inside bool
}

// directed puts punches in order and gives a way to those of readers without one.
// Where any gate saw the person, they say that the person was inside. Where none
// did, the first in the first half of a session is the arrival, and the last one
// after it that lies in the second half is the leaving.
func directed(windows []Window, punches []Punch, opens int64) (moves []move) {
	list := slices.DeleteFunc(slices.Clone(punches), func(p Punch) bool { return p.At < opens })
	slices.SortFunc(list, func(a, b Punch) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	gates := slices.ContainsFunc(list, func(p Punch) bool { return p.Way != Here })
	for _, p := range list {
		moves = append(moves, move{p.At, p.Way != Out})
	}
	if gates {
		return moves
	}
	for _, w := range windows {
		middle := w.Starts + (w.Ends-w.Starts)/2
		last := -1
		for i, m := range moves {
			if m.at >= middle && m.at < w.Closes+1000 {
				last = i
			}
		}
		if last > 0 { // a single punch is an arrival
			moves[last].inside = false
		}
	}
	return moves
}

func derive(w Window, moves []move, f Facts) Cell {
	c := Cell{Session: w.Session, State: Pending}
	whole := w.excuse(f.Excuses, &c)
	known := f.Known[w.Session]
	known.Came = known.Came && !f.Unseen[w.Session]
	c.fill(w, moves, known)
	if f.Vouched[w.Session] && (c.State == Pending || c.State == Absent) {
		c.State, c.Vouched = Present, true
	}
	if whole != "" {
		c.State, c.Late, c.Early = whole, 0, 0
		return c
	}
	for _, x := range f.Corrections {
		if x.Session == w.Session {
			if c.Was == "" {
				c.Was = c.State
			}
			c.State = x.State
		}
	}
	return c
}

// excuse narrows the window by what excuses cover, and returns the state of a person
// who is excused from all of it.
func (w *Window) excuse(list []Excuse, c *Cell) (whole State) {
	late, gone := w.AbsentFrom-w.Starts, w.OnTime-w.Starts
	for changed := true; changed; { // one excuse may go on where another ends
		changed = false
		for _, e := range list {
			if e.To <= w.Starts || e.From >= w.Ends {
				continue
			}
			c.Excuse = e.Type
			switch {
			case e.From <= w.Starts && e.To >= w.Ends:
				if e.Official {
					return Official
				}
				return OnLeave
			case e.From <= w.Starts:
				w.Starts = e.To
				w.OnTime, w.AbsentFrom = e.To+gone, min(e.To+late, w.Ends)
				changed = true
			case e.To >= w.Ends:
				w.Ends, w.EarlyBefore = e.From, min(w.EarlyBefore, e.From-exitTolerance)
				w.AbsentFrom, w.OnTime = min(w.AbsentFrom, w.Ends), min(w.OnTime, w.Ends)
				w.MustOut = false
				changed = true
			default:
				w.released = append(w.released, e)
			}
		}
	}
	return ""
}

// fill says what the moves say of the window.
func (c *Cell) fill(w Window, moves []move, known Known) {
	const second = 1000
	came := -1
	for i, m := range moves {
		if m.at < w.OnTime+second { // the last second of the grace is on time
			if !m.inside {
				came = -1
			} else if came < 0 {
				came = i
			}
			continue
		}
		if came < 0 && m.inside && m.at < w.Ends {
			came = i
		}
	}
	if came < 0 {
		left := slices.IndexFunc(moves, func(m move) bool { return !m.inside && m.at >= w.Starts && m.at < w.Closes+second })
		switch {
		case known.Came && left == 0: // the first that is known of the day
			c.State, c.Left = MissingIn, moves[0].at
		case known.Came:
			c.State = Absent
		}
		return
	}
	c.Came = moves[came].at
	if c.Came >= w.OnTime+second {
		c.Late = (c.Came - w.Starts) / second
	}
	if c.Came >= w.AbsentFrom+second {
		if known.Came {
			c.State = Absent
		}
		return
	}
	out := -1
	for i := came + 1; i < len(moves); i++ {
		m := moves[i]
		if m.at < w.Ends {
			out = -1
		}
		if !m.inside && (m.at < w.Ends || out < 0) && m.at < w.Closes+second {
			out = i
		}
	}
	if out >= 0 {
		c.Left = moves[out].at
		if c.Left/second*second < w.EarlyBefore {
			missed := c.Left
			for _, e := range w.released {
				if c.Left >= e.From-exitTolerance && c.Left < e.To {
					missed = max(missed, e.To)
				}
			}
			c.Early = (w.Ends - missed + second - 1) / second
		}
	}
	switch {
	case c.Late > 0 && c.Early > 0:
		c.State = LateEarly
	case c.Early > 0:
		c.State = Early
	case w.MustOut && known.Left && out < 0:
		c.State = MissingOut
	case c.Late > 0:
		c.State = Late
	default:
		c.State = Present
	}
}
