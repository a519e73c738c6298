// Package till draws the page of a till: an amount, who pays, what came of it, the day's
// sales and its end. It knows people by their first name and class, and what nobody has.
package till

import (
	"strconv"
	"time"

	"yunka/views/kiosk"
	"yunka/views/layout"
	"yunka/views/msg"
)

// face has the kiosk's body: its script may read codes with the kiosk's module.
var face = layout.Face{CSS: "till.css", Scripts: []string{"till.js"}, Body: layout.Kiosk.Body}

// View is GET /till on a paired till.
type View struct {
	Page     layout.Page
	ID       string // of the terminal
	Name     string
	Merchant string // for whom it takes money; "" is nobody yet
	Stamp    string // as a kiosk's
	Now      time.Time
	Next     int64 // the number of its next sale
	Chips    []int // how many digits the school's chips have; none: not known
	Desk     Desk
}

// Desk is what stands beside the amount.
type Desk struct {
	Shift string // who is on shift; "" is nobody
	Net   int64  // what was sold today and not given back, fen
	Count int64
	Lines []Line // the newest first
}

// Line is one sale of the day.
type Line struct {
	Seq           int64
	At            time.Time
	Name, Class   string // of who paid; the name is a first name
	Amount, Back  int64
	State, Reason string
	Wechat        bool // by a code of WeChat, of somebody whom the school does not know
}

func (l Line) paid() bool { return l.State == "paid" }
func (l Line) gone() bool { return l.State == "voided" || l.paid() && l.Back == l.Amount }

// left is what can still be given back.
func (l Line) left() int64 { return l.Amount - l.Back }

// Day is GET /till/day.
type Day struct {
	Date                           string // 2026-11-23
	At                             time.Time
	Sales, Sold, Refunds, Refunded int64
	Lines                          []Line
	More                           bool // older ones are not in it
}

// Closed is what came of closing a day.
type Closed struct {
	Day      Day
	Balanced bool
	By       string
	At       time.Time
}

// MaxLines is how many sales a day's page names.
const MaxLines = 500

func seq(n int64) string { return strconv.FormatInt(n, 10) }

// yuan is an amount without its sign, as the big figures have it.
func yuan(fen int64) string { return msg.Yuan(fen)[len("¥"):] }

func refused(l Line) bool { return l.State == "refused" }

func offset(t time.Time) string { return kiosk.Offset(t) }
