package attendance

import (
	"context"
	"strconv"
	"time"
	"unicode/utf8"

	"yunka/views/attendance/roll"
	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/msg"
	"yunka/views/ui"
)

// classFace is the look of a teacher's pages, phone first.
var classFace = layout.Face{CSS: "class.css", Scripts: []string{"live.js", "class.js", "logout.js"}, Body: "class"}

// RailClasses is the office's line for all classes.
var RailClasses = console.RailItem{Group: console.RailNow, Order: 16, Key: "classes", Path: "/classes", Icon: ui.IconPeople, Text: navClasses}

// ClassView is the page of one class.
type ClassView struct {
	Page  layout.Page
	Many  bool // the reader has more classes than this one
	Class ClassNow
}

// ClassLists is the page of the classes that somebody has.
type ClassLists struct {
	Page    layout.Page
	NotOurs bool // a class was asked for that is not among them
	Teacher bool // who has none is a teacher, and can be given one
	Lessons []roll.Line
	Lines   []ClassLine
	Walls   []WallLink // of the grades of which the reader has every class
}

// WallLink leads to a screen.
type WallLink struct{ Name, Path string }

// ClassTable is the office's page of all classes.
type ClassTable struct {
	Shell console.Shell
	Lines []ClassLine
	Walls []WallLink
}

// Why a class has no figures.
const (
	NoPupils   = "pupils"
	NoSchool   = "school"
	NoSessions = "sessions"
)

// ClassLine is a class with its figures: the part class-line-<ID>.
type ClassLine struct {
	ID, Name string
	Without  string // "" or why there are no figures
	Before   bool   // the session has not begun
	Session  string
	Missing, Late, Leave,
	Waiting, OnTime int
	Lost int // among them: at school, and not in the lesson
}

// All is how many pupils there are.
func (l ClassLine) All() int { return l.Missing + l.Late + l.Leave + l.Waiting + l.OnTime }

// ClassNow is the live part of a class's page: class-<ID>. Each pupil stands in one of
// the five lists, in the order of the class.
type ClassNow struct {
	ID, Name string
	Without  string
	Holiday  string    // what the calendar calls the day
	Next     time.Time // the next school day; zero: unknown

	Day, SessionID                string // what a mark is about
	Session, Starts, OnTime, Ends string // the session's name; HH:MM
	Before, Over                  bool   // it has not begun; it has ended

	Missing, Late, Leave, Waiting, Here []Pupil
	Lost                                []Pupil // seen at school, not in the last lesson that asked
	Unseen                              []Pupil // in the lesson, and no gate saw them
	Silent                              []SilentGate
	Lessons                             []roll.Line // of today, on the page of the one class
}

// next is the lesson whose roll is called next: the first of those that are not called
// and not over; nil if there is none.
func (c ClassNow) next() *roll.Line {
	for i, l := range c.Lessons {
		if l.Called == nil && !l.Cancelled && !l.Over {
			return &c.Lessons[i]
		}
	}
	return nil
}

// Line is the class with its figures.
func (c ClassNow) Line() ClassLine {
	return ClassLine{ID: c.ID, Name: c.Name, Without: c.Without, Before: c.Before, Session: c.Session,
		Missing: len(c.Missing), Late: len(c.Late), Leave: len(c.Leave), Waiting: len(c.Waiting), OnTime: len(c.Here), Lost: len(c.Lost)}
}

// last is who of those on time came last; nil if nobody was seen.
func (c ClassNow) last() (last *Pupil) {
	for i, p := range c.Here {
		if !p.Came.IsZero() && (last == nil || p.Came.After(last.Came)) {
			last = &c.Here[i]
		}
	}
	return last
}

// vouched are those who are here because a teacher says so.
func (c ClassNow) vouched() (list []Pupil) {
	for _, p := range c.Here {
		if p.Mark != nil {
			list = append(list, p)
		}
	}
	return list
}

// Pupil is one of the class in the session.
type Pupil struct {
	ID, Name string
	Came     time.Time // zero: not seen
	Where    string
	Seconds  int64  // late by
	Absent   bool   // known, or counted so for having come too late
	Official bool   // away for the school
	Excuse   string // why on leave: sick, personal …
	Usual    string // HH:MM when they usually come; "" if nothing is usual
	Gate     string // where they usually do
	Mark     *Mark
	Call     *Call // nil: nobody to call, or not for this reader
	Class    *InClass
}

// InClass is what the last lesson that asked says of a pupil on whom it does not agree
// with the gates.
type InClass struct {
	Subject, From string // HH:MM
	By            string
	At            time.Time // of the roll
	Left          time.Time // zero: has not left by a gate
}

// Mark is what a teacher said of a pupil.
type Mark struct {
	What, By string
	At       time.Time
}

// Call is whom to call.
type Call struct{ Relation, Phone string }

// SilentGate is one that has not told everything; Since zero: it never did.
type SilentGate struct {
	Name  string
	Since time.Time
}

func classPath(id string) string { return "/class/" + id }

func lineID(id string) string { return "class-line-" + id }

// wide reports whether a name needs the room of two.
func wide(name string) bool {
	n := utf8.RuneCountInString(name)
	return n > 5 && (len(name) > n || n > 9)
}

func lateMinutes(seconds int64) string { return strconv.FormatInt((seconds+59)/60, 10) }

// meter is the strip of the figures as parts of a bar of 1000.
func (c ClassNow) meter() (parts []meterPart) {
	l := c.Line()
	all := l.All() - l.Leave
	if all == 0 {
		return nil
	}
	at := 0
	for _, p := range []meterPart{{"in", 0, l.OnTime}, {"late", 0, l.Late}, {"wait", 0, l.Waiting}, {"no", 0, l.Missing}} {
		if p.Width == 0 {
			continue
		}
		parts = append(parts, meterPart{p.Class, at * 1000 / all, p.Width * 1000 / all})
		at += p.Width
	}
	return parts
}

type meterPart struct {
	Class    string
	X, Width int
}

func number(n int) string { return strconv.Itoa(n) }

// tail is the end of a line about a class: who is lost first.
func (l ClassLine) tail(ctx context.Context) string {
	if l.Lost > 0 {
		return msg.Pick(ctx, number(l.Lost)+" 人课上没见到", number(l.Lost)+" not in the lesson")
	}
	switch {
	case l.Without == NoPupils:
		return msg.Pick(ctx, "还没有学生", "no pupils yet")
	case l.Without == NoSchool:
		return msg.Pick(ctx, "今天不上课", "no school today")
	case l.Without == NoSessions:
		return msg.Pick(ctx, "没有到校时间", "nobody is expected")
	case l.Missing == 0 && l.Waiting == 0:
		return msg.Pick(ctx, "都到了", "all here")
	case l.Missing == 0:
		return msg.Pick(ctx, number(l.Waiting)+" 人待确认", number(l.Waiting)+" not yet confirmed")
	case l.Before:
		return msg.Pick(ctx, number(l.Missing)+" 人还没来", number(l.Missing)+" not here yet")
	}
	return msg.Pick(ctx, number(l.Missing)+" 人没到", number(l.Missing)+" missing")
}
