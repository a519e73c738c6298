package sale

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// InsertWait writes that a sale waits for its payer; its number is written.
func InsertWait(ctx context.Context, tx *db.Tx, w Wait) error {
	_, err := tx.NewRaw("INSERT INTO pay_wait (sale_id, school_id, person_id, state, until_at, ended_at) VALUES (?, ?, ?, 'waiting', ?, 0)",
		w.SaleID, w.SchoolID, w.PersonID, w.UntilAt).Exec(ctx)
	return err
}

// WaitOf is how far a sale has come that had to wait; found is false for one that had not.
func WaitOf(ctx context.Context, q bun.IDB, sale string) (w Wait, found bool, err error) {
	err = q.NewRaw("SELECT sale_id, school_id, person_id, state, until_at FROM pay_wait WHERE sale_id = ?", sale).Scan(ctx, &w)
	if errors.Is(err, sql.ErrNoRows) {
		return w, false, nil
	}
	return w, err == nil, err
}

// AsksNow is the sale that somebody has to say yes to now, the newest; found is false for none.
func AsksNow(ctx context.Context, q bun.IDB, school, person string, now int64) (one Named, w Wait, found bool, err error) {
	var ids []string
	err = q.NewRaw("SELECT sale_id FROM pay_wait WHERE school_id = ? AND person_id = ? AND state = 'waiting' AND until_at > ? ORDER BY until_at DESC LIMIT 1", school, person, now).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return one, w, false, err
	}
	if w, found, err = WaitOf(ctx, q, ids[0]); err != nil || !found {
		return one, w, false, err
	}
	of, err := Of(ctx, q, school, ids...)
	return of[ids[0]], w, err == nil, err
}

func updateWait(ctx context.Context, tx *db.Tx, w Wait) error {
	_, err := tx.NewRaw("UPDATE pay_wait SET state = ?, ended_at = ? WHERE sale_id = ? AND state = 'waiting'", w.State, tx.NowMS(), w.SaleID).Exec(ctx)
	return err
}

// Finish writes how a sale that waited has ended; it is locked.
func Finish(ctx context.Context, tx *db.Tx, s Sale) error {
	_, err := tx.NewRaw("UPDATE sale SET state = ?, reason = ?, subsidy = ?, day = ?, at = ? WHERE id = ?", s.State, s.Reason, s.Subsidy, s.Day, s.At, s.ID).Exec(ctx)
	return err
}

// MerchantByID is a merchant of a school. NotFound.
func MerchantByID(ctx context.Context, q bun.IDB, school, id string) (m Merchant, err error) {
	err = q.NewRaw("SELECT id, school_id, name, kind, account_id, state FROM merchant WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &m)
	return m, db.One(err, errNone)
}

// ByID is a sale in any state. NotFound.
func ByID(ctx context.Context, q bun.IDB, id string) (Sale, error) {
	return must(find(ctx, q, "id = ?", id))
}

// Lock is a sale in any state, locked. NotFound.
func Lock(ctx context.Context, tx *db.Tx, school, id string) (Sale, error) {
	return lockSale(ctx, tx, school, id)
}

// insertBack asks for the money of a refund to go back by WeChat Pay.
func insertBack(ctx context.Context, tx *db.Tx, one Sale, r Refund) error {
	_, err := tx.NewRaw("INSERT INTO pay_back (school_id, refund_id, sale_id, amount, state, reason, at, next_at, tries) VALUES (?, ?, ?, ?, 'working', '', ?, ?, 0)",
		one.SchoolID, r.ID, one.ID, r.Amount, tx.NowMS(), tx.NowMS()).Exec(ctx)
	return err
}
