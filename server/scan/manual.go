package scan

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/scan/form"
	"yunka/server/scan/presence"
	"yunka/server/terminal"
)

// ConfirmLife is how long a guard may take to finish a CONFIRM.
const ConfirmLife = 10 * time.Minute

// Manual records that a guard identified a person without a credential. It is a
// kind of its own, needs a reason, obeys the same rules and leaves an audit
// event in its commit. The caller has checked the guard's PIN.
func (s *Service) Manual(ctx context.Context, p Presentation) ([]byte, error) {
	if err := allow.Check(p.Terminal.Actor(), allow.ScanManual, allow.Target{School: p.Terminal.School}); err != nil {
		return nil, err
	}
	if p.Person == "" || p.Staff == "" {
		return nil, fault.New(fault.Invalid, "presentation")
	}
	if p.Note == "" {
		return nil, fault.Newf(fault.Invalid, "note", "Say why this person has no code.")
	}
	it, err := s.prepare(ctx, p)
	if err != nil {
		return nil, err
	}
	if !it.found {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	// A unique index another commit got to first means: run again, find its answer.
	for n := 1; ; n++ {
		err = s.db.Urgent(ctx, func(ctx context.Context, tx *db.Tx) error {
			t := &session{Service: s, tx: tx}
			_, err := t.batch(ctx, []*item{it}, func(out *writes) error {
				for _, rows := range out.rows {
					for _, r := range rows {
						e := audit.Event{School: r.school, Actor: "person:" + p.Staff, Action: "scan.manual", Target: "person:" + p.Person,
							Detail: map[string]any{"scan": r.id, "terminal": p.Terminal.ID, "decision": r.out.Decision, "reason": r.out.Reason, "note": p.Note}}
						if err := audit.Record(ctx, tx, e); err != nil {
							return err
						}
					}
				}
				return nil
			})
			return err
		})
		if err == nil {
			return it.answer, it.err
		}
		if !db.IsUnique(err) || n == maxAttempts {
			return nil, err
		}
	}
}

// Confirmation is how a guard finishes a CONFIRM.
type Confirmation struct {
	Scan   string
	Key    string
	Staff  string // the guard's person id; the caller has checked the PIN
	Accept bool
}

// Confirm finishes a CONFIRM once. An accept asks the rules again under lock (see
// endedSince), so what ended in between does not open. The answer has the shape
// of a presentation's: open is true once.
func (s *Service) Confirm(ctx context.Context, who allow.Actor, lang string, c Confirmation) ([]byte, error) {
	if err := allow.Check(who, allow.ScanConfirm, allow.Target{School: who.TerminalSchool}); err != nil {
		return nil, err
	}
	if !terminal.ValidKey(c.Key) {
		return nil, fault.New(fault.Invalid, "key")
	}
	if _, err := s.db.TrustedNow(); err != nil {
		return nil, err
	}
	hash := (&Presentation{Code: c.Scan, Staff: c.Staff, Note: map[bool]string{true: "accept", false: "refuse"}[c.Accept]}).hash()
	var answer []byte
	for n := 1; ; n++ {
		err := s.db.Urgent(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			answer, err = s.confirm(ctx, tx, who, lang, c, hash)
			return err
		})
		if err == nil || !db.IsUnique(err) || n == maxAttempts {
			return answer, err
		}
	}
}

