package ledger

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

// PostAll posts movements of one school one after another, as Post would, in five
// statements for all of them: a batch of sales is one commit, and what its statements cost
// is what a busy canteen waits for (BenchmarkHotMerchant in server/till). It takes nothing
// back: Invalid ledger_txn for a movement that reverses one. Fails like Post, and then
// nothing of it is posted.
func PostAll(ctx context.Context, tx *db.Tx, list []Txn) ([]Posted, error) {
	if len(list) == 0 {
		return nil, nil
	}
	list, school := slices.Clone(list), list[0].School
	var legs []Leg
	ids := make([]string, len(list))
	for i := range list {
		t := &list[i]
		if err := t.check(); err != nil {
			return nil, err
		}
		if t.Reverses != "" || t.School != school {
			return nil, fault.Newf(fault.Invalid, "ledger_txn", "movements that are posted together are of one school and take nothing back")
		}
		t.Legs = sorted(t.Legs)
		if t.At == 0 {
			t.At = tx.NowMS()
		}
		ids[i], legs = t.ID, append(legs, t.Legs...)
	}
	accounts, err := lockAccounts(ctx, tx, school, legs)
	if err != nil {
		return nil, err
	}
	known, err := readTxns(ctx, tx, school, ids)
	if err != nil {
		return nil, err
	}
	posted := make([]Posted, len(list))
	var txns, entries, moved []bun.TupleValues
	touched := map[string]*Account{}
	for i := range list {
		t := &list[i]
		hash := t.hash()
		if was, found := known[t.ID]; found {
			if posted[i], err = answer(was, hash); err != nil {
				return nil, err
			}
			continue
		}
		reason := refused(t, accounts, nil, tx.NowMS())
		known[t.ID], posted[i].Declined = storedTxn{hash, reason}, reason
		txns = append(txns, txnRow(tx, t, hash, reason))
		if reason != "" {
			continue
		}
		for _, l := range t.Legs {
			if a := accounts[l.Account]; a.Mode == Live {
				a.Balance, a.Version = a.Balance+l.Amount, a.Version+1
				touched[a.ID] = a
			}
		}
		entries = append(entries, entryRows(tx, t, accounts)...)
	}
	for _, a := range touched {
		moved = append(moved, bun.Tuple([]any{a.ID, a.Balance, a.Version}))
	}
	if err := writeTxns(ctx, tx, txns); err != nil {
		return nil, err
	}
	if len(moved) > 0 { // both engines call the columns of VALUES so
		if _, err := tx.NewRaw(`
			UPDATE ledger_account
			SET balance = v.column2, version = v.column3
			FROM (VALUES ?) AS v
			WHERE ledger_account.school_id = ? AND ledger_account.id = v.column1`, bun.List(moved), school).Exec(ctx); err != nil {
			return nil, err
		}
	}
	return posted, writeEntries(ctx, tx, entries)
}

func readTxns(ctx context.Context, q bun.IDB, school string, ids []string) (map[string]storedTxn, error) {
	var rows []struct {
		ID string
		storedTxn
	}
	err := q.NewRaw("SELECT id, hash, reason FROM ledger_txn WHERE school_id = ? AND id IN (?)", school, bun.List(ids)).Scan(ctx, &rows)
	known := make(map[string]storedTxn, len(ids))
	for _, r := range rows {
		known[r.ID] = r.storedTxn
	}
	return known, err
}
