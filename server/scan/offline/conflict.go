package offline

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// Kinds of conflicts.
const (
	DoubleUse     = "DOUBLE_USE"      // one code opened twice, at two terminals
	RevokedAtTime = "REVOKED_AT_TIME" // it opened for somebody who had been stopped
	Passback      = "PASSBACK"        // it opened for somebody who was inside, or outside, already
	TimeSuspect   = "TIME_SUSPECT"    // the terminal's clock cannot be believed
	Unverified    = "UNVERIFIED"      // it opened for a code or chip that leads to nobody
	Chain         = "CHAIN"           // a record was refused: changed, or not of this log
)

// ConflictKinds lists them all.
var ConflictKinds = []string{DoubleUse, RevokedAtTime, Passback, TimeSuspect, Unverified, Chain}

// conflictRow is one to be raised. Detail is a reason, or the words of a refusal.
type conflictRow struct {
	Seq                         int64
	Kind, Detail                string
	Scan, Other, Person, School string
	At                          int64
}

func (c *chain) raise(ctx context.Context, x conflictRow) error {
	_, err := c.tx.NewRaw(`INSERT INTO conflict (id, school_id, terminal_id, seq, kind, detail, scan_id, other_scan_id, person_id, at, raised_at)
VALUES (?, ?, ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), NULLIF(?, ''), ?, ?) ON CONFLICT (terminal_id, seq, kind) DO NOTHING`,
		db.NewID(), c.who.School, c.who.ID, x.Seq, x.Kind, x.Detail, x.Scan, x.Other, x.Person, x.At, c.tx.NowMS()).Exec(ctx)
	return err
}

// Conflict is what staff see of one.
type Conflict struct {
	ID, Kind, Detail                string
	TerminalID, Terminal, Gate      string
	Seq, At, RaisedAt               int64
	PersonID, Name, Grade, Class    string
	ScanID, Decision, Reason, Warn  string
	OtherID, OtherTerminal, OtherGt string
	OtherAt                         int64
	OtherMode                       string
	ResolvedAt                      int64
	ResolvedBy, Note                string
}

// ConflictFilter chooses conflicts of a school, newest first.
type ConflictFilter struct {
	Kind, Terminal string
	Resolved       bool   // instead of the open ones
	Before         string // an id: the ones older than it
}

// Conflicts reads a page of them.
func Conflicts(ctx context.Context, q bun.IDB, school string, f ConflictFilter, limit int) (list []Conflict, err error) {
	err = q.NewRaw(`SELECT c.id, c.kind, c.detail, c.terminal_id, t.name AS terminal, COALESCE(g.name, '') AS gate, c.seq, c.at, c.raised_at,
  COALESCE(c.person_id, '') AS person_id, COALESCE(p.name, '') AS name, COALESCE(cl.grade, '') AS grade, COALESCE(cl.name, '') AS class,
  COALESCE(s.id, '') AS scan_id, COALESCE(s.decision, '') AS decision, COALESCE(s.reason, '') AS reason, COALESCE(s.warning, '') AS warn,
  COALESCE(o.id, '') AS other_id, COALESCE(ot.name, '') AS other_terminal, COALESCE(og.name, '') AS other_gt, COALESCE(o.at, 0) AS other_at, COALESCE(o.mode, '') AS other_mode,
  COALESCE(c.resolved_at, 0) AS resolved_at, COALESCE(c.resolved_by, '') AS resolved_by, COALESCE(c.note, '') AS note
FROM conflict c JOIN terminal t ON t.id = c.terminal_id LEFT JOIN scan s ON s.id = c.scan_id LEFT JOIN gate g ON g.id = COALESCE(s.gate_id, t.gate_id)
LEFT JOIN person p ON p.id = c.person_id LEFT JOIN membership m ON m.id = s.membership_id LEFT JOIN class cl ON cl.id = m.class_id
LEFT JOIN scan o ON o.id = c.other_scan_id LEFT JOIN terminal ot ON ot.id = o.terminal_id LEFT JOIN gate og ON og.id = o.gate_id
WHERE c.school_id = ?0 AND (?1 = '' OR c.kind = ?1) AND (?2 = '' OR c.terminal_id = ?2) AND (c.resolved_at IS NOT NULL) = ?3 AND (?4 = '' OR c.id < ?4)
ORDER BY c.id DESC LIMIT ?5`, school, f.Kind, f.Terminal, f.Resolved, f.Before, limit).Scan(ctx, &list)
	return list, err
}

// OpenConflicts counts those that nobody has looked at.
func OpenConflicts(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw("SELECT COUNT(*) FROM conflict WHERE school_id = ? AND resolved_at IS NULL", school).Scan(ctx, &n)
	return n, err
}

// Resolve ends a conflict with what staff found out. A record that was refused is
// given up by it, so that the terminal's log counts as complete again; if it has
// come meanwhile, it stays what it is.
func (s Logs) Resolve(ctx context.Context, actor allow.Actor, school, id, note string) error {
	if err := allow.Check(actor, allow.ConflictsEnd, allow.Target{School: school}); err != nil {
		return err
	}
	note = strings.TrimSpace(note)
	if n := utf8.RuneCountInString(note); n < 2 || n > 500 || strings.ContainsRune(note, 0) || !utf8.ValidString(note) {
		return fault.Newf(fault.Invalid, "note", "Say in a few words what it was.")
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var c struct {
			TerminalID, Kind string
			Seq, ResolvedAt  int64
		}
		err := tx.NewRaw("SELECT terminal_id, kind, seq, COALESCE(resolved_at, 0) AS resolved_at FROM conflict WHERE id = ? AND school_id = ?", id, school).Scan(ctx, &c)
		if err = db.One(err, fault.New(fault.NotFound, "not_found")); err != nil {
			return err
		}
		var log terminalLog // the lock under which records are stored
		err = tx.NewRaw("UPDATE terminal SET log_last = log_last WHERE id = ? AND school_id = ? RETURNING log_seq, log_last, log_hash, log_written, complete_until, clear_at", c.TerminalID, school).Scan(ctx, &log)
		if err != nil {
			return err
		}
		res, err := tx.NewRaw("UPDATE conflict SET resolved_at = ?, resolved_by = ?, note = ? WHERE id = ? AND resolved_at IS NULL", tx.NowMS(), actor.Name(), note, id).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.Newf(fault.Conflict, "already_resolved", "Someone has dealt with this already.")
		}
		if c.Kind == Chain {
			_, err := tx.NewRaw(`INSERT INTO offline_record (terminal_id, seq, school_id, prev, hash, at, received_at, result, conflicts, body) VALUES (?, ?, ?, '', '', 0, ?, 'given_up', '', '') ON CONFLICT (terminal_id, seq) DO NOTHING`,
				c.TerminalID, c.Seq, school, tx.NowMS()).Exec(ctx)
			if err != nil {
				return err
			}
			log := &chain{tx: tx, log: log}
			log.who.ID, log.who.School = c.TerminalID, school
			if err := log.advance(ctx); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "conflict.resolved", Target: "conflict:" + id,
			Detail: map[string]any{"kind": c.Kind, "terminal": c.TerminalID, "record": c.Seq, "note": note}})
	})
}
