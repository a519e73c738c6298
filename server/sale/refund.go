package sale

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/ledger"
	"yunka/server/purse"
)

// Refund is money that goes back for a sale.
type Refund struct {
	ID, SchoolID, SaleID string
	Amount               int64
	Why                  string
	State                string
	AskedBy              string // a person's id, or terminal:<id>
	AskedAt              int64
	AnsweredBy           string
	AnsweredAt           int64
}

// The states of a refund.
const (
	RefundWaiting = "waiting" // for a second person
	RefundDone    = "done"
	RefundRefused = "refused"
)

// maxRefundID leaves room in an id of the ledger.
const maxRefundID = 48

// Back asks for money back for a sale: done at once, or, from the sum that the school has
// set on, when a second person agrees. r.ID is made by who asks: the same again is the
// same refund. Invalid refund, NotFound, Conflict refund_exceeds, Mismatch refund for an
// id of another one.
func (s *Service) Back(ctx context.Context, a allow.Actor, r Refund) (out Refund, err error) {
	return s.back(ctx, a, r, who(a, r.SchoolID), func() error { return allow.Check(a, allow.MoneyManage, allow.Target{School: r.SchoolID}) })
}

// BackAtTill is Back by a till of the merchant that was paid; staff is who stands there, ""
// for a machine.
func (s *Service) BackAtTill(ctx context.Context, t allow.Actor, seq int64, r Refund, staff string) (out Refund, err error) {
	if err := allow.Check(t, allow.ChargeTake, allow.Target{School: t.TerminalSchool}); err != nil {
		return out, err
	}
	var one Sale
	var found bool
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		one, found, err = bySeq(ctx, q, t.Terminal, seq)
		return err
	})
	if err == nil && !found {
		err = errNone
	}
	if err != nil {
		return out, err
	}
	sum := sha256.Sum256([]byte(t.Terminal + " " + r.ID)) // tills make their ids alone
	r.SchoolID, r.SaleID, r.ID = t.TerminalSchool, one.ID, "till:"+hex.EncodeToString(sum[:16])
	by := t.Name()
	if staff != "" {
		by = staff
	}
	return s.back(ctx, t, r, by, func() error { return nil })
}

func (s *Service) back(ctx context.Context, a allow.Actor, r Refund, by string, may func() error) (out Refund, err error) {
	r.Why = strings.TrimSpace(r.Why)
	if r.ID == "" || len(r.ID) > maxRefundID || r.Amount <= 0 || r.Amount > MaxAmount || r.Why == "" || utf8.RuneCountInString(r.Why) > 100 {
		return out, fault.New(fault.Invalid, "refund")
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := may(); err != nil {
			return err
		}
		one, err := lockWithPerson(ctx, tx, r.SchoolID, r.SaleID)
		if err != nil {
			return err
		}
		was, found, err := readRefund(ctx, tx, r.SchoolID, r.ID)
		if err != nil {
			return err
		}
		if found {
			if out = was; was.SaleID != r.SaleID || was.Amount != r.Amount {
				return fault.New(fault.Mismatch, "refund")
			}
			return nil
		}
		waiting, err := waitingSum(ctx, tx, one.ID)
		if err != nil {
			return err
		}
		if one.State != Paid || one.Refunded+waiting+r.Amount > one.Amount {
			return fault.New(fault.Conflict, "refund_exceeds")
		}
		set, err := purse.SettingOf(ctx, tx, r.SchoolID)
		if err != nil {
			return err
		}
		r.AskedBy, r.AskedAt, r.State = by, tx.NowMS(), RefundDone
		if set.TwoFrom > 0 && r.Amount >= set.TwoFrom {
			r.State = RefundWaiting
		} else {
			r.AnsweredBy, r.AnsweredAt = by, tx.NowMS()
		}
		if err := insertRefund(ctx, tx, r); err != nil {
			return err
		}
		verb := "refund.asked"
		if r.State == RefundDone {
			verb = "refund.done"
			if err := giveBack(ctx, tx, &one, r); err != nil {
				return err
			}
		}
		out = r
		return s.note(ctx, tx, a.Name(), one, verb, map[string]any{"refund": r.ID, "fen": r.Amount, "why": r.Why})
	})
	return out, err
}

// Answer says yes or no to a refund that waits, by somebody else than who asked. NotFound,
// Forbidden refund_own, Conflict refund_answered.
func (s *Service) Answer(ctx context.Context, a allow.Actor, school, id string, yes bool) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.MoneyManage, allow.Target{School: school}); err != nil {
			return err
		}
		r, found, err := readRefund(ctx, tx, school, id)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "not_found")
		}
		one, err := lockWithPerson(ctx, tx, school, r.SaleID)
		if err != nil {
			return err
		}
		if r, _, err = readRefund(ctx, tx, school, id); err != nil { // under the sale's lock
			return err
		}
		switch {
		case r.State != RefundWaiting:
			return fault.New(fault.Conflict, "refund_answered")
		case r.AskedBy == who(a, school):
			return fault.New(fault.Forbidden, "refund_own")
		}
		verb := "refund.refused"
		r.State, r.AnsweredBy, r.AnsweredAt = RefundRefused, who(a, school), tx.NowMS()
		if yes {
			r.State, verb = RefundDone, "refund.done"
		}
		if err := answerRefund(ctx, tx, r); err != nil {
			return err
		}
		if yes {
			if err := giveBack(ctx, tx, &one, r); err != nil {
				return err
			}
		}
		return s.note(ctx, tx, a.Name(), one, verb, map[string]any{"refund": r.ID, "fen": r.Amount})
	})
}

