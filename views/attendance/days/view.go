// Package days is the pages of a person's days at school: a day, a month, a request to
// count a session otherwise, and the staff's pages that answer it.
package days

import (
	"net/url"
	"strconv"
	"time"

	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/ui"
)

// face is the look of the pages of a phone.
var face = layout.Face{CSS: "days.css", Scripts: []string{"live.js", "days.js", "logout.js"}, Body: "class"}

// RailCorrections is the office's line for requests and for closing the register.
var RailCorrections = console.RailItem{Group: console.RailNow, Order: 17, Key: "corrections", Path: "/corrections", Icon: ui.IconHistory, Text: navCorrections}

// Person is whose days they are.
type Person struct {
	ID, Name, Class string
	Own             bool
}

// Sibling is another of the reader's people, whose same day is one tap away.
type Sibling struct {
	ID, Name, Class string
	Current         bool
}

// DayView is the page of a day.
type DayView struct {
	Page   layout.Page
	Person Person
	Others []Sibling
	Staff  bool // the reader is neither the person nor a guardian
	Prev   string
	Next   string // "": it has not come yet
	Day    Day
}

// Why a day has no sessions.
const (
	NoSchool   = "school"
	NoSessions = "sessions"
)

// Day is the live part of the page: day-<Person>-<Date>.
type Day struct {
	Person, Date string
	At           time.Time // noon of the day
	Asks         bool      // the reader may ask to have it counted otherwise
	Today        bool
	Future       bool
	Closed       bool // the office has closed the register up to here
	Without      string
	Name         string    // what the calendar calls the day
	WorksAs      int       // of a make-up day: the weekday whose lessons it has
	Next         time.Time // the next school day, of one without school

	Presence Presence
	Sessions []Session
	Line     []Entry // what is on record, the newest first
	Silent   []SilentGate
	Requests []Request
}

// Presence is where the person was seen last.
type Presence struct {
	Way   string // in, out; "" not seen
	At    time.Time
	Where string
}

// Session is what was expected and what came of it.
type Session struct {
	ID, Name             string
	Starts, OnTime, Ends string // HH:MM
	State, Was           string // as package rule has them
	Came, Left           time.Time
	CameAt, LeftAt       string // where
	Late, Early          int64  // seconds
	Excuse               string
	Vouched              bool // staff says so, no gate
	Begun                bool
	Waits                bool // not yet confirmed because a terminal is silent
}

// SilentGate is a terminal that has not told everything; Since zero: it never did.
type SilentGate struct {
	Name  string
	Since time.Time
}

// Entry is one line of what is on record.
type Entry struct {
	At      time.Time
	Kind    string // in, out, here, marked, unmarked, asked, accepted, refused, withdrawn
	What    string // of a mark; the state that an answer gives
	By      string
	Where   string
	Device  bool // a machine of another maker says so
	Session string
}

// Request is a request about a session.
type Request struct {
	ID, Person, Name, Class string
	Day                     time.Time
	Date                    string
	Session                 string
	Was, Wanted             string
	Reason, Note            string
	Evidence                bool
	State                   string
	AskedBy                 string
	AskedAt                 time.Time
	Until                   time.Time // when staff is to have answered
	DecidedBy               string
	DecidedAt               time.Time
	Answer                  string
}

// Open reports whether it waits for an answer.
func (r Request) Open() bool { return r.State == "open" }

// Path is the page of a person's day.
func Path(person, date string) string { return "/attendance/" + person + "/" + date }

// MonthPath is the page of a person's month, YYYY-MM.
func MonthPath(person, month string) string { return "/attendance/" + person + "/month/" + month }

// RequestPath is the page of a request.
func RequestPath(id string) string { return "/corrections/" + id }

func askPath(person, date, session string) string {
	return askAction(person, date) + "?session=" + url.QueryEscape(session)
}

func askAction(person, date string) string { return "/attendance/" + person + "/ask/" + date }

func partID(d Day) string { return "day-" + d.Person + "-" + d.Date }

func minutes(seconds int64) string { return strconv.FormatInt((seconds+59)/60, 10) }

func number(n int) string { return strconv.Itoa(n) }

// MonthView is the page of a month.
type MonthView struct {
	Page       layout.Page
	Person     Person
	Others     []Sibling
	Month      time.Time // its first day
	Prev, Next string    // months; Next "": it has not come yet
	Cells      []Cell    // its days
	Totals     Totals
	Requests   []Request
	Staff      bool
}

