// Package leave is the pages of leaves: a person's leaves with the form that asks for
// one, one leave with its answer, what waits for somebody, and the office's page.
package leave

import (
	"time"

	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/ui"
)

// face is the look of the pages of a phone.
var face = layout.Face{CSS: "days.css", Scripts: []string{"logout.js"}, Body: "class"}

// Rail is the office's line.
var Rail = console.RailItem{Group: console.RailNow, Order: 18, Key: "leave", Path: "/leave", Icon: ui.IconOut, Text: navLeaves}

// RailLists is the line of who approves leaves and is not the office: their classes' lists.
var RailLists = console.RailItem{Group: console.RailNow, Order: 19, Key: "leave", Path: "/leave/list", Icon: ui.IconOut, Text: navLeaves}

// Path is the page of one leave.
func Path(id string) string { return "/leaves/" + id }

// PersonPath is the page of a person's leaves.
func PersonPath(person string) string { return "/leave/" + person }

// Leave is one as pages show it.
type Leave struct {
	ID, Person, Name, Class string
	Kind, Reason, Collects  string
	From, To                time.Time
	Days                    int
	Evidence                bool
	State                   string // unconfirmed, asked, approved, rejected, withdrawn, cancelled
	AskedBy, DecidedBy      string
	AskedAt, DecidedAt      time.Time
	Answer                  string
	Used                    bool // it has opened its exit
	Over                    bool
	Sessions                []string  // what it covers on its first day
	EvidenceDue             time.Time // until when a promised proof may come; zero for none
	Missing                 bool      // it did not
	Number                  string    // of its slip; "" before it is approved
}

// Slips reports whether there is something to print: an exit that is still to come.
func (l Leave) Slips() bool { return l.State == "approved" && l.Number != "" && !l.Used && !l.Over }

// PersonView is the page of a person's leaves.
type PersonView struct {
	Page            layout.Page
	ID, Name, Class string
	Asks            bool // may ask
	Pupil           bool // asks for themselves, and a guardian has to agree
	Child           bool
	Kind, Reason    string
	Collects        string
	Later           bool // a proof is promised
	First, Last     string
	From, To        string
	Min, Max        string
	Error           string
	Field           string   // that the error is about
	Amount          string   // how much of a day: one of Amounts, or "" for what was typed
	Lessons         []Lesson // of the first day, by time
	Preview         *Preview // what it would cover; nil if nobody asked
	ClassDays       int      // up to so many the class teacher decides
	GradeDays       int      // and the head of the grade
	Sessions        []string
	Leaves          []Leave
	Back            string
}

// OneView is the page of one leave.
type OneView struct {
	Page                      layout.Page
	Leave                     Leave
	Recent                    []Leave
	Answers, Confirms, MayEnd bool
	WhyNot                    string
	Proves                    bool // may add a proof now
	ProvesUntil               time.Time
	EvidenceError             string
	Desk                      *Desk // where a request lies; nil when it is answered
	Text, Fault               string
	Back                      string
}

// ListView is /leaves.
type ListView struct {
	Page    layout.Page
	Waiting []Leave
	Done    []Leave
	Lists   bool // answers somewhere, and may open the lists
}

// OfficeView is /console/leave.
type OfficeView struct {
	console.Shell
	Controlled bool
	ClassDays  string
	GradeDays  string
	Error      string // about these two
	Today      []Leave
	Waiting    []Leave
}

func tone(l Leave) string {
	switch l.State {
	case "approved":
		return "ok"
	case "rejected":
		return "danger"
	case "asked", "unconfirmed":
		return "warn"
	}
	return "mute"
}

func icon(l Leave) ui.Name {
	switch l.State {
	case "approved":
		return ui.IconAllowed
	case "rejected":
		return ui.IconDenied
	case "asked", "unconfirmed":
		return ui.IconWaiting
	}
	return ui.IconClose
}

// kinds are what a leave can be for, the most frequent first.
var kinds = []string{"sick", "personal", "official", "quarantine", "bereavement", "other"}

// Desk is where a request lies now.
type Desk struct {
	Level       string   // class, grade, office
	Names, Away []string // who decides; who would, but is on leave
	Lacks       bool     // the class has no class teacher
	Long        bool     // it is too long for the class teacher
	ClassDays   int
}

// Amounts are how much of a day one may ask for.
var Amounts = []string{"day", "morning", "afternoon", "lessons", "clock"}

// Lesson is one that a leave may be asked for.
type Lesson struct {
	Number, Name, Subject string
	From, To              string // as a clock shows it
	Chosen                bool
}

// Preview is what a request would be.
type Preview struct {
	From, To time.Time
	Days     int
	Sessions []string
	Lessons  []Lesson
}
