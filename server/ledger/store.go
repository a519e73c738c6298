package ledger

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"yunka/server/db"
	"yunka/server/fault"
)

var errAccount = fault.New(fault.NotFound, "ledger_account")

// forUpdate locks what a SELECT reads; SQLite has one writer, which is the lock.
func forUpdate(tx *db.Tx) string {
	if tx.Dialect().Name() == dialect.PG {
		return " FOR NO KEY UPDATE"
	}
	return ""
}

// OpenAccount makes an account, or gives the id of the one that has its code. Mode, floor
// and owner of one that is there stay.
func OpenAccount(ctx context.Context, tx *db.Tx, a Account) (id string, err error) {
	if a.SchoolID == "" || a.Code == "" || a.Kind == "" || a.Mode != Live && a.Mode != Deferred {
		return "", fault.New(fault.Invalid, "ledger_account")
	}
	_, err = tx.NewRaw(`
		INSERT INTO ledger_account (id, school_id, code, kind, owner_id, mode, state, floor, balance, held, version, expires_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, 'open', ?, 0, 0, 0, ?, ?)
		ON CONFLICT (school_id, code) DO NOTHING`,
		db.NewID(), a.SchoolID, a.Code, a.Kind, a.OwnerID, a.Mode, a.Floor, a.ExpiresAt, tx.NowMS()).Exec(ctx)
	if err != nil {
		return "", err
	}
	err = tx.NewRaw("SELECT id FROM ledger_account WHERE school_id = ? AND code = ?", a.SchoolID, a.Code).Scan(ctx, &id)
	return id, err
}

const accountColumns = "id, school_id, code, kind, owner_id, mode, state, floor, balance, held, version, expires_at, created_at"

// ByCode reads an account; found is false for none.
func ByCode(ctx context.Context, q bun.IDB, school, code string) (a Account, found bool, err error) {
	err = q.NewRaw("SELECT "+accountColumns+" FROM ledger_account WHERE school_id = ? AND code = ?", school, code).Scan(ctx, &a)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

// OfOwner lists the accounts that belong to somebody or something, the oldest first.
func OfOwner(ctx context.Context, q bun.IDB, school, owner string) (list []Account, err error) {
	err = q.NewRaw("SELECT "+accountColumns+" FROM ledger_account WHERE school_id = ? AND owner_id = ? ORDER BY created_at, id", school, owner).Scan(ctx, &list)
	return list, err
}

// lockAccounts reads the accounts of legs: live ones locked, in the order of their ids;
// deferred ones take no lock.
func lockAccounts(ctx context.Context, tx *db.Tx, school string, legs []Leg) (map[string]*Account, error) {
	ids := make([]string, 0, len(legs))
	for _, l := range legs {
		ids = append(ids, l.Account)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var live, others []*Account
	err := tx.NewRaw("SELECT "+accountColumns+" FROM ledger_account WHERE school_id = ? AND id IN (?) AND mode = 'live' ORDER BY id"+forUpdate(tx),
		school, bun.List(ids)).Scan(ctx, &live)
	if err != nil {
		return nil, err
	}
	if len(live) < len(ids) {
		err := tx.NewRaw("SELECT "+accountColumns+" FROM ledger_account WHERE school_id = ? AND id IN (?) AND mode <> 'live'",
			school, bun.List(ids)).Scan(ctx, &others)
		if err != nil {
			return nil, err
		}
	}
	accounts := make(map[string]*Account, len(ids))
	for _, a := range slices.Concat(live, others) {
		accounts[a.ID] = a
	}
	if len(accounts) != len(ids) {
		return nil, errAccount
	}
	return accounts, nil
}

func moveAccount(ctx context.Context, tx *db.Tx, a *Account) error {
	return one(tx.NewRaw("UPDATE ledger_account SET balance = ?, held = ?, version = ? WHERE school_id = ? AND id = ?",
		a.Balance, a.Held, a.Version, a.SchoolID, a.ID).Exec(ctx))
}

// one is an update that must concern one row.
func one(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errAccount
	}
	return nil
}

// SetState freezes, opens or closes an account. Only an account without money and holds is
// closed: Conflict ledger_balance.
func SetState(ctx context.Context, tx *db.Tx, school, id string, s State) error {
	var a Account
	err := tx.NewRaw("SELECT "+accountColumns+" FROM ledger_account WHERE school_id = ? AND id = ?"+forUpdate(tx), school, id).Scan(ctx, &a)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return errAccount
	case err != nil:
		return err
	case s == Closed && a.Mode == Live && (a.Balance != 0 || a.Held != 0):
		return fault.New(fault.Conflict, "ledger_balance")
	}
	return one(tx.NewRaw("UPDATE ledger_account SET state = ? WHERE school_id = ? AND id = ?", s, school, id).Exec(ctx))
}

type storedTxn struct{ Hash, Reason string }

