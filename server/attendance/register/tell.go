package register

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"yunka/server/attendance/rule"
	"yunka/server/outbox"
	"yunka/server/timetable"
)

// The kinds of notices about a pupil's day. Their data is a Said.
const (
	Arrived   = "attendance.arrived"
	CameLate  = "attendance.late"
	NotThere  = "attendance.absent"
	LeftAgain = "attendance.left"
	LeftEarly = "attendance.early"
	CameBack  = "attendance.back"      // left early was said, and the pupil is there again
	NothingIs = "attendance.withdrawn" // what was said does not count: a holiday, a leave
)

// Said is what a notice says.
type Said struct {
	Session string     `json:"session"` // its name
	Side    string     `json:"side"`    // came, left
	State   rule.State `json:"state,omitempty"`
	At      int64      `json:"at,omitempty"`      // when the pupil came or left, in Unix ms
	Gate    string     `json:"gate,omitempty"`    // where
	Seconds int64      `json:"seconds,omitempty"` // late or early by
	Starts  string     `json:"starts,omitempty"`  // HH:MM
	Ends    string     `json:"ends,omitempty"`
}

const (
	tellBack  = 7             // days: of older ones nobody is told any more
	freshFor  = 2 * time.Hour // an arrival or a leaving is news for so long
	arrivals  = "attendance.arrivals"
	togetherM = 10 * time.Minute // how long arrivals of brothers and sisters are gathered
)

// say is what there is to say of a cell's two sides: a word that changes when it has to
// be said anew, and the notice. "" is nothing.
func say(c rule.Cell, w rule.Window, s rule.Session) (came, left string, in, out Said) {
	in = Said{Session: s.Name, Side: cameSide, State: c.State, Starts: timetable.Clock(s.Starts), Ends: timetable.Clock(s.Ends)}
	out = in
	out.Side = leftSide
	if c.Vouched || c.Was != "" || c.State == rule.OnLeave || c.State == rule.Official {
		return "", "", in, out // somebody has looked: nothing is left to be told by a machine
	}
	switch {
	case c.State == rule.Absent && c.Came == 0:
		came = "absent"
	case c.State == rule.Absent:
		came, in.At, in.Seconds = "absent", c.Came, c.Late
	case c.Late > 0 && c.State != rule.Pending:
		came, in.At, in.Seconds = fmt.Sprintf("late %d", (c.Late+59)/60), c.Came, c.Late
	case c.Came >= w.Opens:
		came, in.At = "in", c.Came
	}
	switch {
	case c.Early > 0:
		left, out.At, out.Seconds = "early", c.Left, c.Early
	case c.Left > 0 && c.Came > 0:
		left, out.At = "out", c.Left
	}
	return came, left, in, out
}

// notice is what guardians are told when a side was said to be was and is now; nil for
// nothing. Only news is told for the first time; what was told is corrected always.
func notice(was, is string, s Said, now time.Time) *outbox.Notice {
	n := &outbox.Notice{Data: s}
	old := s.At == 0 || now.Sub(time.UnixMilli(s.At)) > freshFor
	switch {
	case was == is:
		return nil
	case is == "in":
		n.Kind, n.Digest, n.Wait = Arrived, arrivals, togetherM
	case is == "absent":
		n.Kind, old = NotThere, false
	case is == "out":
		n.Kind, n.Urgent = LeftAgain, true
	case is == "early":
		n.Kind, n.Urgent, old = LeftEarly, true, false
	case is == "" && was == "early":
		n.Kind, n.Urgent = CameBack, true
	case is == "" && was == "absent", is == "" && len(was) > 4 && was[:4] == "late":
		n.Kind = NothingIs
	case is == "":
		return nil // an arrival or a leaving that was taken back: nothing that worries
	default:
		n.Kind, n.Digest, n.Closes, old = CameLate, arrivals, true, false
	}
	if was == "" && old {
		return nil
	}
	return n
}

// sortedKeys are the keys in the order in which a day goes by.
func sortedKeys(m map[toldKey]string) []toldKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b toldKey) int {
		return cmp.Or(cmp.Compare(a.session, b.session), cmp.Compare(a.side, b.side))
	})
}
