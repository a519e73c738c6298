// Package rule decides a presentation from plain facts. It is pure: no clock,
// no database, no network, so the server and the kiosk's browser program run
// the same code and a table can test all of it.
//
// The checks stand in one written order. First the code itself (readable,
// signed, of this school, fresh, of a live credential, not used before): a
// refusal there spends nothing. From then on the code is consumed, whatever
// the decision. Then the card, the person, the membership, and last what the
// scene asks.
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
)

// Effect is what a zone's rights say about a role.
type Effect string

const (
	NoRight        Effect = ""
	RightToPass    Effect = "allow"
	RightWithStaff Effect = "confirm" // a guard must look
)

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

	CardState   string // active, frozen (holder), blocked (school)
	PersonState string // active, suspended
	ValidFrom   int64  // of the membership
	ValidTo     int64  // exclusive; 0 is open

	Scene     Scene
	HasGate   bool
	Right     Effect
	OpenNow   bool // opening hours
	Direction Direction
}

// Scene is what a terminal is for.
type Scene string

const (
	GateScene     Scene = "gate"
	IdentifyScene Scene = "identify" // says who it is, opens nothing
)

// Outcome is a decision with its reason and whether the code is spent.
type Outcome struct {
	Decision reason.Decision
	Reason   reason.Code
	Consume  bool
}

// Open says whether the outcome opens something.
func (o Outcome) Open(s Scene) bool { return o.Decision == reason.Allow && s == GateScene }

func deny(r reason.Code, consume bool) Outcome { return Outcome{reason.Deny, r, consume} }

// Decide is the whole of it.
func Decide(f Facts) Outcome {
	if r := code(f); r != reason.OK {
		return deny(r, false)
	}
	spent := f.Kind == Phone
	if spent && !accepts(f.Scene, f.Purpose) {
		return deny(reason.CodeWrongAudience, true)
	}
	if r := holder(f); r != reason.OK {
		return deny(r, spent)
	}
	d, r := scene(f)
	return Outcome{d, r, spent}
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
	case f.Now < f.ValidFrom:
		return reason.CardNotYetValid
	case f.ValidTo != 0 && f.Now >= f.ValidTo:
		return reason.CardExpired
	}
	return reason.OK
}

func accepts(s Scene, p cardcode.Purpose) bool {
	return p == cardcode.Everyday // gate and identify; pay and release bring their own scenes
}

// scene judges what the terminal is for. Leaving needs no right to the zone
// that is left, only open hours: nobody is locked in by a missing right.
func scene(f Facts) (reason.Decision, reason.Code) {
	switch f.Scene {
	case IdentifyScene:
		return reason.Allow, reason.OK
	case GateScene:
	default:
		return reason.Deny, reason.TermWrongScene
	}
	switch {
	case !f.HasGate:
		return reason.Deny, reason.TermNoGate
	case f.Direction != Out && f.Right == NoRight:
		return reason.Deny, reason.PermNoRight
	case !f.OpenNow:
		return reason.Deny, reason.PermOutsideSchedule
	case f.Direction != Out && f.Right == RightWithStaff:
		return reason.Confirm, reason.PermEscortRequired
	}
	return reason.Allow, reason.OK
}
