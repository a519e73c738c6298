package codepay

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/sale"
)

// The ways to end what somebody of the office has to look at.
const (
	InCash = "cash"  // it was paid out at the school's cash desk
	Again  = "again" // WeChat Pay is asked once more to give it back
)

// Trouble is what somebody of the office has to look at: an order of which another amount
// was paid, or, with a Refund, money that WeChat Pay could not give back.
type Trouble struct {
	SaleID, RefundID string
	Amount, At       int64
	WechatID, Reason string
	Merchant         string
	Seq              int64
}

// Ways are those that it can be ended by.
func (t Trouble) Ways() []string {
	if t.RefundID == "" {
		return []string{InCash}
	}
	return []string{Again, InCash}
}

// Resolve ends what somebody of the office has to look at: the order of a sale, or with
// refund that refund of it. NotFound, Conflict topup_way.
func (s *Service) Resolve(ctx context.Context, a allow.Actor, school, id, refund, how string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := allow.Check(a, allow.MoneyManage, allow.Target{School: school}); err != nil {
			return err
		}
		o, found, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if !found || o.SchoolID != school {
			return fault.New(fault.NotFound, "not_found")
		}
		wrong := fault.New(fault.Conflict, "topup_way")
		from, movement, amount := "", "codefix:"+id, o.Got
		switch {
		case refund == "" && (o.State != Disputed || how != InCash):
			return wrong
		case refund == "":
			from, o.State = suspense, Failed
			err = update(ctx, tx, o)
		default:
			var b Back
			if b, err = lockBack(ctx, tx, school, refund); err != nil || b.SaleID != id {
				return fault.New(fault.NotFound, "not_found")
			}
			switch {
			case b.State != BackStuck || how != InCash && how != Again:
				return wrong
			case how == Again:
				b.State, b.NextAt, b.Tries = BackWorking, tx.NowMS(), 0
			default:
				b.State, from, movement, amount = BackDone, transit, "backfix:"+refund, b.Amount
			}
			err = updateBack(ctx, tx, b)
		}
		if err != nil {
			return err
		}
		if from != "" {
			if err := cash(ctx, tx, school, id, a.Name(), movement, from, amount); err != nil {
				return err
			}
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "topup.resolved", Target: "sale:" + id, Detail: map[string]any{"refund": refund, "fen": amount, "how": how}}); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: sale.Asks, Subject: id})
	})
}

// cash moves what was paid out at the desk.
func cash(ctx context.Context, tx *db.Tx, school, order, by, id, from string, amount int64) error {
	source, err := purse.Channel(ctx, tx, school, from)
	if err != nil {
		return err
	}
	to, err := purse.Channel(ctx, tx, school, purse.CashDesk)
	if err != nil {
		return err
	}
	return post(ctx, tx, ledger.Txn{ID: id, School: school, Kind: purse.Refund, Order: order, Actor: by, Legs: []ledger.Leg{{Account: source, Amount: -amount}, {Account: to, Amount: amount}}})
}

// Troubled is what somebody of the office has to look at, the oldest first.
func Troubled(ctx context.Context, q bun.IDB, school string) ([]Trouble, error) {
	return troubled(ctx, q, school)
}
