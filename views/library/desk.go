// Package library draws the library: the desk and the self-check machine, a reader's own
// page, and the office's catalogue, loans, rules and figures.
package library

import (
	"time"

	"yunka/views/kiosk"
	"yunka/views/layout"
)

// deskFace has the kiosk's body: its script may read codes with the kiosk's module.
var deskFace = layout.Face{CSS: "library-desk.css", Scripts: []string{"library-desk.js"}, Body: layout.Kiosk.Body}

var offset = kiosk.Offset

// DeskView is GET /library/desk on a paired terminal.
type DeskView struct {
	Page  layout.Page
	ID    string // of the terminal
	Name  string
	Stamp string // as a kiosk's
	Now   time.Time
	Staff bool // a desk; else a self-check machine
	Main  DeskMain
}

// DeskMain is what stands on the screen of a desk after each scan.
type DeskMain struct {
	Staff  bool
	Return bool   // books are taken back
	Visit  string // "" while nobody is there
	Reader *Reader
	Lent   []Line // in this visit, the newest first
	Alert  *Alert
	Backs  *Returned
	Shift  string // who is on shift
	Sound  string // allow, ask or deny: what is heard once
}

// Reader is who stands there.
type Reader struct {
	Name, Class, Role string
	Out               []Line // that they had before
	Overdue           int
	Left              int    // how many more they may have
	Until             string // nobody lends to them until this day; "" is no pause
	Rule              Rule   // for ordinary books
}

// Rule is which cell of the matrix decided.
type Rule struct {
	Role, Kind string
	Most, Days int
}

// Line is a loan.
type Line struct {
	Loan, Title, Author, Barcode string
	Due                          string // a day
	Note                         string
	Rule                         Rule
	New                          bool
	Overdue                      bool
}

// Alert is a book that is not simply lent, or a card that is not right. Tier and Why are
// package loans' words; Words, if there are any, stand instead of them.
type Alert struct {
	Tier, Why      string
	Title, Barcode string
	Since, Until   string
	Rule           Rule
	Loan           string // that may be renewed
	Words          string
}

// Returned is a book that came back.
type Returned struct {
	Found, Was, Kept bool
	Title, Barcode   string
	Shelf            string
	Late             int
	Until            string
}
