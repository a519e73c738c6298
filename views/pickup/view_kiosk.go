package pickup

import (
	"net/url"
	"time"

	"yunka/views/msg"
)

// Desk is GET /kiosk/pickup: what a terminal of the scene pickup has beside the kiosk's
// page. Without staff it has the pages of the queue alone.
type Desk struct {
	Staff bool
	Shift string // who is on shift; "" is nobody
	Lock  *Lock
	// Handled are other gates where somebody deals with an adult. The queue reads it, too.
	Handled []Handled
}

// Handled is who deals with an adult that was stopped, and where.
type Handled struct {
	By, Where string
	Since     time.Time
}

// Came is GET /kiosk/pickup/scans/<scan>: who came, and each child that they may take.
// Stopped are those that they may not take, where there is no other.
type Came struct {
	Desk
	Scan, ID, Name, Relation string
	Photo, Manual            bool
	At                       time.Time
	Kids, Stopped            []Kid
	Why                      string // the reason, of Stopped
	Against                  *Against
	Taken                    *Handled // who deals with them already
}

// Against is what a restriction rests on, for the office alone.
type Against struct {
	Document string
	From     time.Time
	Until    time.Time // zero is open
}

// Kid is a child of a scan.
type Kid struct {
	ID, Name, Class     string
	State, Reason       string
	Plan                Plan
	Photo, Undo         bool
	Delegate            bool // the adult takes the child by a guardian's word
	Taken               time.Time
	TakenBy, ReleasedBy string
}

// First is what the child is called.
func (k Kid) First() string { return msg.FirstName(k.Name) }

// gone, ready and differs are the looks of a card.
func (k Kid) gone() bool    { return k.State == "RELEASED" }
func (k Kid) ready() bool   { return k.State == "READY" }
func (k Kid) differs() bool { return k.Reason == "PICK_OTHER_MODE" }
func (k Kid) may() bool     { return k.Reason == "OK" || k.differs() }

// left are how many of the children can still be released.
func (v Came) left() (n int) {
	for _, k := range v.Kids {
		if k.may() {
			n++
		}
	}
	return n
}

func (v Came) photo(id string) string {
	return "/kiosk/pickup/scans/" + url.PathEscape(v.Scan) + "/photo?of=" + url.QueryEscape(id)
}

// grid is how many children stand beside each other.
func (v Came) grid() string {
	switch n := len(v.Kids); {
	case n < 3:
		return "kids two"
	case n == 3:
		return "kids three"
	}
	return "kids rows"
}
