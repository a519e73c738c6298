// Package pass keeps passes: codes that stay the same until they end. One is
// printed for somebody without a phone and presents their card; another is a
// visitor's, for one zone and one time. Whoever holds the paper, or a picture of
// it, can present it; so a pass has limits that a phone's code does not need: it
// ends by itself, it lets in a few times only, and a printed one never opens
// before a guard has compared the face.
//
// The database keeps the hash of a pass alone: the text is known once, to whom
// it was made for.
//
// Package card makes the printed ones, package visit a visitor's; package scan
// decides over them.
package pass

import (
	"context"
	"crypto/rand"

	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/secret"
)

// Kind is whose a pass is.
type Kind string

const (
	Printed Kind = "printed"
	Visit   Kind = "visit"
)

// Look is what a guard does before a pass opens.
type Look string

const (
	NoLook Look = "none"
	Photo  Look = "photo"  // compares the face with the photo, or with a document
	Escort Look = "escort" // sees that the host is there
)

// Pass is what is made. From and To are Unix ms, To exclusive.
type Pass struct {
	School, Person string
	Kind           Kind
	Card           string // of a printed one
	Zone           string // of a visit
	Look           Look
	Times          int // it lets in: a day, a visitor's ever
	From, To       int64
}

// Issue makes a pass and gives its id and its text, which nobody can read again.
func Issue(ctx context.Context, tx *db.Tx, p Pass) (id, text string, err error) {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the program instead
	id, text = db.NewID(), cardcode.PaperText(raw)
	_, err = tx.NewRaw(`INSERT INTO pass (id, school_id, kind, person_id, card_id, zone_id, secret, state, state_at, look, times, valid_from, valid_to, created_at)
VALUES (?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, 'live', ?, ?, ?, ?, ?, ?)`,
		id, p.School, p.Kind, p.Person, p.Card, p.Zone, secret.Hash(text), tx.NowMS(), p.Look, p.Times, p.From, p.To, tx.NowMS()).Exec(ctx)
	return id, text, err
}

// Stop ends a live pass: state is lost, replaced or ended. Fails with Conflict
// pass_over when it is not live. The caller holds the person's lock.
func Stop(ctx context.Context, tx *db.Tx, id, state string) error {
	res, err := tx.NewRaw("UPDATE pass SET state = ?, state_at = ? WHERE id = ? AND state = 'live'", state, tx.NowMS(), id).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fault.Newf(fault.Conflict, "pass_over", "This code has ended already.")
	}
	return nil
}
