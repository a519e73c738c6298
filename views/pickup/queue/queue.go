// Package queue is the pages of a dismissal as it runs: a class's list on its teacher's
// phone, the board that everybody reads, and who has not been collected. The board names
// children by their first name and class and no adult at all.
package queue

import (
	"strconv"
	"time"

	"yunka/views/console"
	"yunka/views/layout"
)

var (
	readyFace = layout.Face{CSS: "ready.css", Scripts: []string{"live.js", "ready.js", "logout.js"}, Body: "class"}
	boardFace = layout.Face{CSS: "board.css", Scripts: []string{"live.js", "board.js"}, Body: "board"}
	pairFace  = layout.Face{CSS: "kiosk.css", Body: "kiosk"}
	leftFace  = layout.Face{CSS: "days.css", Scripts: []string{"days.js", "logout.js"}, Body: "class"}
)

// ReadyView is /pickup/class/<class>/ready.
type ReadyView struct {
	Page  layout.Page
	Class Now
}

// Now is a class's dismissal as it stands. Every child is counted once.
type Now struct {
	ID, Name               string
	School                 bool // there is school today
	Dismissal              time.Time
	Total                  int
	Called, Arrived, Door  []Pupil
	Released, Waiting      int
	Bus, Walk, After, Stay int // by plan; Stay is boarding
	Away                   int // absent or on leave
	Lock                   *Lock
}

// Left is how many have not gone.
func (n Now) Left() int { return n.Total - n.Released - n.Away }

// quiet reports whether nobody has come.
func (n Now) quiet() bool { return len(n.Called)+len(n.Arrived)+len(n.Door) == 0 }

// Pupil is a child that somebody has come for, or that was called or sent out without.
type Pupil struct {
	ID, Name, Relation string
	Delegate           bool
	Gate               string
	At                 time.Time // somebody came; zero: nobody has
	Held               bool
}

// Lock is a lockdown that holds.
type Lock struct {
	By    string
	Since time.Time
}

// BoardView is /board of a paired screen.
type BoardView struct {
	Page  layout.Page
	Board Board
}

// Board is the live part, the element #board.
type Board struct {
	Title  string // a class, a gate; "" is the whole school
	Day    time.Time
	Rows   []Row
	Gone   []Row // the newest first
	GoneN  int
	Class  *Now // of one class: what it waits for
	Locked bool
	NoMore bool // the class or gate that it shows
}

// Row is a child on the board.
type Row struct {
	Key, Name, Class, Gate string
	State                  string
	At                     time.Time
	Call                   int64 // when it was called, ms: another call is said again
}

// PairView is /board of a screen that is none.
type PairView struct {
	Page        layout.Page
	Code, Error string
}

// LeftView is who has not been collected, of a class or of the school.
type LeftView struct {
	Page   layout.Page
	Shell  console.Shell
	Class  string // the id; "" is the school
	Name   string
	At     time.Time
	School bool
	Rows   []Left
}

// Left is a child who has not been collected.
type Left struct {
	ID, Name, Class, State string
	Mode                   string
	Held                   bool
	Adults                 []Adult
}

// Adult is a guardian whom staff may call.
type Adult struct{ Name, Relation, Phone string }

// Figures are how long it took, by day and gate.
type Figures struct{ Rows []Figure }

// Figure is a gate's day. Minutes are from arrival to release.
type Figure struct {
	Day            time.Time
	Gate           string
	N, Median, P90 int // seconds
}

// BoardLine is a paired screen in the office's list, with what it may show.
type BoardLine struct {
	ID, Name, Of string // Of as in the form: "", class:<id> or gate:<id>
	Paired       bool
}

// Boards are the screens and what they may show.
type Boards struct {
	Lines   []BoardLine
	Choices []console.Option
	Auto    bool // a scan calls by itself
	Problem string
}

// ReadyPath is a class's page.
func ReadyPath(class string) string { return "/pickup/class/" + class + "/ready" }

// LeftPath is a class's list of who has not been collected.
func LeftPath(class string) string { return "/pickup/class/" + class + "/left" }

func number(n int) string { return strconv.Itoa(n) }
