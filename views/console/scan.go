package console

import (
	"time"

	"yunka/server/reason"
)

// Row is one scan in the feed: id scan-<ID>.
type Row struct {
	ID         string
	At         time.Time
	PersonID   string // "" when nobody was identified
	Name       string
	Class      string
	ClassID    string
	Role       string // code
	Gate       string
	GateID     string
	Terminal   string
	Direction  string // in, out, unknown
	Zone       string // within the school; "" is the school itself
	Decision   reason.Decision
	Reason     reason.Code
	PersonPath string // of the person's page; "" for none
}

// WentSilent reports whether the terminal stopped talking today. One that has never
// sent a heartbeat is a plain reader, whose silence says nothing; one that was silent
// already yesterday is switched off, not lost.
func (t Terminal) WentSilent() bool { return t.State == Offline && !t.NoClock && t.Today }

func (t Terminal) skewed() bool { return t.State == Online && !t.NoClock && ClockWrong(t.Offset) }

// Alarm says that somebody has to look at the terminal.
func (t Terminal) Alarm() bool {
	return t.WentSilent() || t.skewed() || t.Unknown > 0 || t.Reversed
}

// AlarmsIn counts the terminals that somebody has to look at.
func AlarmsIn(rows []Terminal) (n int) {
	for _, t := range rows {
		if t.Alarm() {
			n++
		}
	}
	return n
}
