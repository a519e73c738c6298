// Package signin is the pages of sessions that people sign in to: a person's own, the
// organiser's list, the screen of the room, what a scanned code leads to, the office's.
package signin

import (
	"slices"
	"time"

	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/ui"
)

var (
	face     = layout.Face{CSS: "signin.css", Scripts: []string{"live.js", "logout.js"}, Body: "class"}
	roomFace = layout.Face{CSS: "signin-room.css", Scripts: []string{"live.js", "signin-room.js"}, Body: "room"}
	wallFace = layout.Face{CSS: "signin-room.css", Scripts: []string{"live.js"}, Body: "room"}
	pairFace = layout.Face{CSS: "kiosk.css", Body: "kiosk"}
)

// Rail is the console's line.
var Rail = console.RailItem{Group: console.RailNow, Order: 20, Key: "signins", Path: "/signins", Icon: ui.IconCame, Text: navSignin}

// Path is the organiser's page of a session.
func Path(id string) string { return "/signins/" + id }

// Session is one as pages show it.
type Session struct {
	ID, Title, Place         string
	Phase                    string // scheduled, open, late, over, closed, final, cancelled
	Who                      string // open, staff, classes, list
	Opens, Start, Late, End  time.Time
	Capacity                 int // 0: no limit
	WalkIns, SignOut, Weekly bool
	InSchool, Seats          bool
	Expected, In, LateIn     int
	Waiting, WalkIn          int
	Asked                    bool // somebody asks to reopen it
	AskWhy                   string
}

// takes reports whether people sign in now.
func (s Session) takes() bool { return s.Phase == "open" || s.Phase == "late" }

func (s Session) ended() bool { return s.Phase == "closed" || s.Phase == "final" }

// Own is a session that the reader signed in to.
type Own struct {
	Session
	At, Out  time.Time
	Late     bool
	Waiting  bool
	Credited int64 // milliseconds
}

// Mine is GET /signins.
type Mine struct {
	Page   layout.Page
	Makes  bool // may make sessions
	Office bool // has the console, where the statistics are
	Asked  []Session
	Coming []Session
	Runs   []Session
	Signed []Own
	Hours  int64 // credited in a year, in milliseconds
}

// Sort puts what is on now and next first, and what is past behind it.
func Sort(v *Mine, now time.Time) {
	slices.SortStableFunc(v.Runs, func(a, b Session) int {
		if past := a.End.Before(now); past != b.End.Before(now) {
			if past {
				return 1
			}
			return -1
		} else if past {
			return b.Start.Compare(a.Start)
		}
		return a.Start.Compare(b.Start)
	})
	slices.SortStableFunc(v.Signed, func(a, b Own) int { return b.At.Compare(a.At) })
}

// Form is what is typed for a new session.
type Form struct {
	Title, Place, Day, From, To, Who string
	Classes                          []string
	List, Organisers                 string
	Opens, Late, Capacity, Weeks     string
	WalkIns, SignOut                 bool
	InSchool, Seats                  bool
	Every                            bool // lesson of the subject, for so many weeks
	Door, Screen, Lesson, Error      string
}

// Defaults fills in what most sessions have.
func (f *Form) Defaults() {
	for field, usual := range map[*string]string{&f.Who: "classes", &f.Opens: "15", &f.Late: "5", &f.Weeks: "1"} {
		if *field == "" {
			*field = usual
		}
	}
}

func (f Form) has(class string) bool { return slices.Contains(f.Classes, class) }

// more opens the part of the form that most leave alone.
func (f Form) more() bool {
	return f.Error != "" || f.Organisers != "" || f.InSchool || f.Seats || f.Door != "" || f.Screen != "" || f.Every || f.Capacity != ""
}

// Lesson is one of today that a session can be of.
type Lesson struct{ Key, Class, Subject, From, To string }

// New is GET /signins/new.
type New struct {
	Page     layout.Page
	School   string
	Form     Form
	Classes  []console.Option
	Doors    []console.Option
	Screens  []console.Option // of rooms
	Lessons  []Lesson
	Networks bool // the school has said which are its own
}

