// Package rule decides a presentation from plain facts. It is pure: no clock,
// no database, no network, so the server and the kiosk's browser program run
// the same code and a table can test all of it.
//
// The checks stand in one written order. First the code itself (readable,
// signed, of this school, fresh, of a live credential, not used before): a
// refusal there spends nothing. From then on the code is consumed, whatever
// the decision. Then the card, the person, the membership, and last what the
// scene asks: rights (Rights), hours, and where the person is already (Zone).
package rule

import (
	"yunka/server/cardcode"
	"yunka/server/reason"
)

// Kind is how somebody was identified.
type Kind string

const (
	Phone  Kind = "phone"
	Chip   Kind = "chip"
	Manual Kind = "manual" // by a guard, with a reason

	Printed Kind = "printed" // a code on paper that presents a card
	Visit   Kind = "visit"   // a visitor's pass
)

// Effect is what a zone's rights say about a role.
type Effect string

const (
	NoRight        Effect = ""
	RightToPass    Effect = "allow"
	RightWithStaff Effect = "confirm" // a guard must look
	Forbidden      Effect = "deny"    // of a Rule only
)

// strictness orders the effects of equally specific rules.
func (e Effect) strictness() int {
	switch e {
	case RightToPass:
		return 0
	case RightWithStaff:
		return 1
	}
	return 2
}

// Direction of a gate, seen from the zone it leads into.
type Direction string

const (
	In      Direction = "in"
	Out     Direction = "out"
	Unknown Direction = "unknown"
)

// Facts is everything one decision may look at, read under lock.
type Facts struct {
	Now  int64 // the server's clock at receipt, Unix milliseconds
	Kind Kind

	// CodeReason is what reading and verifying the code gave: OK, or why not.
	CodeReason reason.Code
	Purpose    cardcode.Purpose
	Issued     uint32
	Mark       int64 // of the presented code

	Found      bool // a credential (or, manual, a card) was identified
	SameSchool bool

	CredentialState string // live, lost, replaced, ended
	CredentialMark  int64  // newest consumed
	MarkConsumed    bool   // this very mark was consumed before
	LeaseUntil      int64

	Pass Pass // of a Printed or a Visit

	CardState   string // active, frozen (holder), blocked (school)
	PersonState string // active, suspended
	ValidFrom   int64  // of the membership
	ValidTo     int64  // exclusive; 0 is open

	Scene        Scene
	Staffed      bool // a guard is at the terminal
	HasGate      bool
	Right        Effect
	RightReason  reason.Code // why there is none; "" is PermNoRight
	OpenNow      bool        // opening hours
	ClosedReason reason.Code // why not; "" is PermOutsideSchedule
	Direction    Direction
	There        There
}

// Pass is what limits a code that stays the same.
type Pass struct {
	Look  bool // a guard compares the face
	Host  bool // a guard sees that the host is there
	Times int  // it lets in, Used of them used
	Used  int
}

// IsPass reports whether somebody was identified by a code that stays the same.
func (k Kind) IsPass() bool { return k == Printed || k == Visit }

// Outcome is a decision with its reason and whether the code is spent. Warning
// is what an ALLOW or a CONFIRM passes over.
type Outcome struct {
	Decision reason.Decision
	Reason   reason.Code
	Consume  bool
	Warning  reason.Code
}

// Open says whether the outcome opens something.
func (o Outcome) Open(s Scene) bool {
	u, _ := s.Uses()
	return o.Decision == reason.Allow && u.Opens
}

func deny(r reason.Code, consume bool) Outcome {
	return Outcome{Decision: reason.Deny, Reason: r, Consume: consume}
}

// Decide is the whole of it.
func Decide(f Facts) Outcome {
	if r := code(f); r != reason.OK {
		return deny(r, false)
	}
	spent := f.Kind == Phone
	if use, known := f.Scene.Uses(); spent && f.Purpose != use.Accepts && (known || f.Purpose != cardcode.Everyday) {
		return deny(reason.CodeWrongAudience, true)
	}
	if r := holder(f); r != reason.OK {
		return deny(r, spent)
	}
	d, r, warning := scene(f)
	return Outcome{d, r, spent, warning}
}

// Stopped says what is against the code, the credential, the card, the person or
// the membership, whatever the scene asks; OK is nothing.
func Stopped(f Facts) reason.Code {
	if r := code(f); r != reason.OK {
		return r
	}
	return holder(f)
}

