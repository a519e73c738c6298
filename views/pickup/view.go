// Package pickup is the pages of how children go home: a child's plan, a class's day, what
// waits for an answer, the office's times and list, and what stands against an adult, which
// the office alone reads.
package pickup

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/ui"
)

// face is the look of the pages of a phone.
var face = layout.Face{CSS: "days.css", Scripts: []string{"live.js", "days.js", "logout.js"}, Body: "class"}

// RailPickup is the office's line.
var RailPickup = console.RailItem{Group: console.RailNow, Order: 18, Key: "pickup", Path: "/pickup", Icon: ui.IconOut, Text: navPickup}

// Person is a child.
type Person struct{ ID, Name, Class string }

// Adult is a guardian that a plan may mean.
type Adult struct {
	ID, Name, Relation string
	You                bool // the reader
}

// Plan is how a child goes home.
type Plan struct {
	Mode, Note string
	Adult      Adult // zero is any guardian
}

// Who may change a day.
const (
	ByFamily = "family"
	ByStaff  = "staff" // the reader asks, or is staff
	ByNobody = ""
)

// Day is one day ahead.
type Day struct {
	Date      string
	At        time.Time // noon
	Today     bool
	Plan      Plan
	Usual     Plan
	Changed   bool
	Dismissal time.Time
	Until     time.Time // the cut-off
	Change    string
	Left      int // minutes until the cut-off, today
	Request   *Request
}

// Weekly is a school weekday's plan.
type Weekly struct {
	Weekday   int
	Plan      Plan
	Dismissal string
}

// Request is a change that waits for staff, or that was answered.
type Request struct {
	ID, ChildID, Child, Class string
	Date                      string
	At                        time.Time // noon of the day
	Plan                      Plan
	AskedBy                   string
	AskedAt                   time.Time
	State                     string
	DecidedBy                 string
	DecidedAt                 time.Time
	Mine                      bool // the reader asked
	Own                       bool // the reader may not answer it
}

// PlanView is /pickup/<child>.
type PlanView struct {
	Page     layout.Page
	Child    Person
	Staff    bool // the reader is no guardian
	May      bool // change it
	Days     []Day
	Week     []Weekly
	Adults   []Adult
	Requests []Request
	Gone     Gone // today, for staff
	Problem  string
	Open     string // the day or weekday whose form was refused
}

// ClassView is /pickup/class/<class>.
type ClassView struct {
	Page    layout.Page
	Name    string
	At      time.Time
	School  bool
	Release time.Time
	Rows    []Row
}

// Row is a child of a list.
type Row struct {
	Person
	Plan    Plan
	Changed bool
	Waits   bool
	Gone    Gone
}

// RequestsView is /pickup/requests.
type RequestsView struct {
	Page layout.Page
	List []Request
}

// OfficeView is /console/pickup.
type OfficeView struct {
	Shell   console.Shell
	At      time.Time
	School  bool
	Waiting int
	Modes   []Count
	Minutes [6]string // HH:MM by school weekday, from 1
	CutOff  string
	Problem string
	Rows    []Row
	Lock    *Lock
	Locked  string            // what is wrong with the form of the lockdown
	Parts   []templ.Component // of the dismissal as it runs, below the list
	Side    []templ.Component // its settings
	Refused string            // why one of them was not saved
	Stops   []Stop
}

// Stop is an adult whom a restriction stopped today; without By nobody deals with it yet.
type Stop struct {
	AdultID, Adult, Child, Terminal string
	At                              time.Time
	By                              *Handled
}

// Lock is a lockdown that holds: who and why; First is who said that it is over.
type Lock struct {
	Why, By, First string
	Since          time.Time
}

// Gone is where a child stands today.
type Gone struct {
	State     string
	At        time.Time // released, or come
	Adult, By string
	HeldBy    string
	HeldWhy   string
}

// Count is how many children go home in a way today.
type Count struct {
	Mode string
	N    int
}

// Restriction is one on record.
type Restriction struct {
	ID, Kind, Holidays, Document string
	From, Until                  time.Time // Until zero: open
	Odd, Even, Handover          int
	Scan                         bool
	By                           string
	At                           time.Time
	Ended                        time.Time
	EndedBy                      string
}

// Ahead is one of the next days in words.
type Ahead struct {
	At    time.Time
	Free  bool
	Parts []Part
}

// Part is a stretch of a day from a minute on.
type Part struct {
	From int
	May  bool
}

// CustodyView is /console/guardianships/<id>/pickup.
type CustodyView struct {
	Shell                    console.Shell
	ID, ChildID, AdultID     string
	Child, Adult, Relation   string
	Whole                    bool // the guardianship as a whole is restricted
	List                     []Restriction
	Ahead                    []Ahead
	Kind, From, Until, Clock string // of the form
	Document, Holidays       string
	Odd, Even                int
	Problem                  string
}

// Path is the page of a child.
func Path(child string) string { return "/pickup/" + child }

// ClassPath is the page of a class.
func ClassPath(class string) string { return "/pickup/class/" + class }

// CustodyPath is the page of a guardianship.
func CustodyPath(id string) string { return "/guardianships/" + id + "/pickup" }

func number(n int) string { return strconv.Itoa(n) }

func clock(minute int) string {
	return time.Date(2000, 1, 1, 0, minute, 0, 0, time.UTC).Format("15:04")
}

// Way is a choice of a form: a mode, or one guardian.
func (p Plan) Way() string {
	if p.Adult.ID != "" {
		return p.Mode + ":" + p.Adult.ID
	}
	return p.Mode
}

func modeIcon(mode string) ui.Name {
	switch mode {
	case "parent":
		return ui.IconPeople
	case "delegate":
		return ui.IconPersonAdd
	case "after_school":
		return ui.IconSchool
	case "boarding":
		return ui.IconDoor
	}
	return ui.IconOut
}
