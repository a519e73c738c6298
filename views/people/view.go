package people

import (
	"time"

	"github.com/a-h/templ"

	"yunka/views/console"
)

// PeopleView is GET /console/people?q=&role=&after=.
type PeopleView struct {
	Shell       console.Shell
	Query, Role string
	Class       string // id of the class it is limited to
	State       string // one of PeopleStates
	Classes     []console.Option
	Rows        []PersonRow
	Total       int    // of the school, not of the search; 0 shows how to begin
	Next        string // cursor of the next page; "" at the end
	First       bool   // this is the first page
	MayExport   bool
}

// PersonRow is a line of the list.
type PersonRow struct {
	ID, Name, Number, Class string
	Roles                   []string
	CardState               string // active, frozen, blocked; "" for no card
	Suspended               bool
	Claimed                 bool
	LastAt                  time.Time
	LastWhere               string
}

// PersonView is GET /console/people/{id}.
type PersonView struct {
	Shell             console.Shell
	ID, Name          string
	Number            string
	Phone             string // masked by the caller
	Suspended         bool
	Photo             bool   // there is one
	Account           string // login; "" when not activated
	Unconfirmed       bool   // another school has reset it: it does nothing here until it is confirmed
	Off               bool   // it is disabled, as a whole or for this school
	Elsewhere         bool   // it is also of another school, so this one disables only its own part
	MayDisable        bool
	MayReset          bool // may print a reset slip
	Memberships       []Membership
	Parts             []templ.Component // what scenes have to say of the person
	Guardians         []Relative
	Children          []Relative
	Recent            []console.Row
	Known             *ListsKnow      // nil: nothing to say
	Issued            *console.Issued // after POST /console/people/{id}/activation
	MayChange         bool            // freezing, blocking, activating, the forms
	Pupil             bool            // may have guardians
	Relations         []string
	Guardian          PersonForm // one that was refused
	MaxDays, MaxTimes int        // of a printed code
	Posts             *Posts     // nil: of nobody who works here
}

// ListsKnow says which gates would decide by a person's last change when they are
// alone.
type ListsKnow struct {
	At             time.Time // of the change
	Knowing, Total int       // terminals that hold a list
	Behind         []ListBehind
}

// ListBehind is a terminal that holds an older list.
type ListBehind struct {
	ID, Name       string
	LastAt, ListAt time.Time
	Stale          bool // too old to decide anything
}

// Membership with its card.
type Membership struct {
	ID          string
	Open        bool // in force
	MayResume   bool // it ended a short while ago
	Role, Class string
	From, Until time.Time // Until zero: open
	CardID      string    // "" none
	CardState   string    // active, frozen, blocked
	Credentials []Credential
	Printed     []Printed
}

// Credential of a card.
type Credential struct {
	ID      string
	Kind    string // phone, chip
	Device  string // phone's device or the end of a chip number
	State   string // live, lost
	Since   time.Time
	LastUse time.Time
	Ahead   time.Time // the phone is used up to that time, which is to come; zero is not
}

// Relative is a guardian or a child. Restricted is for staff only. Without
// PersonID it leads nowhere: the viewer may not read that page.
type Relative struct {
	GuardianshipID                  string // "": the viewer may not change it
	PersonID, Name, Relation, Class string
	Rights                          []string // view, leave, pay, pickup, delegate, consent, notify
	Restricted                      bool
	ResetID                         string // the relative's person, if the viewer may print a reset slip; PersonID may lead nowhere then
}
