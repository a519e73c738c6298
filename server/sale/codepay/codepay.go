// Package codepay takes sales by a code of WeChat that a till reads. The sale lives between
// two books, ours and WeChat Pay's, and nobody calls back for it:
//
//   - The number and its order are written before WeChat Pay is asked, and asked about until
//     WeChat Pay's own signed answer is final. Until then the till is told that it is paying.
//   - Whatever is not an answer to be believed changes nothing here.
//   - An order that stays open is reversed, not before 15 s after it was asked for: it is
//     captured or reversed, never both. One server at a time asks about an order (a lease).
//   - The code is kept nowhere, and in no log.
//   - Another amount than was asked for lies in suspense and is nobody's sale.
//
// Money of a refund goes back by WeChat Pay, too (back.go): the merchant has paid it at once,
// and it is in transit until WeChat Pay says that the payer has it.
//
// The times are those of WeChat Pay's page for payments by code:
// https://pay.weixin.qq.com/doc/v3/merchant/4012791859. Amounts are fen, instants Unix ms.
package codepay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/timetable"
	"yunka/server/wechatpay"
)

// How long an order may stay open, from when it was asked for.
const (
	patience = 45 * time.Second // then it is reversed
	earliest = 15 * time.Second // before, WeChat Pay reverses nothing
	arrives  = 60 * time.Second // what has not arrived by then never will: our requests end after 4 s
)

// lease is how long one server alone asks about an order: longer than its three requests of
// 4 s, and after it the server asks nothing more.
const lease = 15 * time.Second

// State of an order.
type State string

// The states.
const (
	Paying    State = "paying"
	Reversing State = "reversing"
	Paid      State = "paid"
	Failed    State = "failed"
	Disputed  State = "disputed"
)

// Open reports whether its end is not known.
func (s State) Open() bool { return s == Paying || s == Reversing }

// Order is one at WeChat Pay.
type Order struct {
	SaleID, SchoolID, No, Asked string
	State                       State
	Reason                      string // WeChat Pay's word
	Got                         int64
	WechatID                    string
	Voided                      bool // its till does not want it any more
	At, NextAt, Tries           int64
}

// Bank is what is asked of WeChat Pay: a *wechatpay.Client.
type Bank interface {
	MchID() string
	PayByCode(ctx context.Context, o wechatpay.Order, code, device string) (wechatpay.Trade, error)
	Query(ctx context.Context, no string) (wechatpay.Trade, error)
	Reverse(ctx context.Context, no string) error
	Back(ctx context.Context, r wechatpay.Refund) (wechatpay.RefundState, error)
}

// Service takes and follows orders.
type Service struct {
	db   *db.DB
	feed *feed.Feed
	bank Bank
	log  *slog.Logger
}

// New makes it. bank nil is a school without a merchant's number.
func New(d *db.DB, f *feed.Feed, bank *wechatpay.Client, log *slog.Logger) *Service {
	s := &Service{db: d, feed: f, log: log}
	if bank != nil { // a nil in an interface is not nil
		s.bank = bank
	}
	return s
}

// On reports whether there is a merchant.
func (s *Service) On() bool { return s != nil && s.bank != nil }

// Is reports whether a text is a code of WeChat that pays: 18 digits from 10 to 15.
func Is(code string) bool {
	return len(code) == 18 && strings.Trim(code, "0123456789") == "" && code[:2] >= "10" && code[:2] <= "15"
}

