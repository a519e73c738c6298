// Package report counts a school's attendance over some days: how many were expected and came,
// of the school, a grade, a class or one person, of pupils or of staff.
//
// What is counted are the cells of package register, and nothing else; a test counts them again
// by hand.
//
//   - The unit is a person's day (the worst of the day's sessions counts: who missed the
//     afternoon was not there that day) or a person's session.
//   - Every unit is one of the Kinds, so that columns sum to Expected. What is not known yet is
//     Pending, and is in no rate: the denominator of a rate is Known.
//   - Days that the office has closed stay as they were. A correction that was agreed to later
//     is a line of its own (Corrections), with the sums after all of them (After); what a
//     terminal brought later counts nowhere and is a line, too (Lates).
//   - A report says as of when it is, and which terminals have not told everything (Silent).
package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
)

// MaxDays is how many days a report may go over.
const MaxDays = 400

// Kind is what a person's day or session was, the better ones first.
type Kind int

// The kinds. Those up to Late are attended.
const (
	OnTime   Kind = iota // also where coming or leaving was not read, and what staff says
	Official             // away for the school
	Early
	Late
	Leave // other than sick
	Sick
	Absent
	Pending // not known yet
	kinds
)

// KindOf is the kind of a cell.
func KindOf(state rule.State, excuse string) Kind {
	switch state {
	case rule.Official:
		return Official
	case rule.Early:
		return Early
	case rule.Late, rule.LateEarly:
		return Late
	case rule.OnLeave:
		if excuse == sick {
			return Sick
		}
		return Leave
	case rule.Absent:
		return Absent
	case rule.Pending:
		return Pending
	}
	return OnTime
}

// sick is the excuse of a sick leave, as package leave names it.
const sick = "sick"

// Ask is what is asked for.
type Ask struct {
	Role     allow.Role `json:"role"`
	Grade    string     `json:"grade,omitempty"`  // "": all
	Class    string     `json:"class,omitempty"`  // an id; "": all
	Person   string     `json:"person,omitempty"` // an id; "": all
	Span     string     `json:"span"`             // day, week, month, term, days
	First    string     `json:"first"`            // YYYY-MM-DD, both inclusive
	Last     string     `json:"last"`
	Sessions bool       `json:"sessions,omitempty"` // the unit is a session instead of a day
}

// Spans are the words of Ask.Span.
var Spans = []string{"day", "week", "month", "term", "days"}

// Over sets First and Last to the span around a day; of "days" they are as they were typed.
// Fails with Invalid report_days and report_term.
func (a *Ask) Over(c timetable.Calendar, day string) error {
	if a.Span != "days" && !timetable.ValidDay(day) {
		return fault.New(fault.Invalid, "report_days")
	}
	switch a.Span {
	case "day":
		a.First, a.Last = day, day
	case "week":
		a.First = timetable.Monday(day)
		a.Last = timetable.AddDays(a.First, 6)
	case "month":
		a.First = day[:8] + "01"
		next := timetable.AddDays(a.First, 31)
		a.Last = timetable.AddDays(next[:8]+"01", -1)
	case "term":
		t, in := c.Term(day)
		if !in {
			return fault.New(fault.Invalid, "report_term")
		}
		a.First, a.Last = t.FirstDay, t.LastDay
	case "days":
	default:
		return fault.New(fault.Invalid, "report_days")
	}
	return a.check()
}

func (a *Ask) check() error {
	if !timetable.ValidDay(a.First) || !timetable.ValidDay(a.Last) || a.First > a.Last || timetable.DaysBetween(a.First, a.Last) >= MaxDays {
		return fault.New(fault.Invalid, "report_days")
	}
	if !slices.Contains(rule.Expects, a.Role) {
		return fault.New(fault.Invalid, "report_role")
	}
	return nil
}

// Before is the span before: what a report is compared with; false for one of days or a term.
func (a Ask) Before(c timetable.Calendar) (b Ask, ok bool) {
	if a.Span != "day" && a.Span != "week" && a.Span != "month" {
		return a, false
	}
	b = a
	day := timetable.AddDays(a.First, -1)
	if a.Span == "day" { // the school day before
		for n := 0; n < 31 && !c.SchoolDay(day); n++ {
			day = timetable.AddDays(day, -1)
		}
	}
	return b, b.Over(c, day) == nil
}

// Sums counts units by kind.
type Sums struct {
	People int // who was expected at all
	Of     [kinds]int
	Late   int64 // seconds
}

// Expected is all of them.
func (s Sums) Expected() (n int) {
	for _, k := range s.Of {
		n += k
	}
	return n
}

// Attended are those that count as having been there.
func (s Sums) Attended() int { return s.Of[OnTime] + s.Of[Official] + s.Of[Early] + s.Of[Late] }

// Known is the denominator of a rate.
func (s Sums) Known() int { return s.Expected() - s.Of[Pending] }

func (s *Sums) add(o Sums) {
	for k := range s.Of {
		s.Of[k] += o.Of[k]
	}
	s.Late += o.Late
}

// Row is the sums of a class, or of a person.
type Row struct {
	Class        campus.Class // zero for who is in none
	PersonID     string       // "" for a class
	Name, Number string       // of a person
	Sums
}

// DayRow is the sums of a day.
type DayRow struct {
	Day string
	Sums
}

// Note is somebody that a reader should look at.
type Note struct {
	PersonID, Name string
	Class          campus.Class
	N              int   // days, times
	Seconds        int64 // late
	Days           []string
}

