package purse

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/ledger"
)

// Move is what one movement did to somebody's money. Own is the wallet, Given the
// subsidies; both are negative for what was spent.
type Move struct {
	Txn, Kind, Order, Memo string
	Own, Given             int64
	After                  int64 // of the wallet, if Own is not 0
	At                     int64 // when it was posted, ms: the order of balances
}

// Bill is a stretch of time of somebody's money: what there was, what moved, what there is
// then. Opening and all Own add up to Closing.
type Bill struct {
	Opening, Closing int64
	Moves            []Move // newest first
}

// maxLines is more than anybody moves in a month.
const maxLines = 10_000

// BillOf reads what moved in [from, until).
func BillOf(ctx context.Context, q bun.IDB, school, person string, from, until int64) (b Bill, err error) {
	accounts, err := ledger.Owned(ctx, q, school, own, person)
	if err != nil {
		return b, err
	}
	kind, wallet := map[string]string{}, ""
	var ids []string
	for _, a := range accounts[person] {
		ids, kind[a.ID] = append(ids, a.ID), a.Kind
		if a.Kind == Wallet {
			wallet = a.ID
		}
	}
	if wallet != "" {
		if b.Opening, err = ledger.BalanceBefore(ctx, q, wallet, from); err != nil {
			return b, err
		}
	}
	lines, err := ledger.Lines(ctx, q, school, from, until, maxLines, ids...)
	if err != nil {
		return b, err
	}
	b.Closing = b.Opening
	for _, l := range lines {
		n := len(b.Moves) - 1
		if n < 0 || b.Moves[n].Txn != l.Txn {
			b.Moves = append(b.Moves, Move{Txn: l.Txn, Kind: l.Kind, Order: l.Order, Memo: l.Memo, At: l.PostedAt})
			n++
		}
		m := &b.Moves[n]
		if kind[l.Account] == Wallet {
			m.Own += l.Amount
			b.Closing += l.Amount
			if l.Balance != nil {
				m.After = *l.Balance
			}
		} else {
			m.Given += l.Amount
		}
	}
	return b, nil
}

// Own adds up what a kind of movements did to the wallet, and how many they were.
func (b Bill) Own(kind string) (sum int64, n int) {
	for _, m := range b.Moves {
		if m.Kind == kind && m.Own != 0 {
			sum += m.Own
			n++
		}
	}
	return sum, n
}
