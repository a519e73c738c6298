// Package meeting is what people sign in to: a class, a meeting, an event. It keeps who
// is expected and who signed in, and by which of three ways: a code that the room shows
// (room, claim), a terminal that scans people (part), an organiser's hand (hand).
//
//   - A person signs in to a session once, on any number of servers: the row is theirs.
//   - A code of the room is worth a claim for 20 s at most, a claim one sign-in, within
//     two minutes, of one account in one browser, for the session that was scanned and no
//     other. What comes early or late changes nothing.
//   - Nothing signs in to a session that is closed. It takes two people to reopen one.
package meeting

import (
	"strings"
	"time"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/terminal"
)

// Changed is the feed's kind of everything that happens to a session; the subject is the
// session, the person who signed in or was signed in, if it is about one.
const Changed = "signin.changed"

// Who is expected.
type Who string

const (
	Open    Who = "open" // everybody of the school may come, nobody is missed
	Staff   Who = "staff"
	Classes Who = "classes"
	List    Who = "list"
)

// State is what was done about a session; by its times it is what Phase says.
type State string

const (
	Live      State = "live"
	Closed    State = "closed"
	Final     State = "final"
	Cancelled State = "cancelled"
)

// Phase is where a session is at an instant.
type Phase string

const (
	Scheduled Phase = "scheduled"
	Opened    Phase = "open"
	Late      Phase = "late"
	Over      Phase = "over" // its time is, and nobody has closed it yet
	IsClosed  Phase = "closed"
	IsFinal   Phase = "final"
	Off       Phase = "cancelled"
)

// Session is one session. Times are Unix milliseconds.
type Session struct {
	ID, SchoolID, Title, Place         string
	Who                                Who
	OpensAt, StartsAt, LateAt, EndsAt  int64
	Capacity                           int // 0: no limit
	WalkIns, SignOut                   bool
	InSchool                           bool // by code only from the school's network
	Seats                              bool // asks where somebody sits
	Secret, SeriesID                   string
	LessonClass, LessonDay             string // of the lesson that it is; "" for none
	LessonPeriod                       int
	State                              State
	MadeBy                             string
	MadeAt                             int64
	ClosedBy                           string
	ClosedAt                           int64
	AskBy, AskWhy                      string // who asked to reopen it, and why
	AskAt                              int64
	RemindedAt                         int64
	Expected, In, LateIn, Wait, WalkIn int // counts, where a list reads them
}

// Phase is where it is at now.
func (s Session) Phase(now int64) Phase {
	switch {
	case s.State == Cancelled:
		return Off
	case s.State == Final:
		return IsFinal
	case s.State == Closed:
		return IsClosed
	case now < s.OpensAt:
		return Scheduled
	case now < s.LateAt:
		return Opened
	case now < s.EndsAt:
		return Late
	}
	return Over
}

// Takes reports whether people can sign in by themselves or at a terminal.
func (s Session) Takes(now int64) bool {
	p := s.Phase(now)
	return p == Opened || p == Late
}

// Facts are what decides a sign-in, read under the session's lock.
type Facts struct {
	Now      int64
	Member   bool // of the school's people
	Expected bool
	Mark     Mark // the person's; zero without one
	In       int  // how many are in
}

// Refusals of a sign-in. Each is also the code of a fault, and harmless.
const (
	Early     = "signin_early"
	IsOver    = "signin_over"
	NotListed = "signin_not_listed"
	Waits     = "signin_waits" // it is full: noted, with a rank
)

// Outcome is what becomes of a sign-in.
type Outcome struct {
	Refused       string // "" is in
	Again         bool   // was in already: nothing is written
	Out           bool   // and leaves by this one
	Late, WalkIn  bool
	WaitsForPlace bool
}

// leaveAfter is how long after signing in the same scan means that somebody leaves, where
// people sign out: before that it is a scan that was made twice.
const leaveAfter = 10 * time.Minute

// Admit decides. walkIn says that somebody who is not expected wants to come all the same;
// by a code they say so, at a terminal they stand there.
func (s Session) Admit(f Facts, walkIn bool) (o Outcome) {
	switch s.Phase(f.Now) {
	case Scheduled:
		return Outcome{Refused: Early}
	case Over, IsClosed, IsFinal, Off:
		if s.SignOut && s.State == Live && f.Mark.In() && f.Mark.OutAt == 0 { // goes home after the end
			return Outcome{Again: true, Out: true}
		}
		return Outcome{Refused: IsOver}
	}
	switch {
	case f.Mark.In():
		o.Again = true
		o.Out = s.SignOut && f.Mark.OutAt == 0 && f.Now >= f.Mark.At+leaveAfter.Milliseconds()
		return o
	case !f.Member || !f.Expected && s.Who != Open && (!s.WalkIns || !walkIn):
		return Outcome{Refused: NotListed}
	case s.Capacity > 0 && f.In >= s.Capacity:
		return Outcome{Refused: Waits, WaitsForPlace: true, Again: f.Mark.State == Waiting}
	}
	o.Late = f.Now >= s.LateAt
	o.WalkIn = !f.Expected && s.Who != Open
	return o
}

