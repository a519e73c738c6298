package topup

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/purse"
)

// The ways to end what somebody of the office has to look at.
const (
	ToWallet = "wallet" // another amount was paid: what came goes into the wallet
	InCash   = "cash"   // it was paid out at the school's cash desk
	Again    = "again"  // WeChat Pay is asked once more to give it back
)

// Ways are those that an order in this state can be ended by.
func (s State) Ways() []string {
	switch s {
	case Disputed:
		return []string{ToWallet, InCash}
	case Stuck:
		return []string{Again, InCash}
	}
	return nil
}

// Resolve ends an order that somebody of the office has to look at. NotFound, Conflict
// topup_way for a way that is none of its state's, purse_closed.
func (s *Service) Resolve(ctx context.Context, a allow.Actor, school, id, how string) error {
	if s.bank == nil {
		return errOff
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.MoneyManage, allow.Target{School: school}); err != nil {
			return err
		}
		o, err := find(ctx, tx, id)
		if err != nil || o.SchoolID != school {
			return errNone
		}
		if how == ToWallet {
			if err := campus.LockPerson(ctx, tx, school, o.PersonID); err != nil {
				return err
			}
		}
		if o, err = lock(ctx, tx, id); err != nil {
			return err
		}
		from, to := suspense, ""
		if o.State == Stuck {
			from = transit
		}
		switch {
		case how == ToWallet && o.State == Disputed:
			to, err = s.wallet(ctx, tx, o)
			o.State = Paid
		case how == InCash && (o.State == Disputed || o.State == Stuck):
			to, err = purse.Channel(ctx, tx, school, purse.CashDesk)
			o.State = Returned
		case how == Again && o.State == Stuck:
			o.State, o.NextAt = Returning, tx.NowMS()
		default:
			err = fault.New(fault.Conflict, "topup_way")
		}
		if err != nil {
			return err
		}
		if to != "" {
			if err := s.post(ctx, tx, "topfix:"+o.ID, o, from, to, o.Got); err != nil {
				return err
			}
		}
		if err := update(ctx, tx, o); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: school, Actor: a.Name(), Action: "topup.resolved", Target: "person:" + o.PersonID, Detail: map[string]any{"order": o.ID, "fen": o.Got, "how": how}}); err != nil {
			return err
		}
		if how == ToWallet {
			if err := s.feed.Append(ctx, tx, school, feed.Item{Kind: purse.Moved, Subject: o.PersonID, Person: o.PersonID}); err != nil {
				return err
			}
		}
		return s.told(ctx, tx, o)
	})
}

func (s *Service) wallet(ctx context.Context, tx *db.Tx, o Order) (string, error) {
	purses, err := purse.Lock(ctx, tx, o.SchoolID, o.PersonID)
	if err != nil {
		return "", err
	}
	if purses[o.PersonID].Wallet.State == ledger.Closed {
		return "", fault.New(fault.Conflict, "purse_closed")
	}
	return purse.OpenWallet(ctx, tx, o.SchoolID, o.PersonID)
}

// Troubled are the orders of a school that somebody of the office has to look at, the
// oldest first.
func Troubled(ctx context.Context, q bun.IDB, school string) ([]Named, error) {
	list, _, _, err := List(ctx, q, school, Filter{From: "", To: "9", State: Trouble}, 0, 200)
	return list, err
}
