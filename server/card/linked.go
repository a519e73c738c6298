package card

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"strconv"

	"yunka/server/db"
	"yunka/server/fault"
)

// Verify reads what a phone sent with its new key and verifies the signature over the
// challenge. Fails with Invalid claim_challenge, claim_public_key, claim_signature or
// claim_device.
func (c *Claim) Verify() error {
	pub, msg, sig, err := c.read()
	if err != nil {
		return err
	}
	if !ed25519.Verify(pub, msg, sig) {
		return fault.New(fault.Invalid, "claim_signature")
	}
	return nil
}

// Register makes the only key of a card whose holder has no account and came by a link
// (package mandate): the caller has verified the claim, holds the person's lock, and
// knows that the challenge was given for this card. Conflict card_claimed is that a phone
// has a live key already.
func (s *Service) Register(ctx context.Context, tx *db.Tx, cardID string, c Claim) (key Key, id string, err error) {
	if _, err := s.db.TrustedNow(); err != nil {
		return key, "", err
	}
	o, err := findCard(ctx, tx, cardID)
	if err != nil {
		return key, "", err
	}
	pub, err := hex.DecodeString(c.PublicKey)
	if err != nil {
		return key, "", fault.Wrap(fault.Invalid, "claim_public_key", err)
	}
	var live int
	if err := tx.NewRaw("SELECT count(*) FROM credential WHERE card_id = ? AND kind = 'phone' AND state = 'live'", cardID).Scan(ctx, &live); err != nil {
		return key, "", err
	}
	if live > 0 {
		return key, "", fault.New(fault.Conflict, "card_claimed")
	}
	return addKey(ctx, tx, o, pub, c)
}

// Registered finds the live key of a card by its public half, hex; id is "" without one.
// So a phone that lost the answer to its claim may ask again.
func (s *Service) Registered(ctx context.Context, tx *db.Tx, cardID, public string) (key Key, id string, err error) {
	pub, err := hex.DecodeString(public)
	if err != nil {
		return key, "", fault.Wrap(fault.Invalid, "claim_public_key", err)
	}
	var rows []struct {
		ID                       string
		Handle, Mark, LeaseUntil int64
	}
	err = tx.NewRaw("SELECT id, handle, mark, lease_until FROM credential WHERE card_id = ? AND kind = 'phone' AND state = 'live' AND public_key = ?", cardID, pub).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return key, "", err
	}
	return Key{Handle: strconv.FormatInt(rows[0].Handle, 10), Mark: rows[0].Mark, Now: tx.NowMS(), LeaseUntil: rows[0].LeaseUntil, State: "live"}, rows[0].ID, nil
}

// EndAll ends every credential of a card for good; the caller holds the person's lock.
func (s *Service) EndAll(ctx context.Context, tx *db.Tx, school, cardID string) error {
	_, err := tx.NewRaw("UPDATE credential SET state = 'ended', state_at = ? WHERE school_id = ? AND card_id = ? AND state IN ('live', 'lost')", tx.NowMS(), school, cardID).Exec(ctx)
	return err
}
