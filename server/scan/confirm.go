package scan

import (
	"context"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/db"
	"yunka/server/reason"
	"yunka/server/scan/known"
	"yunka/server/scan/part"
	"yunka/server/terminal"
)

// waiting is a scan that a guard is about to end.
type waiting struct {
	Decision     reason.Decision
	Kind         rule.Kind
	Direction    rule.Direction
	PersonID     string
	CredentialID string
	MembershipID string
	GateID       string
	TerminalID   string
	At           int64
	Answer       []byte
}

// endedSince decides a CONFIRM anew at the guard's tap: the credential, the card,
// the person, the membership, the right to the zone, the hours, and what is left
// of a pass. OK is that nothing has ended. Not asked again is what the tap itself
// answers or what was used up by the scan: a phone's code is no longer fresh, and
// who is inside was asked when it was read. The caller holds the locks of the
// school and the person.
func (s *Service) endedSince(ctx context.Context, tx *db.Tx, p *access.Policy, sc waiting) (reason.Code, error) {
	gate, ok := p.Gates[sc.GateID]
	now := tx.NowMS()
	f := rule.Facts{Now: now, Kind: sc.Kind, CodeReason: reason.OK, Found: true, SameSchool: true, Scene: p.Terminals[sc.TerminalID].Scene, Staffed: true, HasGate: ok, Direction: sc.Direction}
	if sc.Kind == rule.Phone {
		f.Kind = rule.Chip // the credential's state counts, the code's age does not
	}
	local := p.Local(now)
	f.OpenNow, f.ClosedReason = gate.Rights.Open(local)
	if sc.Kind != rule.Visit { // a guest has no card
		var role, grade, class string
		err := tx.NewRaw(`SELECT p.state, k.state, COALESCE(c.state, 'live'), m.valid_from, COALESCE(m.valid_to, 0), m.role, COALESCE(cl.grade, ''), COALESCE(m.class_id, '')
FROM person p JOIN card k ON k.membership_id = ? JOIN membership m ON m.id = k.membership_id
LEFT JOIN class cl ON cl.id = m.class_id LEFT JOIN credential c ON c.id = ? WHERE p.id = ?`, sc.MembershipID, sc.CredentialID, sc.PersonID).
			Scan(ctx, &f.PersonState, &f.CardState, &f.CredentialState, &f.ValidFrom, &f.ValidTo, &role, &grade, &class)
		if err != nil {
			return "", err
		}
		v := gate.Rights.Judge(rule.Who{Person: sc.PersonID, Role: role, Grade: grade, Class: class, Groups: p.Groups(sc.PersonID, now)}, local)
		f.Right, f.RightReason = v.Effect, v.Reason
	}
	if sc.Kind.IsPass() {
		paper, err := scanPass(tx.Tx.Tx.QueryRowContext(ctx, sqlPass, sc.CredentialID, midnight(p, now), gate.ZoneID).Scan)
		if err != nil {
			return "", err
		}
		if sc.Kind == rule.Visit {
			f.CardState, f.PersonState, f.ValidFrom, f.ValidTo = "active", paper.personState, paper.from, paper.to
		}
		paper.stand(&f, p, gate)
	}
	if out := rule.Decide(f); out.Decision == reason.Deny {
		return out.Reason, nil
	}
	return reason.OK, nil
}

// accepting asks the parts whether what a guard accepts still may be, and lets them
// write what it takes.
func (t *session) accepting(ctx context.Context, p *access.Policy, sc waiting, c Confirmation, lang string) (part.Said, error) {
	o := rule.Outcome{Decision: reason.Allow, Reason: reason.StaffAccepted}
	it := &item{kind: sc.Kind, found: true, codeReason: reason.OK, at: t.tx.NowMS(), who: known.Identity{Credential: sc.CredentialID, Person: sc.PersonID, Membership: sc.MembershipID, School: p.School}}
	it.p = Presentation{Terminal: terminal.Identity{ID: sc.TerminalID, School: p.School}, Staff: c.Staff, Lang: lang}
	if !t.concerned(func(string) *access.Policy { return p }, it) {
		return part.Said{Outcome: o}, nil
	}
	f := &fact{role: Visitor}
	var err error
	if sc.Kind == rule.Visit {
		err = t.tx.NewRaw("SELECT name FROM person WHERE id = ? AND school_id = ?", sc.PersonID, p.School).Scan(ctx, &f.name)
	} else if err = t.tx.NewRaw("SELECT id FROM card WHERE membership_id = ? AND school_id = ?", sc.MembershipID, p.School).Scan(ctx, &it.who.Card); err == nil {
		f, _, err = t.fact(ctx, it)
	}
	if err != nil || f == nil {
		return part.Said{Outcome: o}, err
	}
	a := it.ask(p, f)
	a.When, a.Scan = part.Confirming, c.Scan
	return t.parts.Bear(ctx, t.tx, a, o)
}
