// Package roll is the pages of lessons: those of a class or a teacher today, and the
// roll call of one.
package roll

import (
	"strconv"
	"time"
	"unicode/utf8"

	"yunka/views/layout"
)

// face is the look of a roll: a teacher's phone. Nothing moves on it by itself.
var face = layout.Face{CSS: "class.css", Scripts: []string{"roll.js", "logout.js"}, Body: "class"}

// Line is a lesson of today in a list.
type Line struct {
	ClassID, Class string // the name is "" where all are of one class
	Period         int
	PeriodName     string
	From, To       string // HH:MM
	Subject, Room  string
	Who            string // who gives it; "" is the reader
	Instead        string // for whom
	Away           bool   // the reader's own, which Who gives today
	Cancelled      bool
	Now, Over      bool   // it is held; it has ended
	Opens          string // HH:MM before the roll can be called; "" when it can
	Called         *Tally // nil: not called
}

// Tally is what a lesson's roll says by now.
type Tally struct {
	Here, Late, Absent, Unknown int
	At                          time.Time
	By                          string
}

// Path is the page of a lesson's roll.
func (l Line) Path() string { return Path(l.ClassID, l.Period) }

// Path is the page of the roll of a class in a period of today.
func Path(class string, period int) string {
	return "/class/" + class + "/roll/" + strconv.Itoa(period)
}

// Why a roll cannot be called.
const (
	Cancelled = "cancelled"
	TooEarly  = "early"
	NotMine   = "reader" // the reader may only look
)

// View is GET /class/{id}/roll/{period}.
type View struct {
	Page   layout.Page
	Back   string // address
	Class  string // the name
	Line   Line
	Day    string // YYYY-MM-DD
	Key    string // of this page
	After  int    // the roll it is made from; 0: none yet
	Shut   string // why it cannot be called; "" if it can
	Pupils []Pupil
	Saves  []Save // the newest first
	Tapped bool   // it was tapped without a script, and is not handed in yet
}

// Pupil is one of the class. A state is "", here, late, absent or leave.
type Pupil struct {
	ID, Name string
	Base     string // the state that the page began with: by the gates, or the last roll
	State    string // that it shows
	Came     time.Time
	Where    string
	Left     time.Time
	Silent   string // the gate that may have seen them and says nothing
	Vouched  bool   // a teacher said so
	Known    bool   // known: did not come
	Excuse   string // of who is on leave
	Official bool
}

// Save is a roll that was handed in, and what it changed.
type Save struct {
	At      time.Time
	By      string
	First   bool
	Changes []Change
}

// Change is a pupil whom a later roll says otherwise.
type Change struct{ Name, Was, Is string }

func (v View) called() bool { return v.After > 0 }

// count counts the pupils in a state.
func (v View) count(state string) (n int) {
	for _, p := range v.Pupils {
		if p.State == state {
			n++
		}
	}
	return n
}

// ask are those to be looked at first: nobody has seen them, or the last roll has not.
func (v View) ask() (list []Pupil) {
	for _, p := range v.Pupils {
		if p.Base == "" || p.Base == "absent" {
			list = append(list, p)
		}
	}
	return list
}

// crowd reports whether too many are to be called for a line each: they are tiles, too.
func (v View) crowd() bool { return len(v.ask()) > 8 && !v.called() }

func (v View) seen() (list []Pupil) {
	for _, p := range v.Pupils {
		if p.Base == "here" || p.Base == "late" {
			list = append(list, p)
		}
	}
	return list
}

func (v View) leave() (list []Pupil) {
	for _, p := range v.Pupils {
		if p.Base == "leave" {
			list = append(list, p)
		}
	}
	return list
}

// vanished are who was seen at school and is missing in the roll that was handed in.
func (v View) vanished() (list []Pupil) {
	for _, p := range v.Pupils {
		if v.called() && p.Base == "absent" && p.Left.IsZero() && (!p.Came.IsZero() || p.Vouched) {
			list = append(list, p)
		}
	}
	return list
}

// Tap is the state after a tap.
func Tap(state string) string {
	switch state {
	case "absent":
		return "late"
	case "late":
		return "here"
	}
	return "absent" // of many who were not called the missing are tapped, and the rest is here
}

// wide reports whether a name needs the room of two.
func wide(name string) bool {
	n := utf8.RuneCountInString(name)
	return n > 4 && (len(name) > n || n > 9)
}

func number(n int) string { return strconv.Itoa(n) }
