// Package delegate is the pages about adults whom a guardian asks to collect a child: the
// guardian's list, form and page of one, what staff sees of them, and the page behind the
// link, which runs on the phone of the adult.
package delegate

import (
	"net/url"
	"strings"
	"time"

	"yunka/views/layout"
	"yunka/views/ui"
)

// family is the look of the guardian's pages, link that of the adult's phone. The body of
// the second is a card's: it loads the program that makes codes.
var (
	family = layout.Face{CSS: "delegate.css", Scripts: []string{"live.js", "delegates.js", "logout.js"}, Body: "class"}
	link   = layout.Face{CSS: "delegate.css", Scripts: []string{"delegate.js"}, Body: layout.Card.Body}
)

// Path is the page of one mandate.
func Path(id string) string { return "/delegates/" + url.PathEscape(id) }

// Child is a child of a mandate, or one for whom somebody can be named.
type Child struct {
	ID, Name, Class string
	Ended           bool // of a mandate: taken back for this child
	Chosen          bool // of a form
}

// Days are when children are collected.
type Days struct {
	First, Last time.Time // noon of those days in the school's zone
	Weekdays    []int     // 1 is Monday; none is the one day First
	From, To    string    // HH:MM
}

// Delegate is a mandate as a page shows it.
type Delegate struct {
	ID, PersonID    string
	Name, Relation  string
	Phone           string
	State           string
	Children        []Child
	Days            Days
	Guardian        string // who named the adult
	Mine            bool   // the reader did
	Digits          string // to read out; "" for who must not
	LinkUntil       time.Time
	Opened, Claimed time.Time
	Device          string
	EndedBy         string
	Ended           time.Time
	MayEnd          bool
}

// open reports whether it still counts.
func (d Delegate) open() bool { return d.State != "over" && d.State != "ended" }

// List are the mandates of a school.
type List struct {
	SchoolID, School string
	MayName          bool
	Delegates        []Delegate
}

func (l List) some(open bool) (list []Delegate) {
	for _, d := range l.Delegates {
		if d.open() == open {
			list = append(list, d)
		}
	}
	return list
}

// ListView is /delegates.
type ListView struct {
	Page  layout.Page
	Lists []List
}

// Form is what was typed, and what is wrong with it.
type Form struct {
	School                string
	Name, Phone, Relation string
	Children              []Child
	Weekly                bool
	Day, Last             string // YYYY-MM-DD
	Weekdays              map[int]bool
	From, To              string
	Error, Field          string
}

func (f Form) wrong(field string) string {
	if f.Field == field {
		return f.Error
	}
	return ""
}

func (f Form) chosen(relation string) bool { return f.Relation == relation }

// NewView is /delegates/new. Relations are codes.
type NewView struct {
	Page      layout.Page
	Form      Form
	Relations []string
	Today     string
	Furthest  string
	TermEnds  time.Time // the last day that a recurring one may have; zero without terms
}

// Event is something that happened.
type Event struct {
	At              time.Time
	Kind, By, Child string
}

// OneView is /delegates/<id>. Link is what was just made: it is shown this once.
type OneView struct {
	Page     layout.Page
	Delegate Delegate
	Events   []Event
	Link     string
	Code     ui.Code
	Error    string // of the password for a new link
	Staff    bool   // the reader is no guardian of the children
}

// LinkView is /d/<secret>: How is how the link stands. The shell has none.
type LinkView struct {
	Page layout.Page
	How  string
}

func join(list []string, sep string) string { return strings.Join(list, sep) }