// MarkState is what a mark says.
type MarkState string

const (
	In      MarkState = "in"
	Waiting MarkState = "waiting"
	Void    MarkState = "void" // taken back by hand
)

// How somebody signed in.
const (
	ByCode = "code"
	ByScan = "scan"
	ByHand = "hand"
)

// Mark is one person's row in a session.
type Mark struct {
	SessionID, PersonID, SchoolID string
	State                         MarkState
	How                           string
	Late, WalkIn                  bool
	At, OutAt                     int64
	Device, ScanID                string
	ByPerson, Why                 string
	Seat                          string // as they said; "" for nothing
}

// In reports whether the person is signed in.
func (m Mark) In() bool { return m.State == In }

// Credited is how long somebody was there, in milliseconds: from when they came, the
// beginning at the earliest, until they left or it ended.
func (s Session) Credited(m Mark) int64 {
	if !m.In() {
		return 0
	}
	to := s.EndsAt
	if s.SignOut {
		to = min(m.OutAt, s.EndsAt)
	}
	return max(0, to-max(m.At, s.StartsAt))
}

// Draft is a session as somebody makes it.
type Draft struct {
	School, Title, Place string
	Who                  Who
	Classes              []string
	People               []string // of a list
	Organisers           []string // besides who makes it
	Start, End           time.Time
	OpensBefore          time.Duration
	LateAfter            time.Duration
	Capacity             int
	WalkIns, SignOut     bool
	InSchool, Seats      bool
	Terminal, Screen     string // at the door; what shows the code in the room
	Weeks                int    // how often, week by week; 1 is once
	LessonClass          string
	LessonDay            string
	LessonPeriod         int
	Lessons              []Lesson // a session for each; then Start, End, Weeks and Lesson… do not count
}

// Lesson is one of the timetable that gets a session.
type Lesson struct {
	Class, Day, Place, Screen string
	Period                    int
	Start, End                time.Time
}

// Limits.
const (
	MaxTitle    = 60
	MaxPlace    = 40
	MaxWhy      = 120
	MaxExpected = 5000
	MaxWeeks    = 20
	MaxLessons  = 100
	MaxLength   = 24 * time.Hour
	MaxAhead    = 366 * 24 * time.Hour
	maxBefore   = 4 * time.Hour
)

func clean(s string, most int) (string, bool) {
	s = strings.TrimSpace(s)
	ok := utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
	return s, ok
}

func wrong(code string) error { return fault.New(fault.Invalid, code) }

// check refuses what is no session.
func (d *Draft) check(now time.Time) error {
	var ok bool
	if len(d.Lessons) > MaxLessons {
		return wrong("signin_lessons")
	}
	for _, l := range d.Lessons {
		one := *d
		one.Lessons, one.Start, one.End, one.Weeks = nil, l.Start, l.End, 1
		if err := one.check(now); err != nil {
			return err
		}
	}
	if d.Title, ok = clean(d.Title, MaxTitle); !ok || d.Title == "" {
		return wrong("signin_title")
	}
	if d.Place, ok = clean(d.Place, MaxPlace); !ok {
		return wrong("signin_place")
	}
	switch {
	case d.Start.IsZero() || d.End.IsZero() || !d.End.After(d.Start):
		return wrong("signin_ends")
	case d.End.Sub(d.Start) > MaxLength:
		return wrong("signin_long")
	case !d.End.After(now) || d.Start.After(now.Add(MaxAhead)):
		return wrong("signin_when")
	case d.OpensBefore < 0 || d.OpensBefore > maxBefore || d.LateAfter < 0 || d.LateAfter > d.End.Sub(d.Start):
		return wrong("signin_minutes")
	case d.Capacity < 0 || d.Capacity > MaxExpected:
		return wrong("signin_capacity")
	case d.Weeks < 1 || d.Weeks > MaxWeeks:
		return wrong("signin_weeks")
	}
	switch d.Who {
	case Open, Staff:
	case Classes:
		if len(d.Classes) == 0 {
			return wrong("signin_classes")
		}
	case List:
		if len(d.People) == 0 {
			return wrong("signin_list")
		}
	default:
		return wrong("signin_who")
	}
	if len(d.People) > MaxExpected {
		return wrong("signin_many")
	}
	return nil
}

// Service keeps sessions.
type Service struct {
	db        *db.DB
	feed      *feed.Feed
	terminals *terminal.Service
}

// New makes it.
func New(d *db.DB, f *feed.Feed, t *terminal.Service) *Service {
	return &Service{db: d, feed: f, terminals: t}
}

// Target is what the rights over a session are asked about: its organisers run it, as who
// gives a lesson calls its roll.
func Target(school string, organisers []string, a allow.Actor) allow.Target {
	t := allow.Target{School: school}
	for _, p := range organisers {
		if a.People[p] {
			t.Gives = p
		}
	}
	return t
}
