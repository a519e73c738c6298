// Package console draws the school office: what happens now, people,
// terminals, imports, records.
package console

import (
	"slices"
	"time"

	"yunka/views/layout"
	"yunka/views/ui"
)

// Shell is the frame of every console page.
type Shell struct {
	Page    layout.Page
	User    string // the name in the foot of the rail
	Schools []School
	Rail    []RailItem // sorted by SortRail

	Starting bool // the guided start is not put away

	SchoolID string // the school shown: forms post it, so that they mean it whatever was switched in another tab
	Partial  bool   // the viewer may open a part of the console only
}

// School a person may switch to: POST /console/school with id.
type School struct {
	ID, Name string
	Current  bool
}

// May reports whether an entry of the rail is the viewer's.
func (s Shell) May(key string) bool {
	return !s.Partial || slices.ContainsFunc(s.Rail, func(i RailItem) bool { return i.Key == key })
}

// Path joins a console address.
func (s Shell) Path(p string) string { return "/console" + p }

// Terminal states.
const (
	Waiting = "waiting" // its pairing code has not been used
	Online  = "online"
	Offline = "offline"
	Revoked = "revoked"
)

// Terminal is a device in the strip and in the list: id terminal-<ID>.
type Terminal struct {
	ID, Name, Gate string
	Scene          string // gate, identify
	Kind           string // reader, kiosk
	Staff          bool
	State          string
	LastAt         time.Time     // zero: never
	Silent         time.Duration // since LastAt, when it is offline
	Today          bool          // LastAt is today
	Scans          int           // today
	PerMinute      int           // in the last full minute
	NoClock        bool          // it has not told its clock
	Offset         time.Duration // its clock minus ours
	Version        string

	// What it does while it is alone.
	List     int64     // version of the list it decides by; 0 is none
	ListAt   time.Time // when that was made
	Behind   bool      // something has changed since
	Queued   int       // records that wait in it; -1 if it has not said
	Missing  int       // records that it has written and that have not come
	Complete time.Time // everything before has arrived; zero: unknown
	Error    string    // its last
}

// Option is a choice of a select.
type Option struct{ Value, Text string }

// TerminalsView is GET /console/terminals. Add posts name, gate, scene, kind
// (reader, kiosk, staff) to it; revoke and renew post to
// /console/terminals/{id}/revoke and …/renew.
type TerminalsView struct {
	Shell  Shell
	Rows   []Terminal
	Gates  []Option
	Form   TerminalForm
	Issued *Issued // shown once, after adding
	Trust  *Trust  // nil: devices need no certificate of ours
}

// Trust is where a device installs the private CA's root.
type Trust struct {
	URL, Words string
	Code       ui.Code
}

// TerminalForm keeps what was typed.
type TerminalForm struct{ Name, Gate, Scene, Kind, Error string }

// TerminalView is GET /console/terminals/{id}: what a terminal has told, its form,
// which posts name, gate, staff and was to the same address, and its last scans.
type TerminalView struct {
	Shell    Shell
	Terminal Terminal
	Beat     time.Time // its last heartbeat; zero: never
	Gates    []Option
	Form     TerminalEdit
	Issued   *Issued // a pairing code that was just made
	Recent   []Row
}

// TerminalEdit is what is typed about a terminal that exists.
type TerminalEdit struct {
	Name, Gate   string
	Staff        bool
	Feed, Full   bool   // a reader's scopes
	Was          string // what the form was filled from
	Error, Field string // what is wrong, and with which field
}

// Issued is a secret that is shown once.
type Issued struct {
	For     string // whose: a terminal's or a person's name
	Pairing bool   // Code pairs a tablet; else it activates an account
	Code    string // a pairing or activation code to type
	Token   string // a reader's token
	Until   time.Time
}

