// Package reports draws reports of attendance: a day, a week, a month, a term or some days, of
// the school, a grade, a class, a person or staff; and the making of a file of one.
package reports

import (
	"net/url"
	"strconv"
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// Rail is the line of the rail.
var Rail = console.RailItem{Group: console.RailRecords, Order: 10, Key: "reports", Path: "/reports", Icon: ui.IconTable, Text: title}

// Sums counts units by kind.
type Sums struct {
	People                                                                          int
	Expected, Attended, OnTime, Late, Early, Official, Sick, Leave, Absent, Pending int
	LateMinutes                                                                     int
}

// Known is the denominator of the rate.
func (s Sums) Known() int { return s.Expected - s.Pending }

// Rate is a percentage to a tenth, rounded down: what is not all is never 100.
func (s Sums) Rate() string {
	if s.Known() <= 0 {
		return "–"
	}
	n := s.Attended * 1000 / s.Known()
	return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10) + "%"
}

// Ask is what is asked for, as the address has it.
type Ask struct {
	Role, Span, Day, From, To, Grade, Class, Person string
	Sessions                                        bool
}

// Query is the address's query.
func (a Ask) Query() string {
	v := url.Values{"role": {a.Role}, "span": {a.Span}}
	for key, text := range map[string]string{"day": a.Day, "grade": a.Grade, "class": a.Class, "person": a.Person} {
		if text != "" {
			v.Set(key, text)
		}
	}
	if a.Span == "days" {
		v.Set("from", a.From)
		v.Set("to", a.To)
		v.Del("day")
	}
	if a.Sessions {
		v.Set("unit", "session")
	}
	return v.Encode()
}

func (a Ask) with(change func(*Ask)) Ask {
	change(&a)
	return a
}

// View is /console/reports.
type View struct {
	Shell       console.Shell
	Ask         Ask
	First, Last string
	Whole       bool // the viewer may see the whole school, and staff
	Grades      []string
	Classes     []console.Option
	ClassName   string // of the class that is asked for
	PersonName  string
	Prev, Next  string // days of the spans beside; "" is none
	Error       string // why there is no report
	AsOf        time.Time
	Complete    bool
	Silent      []Silent
	SchoolDays  int
	ClosedUntil string
	Total       Sums
	Before      *Sums // the span before
	After       *Sums // with the corrections
	Rows        []Row
	Days        []Day
	Streaks     []Note
	OftenLate   []Note
	Absents     []Note
	Unknown     []Note
	Corrections []Correction
	Lates       []Late
	Wish        *Wish
}

// Silent is a terminal that has not told everything.
type Silent struct {
	Name  string
	Until time.Time // zero: it never said
}

// Row is a class, or a person of the class that is asked for.
type Row struct {
	Name, Number string
	Ask          Ask // of the row alone
	Sums
}

// Day is one of the span.
type Day struct {
	Day string
	Sums
}

// Note is somebody to look at.
type Note struct {
	Name, Class string
	N           int
	Minutes     int
	Days        []string
}

// Correction is one that was agreed to after its day was closed.
type Correction struct {
	Name, Class, Day, From, To, By string
	At                             time.Time
}

// Late is what came after its day was closed.
type Late struct {
	Name, Class, Day string
	At, Came         time.Time
}

// Wish is whether the class's teacher gets the week's report every Monday.
type Wish struct {
	Class string
	On    bool
}

// away are those of a day who were not there.
func (d Day) away() int { return d.Expected - d.Attended - d.Pending }

// bar is a day's bar in a chart of 760 by 200.
type bar struct {
	x, y, w, h string
	mid        string
	n          string
	label      string
	day        string
}

const (
	chartLeft, chartRight, chartTop, chartFoot = 40, 752, 20, 180
)

func (v View) most() int {
	most := 1
	for _, d := range v.Days {
		most = max(most, d.away())
	}
	return most
}

func (v View) bars() (list []bar) {
	step := float64(chartRight-chartLeft) / float64(max(len(v.Days), 1))
	every := (len(v.Days) + 17) / 18
	for i, d := range v.Days {
		h := float64(d.away()) / float64(v.most()) * float64(chartFoot-chartTop)
		x := chartLeft + step*float64(i)
		f := func(n float64) string { return strconv.FormatFloat(n, 'f', 1, 64) }
		b := bar{x: f(x + step*0.15), y: f(chartFoot - h), w: f(step * 0.7), h: f(h), mid: f(x + step/2), day: d.Day}
		if d.away() > 0 && every == 1 {
			b.n = strconv.Itoa(d.away())
		}
		if i%max(every, 1) == 0 {
			b.label = d.Day[5:]
		}
		list = append(list, b)
	}
	return list
}

// Progress is the making of a file: the element #report-export.
type Progress struct {
	ID, Format string
	State      string // waiting, running, done, cancelled, failed
	Done, All  int
	Size       int64
}

// Open reports whether it is on its way.
func (p Progress) Open() bool { return p.State == "waiting" || p.State == "running" }

func (p Progress) percent() int {
	if p.All == 0 {
		return 0
	}
	return min(p.Done*100/p.All, 99)
}

// ExportView is /console/reports/exports/{id}.
type ExportView struct {
	Shell console.Shell
	Ask   Ask
	First string
	Last  string
	Part  Progress
}
