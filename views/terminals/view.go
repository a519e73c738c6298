package terminals

import (
	"time"

	"yunka/views/console"
	"yunka/views/ui"
)

// TerminalsView is GET /console/terminals. Add posts name, gate, scene, kind
// (reader, kiosk, staff) to it; revoke and renew post to
// /console/terminals/{id}/revoke and …/renew.
type TerminalsView struct {
	Shell  console.Shell
	Rows   []console.Terminal
	Gates  []console.Option
	Form   TerminalForm
	Issued *console.Issued // shown once, after adding
	Trust  *Trust          // nil: devices need no certificate of ours
	Chips  ChipsForm
}

// ChipsForm is how many digits the numbers of the school's chips have: Typed as the office
// has set them, else Books as they are in the books.
type ChipsForm struct{ Typed, Books, Error string }

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
	Shell    console.Shell
	Terminal console.Terminal
	Beat     time.Time // its last heartbeat; zero: never
	Gates    []console.Option
	Form     TerminalEdit
	Issued   *console.Issued // a pairing code that was just made
	Recent   []console.Row
}

// TerminalEdit is what is typed about a terminal that exists.
type TerminalEdit struct {
	Name, Gate   string
	Staff        bool
	Feed, Full   bool   // a reader's scopes
	KeepsNothing bool   // a reader that never decides alone
	Was          string // what the form was filled from
	Error, Field string // what is wrong, and with which field
}