// Take asks to be paid by a code for a number of a till. The same again is what became of
// it. Mismatch key_reused for the number with something else, NotFound for a terminal that
// takes money for nobody.
func (s *Service) Take(ctx context.Context, t allow.Actor, in sale.Asked, code string) (one sale.Sale, err error) {
	if err := allow.Check(t, allow.ChargeTake, allow.Target{School: t.TerminalSchool}); err != nil {
		return one, err
	}
	if !in.Sound() {
		return one, fault.New(fault.Invalid, "charge")
	}
	body, _ := json.Marshal([]any{in, code})
	sum := sha256.Sum256(body)
	o := Order{Asked: hex.EncodeToString(sum[:16]), State: Paying}
	var merchant sale.Merchant
	first := false
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		first = false
		tills, err := sale.LockTills(ctx, tx, t.TerminalSchool, t.Terminal)
		if err != nil {
			return err
		}
		var ok bool
		if merchant, ok = tills[t.Terminal]; !ok {
			return fault.New(fault.NotFound, "not_found")
		}
		taken, err := sale.Taken(ctx, tx, map[string][]int64{t.Terminal: {in.Seq}})
		if err != nil {
			return err
		}
		if was, used := taken[t.Terminal][in.Seq]; used {
			one = was
			before, found, err := find(ctx, tx, was.ID)
			other := was.Kind != sale.Wechat || found && before.Asked != o.Asked
			if err == nil && other && was.State != sale.Fenced && was.State != sale.Voided {
				err = fault.New(fault.Mismatch, "key_reused")
			}
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, t.TerminalSchool)
		if err != nil {
			return err
		}
		one = sale.Sale{ID: db.NewID(), SchoolID: sc.ID, TerminalID: t.Terminal, Seq: in.Seq, MerchantID: merchant.ID, Kind: sale.Wechat, Amount: in.Amount, Meal: in.Meal,
			State: sale.Refused, Reason: reason.PayWechat, Day: timetable.Today(tx.Now, sc.Location()), At: tx.NowMS()}
		if merchant.State != sale.Open {
			one.Reason = reason.PayMerchantClosed
			return sale.Insert(ctx, tx, one)
		}
		first = true
		o.SaleID, o.SchoolID, o.No, o.At, o.NextAt = one.ID, sc.ID, strings.ReplaceAll(one.ID, "-", ""), one.At, tx.Now.Add(lease).UnixMilli()
		if err := sale.Insert(ctx, tx, one); err != nil {
			return err
		}
		return insert(ctx, tx, o)
	})
	if err != nil || !first {
		return one, err
	}
	// After the commit: nothing is locked while WeChat Pay thinks.
	trade, err := s.bank.PayByCode(ctx, wechatpay.Order{No: o.No, Text: merchant.Name, Amount: in.Amount}, code, strings.ReplaceAll(t.Terminal, "-", ""))
	var no *wechatpay.Refused
	switch {
	case err == nil && paid(trade):
		return s.settle(ctx, o.SaleID, trade)
	case errors.As(err, &no) && no.Code != wechatpay.Paying && no.Status < 500:
		return s.end(ctx, o.SaleID, Failed, no.Code)
	}
	return one, s.later(ctx, o.SaleID, pause(0))
}

func paid(t wechatpay.Trade) bool {
	return t.State == wechatpay.Success || t.State == wechatpay.Refunded
}

// pause is how long to wait before an order is asked about again.
func pause(tries int64) time.Duration {
	if tries < 20 {
		return 2 * time.Second
	}
	return min(time.Duration(tries)*time.Second/2, time.Minute)
}

// Check asks WeChat Pay about a sale whose end is not known, unless that was done a moment
// ago or is being done elsewhere. open says whether it still is not.
func (s *Service) Check(ctx context.Context, id string) (one sale.Sale, open bool, err error) {
	o, found, err := s.claim(ctx, id)
	if err == nil && found && s.On() {
		err = s.ask(ctx, o)
	}
	if err != nil {
		return one, false, err
	}
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if one, err = sale.ByID(ctx, q, id); err != nil {
			return err
		}
		o, found, err = find(ctx, q, id)
		open = found && o.State.Open()
		return err
	})
	return one, open, err
}

