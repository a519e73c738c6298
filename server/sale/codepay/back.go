package codepay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"yunka/server/db"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/wechatpay"
)

// Back is money of a refund on its way to who paid by WeChat. The merchant has paid it: it
// lies in transit until WeChat Pay says that it has arrived.
type Back struct {
	SchoolID, RefundID, SaleID string
	Amount                     int64
	State                      string
	Reason                     string
	NextAt, Tries              int64
}

// The states of one.
const (
	BackWorking = "working"
	BackDone    = "done"
	BackStuck   = "stuck"
)

// no is its number at WeChat Pay, the same for ever.
func (b Back) no() string {
	sum := sha256.Sum256([]byte(b.SchoolID + " " + b.RefundID))
	return "c" + hex.EncodeToString(sum[:15])
}

// back asks for a refund until it has arrived or cannot.
func (s *Service) back(ctx context.Context, b Back) error {
	var o Order
	var total int64
	mine := false
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if b, err = lockBack(ctx, tx, b.SchoolID, b.RefundID); err != nil {
			return err
		}
		if mine = b.State == BackWorking && b.NextAt <= tx.NowMS(); !mine {
			return nil
		}
		if o, _, err = find(ctx, tx, b.SaleID); err != nil {
			return err
		}
		total = o.Got
		b.NextAt, b.Tries = tx.Now.Add(lease).UnixMilli(), b.Tries+1
		return updateBack(ctx, tx, b)
	})
	if err != nil || !mine {
		return err
	}
	state, err := s.bank.Back(ctx, wechatpay.Refund{No: b.no(), Order: o.No, Amount: b.Amount, Total: total, Why: "refund"})
	var no *wechatpay.Refused
	refused := errors.As(err, &no) && no.Code != "FREQUENCY_LIMITED"
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if b, err = lockBack(ctx, tx, b.SchoolID, b.RefundID); err != nil || b.State != BackWorking {
			return err
		}
		switch {
		case state == wechatpay.RefundDone:
			b.State, b.NextAt = BackDone, 0
			if err := s.arrived(ctx, tx, b); err != nil {
				return err
			}
		case state == wechatpay.RefundAbnormal, state == wechatpay.RefundOver, refused:
			b.State, b.NextAt, b.Reason = BackStuck, 0, string(state)
			if refused {
				b.Reason = no.Code
			}
			s.log.Error("WeChat Pay cannot give money back: the office must", "order", o.No, "why", b.Reason)
		default:
			b.NextAt = tx.Now.Add(pause(b.Tries)).UnixMilli()
		}
		return updateBack(ctx, tx, b)
	})
}

func (s *Service) arrived(ctx context.Context, tx *db.Tx, b Back) error {
	from, err := purse.Channel(ctx, tx, b.SchoolID, transit)
	if err != nil {
		return err
	}
	to, err := purse.Channel(ctx, tx, b.SchoolID, channel+s.bank.MchID())
	if err != nil {
		return err
	}
	return post(ctx, tx, ledger.Txn{ID: "arrived:" + b.RefundID, School: b.SchoolID, Kind: purse.Refund, Order: b.SaleID, Actor: "system",
		Legs: []ledger.Leg{{Account: from, Amount: -b.Amount}, {Account: to, Amount: b.Amount}}})
}
