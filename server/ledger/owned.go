package ledger

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Owned are the accounts of some kinds that belong to these owners, by owner, the soonest
// to expire first and those that never do last.
func Owned(ctx context.Context, q bun.IDB, school string, kinds []string, owners ...string) (map[string][]Account, error) {
	return owned(ctx, q, school, kinds, owners, "")
}

// LockOwned is Owned for who is going to move their money: the live ones are locked, in
// the order of their ids.
func LockOwned(ctx context.Context, tx *db.Tx, school string, kinds []string, owners ...string) (map[string][]Account, error) {
	return owned(ctx, tx, school, kinds, owners, forUpdate(tx))
}

func owned(ctx context.Context, q bun.IDB, school string, kinds, owners []string, lock string) (map[string][]Account, error) {
	all := map[string][]Account{}
	if len(owners) == 0 {
		return all, nil
	}
	var list []Account
	err := q.NewRaw("SELECT "+accountColumns+" FROM ledger_account WHERE school_id = ? AND owner_id IN (?) AND kind IN (?) ORDER BY id"+lock,
		school, bun.List(owners), bun.List(kinds)).Scan(ctx, &list)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		all[a.OwnerID] = append(all[a.OwnerID], a)
	}
	for _, accounts := range all {
		byExpiry(accounts)
	}
	return all, nil
}

// Line is what one movement did to one account.
type Line struct {
	Txn, Kind, Order, Memo, Reverses string
	Account                          string
	Amount                           int64
	Balance                          *int64 // of a live account, after it
	At                               int64  // when it happened, Unix ms
	PostedAt                         int64
}

// Lines are the movements of some accounts that were posted in [from, until), newest
// first, at most limit of them.
func Lines(ctx context.Context, q bun.IDB, school string, from, until int64, limit int, accounts ...string) (list []Line, err error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT t.id AS txn, t.kind, t.order_id AS "order", t.memo, COALESCE(t.reverses, '') AS reverses,
			e.account_id AS account, e.amount, e.balance_after AS balance, t.at, e.posted_at
		FROM ledger_entry e
		JOIN ledger_txn t ON t.school_id = e.school_id AND t.id = e.txn_id
		WHERE e.school_id = ? AND e.account_id IN (?) AND e.posted_at >= ? AND e.posted_at < ?
		ORDER BY e.posted_at DESC, e.txn_id DESC, e.seq
		LIMIT ?`, school, bun.List(accounts), from, until, limit).Scan(ctx, &list)
	return list, err
}

// BalanceBefore is what a live account had just before an instant.
func BalanceBefore(ctx context.Context, q bun.IDB, account string, at int64) (balance int64, err error) {
	err = q.NewRaw("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_entry WHERE account_id = ? AND posted_at < ?", account, at).Scan(ctx, &balance)
	return balance, err
}

// byExpiry puts the soonest to expire first; what never does is last.
func byExpiry(accounts []Account) {
	end := func(a Account) int64 {
		if a.ExpiresAt == 0 {
			return math.MaxInt64
		}
		return a.ExpiresAt
	}
	slices.SortStableFunc(accounts, func(a, b Account) int { return cmp.Compare(end(a), end(b)) })
}
