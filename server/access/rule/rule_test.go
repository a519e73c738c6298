package rule

import (
	"testing"

	"yunka/server/reason"
)

const now = int64(1_795_400_000_000)

// good is a fresh phone code at an open gate with a right.
func good() Facts {
	return Facts{Now: now, Kind: Phone, CodeReason: reason.OK, Issued: uint32(now / 1000), Mark: 10, Found: true, SameSchool: true,
		CredentialState: "live", CredentialMark: 9, LeaseUntil: now + 1, CardState: "active", PersonState: "active", ValidFrom: now, ValidTo: 0,
		Scene: GateScene, HasGate: true, Right: RightToPass, OpenNow: true, Direction: In}
}

// The order of the checks is a promise: what is wrong with the code is said
// before what is wrong with the card, and spends nothing.
func TestOrder(t *testing.T) {
	steps := []struct {
		name   string
		spoil  func(*Facts)
		want   reason.Code
		spends bool
	}{
		{"unreadable", func(f *Facts) { f.CodeReason = reason.CodeMalformed }, reason.CodeMalformed, false},
		{"unknown", func(f *Facts) { f.Found = false }, reason.CodeUnknown, false},
		{"other school", func(f *Facts) { f.SameSchool = false }, reason.CodeWrongSchool, false},
		{"stale", func(f *Facts) { f.Issued -= 91 }, reason.CodeExpired, false},
		{"lost", func(f *Facts) { f.CredentialState = "lost" }, reason.CredLost, false},
		{"lease over", func(f *Facts) { f.LeaseUntil = now }, reason.CodeLeaseOver, false},
		{"used", func(f *Facts) { f.MarkConsumed, f.CredentialMark = true, 10 }, reason.CodeAlreadyUsed, false},
		{"superseded", func(f *Facts) { f.CredentialMark = 11 }, reason.CodeSuperseded, false},
		{"for paying", func(f *Facts) { f.Purpose = 1 }, reason.CodeWrongAudience, true},
		{"suspended", func(f *Facts) { f.PersonState = "suspended" }, reason.PersonSuspended, true},
		{"blocked", func(f *Facts) { f.CardState = "blocked" }, reason.CardBlocked, true},
		{"frozen", func(f *Facts) { f.CardState = "frozen" }, reason.CardFrozen, true},
		{"not yet", func(f *Facts) { f.ValidFrom = now + 1 }, reason.CardNotYetValid, true},
		{"ended", func(f *Facts) { f.ValidTo = now }, reason.CardExpired, true},
		{"no gate", func(f *Facts) { f.HasGate = false }, reason.TermNoGate, true},
		{"no right", func(f *Facts) { f.Right = NoRight }, reason.PermNoRight, true},
		{"closed", func(f *Facts) { f.OpenNow = false }, reason.PermOutsideSchedule, true},
	}
	if o := Decide(good()); o != (Outcome{reason.Allow, reason.OK, true, ""}) {
		t.Fatalf("good: %+v", o)
	}
	// Each fault together with every later one: the earlier one is named.
	exclusive := map[string]string{"used": "superseded", "blocked": "frozen", "not yet": "ended"}
	for i, s := range steps {
		f := good()
		for j := len(steps) - 1; j >= i; j-- {
			if exclusive[s.name] != steps[j].name {
				steps[j].spoil(&f)
			}
		}
		if i > 7 { // from here on the code itself is good
			f.MarkConsumed, f.CredentialMark = false, 9
		}
		if o := Decide(f); o.Decision != reason.Deny || o.Reason != s.want || o.Consume != s.spends {
			t.Errorf("%s: %+v", s.name, o)
		}
	}
}

func TestLeavingAsksForOpenHoursOnly(t *testing.T) {
	f := good()
	f.Direction, f.Right = Out, NoRight
	if o := Decide(f); o.Decision != reason.Allow {
		t.Errorf("leaving without a right: %+v", o)
	}
	f.Right = RightWithStaff
	if o := Decide(f); o.Decision != reason.Allow {
		t.Errorf("leaving where staff looks at who enters: %+v", o)
	}
	f.Direction = Unknown
	if o := Decide(f); o.Decision != reason.Confirm || o.Open(GateScene) {
		t.Errorf("a gate that leads both ways is an entrance: %+v", o)
	}
}

// A scene that a part decides takes its own purpose and is nothing for a terminal alone.
func TestASceneThatAPartDecides(t *testing.T) {
	uses = append(uses, Use{Scene: "till", Accepts: 1, By: "purse"})
	defer func() { uses = uses[:len(uses)-1] }()
	f := good()
	f.Scene = "till"
	if o := Decide(f); o != deny(reason.CodeWrongAudience, true) {
		t.Errorf("an everyday code: %+v", o)
	}
	f.Purpose = 1
	o := Decide(f)
	if o != (Outcome{reason.Allow, reason.OK, true, ""}) || o.Open("till") {
		t.Errorf("a code to pay with: %+v", o)
	}
	use, _ := f.Scene.Uses()
	if o := use.Alone(o); o != deny(reason.TermOffline, true) {
		t.Errorf("alone: %+v", o)
	}
}

func TestOnlyAnAllowAtAGateOpens(t *testing.T) {
	for _, d := range []reason.Decision{reason.Allow, reason.Deny, reason.Confirm} {
		for _, s := range []Scene{GateScene, IdentifyScene, "pay"} {
			if got := (Outcome{Decision: d}).Open(s); got != (d == reason.Allow && s == GateScene) {
				t.Errorf("%s in %s: %v", d, s, got)
			}
		}
	}
	f := good()
	f.Scene = "pay"
	if o := Decide(f); o.Reason != reason.TermWrongScene {
		t.Errorf("a scene that nobody decides: %+v", o)
	}
}

// Whoever only collects a child passes nowhere, whatever a rule says of everyone, of the
// role or of the person.
func TestADelegatePassesNowhere(t *testing.T) {
	for _, subject := range []Subject{Everyone, OfRole, OnePerson} {
		id := map[Subject]string{OfRole: Delegate, OnePerson: "p"}[subject]
		g := Rights{Roles: map[string]Effect{Delegate: RightToPass}, Rules: []Rule{{ID: "r", Who: subject, WhoID: id, Effect: RightToPass}}}
		who := Who{Person: "p", Role: Delegate}
		if v := g.Judge(who, Local{Day: "2026-11-23", Weekday: 1, WorksAs: 1, Minute: 600}); v.Effect != NoRight {
			t.Errorf("a rule for %s lets a delegate pass", subject)
		}
		if g.Ever(who, "2026-11-23") {
			t.Errorf("a rule for %s puts a delegate on a gate's list", subject)
		}
	}
}