// What a day of a month is, in the order of the legend.
const (
	DayPresent = "present"
	DayFixed   = "made_up"
	DayLate    = "late"
	DayEarly   = "early"
	DayMissing = "missing"
	DayHalf    = "half"
	DayLeave   = "leave"
	DayAway    = "official"
	DayAbsent  = "absent"
	DayOpen    = "pending"
	DayMakeUp  = "makeup" // a weekend day with lessons that is still to come
	DayOff     = "off"
	DayAhead   = "ahead" // a school day to come, or one on which nobody was expected
)

// legend are the kinds that count.
var legend = []string{DayPresent, DayFixed, DayLate, DayEarly, DayMissing, DayHalf, DayLeave, DayAway, DayAbsent, DayOpen}

// Cell is a day of a month.
type Cell struct {
	At       time.Time
	Date     string
	Kind     string
	Name     string // what the calendar calls it
	Today    bool
	Late     int64 // seconds, all sessions
	Sessions []Session
}

// counted reports whether somebody was expected.
func (c Cell) counted() bool { return len(c.Sessions) > 0 }

// Totals are what a month came to.
type Totals struct {
	Expected  int // days
	Attended  int // tenths of a day
	Leave     int // tenths
	Absent    int // tenths
	Late      int // times
	LateFor   int64
	Early     int
	Missing   int // times that a scan is missing
	Open      int // days not yet confirmed
	Corrected int
}

// weeks are the days in rows of seven, Monday first; nil is a day of another month.
func (v MonthView) weeks() (rows [][]*Cell) {
	if len(v.Cells) == 0 {
		return nil
	}
	row := make([]*Cell, (int(v.Cells[0].At.Weekday())+6)%7, 7)
	for i := range v.Cells {
		row = append(row, &v.Cells[i])
		if len(row) == 7 {
			rows, row = append(rows, row), make([]*Cell, 0, 7)
		}
	}
	if len(row) > 0 {
		rows = append(rows, append(row, make([]*Cell, 7-len(row))...))
	}
	return rows
}

// count is how many days are of a kind.
func (v MonthView) count(kind string) (n int) {
	for _, c := range v.Cells {
		if c.Kind == kind {
			n++
		}
	}
	return n
}

// list are the days on which something is to be said, the newest first.
func (v MonthView) list() (list []Cell) {
	for i := len(v.Cells) - 1; i >= 0; i-- {
		if c := v.Cells[i]; c.counted() && c.Kind != DayAhead {
			list = append(list, c)
		}
	}
	return list
}

// tenths writes 145 as 14.5 and 140 as 14.
func tenths(n int) string {
	s := strconv.Itoa(n / 10)
	if n%10 != 0 {
		s += "." + strconv.Itoa(n%10)
	}
	return s
}

// AskView is the form of a request.
type AskView struct {
	Page      layout.Page
	Person    Person
	Date      string
	At        time.Time
	Session   Session
	Staff     bool // neither term nor quota holds
	Used      int  // requests of the month
	PerMonth  int
	Until     time.Time // the last day on which a family may ask; zero for staff
	Answer    time.Time // until when it would be answered
	Closed    bool
	Why       string // why nothing can be asked: a fault's code; "" it can
	Note      string
	Field     string // which field is wrong: note, evidence
	Error     string
	MaxNote   int
	Requested *Request // the one that is open
}

// RequestView is the page of one request.
type RequestView struct {
	Page     layout.Page
	Request  Request
	Session  Session
	Person   Person
	Line     []Entry
	Past     []Request // others about the same person
	Mine     bool      // the reader asked and may take it back
	Answers  bool      // the reader may answer it
	WhyNot   string    // why a reader of staff may not
	Late     bool      // the time for an answer is over
	Fault    string    // what was wrong with an answer
	Text     string    // of the answer, as typed
	Closed   bool
	Returned string // where "back" leads
}

// ListView is the page of the requests that wait for somebody.
type ListView struct {
	Page     layout.Page
	Requests []Request
	Done     []Request
	Office   bool // the reader runs a school and closes registers elsewhere
}

// OfficeView is the office's page.
type OfficeView struct {
	Shell    console.Shell
	Requests []Request
	Done     []Request
	Closings []Closing
	Until    string // what the form proposes
	Open     int    // cells that are not yet confirmed up to there
	Problem  string
}

// Closing is how far the register was closed.
type Closing struct {
	Until time.Time
	By    string
	At    time.Time
}
