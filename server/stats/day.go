// Package stats counts what happened in a school on one of its days: how many
// scans each minute, who came when, who is inside by the last direction, what
// was refused and why, and what each terminal did.
//
// A Day is a projection of the feed: facts are put into it in the feed's order
// and may not be put twice, so a Day built from all facts of a day and one that
// followed them as they happened are equal (a test compares both with a naive
// count). Who leaves a zone within the school, say its library, is still in the
// school: only a gate of an outermost zone leads out of it. Nothing is stored: a Book builds the Day of a school when somebody
// asks for it, follows the feed from there in work proportional to what is new,
// and forgets it when nobody asks any more.
//
// A fact belongs to the day of its scan, also when staff ended a CONFIRM after
// midnight; the passage counts at the minute it was accepted.
package stats

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"yunka/server/campus"
	"yunka/server/reason"
)

// Group is where somebody belongs.
type Group struct{ Role, Grade, Class string }

// GroupCount is a group by last direction.
type GroupCount struct {
	Group
	Inside, Left int // whose last passage today was in, or out
	Came         int // who entered at least once
}

// TerminalCount is what one terminal did.
type TerminalCount struct {
	Scans, Denied int
	Last          int64   // its newest scan, ms
	recent        [2]slot // scans of the newest two minutes it has
}

type slot struct{ minute, n int }

// Figures of a day.
type Figures struct {
	Start, End time.Time // of the day, in the school's zone: 23 to 25 hours
	AsOf       time.Time
	Feed       int64 // the newest number counted

	Scans, In, Out, Denied int
	ToConfirm              int
	OldestToConfirm        int64 // ms; 0 for none
	Inside                 int   // people whose last passage of the day was in
	PupilsInside, Came     int   // Came: pupils who entered at least once

	Minutes   []int // scans of each minute since Start
	Arrivals  []int // pupils who entered for the first time in that minute
	Groups    []GroupCount
	Reasons   map[reason.Code]int // of DENY
	Terminals map[string]TerminalCount
}

// fact is a scan, how a CONFIRM ended, or the undoing of a passage.
type fact struct {
	Feed         int64
	Kind         string // feed.Scan, feed.Confirmation, feed.Undo
	Scan         string
	Scanned, At  int64
	PersonID     string
	Role         string
	Grade, Class string
	TerminalID   string
	Decision     reason.Decision
	Reason       reason.Code
	Open         bool // with a confirmation: accepted
	Direction    string
	Inside       bool // the gate is of a zone within the school: who passes it, either way, is in the school
}

const (
	in  = "in"
	out = "out"
)

// day follows the facts.
type day struct {
	Figures
	people  map[string]*somebody
	pending map[string]int64 // scan that waits for staff -> when
	groups  map[Group]*GroupCount
}

type somebody struct {
	group    Group
	passages []passage // by time
}

type passage struct {
	scan string
	at   int64
	in   bool
	out  bool
}

func newDay(start, end time.Time) *day {
	n := int(end.Sub(start) / time.Minute)
	return &day{
		Figures: Figures{Start: start, End: end, Minutes: make([]int, n), Arrivals: make([]int, n), Reasons: map[reason.Code]int{}, Terminals: map[string]TerminalCount{}},
		people:  map[string]*somebody{}, pending: map[string]int64{}, groups: map[Group]*GroupCount{},
	}
}

// minute of the day; what came after its end belongs to the last.
func (d *day) minute(at int64) int {
	m := int((at - d.Start.UnixMilli()) / time.Minute.Milliseconds())
	return min(max(m, 0), len(d.Minutes)-1)
}

// put counts a fact, unless it is of another day.
func (d *day) put(f fact) {
	d.Feed = max(d.Feed, f.Feed)
	if f.Scanned < d.Start.UnixMilli() || f.Scanned >= d.End.UnixMilli() {
		return
	}
	switch f.Kind {
	case confirmation:
		delete(d.pending, f.Scan)
	case undo:
		d.unpass(f)
	default:
		d.scan(f)
	}
	if f.Open {
		d.pass(f)
	}
	d.ToConfirm = len(d.pending)
}

