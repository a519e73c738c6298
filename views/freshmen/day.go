package freshmen

import (
	"strconv"
	"time"

	"yunka/views/kiosk"
	"yunka/views/layout"
	"yunka/views/ui"
)

// deskFace has the kiosk's body: its script may read codes with the kiosk's module.
var (
	deskFace = layout.Face{CSS: "freshmen-desk.css", Scripts: []string{"freshmen-desk.js"}, Body: layout.Kiosk.Body}
	wallFace = layout.Face{CSS: "freshmen-wall.css", Scripts: []string{"live.js"}, Body: "room"}
)

// Desk is GET /freshmen/desk and /freshmen/help: a paired terminal, or a helper's phone.
type Desk struct {
	Page    layout.Page
	ID      string // of the terminal; "" on a phone
	Name    string
	Intake  string
	Step    string // the id of what is done here
	Steps   []Named
	Does    string // its name
	Phone   bool
	Now     time.Time
	Main    Main
	Nothing bool // the office has not said what is done here
	Stamp   string
}

// Main is what a scan answers.
type Main struct {
	Tone     string // ok, again, ask, deny; "" is nobody yet
	ID       string // the applicant
	Name     string
	Head     string
	Class    string
	Dorm     string
	PlaceAt  time.Time // when both are told; zero when they are
	Grade    string
	At       time.Time
	Spot     string
	Next     *Item
	Ahead    int
	Wait     int // minutes; -1 is not known
	Items    []Item
	Why      string // words of a refusal
	Cleared  bool
	CanPrint bool
	CanUndo  bool
	Here     int // how many this desk has taken today
	Help     string
}

// Paper is the slip that a desk prints.
type Paper struct {
	Page           layout.Page
	School, Intake string
	Main           Main
	Code           ui.Code
}

// Hour is an hour of the wall.
type Hour struct {
	Hour            int
	Booked, Arrived int
	Now             bool // it is not over
}

// Wall is how an intake stands, for a hall: it names nobody.
type Wall struct {
	Page    layout.Page
	Title   string
	Day     time.Time
	Back    string
	All     Count
	Grades  []Count
	Classes []Count
	Hours   []Hour
	Silent  []DeskRow
	Desks   int
	At      time.Time
}

// span is the longest bar of the hours.
func (v Wall) span() int {
	most := 1
	for _, h := range v.Hours {
		most = max(most, h.Booked, h.Arrived)
	}
	return most
}

// bar is a length of n of most, in units of 100.
func bar(n, most int) string {
	if most == 0 {
		return "0"
	}
	return strconv.FormatFloat(float64(n)*100/float64(most), 'f', 1, 64)
}

var offset = kiosk.Offset

// Count is how many of a class, a grade or all.
type Count struct {
	Name                                      string
	Expected, Arrived, Deferred, NoShow, Late int
	Enrolled, Invited, Proven, Sent, Accepted int
}

// Rate is the share that has come, in tenths of a percent.
func (c Count) Rate() int {
	if c.Expected == 0 {
		return 0
	}
	return c.Arrived * 1000 / c.Expected
}

// DeskRow is a terminal of the day.
type DeskRow struct {
	ID, Name, Step string // Step is the id; "" does nothing
	Seen           time.Time
	Kept           int
	Silent         bool
}
