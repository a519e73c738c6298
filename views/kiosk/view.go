// Package kiosk draws the tablet at a gate: pairing, waiting, and the answer
// that fills the screen.
package kiosk

import (
	"time"

	"yunka/server/reason"
	"yunka/views/layout"
)

// PairView is GET /kiosk on an unpaired tablet, and a POST /kiosk/pair (code) that failed.
type PairView struct {
	Page  layout.Page
	Code  string
	Error string
	Trust string // where a device installs the private CA's root; "" for none
}

// Facing says who sees the screen.
type Facing string

const (
	Guard Facing = "guard" // reason, class, name
	Queue Facing = "queue" // colour, icon, a neutral word, a first name
)

// View is GET /kiosk on a paired tablet.
type View struct {
	Page      layout.Page
	Terminal  string // its name
	ID        string // of the terminal
	Gate      string
	Direction string // in, out, unknown
	Zone      string // what the gate leads to within the school; "" is the school itself
	Facing    Facing
	Staff     bool // confirms and manual entries are possible here
	Now       time.Time
	Recent    []Recent // newest first, at most 5
	Counts    Counts
	Chips     []int  // how many digits the school's chips have
	Stamp     string // moves when this screen is out of date
	Own       string // the terminal's scene, if it has a look and a script of its own
	Shell     bool   // GET /kiosk/shell: kept by the tablet; has neither Recent nor Counts
}

// UndoLife is how long a passage can be taken back.
const UndoLife = 2 * time.Minute

// Recent is a result in the strip.
type Recent struct {
	Scan     string
	Open     bool          // the gate opened, and nobody took it back
	left     time.Duration // for that
	Name     string
	Decision reason.Decision
	Reason   reason.Code
	At       time.Time
}

// Counts of this gate today.
type Counts struct {
	In, Out, Denied, ToConfirm int
	AsOf                       time.Time
}

// Found is one row of POST /kiosk/people (q), a JSON list.
type Found struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Role  string `json:"role"`
	Class string `json:"class"`
	Seen  string `json:"seen"` // where and when last today, in words
}

// May is POST /kiosk/ask: whether somebody may pass here now, and why.
type May struct {
	Decision reason.Decision `json:"decision"`
	Text     string          `json:"text"`
	Lines    []string        `json:"lines"`
}

// Checks is GET /kiosk/checks: who waits at this gate for somebody to look.
type Checks struct {
	Shift   OnShift `json:"shift"`
	Waiting []Check `json:"waiting"` // oldest first
}

// OnShift is who typed the PIN of the shift, and for how many ms it lasts if nothing more
// is done; also POST /kiosk/shift.
type OnShift struct {
	Name string `json:"name"`
	Left int64  `json:"left"`
}

// Check is one who waits.
type Check struct {
	Scan     string `json:"scan"`
	Name     string `json:"name"`
	Who      string `json:"who"` // role and class, or whose parent
	Why      string `json:"why"`
	Waited   int64  `json:"waited"` // ms
	Photo    bool   `json:"photo"`
	Relation string `json:"-"`
}

// Where is GET /kiosk/classes: who is where by class, by the last direction.
type Where struct {
	AsOf    string       `json:"as_of"`
	Classes []ClassWhere `json:"classes"`
}

// ClassWhere is a class; without an ID everybody who is no pupil of one.
type ClassWhere struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name"`
	Inside int    `json:"inside"`
	Left   int    `json:"left"`
	Unseen int    `json:"unseen"`
}

// screen is the face of a gate's screen, or of that of a scene's own.
func (v View) screen() layout.Face {
	f := layout.Kiosk
	if v.Own != "" {
		f.CSS, f.Scripts = "kiosk-"+v.Own+".css", append([]string{"kiosk-" + v.Own + ".js"}, f.Scripts...)
	}
	return f
}
