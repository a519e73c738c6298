package scan

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan/known"
	"yunka/server/scan/part"
	"yunka/server/scan/presence"
	"yunka/server/scan/undo"
	"yunka/server/terminal"
)

// Past is a transaction in which package offline writes scans that a terminal
// decided alone. What happened stands: nothing is decided here. The locks come in
// the order of every scan: the school shared (Past), the caller's own, the people
// sorted (Lock), the feed last (Write).
type Past struct {
	Policy   *access.Policy
	Terminal access.Terminal
	Gate     access.Gate

	t   *session
	who terminal.Identity
	w   *world
	out *writes
}

// PastScan is one of them. Whose it is comes from Recognise, Facts from Lock; the
// rest is the caller's.
type PastScan struct {
	ID, Key, Hash string
	At            int64 // when it counts as having been
	Outcome       rule.Outcome
	Open          bool // the door did
	Consumed      bool // it spent the phone's code
	Undone        bool // nobody went through

	Kind       rule.Kind
	Code       cardcode.Code
	CodeReason reason.Code
	Found      bool   // its credential is known
	School     string // of the credential
	Person     string
	Card       string
	Credential string

	Facts *PastFacts // nil is nobody

	it *item
}

// PastFacts are how a card stands now.
type PastFacts struct {
	CredentialState, CardState, PersonState string
	ValidFrom, ValidTo                      int64

	fact
}

// Identified reports whether it leads to somebody of the terminal's school.
func (ps *PastScan) Identified() bool { return ps.it.identified() }

// DB is where the scans are.
func (s *Service) DB() *db.DB { return s.db }

// Recognise finds whose credential was presented and checks the signature. claimed
// is the terminal's own time.
func (s *Service) Recognise(ctx context.Context, who terminal.Identity, kind rule.Kind, code, chip, note string, claimed int64) (*PastScan, error) {
	p := Presentation{Terminal: who, Code: code, Chip: chip, Note: note, Claimed: claimed}
	it := &item{p: p, kind: kind, codeReason: reason.OK}
	var err error
	switch {
	case kind == rule.Phone:
		it.code, it.codeReason = cardcode.Parse(code)
		if it.codeReason != reason.OK {
			break
		}
		it.who, it.found, err = s.known.ByHandle(ctx, it.code.Handle)
		if err == nil && it.found && !it.code.Verify(it.who.PublicKey) {
			it.codeReason = reason.CodeBadSignature
		}
	case known.IsChip(chip):
		it.who, it.found, err = s.known.ByChip(ctx, who.School, "", chip)
	default:
		it.codeReason = reason.CodeMalformed
	}
	return &PastScan{Kind: kind, Code: it.code, CodeReason: it.codeReason, Found: it.found, School: it.who.School,
		Person: it.who.Person, Card: it.who.Card, Credential: it.who.Credential, it: it}, err
}

// Past locks the school, shared, and reads its policy; the terminal must be in it.
func (s *Service) Past(ctx context.Context, tx *db.Tx, who terminal.Identity) (*Past, error) {
	t := &session{Service: s, tx: tx}
	policy, err := t.policy(ctx, who.School)
	if err != nil {
		return nil, err
	}
	term, ok := policy.Terminals[who.ID]
	if !ok || term.Token == "" || term.Token != who.TokenHash {
		return nil, fault.Newf(fault.Unauthenticated, "terminal_token", "This terminal token is not valid. Pair the terminal again.")
	}
	w := newWorld(0)
	return &Past{Policy: policy, Terminal: term, Gate: policy.Gates[term.Gate], t: t, who: who, w: w, out: newWrites(w)}, nil
}

