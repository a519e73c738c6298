// Package clocks draws the office's page of attendance machines of other makers.
package clocks

import (
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// Rail is the line of the rail.
var Rail = console.RailItem{Group: console.RailAccess, Order: 92, Key: "clocks", Path: "/clocks", Icon: ui.IconClock, Text: title}

// View is /console/clocks.
type View struct {
	Shell    console.Shell
	Host     string // as this browser knows the server
	Port     string // where clocks are answered; "" is nowhere
	Clocks   []Clock
	Form     Form
	Error    string // of the list
	Unknown  []Unknown
	Strays   []Stray
	MoreLeft bool // there are more strays
}

// Clock is one.
type Clock struct {
	ID, Name, Serial, Path string
	NeedPath               bool
	Networks, Who          string
	Keys                   bool
	Stopped                bool
	Firmware               string
	Seen                   time.Time // zero is never
	SeenFrom               string
	Ahead                  time.Duration // its newest punch lay in the future
	Silent                 bool          // it should have called by now
	People, Held, Fails    int64
	Complete               time.Time
	Proves                 bool
}

// Form is a clock as it is typed.
type Form struct {
	Name, Serial, Networks, Who string
	NoPath, Keys                bool
	Error                       string
}

// Unknown is a clock that called and is not registered.
type Unknown struct {
	Serial, Address string
	Last            time.Time
	Times           int64
}

// Stray is a punch that counts for nobody.
type Stray struct {
	Terminal, Number, Chip string
	At, Received           time.Time
	Suspect                bool
}

var whos = []string{"staff", "pupils", "all", "nobody"}

// address is what is typed into a clock's menu.
func (v View) address(c Clock) string {
	if !c.NeedPath {
		return v.Host
	}
	return v.Host + "/" + c.Path
}
