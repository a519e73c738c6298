package rule

import (
	"time"

	"yunka/server/reason"
)

// State is where a child stands in a day's pickup.
type State string

// The states. Released ends the day unless the child comes back.
const (
	Expected  State = "EXPECTED"
	Arrived   State = "ARRIVED" // an adult who may take the child was identified
	Called    State = "CALLED"
	Ready     State = "READY" // at the gate
	Released  State = "RELEASED"
	NoShow    State = "NO_SHOW" // nobody has come
	Refused   State = "REFUSED"
	Cancelled State = "CANCELLED" // nobody is to come: the plan is another
	// Absent, OnLeave and Held are not stored as states: they lie over one.
	Absent  State = "ABSENT"
	OnLeave State = "ON_LEAVE"
	Held    State = "HELD"
)

// Event is what happens to a child's pickup.
type Event string

// The events.
const (
	Arrive   Event = "arrive"
	Call     Event = "call"
	SendOut  Event = "ready"
	CallBack Event = "back"    // sent out by mistake
	Release  Event = "release" // handed over
	TakeBack Event = "undo"    // handed over by mistake: they have not gone
	Return   Event = "return"  // the child came back: a new turn
	Miss     Event = "no_show"
	Refuse   Event = "refuse"
	Cancel   Event = "cancel"
)

// turns are all the ways on. What is not here cannot happen.
var turns = map[Event]map[State]State{
	Arrive:   {Expected: Arrived, NoShow: Arrived, Refused: Arrived, Cancelled: Arrived, Arrived: Arrived, Called: Called, Ready: Ready},
	Call:     {Expected: Called, Arrived: Called, NoShow: Called, Called: Called},
	SendOut:  {Expected: Ready, Arrived: Ready, Called: Ready, NoShow: Ready, Ready: Ready},
	CallBack: {Ready: Called},
	Release:  {Expected: Released, Arrived: Released, Called: Released, Ready: Released, NoShow: Released, Refused: Released, Cancelled: Released},
	TakeBack: {Released: Ready},
	Return:   {Released: Expected},
	Miss:     {Expected: NoShow},
	Refuse:   {Arrived: Refused, Called: Refused, Ready: Refused},
	Cancel:   {Expected: Cancelled, NoShow: Cancelled},
}

// Next is the state after an event; false if it cannot happen in that state.
func Next(s State, e Event) (State, bool) {
	to, ok := turns[e][s]
	return to, ok
}

// Early is how long before dismissal a child may already be taken without leave.
const Early = 15 * time.Minute

// MissAfter is how long after dismissal nobody having come is a matter for staff.
const MissAfter = 30 * time.Minute

// Word is by whose word an adult takes a child: the own guardianship or, for a
// delegate, that of the guardian who named them.
type Word struct {
	ID         string // of a delegate's mandate
	Adult      string
	Delegate   bool
	Guardian   bool  // there is a guardianship, in force
	Pickup     bool  // it has the right: to take, or for a delegate's to name
	Restricted bool  // the guardianship as a whole
	From, To   int64 // ms; a delegate's window, To exclusive; 0, 0 is always
	Revoked    bool
	Against    []Restriction // of the guardian and of the adult
}

// Facts is all that is asked of one adult and one child at one instant.
type Facts struct {
	Now       time.Time
	Loc       *time.Location
	Free      Free
	Words     []Word // one that holds is enough, but a restriction of any wins
	Plan      Planned
	State     State
	Held      bool
	Absent    bool
	OnLeave   bool
	Leave     bool // an approved leave lets the child go now, before dismissal
	Lockdown  bool
	Dismissed time.Time
}

// early is before the minutes that a child may be taken without leave.
func (f Facts) early() bool { return f.Now.Before(f.Dismissed.Add(-Early)) }

// Verdict is the answer. Shown: the adult may take the child as such, so staff sees the
// child at all. Free of objections but PickOtherMode, staff may release.
type Verdict struct {
	Reason reason.Code
	Shown  bool
	Why    Restriction // of PickCustodyRestricted; zero if the guardianship as a whole is
	By     Word        // that holds
	Early  bool        // before dismissal: a release uses up the leave that lets the child go
}

// May reports whether staff may release on it.
func (v Verdict) May() bool { return v.Reason == reason.OK || v.Reason == reason.PickOtherMode }

// Right answers whether the adult may take the child as such.
func Right(f Facts) Verdict {
	for _, w := range f.Words {
		if w.Restricted {
			return Verdict{Reason: reason.PickCustodyRestricted}
		}
		if r, no := Against(w.Against, f.Now, f.Loc, f.Free); no {
			return Verdict{Reason: reason.PickCustodyRestricted, Why: r}
		}
	}
	best := reason.PickNotGuardian
	for _, w := range f.Words {
		now := f.Now.UnixMilli()
		switch {
		case !w.Guardian:
		case !w.Pickup:
			best = better(best, reason.PickNoPickupRight)
		case w.Revoked:
			best = better(best, reason.PickPassRevoked)
		case (w.From != 0 || w.To != 0) && (now < w.From || now >= w.To):
			best = better(best, reason.PickPassExpired)
		default:
			return Verdict{Reason: reason.OK, Shown: true, By: w}
		}
	}
	return Verdict{Reason: best}
}

// better keeps the refusal that says most.
func better(a, b reason.Code) reason.Code {
	if a == reason.PickNotGuardian {
		return b
	}
	return a
}

// Decide is the whole of it. What stops a release comes in this order: the right and
// what stands against it, the lockdown, that the child is gone, held, absent or on leave,
// and the hour. A plan that means somebody else stops nothing; staff sees it and says so.
func Decide(f Facts) Verdict {
	v := Right(f)
	if v.Reason != reason.OK {
		return v
	}
	v.Early = f.early()
	switch {
	case f.Lockdown:
		v.Reason = reason.PermLockdown
	case f.State == Released:
		v.Reason = reason.PickAlreadyReleased
	case f.Held:
		v.Reason = reason.PickHoldByStaff
	case f.Absent:
		v.Reason = reason.PickChildAbsent
	case f.OnLeave:
		v.Reason = reason.PickChildOnLeave
	case f.early() && !f.Leave:
		v.Reason = reason.PickTooEarly
	case !f.Plan.Agrees(v.By.Adult, v.By.Delegate):
		v.Reason = reason.PickOtherMode
	}
	return v
}