// Correction is one that was agreed to after its day was closed.
type Correction struct {
	PersonID, Name, By string
	Class              campus.Class
	Day                string
	At                 int64
	From, To           Kind // of the unit
}

// LatePunch is what a terminal brought after its day was closed, of somebody whose day is absent
// or unknown: it counts nowhere, and is a reason to ask for a correction.
type LatePunch struct {
	PersonID, Name string
	Class          campus.Class
	Day            string
	At, CameAt     int64
}

// Report is what was counted.
type Report struct {
	Ask
	AsOf        time.Time
	Behind      int64 // items of the feed that are not counted yet
	Total       Sums
	After       *Sums // with the corrections; nil without any
	Classes     []Row
	People      []Row // in the order of their classes and names
	Days        []DayRow
	Corrections []Correction
	Lates       []LatePunch
	Silent      []register.Silence
	ClosedUntil string
	SchoolDays  int  // of the span, by the calendar
	Complete    bool // nothing is pending and no terminal keeps anything back

	Streaks      []Note // not there for streakFrom days or more in a row
	OftenLate    []Note // late lateFrom times or more
	Absents      []Note
	Unregistered []Note // of whom nothing is known on days that are over
}

const (
	streakFrom = 3
	lateFrom   = 3
	mostNotes  = 200
)

// Make counts. Names are read as they are now; the class is that of each day.
func Make(ctx context.Context, q bun.IDB, sc campus.School, a Ask, now time.Time) (r Report, err error) {
	if err := a.check(); err != nil {
		return r, err
	}
	r = Report{Ask: a, AsOf: now}
	b, err := newBooks(ctx, q, sc, a)
	if err != nil {
		return r, err
	}
	r.Behind = b.behind
	groups, err := b.read(ctx, q)
	if err != nil {
		return r, err
	}
	r.count(b, groups)
	if r.ClosedUntil, err = register.ClosedUntil(ctx, q, sc.ID); err != nil {
		return r, err
	}
	if r.ClosedUntil >= a.First {
		if err := r.hold(ctx, q, b, groups); err != nil {
			return r, err
		}
	}
	if err := r.name(ctx, q, b, groups); err != nil {
		return r, err
	}
	calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
	if err != nil {
		return r, err
	}
	today := timetable.Today(now, sc.Location())
	r.SchoolDays = calendar.SchoolDays(a.First, min(a.Last, today))
	until := now
	if a.Last < today {
		until = timetable.Instant(timetable.AddDays(a.Last, 1), 0, sc.Location())
	}
	if r.Silent, err = register.Silent(ctx, q, sc.ID, min(until.UnixMilli(), now.UnixMilli()-60_000)); err != nil {
		return r, err
	}
	r.Complete = len(r.Silent) == 0 && r.Total.Of[Pending] == 0 && r.Behind == 0
	return r, nil
}

// Total counts the sums alone: what a report is compared with.
func Total(ctx context.Context, q bun.IDB, sc campus.School, a Ask) (s Sums, err error) {
	if err := a.check(); err != nil {
		return s, err
	}
	b, err := newBooks(ctx, q, sc, a)
	if err != nil {
		return s, err
	}
	days, err := b.days(ctx, q)
	for _, d := range days {
		s.Of[d.Kind] += d.N
		s.Late += d.Late
	}
	return s, err
}

// group is how many units there are of one kind: of a person in a class, of a day, or, of what
// is not attended, one.
type group struct {
	Part     string // person, day, unit
	ClassID  string
	PersonID string
	Day      string
	Kind     Kind
	N        int
	Late     int64
}

func (r *Report) count(b *books, groups []group) {
	people, classes, days := map[string]*Row{}, map[string]*Row{}, map[string]*DayRow{}
	seen := map[string]bool{}
	inClass := map[[2]string]bool{}
	for _, g := range groups {
		s := Sums{Late: g.Late}
		s.Of[g.Kind] = g.N
		switch g.Part {
		case "person":
			key := g.ClassID + "/" + g.PersonID
			if people[key] == nil {
				people[key] = &Row{Class: b.class(g.ClassID), PersonID: g.PersonID}
			}
			people[key].add(s)
			if classes[g.ClassID] == nil {
				classes[g.ClassID] = &Row{Class: b.class(g.ClassID)}
			}
			classes[g.ClassID].add(s)
			if pair := [2]string{g.ClassID, g.PersonID}; !inClass[pair] {
				inClass[pair] = true
				classes[g.ClassID].People++
			}
			seen[g.PersonID] = true
			r.Total.add(s)
		case "day":
			if days[g.Day] == nil {
				days[g.Day] = &DayRow{Day: g.Day}
			}
			days[g.Day].add(s)
		}
	}
	r.Total.People = len(seen)
	for _, row := range classes {
		r.Classes = append(r.Classes, *row)
	}
	slices.SortFunc(r.Classes, byClass)
	for _, row := range people {
		row.People = 1
		r.People = append(r.People, *row)
	}
	for _, d := range days {
		r.Days = append(r.Days, *d)
	}
	slices.SortFunc(r.Days, func(a, b DayRow) int { return cmp.Compare(a.Day, b.Day) })
}

func byClass(a, b Row) int {
	return cmp.Or(campus.CompareClasses(a.Class.Grade, a.Class.Name, b.Class.Grade, b.Class.Name), cmp.Compare(a.Class.ID, b.Class.ID))
}
