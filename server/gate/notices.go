package gate

import (
	"time"

	"yunka/server/access/rule"
	"yunka/server/feed"
	"yunka/server/outbox"
	"yunka/server/reason"
	"yunka/server/scan/history"
)

// Kinds of notices about passages of the school's outermost gates.
const (
	NoticeArrived = "gate.arrived"
	NoticeLeft    = "gate.left"
)

// toldPassage is what such a notice says.
type toldPassage struct {
	Gate string `json:"gate"` // its name then; "" of none
	At   int64  `json:"at"`   // Unix milliseconds: when it was, which may be before it was known
}

// Passed is what guardians are told of an entry of the feed: somebody came to school or
// left it. False for every other entry: refused, of an inner zone, of no direction.
func Passed(school string, loc *time.Location, e history.Entry) (outbox.Notice, bool) {
	if e.PersonID == "" || e.Decision != reason.Allow || e.InnerZone != "" || e.Kind == feed.Undo {
		return outbox.Notice{}, false
	}
	at := e.At
	if e.Scanned != 0 {
		at = e.Scanned // staff confirmed it later
	}
	n := outbox.Notice{
		School: school, To: []outbox.To{outbox.Guardians()}, About: e.PersonID,
		Day:  time.UnixMilli(at).In(loc).Format(time.DateOnly),
		Data: toldPassage{Gate: e.Gate, At: at},
	}
	switch rule.Direction(e.Direction) {
	case rule.In:
		n.Kind, n.Digest, n.Wait = NoticeArrived, "arrival", outbox.LongestWait
	case rule.Out:
		n.Kind, n.Urgent = NoticeLeft, true
	default:
		return n, false
	}
	n.Key = n.Kind + ":" + e.Scan
	return n, true
}
