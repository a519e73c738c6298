package topup

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/wechatpay"
)

// pause is how long to wait before an order is asked about again.
func pause(tries int64) time.Duration {
	return min(5*time.Second<<min(tries, 5), time.Minute)
}

// Heard is a callback that was verified: what it is about is asked. An event of an order
// that is not ours is nothing to us.
func (s *Service) Heard(ctx context.Context, e wechatpay.Event) error {
	if s.bank == nil || e.OrderFromOther {
		return nil
	}
	_, err := s.Check(ctx, e.Order)
	if fault.Is(err, fault.NotFound) {
		s.log.Error("WeChat Pay calls back for an order that is not ours", "order", e.Order)
		return nil
	}
	return err
}

// Check asks WeChat Pay about an order, and does what follows. Unavailable topup_unknown if
// there is no answer to be believed. Any number may ask at once.
func (s *Service) Check(ctx context.Context, id string) (o Order, err error) {
	if s.bank == nil {
		return o, errOff
	}
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		o, err = find(ctx, q, id)
		return err
	})
	switch {
	case err != nil, o.State == Paid, o.State == Returned, o.State == Disputed, o.State == Stuck:
		return o, err
	case o.State == Returning:
		return s.giveBack(ctx, o)
	}
	t, err := s.bank.Query(ctx, id)
	if err == nil && o.State.Open() && !paid(t) && t.State != wechatpay.OrderOver && s.db.Now().UnixMilli() >= o.ExpiresAt {
		// Over: from here on nobody can pay, or somebody just has.
		if err = s.bank.Close(ctx, id); err == nil || wechatpay.Is(err, wechatpay.Paid) {
			t, err = s.bank.Query(ctx, id)
		}
	}
	if wechatpay.Is(err, wechatpay.NotExist) {
		// Our order has not arrived, and will not any more once it is over.
		t, err = wechatpay.Trade{No: id, State: wechatpay.NotPaid, Mine: true}, nil
		if s.db.Now().UnixMilli() >= o.ExpiresAt+time.Minute.Milliseconds() {
			t.State = wechatpay.OrderOver
		}
	}
	if err != nil {
		if _, later := s.change(ctx, id, s.again); later != nil {
			return o, later
		}
		return o, fault.New(fault.Unavailable, "topup_unknown")
	}
	if o, err = s.settle(ctx, o, t); err == nil && o.State == Returning {
		return s.giveBack(ctx, o)
	}
	return o, err
}

// again plans the next question.
func (s *Service) again(o *Order) bool {
	if o.State.captured() && o.State != Returning || !o.State.captured() && !o.State.Open() {
		return false
	}
	o.NextAt = s.db.Now().Add(pause(o.Tries)).UnixMilli()
	o.Tries++
	return true
}

func paid(t wechatpay.Trade) bool {
	return t.State == wechatpay.Success || t.State == wechatpay.Refunded
}

// settle writes what a verified answer says of an order.
func (s *Service) settle(ctx context.Context, o Order, t wechatpay.Trade) (Order, error) {
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		here := true
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); fault.Is(err, fault.NotFound) {
			here = false // erased: what comes now goes back
		} else if err != nil {
			return err
		}
		var err error
		if o, err = lock(ctx, tx, o.ID); err != nil || o.State.captured() {
			return err
		}
		switch {
		case paid(t):
			return s.capture(ctx, tx, &o, t, here)
		case !o.State.Open():
			return nil
		case t.State == wechatpay.OrderOver, t.State == wechatpay.Revoked, t.State == wechatpay.PayError:
			o.State, o.NextAt = Closed, 0
		default:
			s.again(&o)
			return update(ctx, tx, o)
		}
		if err := update(ctx, tx, o); err != nil {
			return err
		}
		return s.told(ctx, tx, o)
	})
	return o, err
}