// Lock locks the people of scans and reads where they are and how their cards stand.
func (p *Past) Lock(ctx context.Context, scans []*PastScan) error {
	var people []string
	for _, ps := range scans {
		if ps.Identified() {
			people = append(people, ps.Person)
		}
	}
	slices.Sort(people)
	people = slices.Compact(people)
	if p.t.db.Engine() == db.Postgres {
		for _, person := range people {
			var id string
			if err := p.t.Row(ctx, sqlPerson+" FOR NO KEY UPDATE", person).Scan(&id); err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
	}
	if err := p.w.where.Read(ctx, p.t, presence.Of(people...)); err != nil {
		return err
	}
	for _, ps := range scans {
		if err := p.facts(ctx, ps); err != nil {
			return err
		}
	}
	return nil
}

func (p *Past) facts(ctx context.Context, ps *PastScan) error {
	if ps.Facts = nil; !ps.Identified() {
		return nil
	}
	f, _, err := p.t.fact(ctx, ps.it)
	if err != nil || f == nil {
		return err
	}
	ps.Facts = &PastFacts{CredentialState: f.credentialState, CardState: f.cardState, PersonState: f.personState,
		ValidFrom: f.validFrom, ValidTo: f.validTo, fact: *f}
	return nil
}

// Spend moves the mark of a phone key up to the scan's code, for now and later.
func (p *Past) Spend(ps *PastScan) {
	p.out.marks[ps.Credential] = max(p.out.marks[ps.Credential], ps.Code.Mark())
	p.out.markAt[ps.Credential] = p.t.tx.NowMS()
}

// Walk moves the person as the passage did, in the zones where nothing newer is
// known, and says what the zone would have had against it.
func (p *Past) Walk(ps *PastScan) reason.Code {
	return p.w.where.Walk(p.Policy, p.Gate, p.row(ps).passage())
}

func (p *Past) row(ps *PastScan) *row {
	ps.it.p.Key, ps.it.hash, ps.it.at = ps.Key, ps.Hash, ps.At
	return &row{it: ps.it, id: ps.ID, school: p.who.School, received: p.t.tx.NowMS(), gate: p.Terminal.Gate, zone: p.Gate.ZoneID,
		consumed: ps.Consumed, out: ps.Outcome, open: ps.Open, dir: p.Gate.Direction}
}

// Write writes marks, presences and the scans with their feed numbers.
func (p *Past) Write(ctx context.Context, scans []*PastScan) error {
	for _, cred := range slices.Sorted(maps.Keys(p.out.marks)) {
		if err := p.t.Exec(ctx, sqlMark, cred, p.out.marks[cred], p.out.markAt[cred]); err != nil {
			return err
		}
	}
	if err := p.w.where.Write(ctx, p.t, p.w.where.Miscounted()); err != nil {
		return err
	}
	numbers := len(scans)
	for _, ps := range scans {
		if ps.Undone {
			numbers++
		} else if err := p.happened(ctx, ps); err != nil {
			return err
		}
	}
	n, err := p.t.feed.Take(ctx, p.t.tx, p.who.School, numbers)
	if err != nil {
		return err
	}
	for _, ps := range scans {
		r := p.row(ps)
		r.feed, r.answer = n, p.answer(ps)
		n++
		if err := p.t.Exec(ctx, sqlLate, r.bind(lateFields)...); err != nil {
			return err
		}
		if !ps.Undone {
			continue
		}
		if err := undo.Insert(ctx, p.t.tx, p.who.School, p.who.ID, Undoing{Scan: ps.ID, Key: ps.Key}, n, ps.At); err != nil {
			return err
		}
		n++
	}
	return nil
}

// happened tells the parts of somebody who passed.
func (p *Past) happened(ctx context.Context, ps *PastScan) error {
	if !ps.Open || ps.Facts == nil || !p.t.concerned(func(string) *access.Policy { return p.Policy }, ps.it) {
		return nil
	}
	p.row(ps) // sets when it was
	a := ps.it.ask(p.Policy, &ps.Facts.fact)
	a.When, a.Scan = part.Happened, ps.ID
	_, err := p.t.parts.Bear(ctx, p.t.tx, a, ps.Outcome)
	return err
}

func (p *Past) answer(ps *PastScan) []byte {
	a := Answer{Scan: ps.ID, Decision: ps.Outcome.Decision, Reason: ps.Outcome.Reason, Open: ps.Open, Warning: ps.Outcome.Warning,
		Text: p.t.words.Neutral("", ps.Outcome.Decision, ps.Outcome.Reason), At: Instant(ps.At)}
	if f := ps.Facts; f != nil {
		a.Person = &Person{Name: f.name, Role: f.role, Class: campus.ClassName(f.grade, f.class)}
		if !p.Terminal.Staff {
			a.Person = &Person{Name: p.t.words.FirstName(f.name), Role: f.role}
		}
	}
	return a.encode()
}