func (s *Service) confirm(ctx context.Context, tx *db.Tx, who allow.Actor, lang string, c Confirmation, hash string) ([]byte, error) {
	var stored storedAnswer
	err := tx.NewRaw("SELECT request_hash, answer FROM scan_confirmation WHERE terminal_id = ? AND request_key = ?", who.Terminal, c.Key).Scan(ctx, &stored.hash, &stored.answer)
	if err == nil {
		if stored.hash != hash {
			return nil, fault.New(fault.Mismatch, "key_reused")
		}
		return stored.answer, nil
	} else if !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	var sc waiting
	err = tx.NewRaw("SELECT decision, kind, direction, COALESCE(person_id, '') AS person_id, COALESCE(credential_id, '') AS credential_id, COALESCE(membership_id, '') AS membership_id, COALESCE(gate_id, '') AS gate_id, terminal_id, at, answer FROM scan WHERE id = ? AND school_id = ?", c.Scan, who.TerminalSchool).Scan(ctx, &sc)
	if err != nil {
		return nil, db.One(err, fault.New(fault.NotFound, "not_found"))
	}
	if sc.Decision != reason.Confirm {
		return nil, fault.Newf(fault.Conflict, "not_a_confirm", "This scan does not wait for anyone.")
	}
	if tx.NowMS()-sc.At > ConfirmLife.Milliseconds() {
		return nil, fault.Newf(fault.Conflict, "confirm_too_late", "This took too long. Scan again.")
	}
	// Shared with scans, and before the person: a change of rights, hours or
	// memberships holds the school's row.
	t := &session{Service: s, tx: tx}
	policy, err := t.policy(ctx, who.TerminalSchool)
	if err != nil {
		return nil, err
	}
	if term, ok := policy.Terminals[who.Terminal]; !ok || term.Token == "" {
		return nil, fault.New(fault.Unauthenticated, "terminal_token")
	}
	if sc.PersonID != "" {
		if err := campus.LockPerson(ctx, tx, who.TerminalSchool, sc.PersonID); err != nil {
			return nil, err
		}
	}
	var done int
	if err := tx.NewRaw("SELECT count(*) FROM scan_confirmation WHERE scan_id = ?", c.Scan).Scan(ctx, &done); err != nil {
		return nil, err
	}
	if done > 0 {
		return nil, fault.Newf(fault.Conflict, "already_confirmed", "Someone has decided this already.")
	}
	var a Answer
	if err := json.Unmarshal(sc.Answer, &a); err != nil {
		return nil, err
	}
	a.Decision, a.Reason, a.Open, a.At = reason.Deny, reason.StaffRefused, false, Instant(tx.NowMS())
	if c.Accept {
		ended, err := s.endedSince(ctx, tx, policy, sc)
		if err != nil {
			return nil, err
		}
		if a.Reason = ended; ended == reason.OK {
			said, err := t.accepting(ctx, policy, sc, c, lang)
			if err != nil {
				return nil, err
			}
			a.Decision, a.Reason, a.Open = said.Decision, said.Reason, said.Open(policy.Terminals[sc.TerminalID].Scene)
			if said.Extra != nil {
				a.Extra = said.Extra
			}
		}
	}
	a.Text, a.Detail = s.words.Neutral(lang, a.Decision, a.Reason), s.words.Detail(lang, a.Reason, "", "")
	answer := a.encode()
	err = audit.Record(ctx, tx, audit.Event{School: who.TerminalSchool, Actor: "person:" + c.Staff, Action: "scan.confirm", Target: "scan:" + c.Scan,
		Detail: map[string]any{"terminal": who.Terminal, "accept": c.Accept, "reason": a.Reason}})
	if err != nil {
		return nil, err
	}
	if a.Open {
		if err := s.letIn(ctx, tx, who.TerminalSchool, sc.GateID, sc.PersonID, c.Scan); err != nil {
			return nil, err
		}
	}
	n, err := s.feed.Take(ctx, tx, who.TerminalSchool, 1)
	if err != nil {
		return nil, err
	}
	_, err = tx.NewRaw(`INSERT INTO scan_confirmation (scan_id, school_id, feed, terminal_id, request_key, request_hash, accepted, staff_id, person_id, at, answer)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.Scan, who.TerminalSchool, n, who.Terminal, c.Key, hash, a.Decision == reason.Allow, c.Staff, sc.PersonID, tx.NowMS(), string(answer)).Exec(ctx)
	return answer, err
}

// letIn records the passage that a guard allowed: the rules of the zone were
// asked when the code was read, and a guard has looked since. The caller holds
// the person's lock.
func (s *Service) letIn(ctx context.Context, tx *db.Tx, school, gateID, person, scan string) error {
	t := &session{Service: s, tx: tx}
	var version int64
	if err := t.Row(ctx, sqlVersion, school).Scan(&version); err != nil {
		return err
	}
	p, err := s.policies.At(ctx, form.Tx{Tx: tx.Tx.Tx}, school, version)
	if err != nil {
		return err
	}
	gate, ok := p.Gates[gateID]
	if !ok || !gate.Keeps {
		return nil
	}
	b := presence.NewBook()
	if err := b.Read(ctx, t, presence.Of(person)); err != nil {
		return err
	}
	b.Pass(p, gate, rule.There{}, presence.Passage{School: school, Scan: scan, Person: person, At: tx.NowMS(), Open: true})
	return b.Write(ctx, t, b.Miscounted())
}
