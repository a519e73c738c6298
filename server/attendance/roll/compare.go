package roll

import (
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
)

// AtGate is where gates and marks say that a pupil is while a lesson begins.
type AtGate int

// Where.
const (
	GateSilent AtGate = iota // nothing is known
	GateIn                   // inside
	GateOut                  // left, and has not come back
	GateAbsent               // known: did not come
	GateLeave                // on leave, or away for the school
)

// Gate says where a cell puts a pupil at an instant of its session.
func Gate(c rule.Cell, at int64) AtGate {
	switch {
	case c.State == rule.OnLeave || c.State == rule.Official:
		return GateLeave
	case c.State == rule.Absent && c.Was != "": // somebody who decides says so, whatever a gate saw
		return GateAbsent
	case c.Left > 0 && c.Left < at:
		return GateOut
	case c.Came > 0 || c.Vouched || c.State == rule.MadeUp:
		return GateIn
	case c.State == rule.Absent:
		return GateAbsent
	}
	return GateSilent
}

// Word is the last that a lesson of the day says of a pupil.
type Word struct {
	PersonID, ClassID string
	State             State // Here, Late or Absent
	Period            int
	Subject           string
	From              int    // minute of the day
	SessionID         string // that the lesson lies in
	By                string // who called
	At                int64  // when
}

// Mismatch is how a lesson and the gates do not agree.
type Mismatch int

// The kinds, the dangerous one first.
const (
	Agree    Mismatch = iota
	Vanished          // seen at school, and not in the lesson
	Unseen            // in the lesson, and no gate saw them come, or one saw them leave
)

// Compare says whether a lesson's word and what gates know agree. start is when the
// lesson began. What a teacher noted after the roll ends a vanishing: somebody has found
// the pupil.
func Compare(w Word, c rule.Cell, start int64, marks []register.Mark) Mismatch {
	for _, m := range marks {
		if m.PersonID == w.PersonID && m.What == register.MarkHere && m.At > w.At && w.State == Absent {
			return Agree
		}
	}
	if w.State == Absent {
		// Who came after the roll was not there yet; who has left by now is not looked for.
		if Gate(c, start) == GateIn && c.Left == 0 && c.Came < w.At {
			return Vanished
		}
		return Agree
	}
	switch Gate(c, start) {
	case GateOut, GateAbsent, GateSilent:
		return Unseen
	case GateIn:
		if c.Came == 0 && c.Vouched {
			return Unseen
		}
	}
	return Agree
}
