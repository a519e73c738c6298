// Package wall is a screen in a classroom or a corridor: how many of a class or of each
// class of a grade are here. It names nobody.
package wall

import (
	"strconv"
	"time"

	"yunka/views/layout"
)

// View is GET /class/{id}/wall and GET /class/{id}/wall/grade.
type View struct {
	Page layout.Page
	Back string // where who is signed in goes back to; "" on a screen that hangs
	How  bool   // an admin looks: how to hang it up
	Wall Wall
}

// Wall is the live part, the element #classwall.
type Wall struct {
	Title   string // the class or the grade
	Grade   bool
	Day     time.Time
	Session string
	Starts  string // HH:MM
	Rows    []Row  // of the grade's classes; of the class itself one
	Lesson  *Lesson
	Silent  []Silent
}

// Lesson is the one that is held, or the next.
type Lesson struct {
	Now                             bool
	Subject, Who, Room, From, Until string
}

// Silent is a gate whose messages are missing; Since zero: it never sent any.
type Silent struct {
	Name  string
	Since time.Time
}

// Row is a class in figures.
type Row struct {
	Name                         string
	Without                      string // why there are none: pupils, school, sessions
	Here, Missing, Waiting, Away int
}

// Expected are all but who is on leave.
func (r Row) Expected() int { return r.Here + r.Missing + r.Waiting }

// total is the sum of the rows that have figures; Without if none has.
func (w Wall) total() (t Row) {
	some := false
	for _, r := range w.Rows {
		some = some || r.Without == ""
		t.Here, t.Missing, t.Waiting, t.Away = t.Here+r.Here, t.Missing+r.Missing, t.Waiting+r.Waiting, t.Away+r.Away
	}
	if !some && len(w.Rows) > 0 {
		t.Without = w.Rows[0].Without
	}
	return t
}

type part struct {
	Class    string
	X, Width int
}

// bar is a row as parts of 1000.
func (r Row) bar() (parts []part) {
	all, at := r.Expected(), 0
	for _, p := range []part{{"in", 0, r.Here}, {"wait", 0, r.Waiting}, {"no", 0, r.Missing}} {
		if p.Width > 0 {
			parts = append(parts, part{p.Class, at * 1000 / all, p.Width * 1000 / all})
		}
		at += p.Width
	}
	return parts
}

func number(n int) string { return strconv.Itoa(n) }