// PeopleView is GET /console/people?q=&role=&after=.
type PeopleView struct {
	Shell       Shell
	Query, Role string
	Class       string // id of the class it is limited to
	State       string // one of PeopleStates
	Classes     []Option
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
	Shell             Shell
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
	Guardians         []Relative
	Children          []Relative
	Recent            []Row
	Known             *ListsKnow // nil: nothing to say
	Issued            *Issued    // after POST /console/people/{id}/activation
	MayChange         bool       // freezing, blocking, activating, the forms
	Pupil             bool       // may have guardians
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

// Import states.
const (
	Checking  = "checking"
	Refused   = "refused"
	Applying  = "applying"
	Applied   = "applied"
	Abandoned = "abandoned"
)

// ImportRow is one roster file.
type ImportRow struct {
	ID, File, By, State string
	At, AppliedAt       time.Time
	Rows, Problems      int // Problems: on its own page only
}

// ImportsView is GET /console/imports; the form posts the file as multipart "roster".
type ImportsView struct {
	Shell Shell
	Rows  []ImportRow
	Error string
}

// ImportView is GET /console/imports/{id}, and what a check of a file answers:
// then Import.ID is "" and Check says how to put it into effect.
type ImportView struct {
	Shell    Shell
	Import   ImportRow
	Added    []Count // what it would add or has added, e.g. students 1318
	Others   []Count // what it would change or leave
	Problems []Problem
	Check    *Check // nil: there is nothing to put into effect
}

// Check asks for the file that was checked once more, because nothing of it was
// kept: the same form with apply=yes and the hash of what was checked.
type Check struct {
	Hash   string
	Decide []Decide // each posts separate=<line>
	Error  string
}

// Decide is a line that a human has to say is right.
type Decide struct {
	Line int
	Text string
}

// Count is a labelled figure. Kind: of Added students, parents, classes,
// guardianships, chips; of Others changed, unchanged, missing (students).
type Count struct {
	Kind string
	N    int
}

// Problem of a roster line.
type Problem struct {
	Line          int
	Column, Value string
	Text          string
	Warning       bool // does not stop the import
	Decide        bool // may be right: somebody has to say so
}

// AuditView is GET /console/audit?before=.
type AuditView struct {
	Shell   Shell
	Rows    []AuditRow
	Next    string
	First   bool
	Actions []Option // to choose from
	Action  string
	Day     string // 2026-11-23, "" is all
	Whole   string // what a check found: all is well,
	Broken  string // or it is not
}

// AuditRow is one event.
type AuditRow struct {
	Number                        int64
	At                            time.Time
	Actor, Action, Target, Detail string
}

// GatesView is GET /console/gates.
type GatesView struct {
	Shell Shell
	Gates []Gate
	Zones []Zone
}

// Zone is a space of the school.
type Zone struct {
	ID, Name string
	Inside   string // id of the zone it lies in, "" for an outermost one
	Gates    int

	Passback, Sequence      string
	Limit                   int
	TwoPerson, Group, Keeps bool
}

// Gate with its rules.
type Gate struct {
	ID                    string
	Name, Zone, Direction string
	Hours                 []Hours // empty: always open
	Allowed               []Right
}

// GateView is the form of one gate.
type GateView struct {
	Shell Shell
	Zones []Zone
	Form  GateForm
}

// GateForm is a gate as typed. Days are Monday to Sunday and holidays: "06:30-08:30, 16:00-18:30".
type GateForm struct {
	ID              string // "" is a new one
	Name, Direction string
	Zone, NewZone   string
	Inside          string // what the new zone lies in
	Always          bool
	From            string // the zone it leads from, "" for what lies around
	Egress          bool
	Days            [8]string
	Rights          map[string]string // role -> allow, confirm or ""
	Error, Field    string            // what is wrong, and with which field
	LockOut         *LockOut
	BadDay          int // 1 Monday
}

// Hours of a weekday, 1 Monday to 7 Sunday, 8 a holiday.
type Hours struct {
	Weekday  int
	From, To string // 06:30
}

// Right of a role in the zone behind the gate.
type Right struct {
	Role   string
	Effect string // allow, confirm
}
