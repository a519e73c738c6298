// Package rule decides who may take which child, and when. It is pure: it reads no clock
// and no database, and the same facts always give the same answer, to the second.
//
// A Plan says how a child goes home: each school weekday has one and a single day may
// have another. A Restriction is what stands against an adult and always wins. Decide
// joins both with what has happened to the child today; Next is how a child's day of
// pickup goes on.
package rule

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/fault"
	"yunka/server/timetable"
)

// Mode is how a child goes home.
type Mode string

// The modes. ByParent is any guardian with the right; ByDelegate is somebody whom a
// guardian has named.
const (
	ByParent    Mode = "parent"
	ByDelegate  Mode = "delegate"
	ByBus       Mode = "bus"
	OnFoot      Mode = "walk"
	AfterSchool Mode = "after_school"
	Boards      Mode = "boarding"
)

// Modes lists them in the order of a form.
var Modes = []Mode{ByParent, ByDelegate, ByBus, OnFoot, AfterSchool, Boards}

// Limits of a plan.
const (
	MaxNote = 40 // characters: the line of a bus, where they meet
	// Ahead is how many days ahead a single day may be planned.
	Ahead = 60
)

// Plan is how a child goes home. Adult is a guardian whom ByParent means, "" is any.
type Plan struct {
	Mode  Mode
	Adult string
	Note  string
}

// Usual is what holds where nobody has said anything.
var Usual = Plan{Mode: ByParent}

// Check refuses what is no plan: plan_mode, plan_note.
func (p Plan) Check() error {
	switch {
	case !slices.Contains(Modes, p.Mode) || p.Adult != "" && p.Mode != ByParent:
		return fault.New(fault.Invalid, "plan_mode")
	case utf8.RuneCountInString(p.Note) > MaxNote || !utf8.ValidString(p.Note) || strings.ContainsFunc(p.Note, func(r rune) bool { return r < ' ' }):
		return fault.New(fault.Invalid, "plan_note")
	}
	return nil
}

// Planned is the plan of one day.
type Planned struct {
	Plan
	Usual   Plan // of the weekday
	Changed bool // this day has a plan of its own
	School  bool // there is school; without it nobody is picked up
}

// Of is the plan of a day: its own, else that of the weekday whose lessons it has
// (worksAs, Monday 1 to Friday 5; 0 without school), else Usual.
func Of(worksAs int, weekly map[int]Plan, own *Plan) Planned {
	p := Planned{School: worksAs > 0, Usual: Usual}
	if w, ok := weekly[worksAs]; ok {
		p.Usual = w
	}
	p.Plan = p.Usual
	if own != nil {
		p.Plan, p.Changed = *own, true
	}
	return p
}

// Agrees reports whether the plan means this adult; a delegate comes by a guardian's word.
func (p Plan) Agrees(adult string, delegate bool) bool {
	switch p.Mode {
	case ByParent:
		return !delegate && (p.Adult == "" || p.Adult == adult)
	case ByDelegate:
		return delegate
	}
	return false
}

// Times are when a school lets its children go.
type Times struct {
	Dismissal [6]int // minute of the day, by school weekday 1 to 5; 0 of that index is unused
	CutOff    int    // minutes before it until which a family changes the day's plan alone
}

// DefaultTimes hold until the office has said others: 16:30, changes until 16:00.
var DefaultTimes = Times{Dismissal: [6]int{0, 990, 990, 990, 990, 990}, CutOff: 30}

// Check refuses what cannot be: pickup_times.
func (t Times) Check() error {
	for _, m := range t.Dismissal[1:] {
		if m < 6*60 || m >= 24*60 {
			return fault.New(fault.Invalid, "pickup_times")
		}
	}
	if t.CutOff < 0 || t.CutOff > 240 {
		return fault.New(fault.Invalid, "pickup_times")
	}
	return nil
}

// Dismissed is the instant at which a day's lessons end.
func (t Times) Dismissed(day string, worksAs int, loc *time.Location) time.Time {
	if worksAs < 1 || worksAs > 5 {
		worksAs = 5
	}
	return timetable.Instant(day, t.Dismissal[worksAs], loc)
}

// Until is the instant before which a family changes a day's plan alone.
func (t Times) Until(day string, worksAs int, loc *time.Location) time.Time {
	return t.Dismissed(day, worksAs, loc).Add(-time.Duration(t.CutOff) * time.Minute)
}

// Change is who may change the plan of a day now.
type Change int

// The answers of Changes.
const (
	Nobody  Change = iota // the day is over, is too far away, or has no school
	Family                // the family alone
	ByStaff               // the family asks, staff answers
)

// Changes says who may change the plan of a day at an instant. After the cut-off and
// until midnight it is staff's word.
func (t Times) Changes(day string, worksAs int, now time.Time, loc *time.Location) Change {
	today := timetable.Today(now, loc)
	switch {
	case worksAs == 0, day < today, day > timetable.AddDays(today, Ahead):
		return Nobody
	case now.Before(t.Until(day, worksAs, loc)):
		return Family
	}
	return ByStaff
}
