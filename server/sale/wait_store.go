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

// updateSale writes how a sale that waited has ended.
func updateSale(ctx context.Context, tx *db.Tx, s Sale) error {
	_, err := tx.NewRaw("UPDATE sale SET state = ?, reason = ?, subsidy = ?, day = ?, at = ? WHERE id = ?", s.State, s.Reason, s.Subsidy, s.Day, s.At, s.ID).Exec(ctx)
	return err
}

func merchantByID(ctx context.Context, q bun.IDB, school, id string) (m Merchant, err error) {
	err = q.NewRaw("SELECT id, school_id, name, kind, account_id, state FROM merchant WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &m)
	return m, db.One(err, errNone)
}
