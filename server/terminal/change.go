package terminal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/secret"
)

// Change is what an admin types about a terminal that exists. What it is and
// what it is for stay: another device is another terminal.
type Change struct {
	Name  string
	Gate  string // "" for none
	Staff bool   // of a kiosk; a reader keeps what it has
	Feed  bool   // of a reader: its token reads the scans of the whole school
	Full  bool   // and identities in full
	// KeepsNothing is of a reader that never decides alone.
	KeepsNothing bool
	Was          string // Stamp of what the form was filled from
}

// Stamp names what a form about the terminal shows: another stamp, and somebody
// else has saved meanwhile.
func (r Row) Stamp() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{r.Name, r.GateID, strconv.FormatBool(r.Staff), strconv.FormatBool(r.ScopeFeed), strconv.FormatBool(r.ScopeIdentity), strconv.FormatBool(r.KeepsNothing), strconv.FormatBool(r.RevokedAt != 0)}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Save renames a terminal, moves it to another gate, or makes a kiosk the
// guard's or no longer the guard's. The last needs pairing anew, and pairing is
// the code for it, "" otherwise: what the screen may show is then decided afresh
// on every server, and the screen that stands there now goes dark at once.
func (s *Service) Save(ctx context.Context, actor allow.Actor, school, id string, c Change) (pairing string, err error) {
	if err := allow.Check(actor, allow.TerminalsManage, allow.Target{School: school}); err != nil {
		return "", err
	}
	c.Name = strings.TrimSpace(c.Name)
	if !goodName(c.Name) {
		return "", errName
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		pairing = ""
		if err := access.Bump(ctx, tx, school); err != nil {
			return err
		}
		row, err := find(ctx, tx, school, id)
		switch {
		case err != nil:
			return err
		case row.RevokedAt != 0:
			return fault.New(fault.Conflict, "terminal_revoked")
		case row.Stamp() != c.Was:
			return fault.New(fault.Conflict, "terminal_stale")
		case row.Scene == string(rule.GateScene) && c.Gate == "":
			return errGate
		}
		if err := ownGate(ctx, tx, school, c.Gate); err != nil {
			return err
		}
		if row.Kind != Kiosk {
			c.Staff = row.Staff
		} else {
			c.Feed, c.Full, c.KeepsNothing = false, false, false // a page needs none
		}
		if _, err := tx.NewRaw("UPDATE terminal SET name = ?, gate_id = NULLIF(?, ''), staff = ?, scope_feed = ?, scope_identity = ?, keeps_nothing = ? WHERE id = ? AND school_id = ?", c.Name, c.Gate, c.Staff, c.Feed, c.Full, c.KeepsNothing, id, school).Exec(ctx); err != nil {
			return err
		}
		tx.After(func() { s.forget(id) })
		if c.Staff != row.Staff {
			pairing = secret.Code(8)
			if _, err := tx.NewRaw("UPDATE terminal SET token_hash = NULL, pairing_hash = ?, pairing_until = ? WHERE id = ? AND school_id = ?", secret.Hash(pairing), tx.Now.Add(PairingLife).UnixMilli(), id, school).Exec(ctx); err != nil {
				return err
			}
		}
		detail := map[string]any{}
		for key, moved := range map[string]bool{"renamed": c.Name != row.Name, "moved": c.Gate != row.GateID, "staff": c.Staff != row.Staff} {
			if moved {
				detail[key] = true
			}
		}
		if c.Feed != row.ScopeFeed || c.Full != row.ScopeIdentity {
			detail["scopes"] = map[string]bool{"feed": c.Feed, "identity": c.Full}
		}
		if c.KeepsNothing != row.KeepsNothing {
			detail["keeps_nothing"] = c.KeepsNothing
		}
		if _, moved := detail["staff"]; moved {
			detail["staff"] = c.Staff
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "terminal.changed", Target: "terminal:" + id, Detail: detail}); err != nil {
			return err
		}
		if pairing == "" {
			return nil
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: feed.TerminalOff, Subject: id})
	})
	return pairing, err
}

var (
	errName = fault.Newf(fault.Invalid, "terminal_name", "A terminal needs a name of at most 40 characters.")
	errGate = fault.Newf(fault.Invalid, "terminal_gate", "A terminal of the gate scene needs a gate of this school.")
)

func goodName(name string) bool {
	return name != "" && utf8.ValidString(name) && !strings.ContainsRune(name, 0) && utf8.RuneCountInString(name) <= 40
}

// ownGate reports a gate that the school does not have; "" is no gate.
func ownGate(ctx context.Context, q bun.IDB, school, gate string) error {
	if gate == "" {
		return nil
	}
	if !utf8.ValidString(gate) || strings.ContainsRune(gate, 0) {
		return errGate
	}
	var n int
	if err := q.NewRaw("SELECT count(*) FROM gate WHERE id = ? AND school_id = ?", gate, school).Scan(ctx, &n); err != nil {
		return err
	}
	if n == 0 {
		return errGate
	}
	return nil
}