// who is the person that an account is in a school: somebody who asks at a till and agrees
// at a desk is one person. "" is nobody of the school.
func who(a allow.Actor, school string) string {
	for _, seat := range a.Seats {
		if seat.School == school {
			return seat.Person
		}
	}
	return ""
}

// lockWithPerson locks who paid, then the sale.
func lockWithPerson(ctx context.Context, tx *db.Tx, school, id string) (one Sale, err error) {
	if one, err = readSale(ctx, tx, school, id); err != nil {
		return one, err
	}
	if err = lockPayer(ctx, tx, one); err != nil {
		return one, err
	}
	return lockSale(ctx, tx, school, id)
}

// lockPayer locks who paid, if that is anybody we know.
func lockPayer(ctx context.Context, tx *db.Tx, one Sale) error {
	if one.PersonID == "" {
		return nil
	}
	return campus.LockPerson(ctx, tx, one.SchoolID, one.PersonID)
}

// giveBack posts a refund of a sale that is locked: what came from the wallet goes back
// first, then the subsidies, the last to expire first. What goes back to one that is over
// goes on to the school by itself (purse.Expire).
func giveBack(ctx context.Context, tx *db.Tx, one *Sale, r Refund) error {
	paid, err := ledger.Left(ctx, tx, one.SchoolID, txn(one.ID))
	if err != nil {
		return err
	}
	if one.Kind == Wechat {
		return backByWechat(ctx, tx, one, r, paid)
	}
	purses, err := purse.Lock(ctx, tx, one.SchoolID, one.PersonID)
	if err != nil {
		return err
	}
	p, rest := purses[one.PersonID], r.Amount
	var legs []ledger.Leg
	take := func(account string) {
		if part := min(rest, -paid[account]); part > 0 {
			legs, rest = append(legs, ledger.Leg{Account: account, Amount: part}), rest-part
		}
	}
	take(p.Wallet.ID)
	for i := len(p.Subsidies) - 1; i >= 0; i-- {
		take(p.Subsidies[i].ID)
	}
	for account, sum := range paid {
		if sum > 0 {
			legs = append(legs, ledger.Leg{Account: account, Amount: -r.Amount})
		}
	}
	return postBack(ctx, tx, one, r, legs)
}

// backByWechat takes a refund from the merchant and puts it in transit: package codepay asks
// WeChat Pay to give it back.
func backByWechat(ctx context.Context, tx *db.Tx, one *Sale, r Refund, paid map[string]int64) error {
	var legs []ledger.Leg
	channel := ""
	for account, sum := range paid {
		if sum > 0 {
			legs = append(legs, ledger.Leg{Account: account, Amount: -r.Amount})
		} else {
			channel, legs = account, append(legs, ledger.Leg{Account: account, Amount: r.Amount})
		}
	}
	if err := postBack(ctx, tx, one, r, legs); err != nil {
		return err
	}
	transit, err := purse.Channel(ctx, tx, one.SchoolID, "refund_transit")
	if err != nil {
		return err
	}
	got, err := ledger.Post(ctx, tx, ledger.Txn{ID: "transit:" + r.ID, School: one.SchoolID, Kind: purse.Refund, Order: one.ID, Actor: r.AnsweredBy,
		Legs: []ledger.Leg{{Account: channel, Amount: -r.Amount}, {Account: transit, Amount: r.Amount}}})
	if err == nil && got.Declined != "" {
		err = fault.New(fault.Conflict, "refund_exceeds")
	}
	if err != nil {
		return err
	}
	return insertBack(ctx, tx, *one, r)
}

func postBack(ctx context.Context, tx *db.Tx, one *Sale, r Refund, legs []ledger.Leg) error {
	got, err := ledger.Post(ctx, tx, ledger.Txn{ID: "back:" + r.ID, School: one.SchoolID, Kind: purse.Refund, Order: one.ID, Reverses: txn(one.ID), Actor: r.AnsweredBy, Memo: r.Why, Legs: legs})
	switch {
	case err != nil:
		return err
	case got.Declined == ledger.NotOpen: // the wallet was closed meanwhile
		return fault.New(fault.Conflict, "purse_closed")
	case got.Declined != "":
		return fault.New(fault.Conflict, "refund_exceeds")
	}
	one.Refunded += r.Amount
	return setRefunded(ctx, tx, one.ID, one.Refunded)
}

// txn is the ledger's id of a sale's movement.
func txn(sale string) string { return "sale:" + sale }
