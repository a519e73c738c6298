// Package audit keeps who changed or read what: one event in the commit of the
// change itself, in a SHA-256 chain for each school ("" is the platform).
//
// Record locks the school's head, so events of a school are numbered without
// gaps. In the one lock order it stands just before the feed. Verify walks a
// chain and names the first event that was altered, removed, reordered or cut
// off. Detail holds ids and counts, never a password, a code or a token.
package audit

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Event is one thing somebody did or read.
type Event struct {
	School string // "" for the platform
	Actor  string // allow.Actor.Name()
	Action string // allow.Action or a domain verb such as "roster.applied"
	Target string // "person:…", "card:…"
	Detail map[string]any
}

// Stored is an event as it stands in the chain.
type Stored struct {
	bun.BaseModel `bun:"table:audit_event"`
	SchoolID      string
	Number        int64
	At            int64
	Actor         string
	Action        string
	Target        string
	Detail        string
	PrevHash      string
	Hash          string
}

func (s *Stored) sum() string {
	// JSON of a fixed list is unambiguous whatever the fields contain.
	b, _ := json.Marshal([]any{s.SchoolID, s.Number, s.At, s.Actor, s.Action, s.Target, s.Detail, s.PrevHash})
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Record appends e to its school's chain inside tx.
func Record(ctx context.Context, tx *db.Tx, e Event) error {
	detail := "{}"
	if len(e.Detail) > 0 {
		b, err := json.Marshal(e.Detail)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		detail = string(b)
	}
	s := Stored{SchoolID: e.School, At: tx.NowMS(), Actor: e.Actor, Action: e.Action, Target: e.Target, Detail: detail}
	// The upsert takes the row lock on both engines.
	err := tx.NewRaw("INSERT INTO audit_head (school_id, number, hash) VALUES (?, 1, '') ON CONFLICT (school_id) DO UPDATE SET number = audit_head.number + 1 RETURNING number, hash", e.School).
		Scan(ctx, &s.Number, &s.PrevHash)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	s.Hash = s.sum()
	if _, err := tx.NewInsert().Model(&s).Exec(ctx); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	if _, err := tx.NewRaw("UPDATE audit_head SET hash = ? WHERE school_id = ?", s.Hash, e.School).Exec(ctx); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// Broken says where a chain stops being true.
type Broken struct {
	School string
	Number int64
	Why    string
}

func (b *Broken) Error() string {
	return fmt.Sprintf("audit: school %q, event %d: %s", b.School, b.Number, b.Why)
}

// Verify walks every chain and returns how many events it read. The first one
// that does not fit is a *Broken.
func Verify(ctx context.Context, d *db.DB) (events int64, err error) {
	err = d.Snapshot(ctx, func(ctx context.Context, q bun.IDB) error {
		var heads []struct {
			SchoolID string
			Number   int64
			Hash     string
		}
		if err := q.NewRaw("SELECT school_id, number, hash FROM audit_head ORDER BY school_id").Scan(ctx, &heads); err != nil {
			return err
		}
		for _, h := range heads {
			n, err := verifyChain(ctx, q, h.SchoolID, h.Number, h.Hash)
			events += n
			if err != nil {
				return err
			}
		}
		var orphan string
		err := q.NewRaw("SELECT e.school_id FROM audit_event e LEFT JOIN audit_head h ON h.school_id = e.school_id WHERE h.school_id IS NULL LIMIT 1").Scan(ctx, &orphan)
		if err == nil {
			return &Broken{School: orphan, Number: 1, Why: "the chain has no head"}
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return nil
	})
	return events, err
}

// VerifySchool walks one school's chain, like Verify.
func VerifySchool(ctx context.Context, q bun.IDB, school string) (events int64, err error) {
	var heads []struct {
		Number int64
		Hash   string
	}
	if err := q.NewRaw("SELECT number, hash FROM audit_head WHERE school_id = ?", school).Scan(ctx, &heads); err != nil {
		return 0, err
	}
	if len(heads) == 0 {
		return 0, &Broken{School: school, Number: 1, Why: "the chain has no head"}
	}
	return verifyChain(ctx, q, school, heads[0].Number, heads[0].Hash)
}

func verifyChain(ctx context.Context, q bun.IDB, school string, last int64, head string) (n int64, err error) {
	prev := ""
	for n < last {
		var page []Stored
		if err := q.NewSelect().Model(&page).Where("school_id = ? AND number > ?", school, n).OrderExpr("number").Limit(2000).Scan(ctx); err != nil {
			return n, err
		}
		if len(page) == 0 {
			return n, &Broken{school, n + 1, "missing: the chain was cut off"}
		}
		for i := range page {
			s := &page[i]
			switch {
			case s.Number != n+1:
				return n, &Broken{school, n + 1, "missing"}
			case s.PrevHash != prev:
				return n, &Broken{school, s.Number, "does not follow the event before it"}
			case s.Hash != s.sum():
				return n, &Broken{school, s.Number, "was altered"}
			}
			n, prev = s.Number, s.Hash
		}
	}
	if prev != head {
		return n, &Broken{school, n, "the head does not match the last event"}
	}
	var beyond int64
	if err := q.NewRaw("SELECT count(*) FROM audit_event WHERE school_id = ? AND number > ?", school, last).Scan(ctx, &beyond); err != nil {
		return n, err
	}
	if beyond > 0 {
		return n, &Broken{school, last + 1, "stands beyond the head"}
	}
	return n, nil
}