// claim takes the lease of an order that is due; found is false for none.
func (s *Service) claim(ctx context.Context, id string) (o Order, found bool, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if o, found, err = lock(ctx, tx, id); err != nil || !found {
			return err
		}
		if found = o.State.Open() && o.NextAt <= tx.NowMS(); !found {
			return nil
		}
		o.NextAt = tx.Now.Add(lease).UnixMilli()
		o.Tries++
		return update(ctx, tx, o)
	})
	return o, found, err
}

// ask is one question about an order whose lease is ours, and what follows.
func (s *Service) ask(ctx context.Context, o Order) error {
	ctx, cancel := context.WithTimeout(ctx, lease)
	defer cancel()
	since := s.db.Now().Sub(time.UnixMilli(o.At))
	if o.State == Paying && since >= patience {
		var err error
		if o, err = s.reversing(ctx, o.SaleID, false); err != nil {
			return err
		}
	}
	if !o.Voided { // who does not want it any more does not ask whether it was paid
		t, err := s.bank.Query(ctx, o.No)
		if done, err := s.believe(ctx, o, t, err, since); done || err != nil {
			return err
		}
	}
	if o.State != Reversing {
		return s.later(ctx, o.SaleID, pause(o.Tries))
	}
	if since < earliest {
		return s.later(ctx, o.SaleID, earliest-since)
	}
	err := s.bank.Reverse(ctx, o.No)
	if wechatpay.Is(err, wechatpay.NotExist) && since >= arrives {
		_, err = s.end(ctx, o.SaleID, Failed, wechatpay.NotExist)
		return err
	}
	if err == nil {
		t, err := s.bank.Query(ctx, o.No)
		if err == nil && t.State == wechatpay.Revoked {
			_, err = s.end(ctx, o.SaleID, Failed, string(t.State))
			return err
		}
	}
	if since >= 10*time.Minute {
		s.log.Error("WeChat Pay does not reverse a payment by code", "order", o.No)
	}
	return s.later(ctx, o.SaleID, pause(o.Tries))
}

// believe does what a signed answer says of an order; done is false if it says that the
// order is open, or nothing.
func (s *Service) believe(ctx context.Context, o Order, t wechatpay.Trade, err error, since time.Duration) (done bool, _ error) {
	switch {
	case wechatpay.Is(err, wechatpay.NotExist) && since >= arrives:
		_, err = s.end(ctx, o.SaleID, Failed, wechatpay.NotExist)
		return true, err
	case err != nil:
		return false, nil
	case paid(t):
		_, err = s.settle(ctx, o.SaleID, t)
		return true, err
	case t.State == wechatpay.Revoked, t.State == wechatpay.OrderOver, t.State == wechatpay.PayError:
		_, err = s.end(ctx, o.SaleID, Failed, string(t.State))
		return true, err
	}
	return false, nil
}

// change changes an order that is open, with its sale, under their locks.
func (s *Service) change(ctx context.Context, id string, do func(ctx context.Context, tx *db.Tx, o *Order, one *sale.Sale) error) (o Order, one sale.Sale, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var found bool
		if o, found, err = lock(ctx, tx, id); err != nil {
			return err
		}
		if one, err = sale.Lock(ctx, tx, o.SchoolID, id); err != nil || !found || !o.State.Open() {
			return err
		}
		was := o.State
		if err := do(ctx, tx, &o, &one); err != nil {
			return err
		}
		if err := update(ctx, tx, o); err != nil {
			return err
		}
		if o.State == was {
			return nil
		}
		if err := sale.Finish(ctx, tx, one); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, o.SchoolID, feed.Item{Kind: sale.Asks, Subject: one.ID})
	})
	return o, one, err
}

// later gives the lease back.
func (s *Service) later(ctx context.Context, id string, in time.Duration) error {
	_, _, err := s.change(ctx, id, func(_ context.Context, tx *db.Tx, o *Order, _ *sale.Sale) error {
		o.NextAt = tx.Now.Add(in).UnixMilli()
		return nil
	})
	return err
}

