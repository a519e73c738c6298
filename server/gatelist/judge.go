package gatelist

import (
	"time"

	"yunka/server/access/rule"
	"yunka/server/cardcode"
	"yunka/server/reason"
)

const (
	// MaxAgeMS is how old a list may be that still decides: 72 hours.
	MaxAgeMS = 72 * 3600_000
	// MaxSkewMS is how far a clock may have gone back, or the list may lie in the
	// future, before nothing is decided by it.
	MaxSkewMS = 30_000
	// SameMS is how long the same code or chip is the same presentation.
	SameMS = 5000
)

// Presented is what somebody holds before the terminal.
type Presented struct {
	Kind string `json:"kind"` // phone or chip
	Code string `json:"code,omitempty"`
	Chip string `json:"chip,omitempty"` // in its one form
}

// Known is what a row says of it, and what the code says of itself.
type Known struct {
	Kind       rule.Kind
	Found      bool
	Row        Row
	Code       cardcode.Code
	CodeReason reason.Code
}

// Identify opens the row of what is presented and verifies the code.
func (l *List) Identify(p Presented) (k Known) {
	k.Kind, k.CodeReason = rule.Kind(p.Kind), reason.OK
	if k.Kind == rule.Chip {
		k.Row, k.Found = l.Find(OfChip(p.Chip))
		return k
	}
	if cardcode.IsPaper(p.Code) { // a guard must look, and the limits are the server's to count
		k.CodeReason = reason.TermOffline
		return k
	}
	if k.Code, k.CodeReason = cardcode.Parse(p.Code); k.CodeReason != reason.OK {
		return k
	}
	if k.Row, k.Found = l.Find(OfHandle(k.Code.Handle)); k.Found && !k.Code.Verify(k.Row.Key) {
		k.CodeReason = reason.CodeBadSignature
	}
	return k
}

// Memory is what the terminal itself remembers of the credential and the person
// since it is alone, and of its own clock.
type Memory struct {
	Mark   int64      `json:"mark"`  // newest consumed of the credential here
	Used   bool       `json:"used"`  // this very code was taken here
	Being  rule.Being `json:"being"` // of the person in the zone, by what happened here
	LastMS int64      `json:"last"`  // the latest instant it has seen
	Opened Opening    `json:"opened,omitzero"`
}

// Opening is the newest one here of the credential: by which mark (0 is a chip's)
// and when. The zero Opening is none.
type Opening struct {
	Mark int64 `json:"mark"`
	At   int64 `json:"at"`
}

// Verdict is what the terminal decides, and what it must remember before it
// shows it.
type Verdict struct {
	Decision   reason.Decision `json:"decision"`
	Reason     reason.Code     `json:"reason"`
	Warning    reason.Code     `json:"warning,omitempty"`
	Open       bool            `json:"open"`
	Replay     bool            `json:"replay,omitempty"` // it is the presentation that opened: nothing is written
	Credential string          `json:"credential,omitempty"`
	Person     string          `json:"person,omitempty"`
	Name       string          `json:"name,omitempty"`
	Role       string          `json:"role,omitempty"`
	Class      string          `json:"class,omitempty"`
	Consume    int64           `json:"consume,omitempty"` // the mark to write
	Being      rule.Presence   `json:"being,omitempty"`   // where the person is after it
}

// A lease is not looked at: a key that the server let run out is ended, and in
// the list as such, while one that was renewed since must not be refused.
//
// Judge decides with the same rules as the server, over what the list and the
// terminal know. What an isolated terminal cannot know is not asked or asked
// softly: a hard passback lets pass and says so, because the way out may have
// been another gate; how many are inside is not counted. What needs somebody
// else, a guard's look or a second person, is not decided alone.
func (l *List) Judge(k Known, now int64, m Memory) Verdict {
	v := Verdict{Decision: reason.Deny}
	if k.Found && k.CodeReason == reason.OK {
		v.Credential, v.Person, v.Name, v.Role, v.Class = k.Row.Credential, k.Row.Person, k.Row.Name, k.Row.Role, k.Row.ClassName
	}
	switch {
	case now < m.LastMS-MaxSkewMS || now < l.MadeAt-MaxSkewMS:
		v.Reason = reason.TermClockSkew
		return v
	case now > l.MadeAt+MaxAgeMS:
		v.Reason = reason.TermListStale
		return v
	}
	f := l.facts(k, now, m)
	if m.same(k, now) {
		if r := rule.Stopped(f); r == reason.OK || r == reason.CodeAlreadyUsed {
			v.Decision, v.Reason, v.Replay = reason.Allow, reason.OK, true
			return v
		}
	}
	use, _ := l.Scene.Uses()
	out := use.Alone(rule.Decide(f))
	v.Decision, v.Reason, v.Warning = out.Decision, out.Reason, out.Warning
	if out.Decision == reason.Confirm || out.Reason == reason.PermSecondPerson {
		v.Decision, v.Reason, v.Warning = reason.Deny, reason.TermOffline, ""
	}
	v.Open = v.Decision == reason.Allow && use.Opens
	if out.Consume {
		v.Consume = k.Code.Mark()
	}
	if v.Open && f.There.Zone != nil {
		switch l.Rights.Direction {
		case rule.In:
			v.Being = rule.Inside
		case rule.Out:
			v.Being = rule.Outside
		default:
			v.Being = rule.Nowhere
		}
	}
	return v
}

// same reports whether this is what has opened here just now.
func (m Memory) same(k Known, now int64) bool {
	return m.Opened.At != 0 && m.Opened.Mark == k.Code.Mark() && now > m.Opened.At-SameMS && now < m.Opened.At+SameMS
}

func (l *List) facts(k Known, now int64, m Memory) rule.Facts {
	r := k.Row
	f := rule.Facts{Now: now, Kind: k.Kind, CodeReason: k.CodeReason, Purpose: k.Code.Purpose, Issued: k.Code.Issued, Mark: k.Code.Mark(), Found: k.Found, SameSchool: true,
		CredentialState: r.State, CredentialMark: max(r.Mark, m.Mark), MarkConsumed: m.Used, LeaseUntil: now + 1, CardState: r.Card, PersonState: r.PersonIs, ValidFrom: r.From, ValidTo: r.To,
		Scene: l.Scene, HasGate: l.Rights.Direction != "", Direction: l.Rights.Direction}
	local := rule.LocalAt(now, time.FixedZone("", l.seconds(now)), l.Days)
	f.OpenNow, f.ClosedReason = l.Rights.Open(local)
	groups := map[string]bool{}
	for _, g := range r.Groups {
		groups[g] = true
	}
	for _, s := range r.Stays {
		if s.Holds(now) {
			groups[s.Group] = true
		}
	}
	verdict := l.Rights.Judge(rule.Who{Person: r.Person, Role: r.Role, Grade: r.Grade, Class: r.Class, Groups: groups}, local)
	f.Right, f.RightReason = verdict.Effect, verdict.Reason
	if l.Zone != nil {
		alone := *l.Zone
		alone.Limit, alone.Sequence = 0, rule.NoDemand
		if alone.Passback == rule.HardPassback {
			alone.Passback = rule.SoftPassback
		}
		f.There = rule.There{Zone: &alone, Self: alone.Still(m.Being, now), Around: rule.Nowhere, Egress: l.Egress}
	}
	return f
}