// Row is a person of a list.
type Row struct {
	ID, Name, Number, Class string
	State                   string // "", in, waiting, void
	How                     string // code, scan, hand
	Late, WalkIn            bool
	At, Out                 time.Time
	By, Why, Seat           string
	Credited                int64
}

// Named is somebody by name.
type Named struct{ ID, Name string }

// Shared is a device that signed several people in, or a seat that several say is theirs.
type Shared struct {
	Seat   string
	People []string
}

// Check is the newest re-check.
type Check struct {
	People, Answered int
	Running          bool
	Until, At        time.Time
	Missing          []Named
}

// List is the live part of the organiser's page, the element #signin-list.
type List struct {
	Session
	Tab                        string // missing, signed, away
	In, Missing, Away, Waiting int
	Seatless                   int // signed in by the code and said no seat
	Rows                       []Row
	Last                       []Row // who came last, the newest first
	Total                      int   // of the tab; Rows may be fewer
	Shared                     []Shared
	Check                      *Check
	Names                      map[string]string
	At                         time.Time
}

// ListView is GET /signins/{id}.
type ListView struct {
	Page    layout.Page
	List    List
	All     bool // the whole list, not live
	Doors   []string
	Lesson  bool
	AskedBy string // who asks to reopen it
	Second  bool   // the reader is somebody else
}

// PersonView is one person of a session.
type PersonView struct {
	Page    layout.Page
	Session Session
	Row     Row
	With    []Named // who signed in by the same device
	Why     string
}

// Code is what the room shows to be scanned, the element #room-code.
type Code struct {
	Phase   string
	Late    bool
	Opens   int64
	OpensAt time.Time
	Until   int64 // Unix ms
	QR      ui.Code
}

// Room is a session as the room sees it: no names.
type Room struct {
	Session           Session
	In, Missing, Away int
	Code              Code
}

// RoomView is GET /signins/{id}/room.
type RoomView struct {
	Page   layout.Page
	Room   Room
	Back   string
	Origin string // of the code that phones scan
}

// WallView is GET /signins/{id}/wall.
type WallView struct {
	Page layout.Page
	Wall List
	Back string
}

// Screen is what a paired screen of a room shows: the session that takes people now, or
// when the next one does.
type Screen struct {
	Name string
	Room *Room
	Next *Session
}

// ScreenView is GET /signin-screen.
type ScreenView struct {
	Page   layout.Page
	Screen Screen
}

// PairView is the form that makes a screen.
type PairView struct {
	Page        layout.Page
	Code, Error string
}

// Claim is GET /in.
type Claim struct {
	Page    layout.Page
	Session Session
	Name    string
	Refused string // signin_early, signin_over, signin_not_listed, signin_waits; "" for none
	In      bool   // signed in already
	Out     bool   // the button signs out
	Shared  bool
	Seat    string // as typed
	Wrong   string // what is the matter with it
	Rank    int
	At      time.Time
	Until   time.Time
	Left    int // seconds
}

// Done is the answer of POST /in.
type Done struct {
	Page       layout.Page
	Session    Session
	Name       string
	Again, Out bool
	Late       bool
	Seat       string
	Rank       int
	At, OutAt  time.Time
}

// Said is a code that did nothing: What is the fault's code.
type Said struct {
	Page layout.Page
	What string
}

// Sum is a person's statistics.
type Sum struct {
	Name, Class        string
	Expected, In, Late int
	Hours              int64
}

// Child is GET /signed/{id}: what a child is expected at and signed in to.
type Child struct {
	Page layout.Page
	Name string
	Mine
}

// Office is GET /console/signins.
type Office struct {
	Shell    console.Shell
	From, To string
	Own      bool // the reader's own sessions only
	Sessions []Session
	People   []Sum
	Networks *Networks // nil for who may not change them
}

// Networks are those of the school, one a line; From is the reader's own address.
type Networks struct{ School, Text, From, Error string }