func (d *day) scan(f fact) {
	m := d.minute(f.Scanned)
	d.Scans++
	d.Minutes[m]++
	t := d.Terminals[f.TerminalID]
	t.Scans++
	t.Last = max(t.Last, f.Scanned)
	switch {
	case m == t.recent[0].minute && t.recent[0].n > 0:
		t.recent[0].n++
	case m > t.recent[0].minute || t.recent[0].n == 0:
		t.recent[0], t.recent[1] = slot{m, 1}, t.recent[0]
	case m == t.recent[1].minute:
		t.recent[1].n++
	}
	switch f.Decision {
	case reason.Deny:
		d.Denied++
		d.Reasons[f.Reason]++
		t.Denied++
	case reason.Confirm:
		d.pending[f.Scan] = f.Scanned
	}
	d.Terminals[f.TerminalID] = t
}

func (d *day) count(f fact, by int) {
	switch {
	case f.Inside:
	case f.Direction == in:
		d.In += by
	case f.Direction == out:
		d.Out += by
	}
}

// unpass takes back a passage that was counted: nobody went through.
func (d *day) unpass(f fact) {
	d.count(f, -1)
	if who := d.people[f.PersonID]; who != nil {
		d.tally(who, -1)
		who.passages = slices.DeleteFunc(who.passages, func(p passage) bool { return p.scan == f.Scan })
		d.tally(who, +1)
	}
}

func (d *day) pass(f fact) {
	d.count(f, +1)
	if f.PersonID == "" {
		return
	}
	who := d.people[f.PersonID]
	if who == nil {
		who = &somebody{group: Group{f.Role, f.Grade, f.Class}}
		d.people[f.PersonID] = who
	}
	d.tally(who, -1)
	who.passages = append(who.passages, passage{scan: f.Scan, at: f.At, in: f.Direction == in || f.Inside, out: f.Direction == out && !f.Inside})
	slices.SortStableFunc(who.passages, func(a, b passage) int { return cmp.Compare(a.at, b.at) })
	d.tally(who, +1)
}

// tally counts somebody in, or out again before something about them changes.
func (d *day) tally(who *somebody, by int) {
	g := d.groups[who.group]
	if g == nil {
		g = &GroupCount{Group: who.group}
		d.groups[who.group] = g
	}
	pupil := who.group.Role == "student"
	for _, p := range who.passages {
		if p.in {
			g.Came += by
			if pupil {
				d.Came += by
				d.Arrivals[d.minute(p.at)] += by
			}
			break
		}
	}
	for _, p := range slices.Backward(who.passages) {
		if p.in {
			g.Inside += by
			d.Inside += by
			if pupil {
				d.PupilsInside += by
			}
		}
		if p.out {
			g.Left += by
		}
		if p.in || p.out { // a gate without a direction says nothing of where
			break
		}
	}
}

// figures are a copy that later facts do not touch.
func (d *day) figures(now time.Time) Figures {
	f := d.Figures
	f.AsOf = now.In(d.Start.Location())
	f.Minutes, f.Arrivals = slices.Clone(d.Minutes), slices.Clone(d.Arrivals)
	f.Reasons, f.Terminals = maps.Clone(d.Reasons), maps.Clone(d.Terminals)
	f.Groups = make([]GroupCount, 0, len(d.groups))
	for _, g := range d.groups {
		f.Groups = append(f.Groups, *g)
	}
	slices.SortFunc(f.Groups, func(a, b GroupCount) int {
		return cmp.Or(cmp.Compare(rank(a.Role), rank(b.Role)), cmp.Compare(a.Role, b.Role), campus.CompareClasses(a.Grade, a.Class, b.Grade, b.Class))
	})
	for _, at := range d.pending {
		if f.OldestToConfirm == 0 || at < f.OldestToConfirm {
			f.OldestToConfirm = at
		}
	}
	return f
}

// rank puts pupils first.
func rank(role string) int {
	if role == "student" {
		return 0
	}
	return 1
}

// Minute is which minute of the day an instant is in; outside of the day the
// nearest.
func (f Figures) Minute(t time.Time) int {
	return min(max(int(t.Sub(f.Start)/time.Minute), 0), len(f.Minutes)-1)
}

// PerMinute is how often a terminal scanned in the last full minute before t.
func (f Figures) PerMinute(terminal string, t time.Time) int {
	want := f.Minute(t) - 1
	for _, s := range f.Terminals[terminal].recent {
		if s.minute == want {
			return s.n
		}
	}
	return 0
}
