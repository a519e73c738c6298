package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"

	"yunka/server/db"
	"yunka/server/fault"
)

// Hold keeps money of a live account for a movement that will come, until it expires.
type Hold struct {
	SchoolID, ID string // the id as of a Txn
	AccountID    string
	Amount       int64
	OrderID      string
	ExpiresAt    int64 // Unix ms

	State string // pending, posted, voided, expired, declined
}

func (h *Hold) hash() string {
	b, _ := json.Marshal([]any{h.AccountID, h.Amount, h.OrderID})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// Keep makes a hold. Like a movement's, its id is used once and a declined one stays so.
// Fails with Invalid ledger_hold, NotFound ledger_account, Mismatch ledger_id.
func Keep(ctx context.Context, tx *db.Tx, h Hold) (Posted, error) {
	if !validID(h.ID) || h.Amount <= 0 || h.Amount > MaxAmount || h.ExpiresAt <= tx.NowMS() {
		return Posted{}, fault.New(fault.Invalid, "ledger_hold")
	}
	accounts, err := lockAccounts(ctx, tx, h.SchoolID, []Leg{{Account: h.AccountID}})
	if err != nil {
		return Posted{}, err
	}
	a := accounts[h.AccountID]
	if a.Mode != Live {
		return Posted{}, fault.New(fault.Invalid, "ledger_hold")
	}
	var was struct{ Hash, State, Reason string }
	err = tx.NewRaw("SELECT hash, state, reason FROM ledger_hold WHERE school_id = ? AND id = ?", h.SchoolID, h.ID).Scan(ctx, &was)
	if err == nil {
		return answer(storedTxn{was.Hash, was.Reason}, h.hash())
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return Posted{}, err
	}
	t := Txn{Legs: []Leg{{Account: a.ID, Amount: -h.Amount}}}
	reason := refused(&t, accounts, nil, tx.NowMS())
	h.State = "pending"
	if reason != "" {
		h.State = "declined"
	}
	_, err = tx.NewRaw(`
		INSERT INTO ledger_hold (school_id, id, account_id, amount, state, order_id, reason, hash, made_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		h.SchoolID, h.ID, h.AccountID, h.Amount, h.State, h.OrderID, reason, h.hash(), tx.NowMS(), h.ExpiresAt).Exec(ctx)
	if err != nil || reason != "" {
		return Posted{Declined: reason}, err
	}
	a.Held += h.Amount
	return Posted{}, moveHeld(ctx, tx, a)
}

func moveHeld(ctx context.Context, tx *db.Tx, a *Account) error {
	return one(tx.NewRaw("UPDATE ledger_account SET held = ? WHERE school_id = ? AND id = ?", a.Held, a.SchoolID, a.ID).Exec(ctx))
}

// lockHold locks a hold's account, then reads it.
func lockHold(ctx context.Context, tx *db.Tx, school, id string) (h Hold, a *Account, err error) {
	const read = "SELECT school_id, id, account_id, amount, order_id, expires_at, state FROM ledger_hold WHERE school_id = ? AND id = ?"
	for range 2 { // whose it is never changes; the rest only under the account's lock
		err = tx.NewRaw(read, school, id).Scan(ctx, &h)
		if errors.Is(err, sql.ErrNoRows) {
			return h, nil, fault.New(fault.NotFound, "ledger_hold")
		}
		if err != nil || a != nil {
			return h, a, err
		}
		accounts, err := lockAccounts(ctx, tx, school, []Leg{{Account: h.AccountID}})
		if err != nil {
			return h, nil, err
		}
		a = accounts[h.AccountID]
	}
	return h, a, nil
}

// Capture posts a movement with the money that a hold kept; what it does not use is free
// again. A hold that is over, or smaller than what the movement takes, declines it. Fails
// like Post, and with NotFound ledger_hold.
func Capture(ctx context.Context, tx *db.Tx, hold string, t Txn) (Posted, error) {
	if err := t.check(); err != nil {
		return Posted{}, err
	}
	if _, found, err := readTxn(ctx, tx, t.School, t.ID); err != nil || found {
		if err != nil {
			return Posted{}, err
		}
		return Post(ctx, tx, t)
	}
	// The accounts of the legs and the hold's own, all in one order.
	var of string
	err := tx.NewRaw("SELECT account_id FROM ledger_hold WHERE school_id = ? AND id = ?", t.School, hold).Scan(ctx, &of)
	if errors.Is(err, sql.ErrNoRows) {
		return Posted{}, fault.New(fault.NotFound, "ledger_hold")
	}
	if err != nil {
		return Posted{}, err
	}
	took := int64(0)
	for _, l := range t.Legs {
		if l.Account == of {
			took = -l.Amount
		}
	}
	if took <= 0 {
		return Posted{}, fault.Newf(fault.Invalid, "ledger_txn", "the movement takes nothing of the hold's account")
	}
	if _, err := lockAccounts(ctx, tx, t.School, sorted(t.Legs)); err != nil {
		return Posted{}, err
	}
	h, _, err := lockHold(ctx, tx, t.School, hold)
	if err != nil {
		return Posted{}, err
	}
	why := ""
	switch {
	case h.State != "pending" || tx.NowMS() >= h.ExpiresAt:
		why = HoldOver
	case took > h.Amount:
		why = HoldSmaller
	}
	if why != "" {
		if t.At == 0 {
			t.At = tx.NowMS()
		}
		t.Legs = sorted(t.Legs)
		return Posted{Declined: why}, insertTxn(ctx, tx, &t, t.hash(), why)
	}
	p, err := post(ctx, tx, t, &h)
	if err != nil || p.Declined != "" || p.Replay {
		return p, err
	}
	return p, endHold(ctx, tx, h, "posted", t.ID)
}

func endHold(ctx context.Context, tx *db.Tx, h Hold, state, txn string) error {
	return one(tx.NewRaw("UPDATE ledger_hold SET state = ?, txn_id = NULLIF(?, ''), ended_at = ? WHERE school_id = ? AND id = ? AND state = 'pending'",
		state, txn, tx.NowMS(), h.SchoolID, h.ID).Exec(ctx))
}

// Void gives free what a hold kept; one that is over stays as it is. Fails with NotFound
// ledger_hold.
func Void(ctx context.Context, tx *db.Tx, school, id string) error {
	return release(ctx, tx, school, id, "voided")
}

func release(ctx context.Context, tx *db.Tx, school, id, state string) error {
	h, a, err := lockHold(ctx, tx, school, id)
	if err != nil || h.State != "pending" {
		return err
	}
	a.Held -= h.Amount
	if err := moveHeld(ctx, tx, a); err != nil {
		return err
	}
	return endHold(ctx, tx, h, state, "")
}

// Expire gives free what holds of a school kept beyond their time, at most limit of them,
// and says how many they were.
func Expire(ctx context.Context, tx *db.Tx, school string, limit int) (n int, err error) {
	var ids []string
	err = tx.NewRaw("SELECT id FROM ledger_hold WHERE school_id = ? AND state = 'pending' AND expires_at <= ? ORDER BY account_id, id LIMIT ?",
		school, tx.NowMS(), limit).Scan(ctx, &ids)
	for _, id := range ids {
		if err == nil {
			err = release(ctx, tx, school, id, "expired")
		}
	}
	return len(ids), err
}
