// Package console draws the frame of the school office's pages: the shell with its
// rail and search, and what several pages share (a scan's row, a terminal's state, a
// secret that is shown once). The pages themselves stand with their scenes: gate,
// people, terminals, records, start, visits, schoolyear.
package console

import (
	"slices"
	"time"

	"yunka/views/layout"
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
	Unknown        int  // unknown chips that its reader sent in a row, lately
	Reversed       bool // lately an unknown chip was known when read from the other end

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

// Issued is a secret that is shown once.
type Issued struct {
	For     string // whose: a terminal's or a person's name
	Pairing bool   // Code pairs a tablet; else it activates an account
	Code    string // a pairing or activation code to type
	Token   string // a reader's token
	Until   time.Time
}