// capture posts money that has come, once.
func (s *Service) capture(ctx context.Context, tx *db.Tx, o *Order, t wechatpay.Trade, here bool) error {
	o.Got, o.WechatID, o.PaidAt, o.NextAt, o.Reason = t.Amount, t.ID, tx.NowMS(), 0, ""
	to, verb := "", "wallet.topped_up"
	var err error
	if here {
		var left bool
		if left, err = gone(ctx, tx, o.SchoolID, o.PersonID, tx.NowMS()); err != nil {
			return err
		}
		here = !left
	}
	purses, err := purse.Lock(ctx, tx, o.SchoolID, o.PersonID)
	if err != nil {
		return err
	}
	switch {
	case !t.Mine || t.Amount != o.Amount || t.State == wechatpay.Refunded: // given back at WeChat Pay's own site before we knew
		s.log.Error("WeChat Pay says something else than was asked for", "order", o.ID, "asked", o.Amount, "paid", t.Amount, "ours", t.Mine, "state", t.State)
		o.State, verb = Disputed, "topup.disputed"
		to, err = purse.Channel(ctx, tx, o.SchoolID, suspense)
	case !here || purses[o.PersonID].Wallet.State == ledger.Closed:
		o.State, verb, o.NextAt = Returning, "topup.returning", tx.NowMS()
		to, err = purse.Channel(ctx, tx, o.SchoolID, transit)
	default:
		o.State = Paid
		to, err = purse.OpenWallet(ctx, tx, o.SchoolID, o.PersonID)
	}
	if err != nil {
		return err
	}
	if t.Amount > 0 && t.Amount <= ledger.MaxAmount {
		if err := s.post(ctx, tx, "topup:"+o.ID, *o, channelPrefix+s.bank.MchID(), to, t.Amount); err != nil {
			return err
		}
	}
	if err := update(ctx, tx, *o); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, audit.Event{School: o.SchoolID, Actor: "system", Action: verb, Target: "person:" + o.PersonID, Detail: map[string]any{"order": o.ID, "fen": t.Amount, "by": "wechat"}}); err != nil {
		return err
	}
	if o.State == Paid {
		if err := s.feed.Append(ctx, tx, o.SchoolID, feed.Item{Kind: purse.Moved, Subject: o.PersonID, Person: o.PersonID}); err != nil {
			return err
		}
	}
	return s.told(ctx, tx, *o)
}

var errPosted = errors.New("topup: the ledger declined money that has come")

// post moves an order's money from the account of a code to an account.
func (s *Service) post(ctx context.Context, tx *db.Tx, id string, o Order, from, to string, amount int64) error {
	source, err := purse.Channel(ctx, tx, o.SchoolID, from)
	if err != nil {
		return err
	}
	p, err := ledger.Post(ctx, tx, ledger.Txn{ID: id, School: o.SchoolID, Kind: purse.TopUp, Order: o.ID, Actor: o.AskedBy, Memo: channelPrefix + s.bank.MchID(),
		Legs: []ledger.Leg{{Account: source, Amount: -amount}, {Account: to, Amount: amount}}})
	if err == nil && (p.Declined != "" || p.Replay) {
		err = errPosted // the order is locked and said that nothing was captured: cannot be
	}
	return err
}

// giveBack asks for an order's money to go back to who paid, until it has.
func (s *Service) giveBack(ctx context.Context, o Order) (Order, error) {
	state, err := s.bank.Back(ctx, wechatpay.Refund{No: "b" + o.ID, Order: o.ID, Amount: o.Got, Total: o.Got, Why: "wallet closed"})
	var no *wechatpay.Refused
	refused := errors.As(err, &no)
	id := o.ID
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if o, err = lock(ctx, tx, id); err != nil || o.State != Returning {
			return err
		}
		verb := "topup.returned"
		switch {
		case state == wechatpay.RefundDone:
			o.State, o.NextAt = Returned, 0
			channel, err := purse.Channel(ctx, tx, o.SchoolID, channelPrefix+s.bank.MchID())
			if err != nil {
				return err
			}
			if err := s.post(ctx, tx, "topback:"+o.ID, o, transit, channel, o.Got); err != nil {
				return err
			}
		case state == wechatpay.RefundAbnormal, state == wechatpay.RefundOver, refused && no.Code != "FREQUENCY_LIMITED":
			o.State, o.NextAt, o.Reason, verb = Stuck, 0, string(state), "topup.stuck"
			if refused {
				o.Reason = no.Code
			}
			s.log.Error("WeChat Pay cannot give money back: the office must", "order", o.ID, "why", o.Reason)
		default:
			s.again(&o)
			return update(ctx, tx, o)
		}
		if err := update(ctx, tx, o); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{School: o.SchoolID, Actor: "system", Action: verb, Target: "person:" + o.PersonID, Detail: map[string]any{"order": o.ID, "fen": o.Got}}); err != nil {
			return err
		}
		return s.told(ctx, tx, o)
	})
	return o, err
}

// most is how many orders are asked about in one turn.
const most = 50

// Run asks about the orders whose time has come, until none is left: a job.
func (s *Service) Run(ctx context.Context) (failed error) {
	if s.bank == nil {
		return nil
	}
	for n := most; n == most && ctx.Err() == nil; {
		var ids []string
		err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
			ids, err = due(ctx, q, s.db.Now().UnixMilli(), most)
			return err
		})
		if err != nil {
			return err
		}
		n = len(ids)
		for _, id := range ids {
			if _, err := s.Check(ctx, id); err != nil && !fault.Is(err, fault.Unavailable) {
				failed, n = err, 0 // one order's trouble is not another's, and does not go round
			}
		}
	}
	return failed
}