func readTxn(ctx context.Context, q bun.IDB, school, id string) (t storedTxn, found bool, err error) {
	err = q.NewRaw("SELECT hash, reason FROM ledger_txn WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &t)
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	return t, err == nil, err
}

func insertTxn(ctx context.Context, tx *db.Tx, t *Txn, hash, reason string) error {
	return writeTxns(ctx, tx, []bun.TupleValues{txnRow(tx, t, hash, reason)})
}

func txnRow(tx *db.Tx, t *Txn, hash, reason string) bun.TupleValues {
	var reverses *string
	if t.Reverses != "" {
		reverses = &t.Reverses
	}
	return bun.Tuple([]any{t.School, t.ID, t.Kind, t.Order, reverses, reason, t.Actor, t.Memo, hash, t.At, tx.NowMS()})
}

func writeTxns(ctx context.Context, tx *db.Tx, rows []bun.TupleValues) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NewRaw(`
		INSERT INTO ledger_txn (school_id, id, kind, order_id, reverses, reason, actor, memo, hash, at, posted_at)
		VALUES ?`, bun.List(rows)).Exec(ctx)
	return err
}

// entryRows are the legs of a movement as accounts are after it.
func entryRows(tx *db.Tx, t *Txn, accounts map[string]*Account) []bun.TupleValues {
	rows := make([]bun.TupleValues, len(t.Legs))
	for i, l := range t.Legs {
		var balance, held, version *int64 // of a live account, as it is now
		if a := accounts[l.Account]; a.Mode == Live {
			now := *a
			balance, held, version = &now.Balance, &now.Held, &now.Version
		}
		rows[i] = bun.Tuple([]any{t.School, t.ID, i, l.Account, l.Amount, balance, held, version, tx.NowMS()})
	}
	return rows
}

func writeEntries(ctx context.Context, tx *db.Tx, rows []bun.TupleValues) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NewRaw(`
		INSERT INTO ledger_entry (school_id, txn_id, seq, account_id, amount, balance_after, held_after, version, posted_at)
		VALUES ?`, bun.List(rows)).Exec(ctx)
	return err
}

// reversible says why a movement may not take back another one, which it locks; "" is that
// it may. All that takes it back never exceeds what it moved, on any account.
func reversible(ctx context.Context, tx *db.Tx, t *Txn) (string, error) {
	was, found, err := storedTxn{}, true, error(nil)
	err = tx.NewRaw("SELECT hash, reason FROM ledger_txn WHERE school_id = ? AND id = ?"+forUpdate(tx), t.School, t.Reverses).Scan(ctx, &was)
	if errors.Is(err, sql.ErrNoRows) {
		found, err = false, nil
	}
	if err != nil {
		return "", err
	}
	if !found || was.Reason != "" {
		return TooMuchBack, nil
	}
	rest, err := Left(ctx, tx, t.School, t.Reverses)
	if err != nil {
		return "", err
	}
	for _, l := range t.Legs {
		after := rest[l.Account] + l.Amount
		// It goes towards 0 and not beyond.
		if rest[l.Account] == 0 || (rest[l.Account] > 0) != (l.Amount < 0) || after != 0 && (after > 0) != (rest[l.Account] > 0) {
			return TooMuchBack, nil
		}
	}
	return "", nil
}

// Left is what a movement did to each account, less what has taken it back.
func Left(ctx context.Context, q bun.IDB, school, txn string) (map[string]int64, error) {
	var rows []struct {
		AccountID string
		Amount    int64
	}
	err := q.NewRaw(`
		SELECT e.account_id, CAST(SUM(e.amount) AS BIGINT) AS amount
		FROM ledger_entry e
		JOIN ledger_txn t ON t.school_id = e.school_id AND t.id = e.txn_id
		WHERE t.school_id = ?0 AND (t.id = ?1 OR t.reverses = ?1)
		GROUP BY e.account_id`, school, txn).Scan(ctx, &rows)
	left := make(map[string]int64, len(rows))
	for _, r := range rows {
		left[r.AccountID] = r.Amount
	}
	return left, err
}

// BalanceOf is what an account has, deferred or live, and what of it is held.
func BalanceOf(ctx context.Context, q bun.IDB, school, id string) (balance, held int64, err error) {
	var a Account
	err = q.NewRaw("SELECT "+accountColumns+" FROM ledger_account WHERE school_id = ? AND id = ?", school, id).Scan(ctx, &a)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, errAccount
	}
	if err != nil || a.Mode == Live {
		return a.Balance, a.Held, err
	}
	err = q.NewRaw(`
		SELECT CAST(COALESCE((SELECT SUM(d.credit - d.debit) FROM ledger_day d WHERE d.account_id = ?0), 0)
			+ COALESCE((SELECT SUM(e.amount) FROM ledger_entry e WHERE e.account_id = ?0 AND e.posted_at >= `+closedUntil+`), 0) AS BIGINT)`,
		id, school).Scan(ctx, &balance)
	return balance, 0, err
}

// closedUntil is the first instant of the school ?1 that is in no closed day.
const closedUntil = "COALESCE((SELECT MAX(c.until) FROM ledger_close c WHERE c.school_id = ?1), 0)"