// code judges what was presented, before anything is spent.
func code(f Facts) reason.Code {
	if f.CodeReason != reason.OK {
		return f.CodeReason
	}
	if !f.Found {
		return reason.CodeUnknown
	}
	if !f.SameSchool {
		return reason.CodeWrongSchool
	}
	if f.Kind == Phone {
		if r := cardcode.Freshness(f.Issued, f.Now); r != reason.OK {
			return r
		}
	}
	if f.Kind == Manual {
		return reason.OK
	}
	switch f.CredentialState {
	case "live":
	case "lost":
		return reason.CredLost
	case "replaced":
		return reason.CredReplaced
	default:
		return reason.CredEnded
	}
	if f.Kind.IsPass() && f.Direction == In && f.Pass.Used >= f.Pass.Times {
		if f.Kind == Visit {
			return reason.CodeAlreadyUsed
		}
		return reason.PassUsedUp
	}
	if f.Kind == Phone {
		switch {
		case f.Now >= f.LeaseUntil:
			return reason.CodeLeaseOver
		case f.MarkConsumed:
			return reason.CodeAlreadyUsed
		case f.Mark <= f.CredentialMark:
			return reason.CodeSuperseded
		}
	}
	return reason.OK
}

// holder judges card, person and membership.
func holder(f Facts) reason.Code {
	switch {
	case f.PersonState != "active":
		return reason.PersonSuspended
	case f.CardState == "blocked":
		return reason.CardBlocked
	case f.CardState != "active":
		return reason.CardFrozen
	case f.Kind == Visit && f.Direction == Out: // who stayed too long may leave
		return reason.OK
	case f.Kind == Visit && f.Now < f.ValidFrom:
		return reason.VisitNotYet
	case f.Kind == Visit && f.Now >= f.ValidTo:
		return reason.VisitOver
	case f.Now < f.ValidFrom:
		return reason.CardNotYetValid
	case f.ValidTo != 0 && f.Now >= f.ValidTo:
		return reason.CardExpired
	}
	return reason.OK
}

// scene judges what the terminal is for. Leaving needs no right to the zone
// that is left, only open hours: nobody is locked in by a missing right.
func scene(f Facts) (d reason.Decision, r, warning reason.Code) {
	_, known := f.Scene.Uses()
	switch {
	case !known:
		return reason.Deny, reason.TermWrongScene, ""
	case f.Scene == GateScene:
	case f.Kind.IsPass() && f.Scene != IdentifyScene: // a picture of a code that stays the same is no proof that somebody came
		return pass(f, "")
	default: // use.By decides the rest, if it is somebody's
		return reason.Allow, reason.OK, ""
	}
	switch {
	case !f.HasGate:
		return reason.Deny, reason.TermNoGate, ""
	case f.Direction != Out && f.Right == NoRight:
		return reason.Deny, orElse(f.RightReason, reason.PermNoRight), ""
	case !f.OpenNow:
		return reason.Deny, orElse(f.ClosedReason, reason.PermOutsideSchedule), ""
	}
	refused, warning := f.There.pass(f.Now, f.Direction)
	switch {
	case refused != reason.OK:
		return reason.Deny, refused, ""
	case f.Kind.IsPass():
		return pass(f, warning)
	case f.Direction != Out && f.Right == RightWithStaff:
		return reason.Confirm, reason.PermEscortRequired, warning
	}
	return reason.Allow, reason.OK, warning
}

// pass says who must look before a code that stays the same opens. The face on a
// printed one is compared both ways: who borrows a card to leave would have its
// owner gone. A visitor leaves as everybody does, and where a gate does not know
// its direction, a pass that has let in already wants a look.
func pass(f Facts, warning reason.Code) (d reason.Decision, r, w reason.Code) {
	switch {
	case f.Direction != Out && (f.Right == RightWithStaff || f.Pass.Host):
		r = reason.PermEscortRequired
	case f.Kind == Printed, f.Direction != Out && f.Pass.Look, f.Direction == Unknown && f.Pass.Used >= f.Pass.Times:
		r = reason.PassLookAtFace
	default:
		return reason.Allow, reason.OK, warning
	}
	if !f.Staffed {
		return reason.Deny, reason.PassNeedsGuard, ""
	}
	return reason.Confirm, r, warning
}

func orElse(r, other reason.Code) reason.Code {
	if r == "" || r == reason.OK {
		return other
	}
	return r
}