func (s *Service) reversing(ctx context.Context, id string, voided bool) (o Order, err error) {
	o, _, err = s.change(ctx, id, func(_ context.Context, tx *db.Tx, o *Order, _ *sale.Sale) error {
		o.State, o.Voided = Reversing, o.Voided || voided
		if voided { // not before WeChat Pay reverses, nor while another server asks
			o.NextAt = max(o.NextAt, o.At+earliest.Milliseconds())
		}
		return nil
	})
	return o, err
}

// Void takes a sale back whose end is not known: it stays so until WeChat Pay has reversed
// it. One that has ended stays as it is.
func (s *Service) Void(ctx context.Context, id string) error {
	_, err := s.reversing(ctx, id, true)
	return err
}

// end writes that nobody has paid.
func (s *Service) end(ctx context.Context, id string, state State, word string) (one sale.Sale, err error) {
	_, one, err = s.change(ctx, id, func(_ context.Context, _ *db.Tx, o *Order, one *sale.Sale) error {
		o.State, o.Reason, o.NextAt = state, word, 0
		if o.Voided {
			one.State, one.Reason = sale.Voided, reason.PayReversed
		}
		return nil
	})
	return one, err
}

// settle takes the money that has come, once.
func (s *Service) settle(ctx context.Context, id string, t wechatpay.Trade) (one sale.Sale, err error) {
	_, one, err = s.change(ctx, id, func(ctx context.Context, tx *db.Tx, o *Order, one *sale.Sale) error {
		o.State, o.Got, o.WechatID, o.NextAt = Paid, t.Amount, t.ID, 0
		m, err := sale.MerchantByID(ctx, tx, o.SchoolID, one.MerchantID)
		if err != nil {
			return err
		}
		to, movement := m.AccountID, one.Txn(nil, m.Name)
		if !t.Mine || t.Amount != one.Amount || t.State == wechatpay.Refunded {
			s.log.Error("WeChat Pay says something else than was asked for", "order", o.No, "asked", one.Amount, "paid", t.Amount, "ours", t.Mine, "state", t.State)
			o.State = Disputed
			movement.ID, movement.Kind = "codepay:"+one.ID, purse.TopUp
			if to, err = purse.Channel(ctx, tx, o.SchoolID, suspense); err != nil {
				return err
			}
		} else {
			one.State, one.Reason = sale.Paid, reason.OK
		}
		if t.Amount <= 0 || t.Amount > ledger.MaxAmount {
			return nil
		}
		from, err := purse.Channel(ctx, tx, o.SchoolID, channel+s.bank.MchID())
		if err != nil {
			return err
		}
		movement.Legs = []ledger.Leg{{Account: from, Amount: -t.Amount}, {Account: to, Amount: t.Amount}}
		return post(ctx, tx, movement)
	})
	return one, err
}

// The ledger's accounts of the other side, as package topup has them.
const (
	channel  = "channel:wechat:" // and the merchant's number
	suspense = "suspense:long"
	transit  = "refund_transit"
)

var errPosted = errors.New("codepay: the ledger declined money that has moved")

func post(ctx context.Context, tx *db.Tx, t ledger.Txn) error {
	p, err := ledger.Post(ctx, tx, t)
	if err == nil && (p.Declined != "" || p.Replay) {
		err = errPosted // its order is locked and said that nothing was posted: cannot be
	}
	return err
}

// most is how many are asked about in one turn.
const most = 50

// Run asks about what is due: a job.
func (s *Service) Run(ctx context.Context) (failed error) {
	if !s.On() {
		return nil
	}
	var orders []string
	var backs []Back
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if orders, err = due(ctx, q, s.db.Now().UnixMilli(), most); err != nil {
			return err
		}
		backs, err = backsDue(ctx, q, s.db.Now().UnixMilli(), most)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range orders {
		if _, _, err := s.Check(ctx, id); err != nil {
			failed = err // one order's trouble is not another's
		}
	}
	for _, b := range backs {
		if err := s.back(ctx, b); err != nil {
			failed = err
		}
	}
	return failed
}
