package topup

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/timetable"
	"yunka/server/wechatpay"
)

// Asked is what somebody wants to put into a wallet.
type Asked struct {
	School, Person string
	Key            string // made by the page: sent twice it is one order
	Amount         int64
	Way            string
	Text           string // what the payer reads at WeChat Pay
	IP             string // the phone's, which WeChat Pay wants to know for H5
	OpenID         string // who pays, at WeChat: for JSAPI
}

func (in Asked) payable() bool {
	return in.Way == Native || in.Way == H5 || in.Way == JSAPI && in.OpenID != ""
}

// Ask makes an order that can be paid. Without an answer of WeChat Pay it has no Link yet.
// Fails with Unavailable topup_off, Invalid topup_amount, Conflict topup_left, topup_day,
// purse_full or purse_closed, Mismatch topup_key for a key of another order, Conflict
// topup_refused if WeChat Pay says no.
func (s *Service) Ask(ctx context.Context, a allow.Actor, in Asked) (o Order, err error) {
	if s.bank == nil {
		return o, errOff
	}
	if in.Amount < Min || in.Amount > Max || !in.payable() || in.Key == "" || len(in.Key) > 36 {
		return o, fault.New(fault.Invalid, "topup_amount")
	}
	first := false
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		first = false
		class, err := campus.ClassAt(ctx, tx, in.School, in.Person, tx.NowMS())
		if err != nil {
			return err
		}
		if err := allow.Check(a, allow.WalletTopUp, allow.Target{School: in.School, Person: in.Person, Class: class}); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, in.School, in.Person); err != nil {
			return err
		}
		was, found, err := byKey(ctx, tx, in.School, in.Key)
		if err != nil {
			return err
		}
		if found {
			if o = was; was.PersonID != in.Person || was.Amount != in.Amount || was.Way != in.Way {
				return fault.New(fault.Mismatch, "topup_key")
			}
			return nil
		}
		sc, err := campus.SchoolByID(ctx, tx, in.School)
		if err != nil {
			return err
		}
		o = Order{ID: strings.ReplaceAll(db.NewID(), "-", ""), SchoolID: in.School, PersonID: in.Person, AskedBy: a.Name(), AskedKey: in.Key, Way: in.Way, Amount: in.Amount, State: Created,
			Day: timetable.Today(tx.Now, sc.Location()), At: tx.NowMS(), ExpiresAt: tx.Now.Add(life).UnixMilli(), NextAt: tx.Now.Add(pause(0)).UnixMilli()}
		if err := fits(ctx, tx, o); err != nil {
			return err
		}
		first = true
		if err := insert(ctx, tx, o); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: o.SchoolID, Actor: a.Name(), Action: "topup.asked", Target: "person:" + o.PersonID, Detail: map[string]any{"order": o.ID, "fen": o.Amount}})
	})
	if err != nil || !first {
		return o, err
	}
	return s.order(ctx, o, in)
}

// order asks WeChat Pay, after the commit: nothing is locked meanwhile.
func (s *Service) order(ctx context.Context, o Order, in Asked) (Order, error) {
	want := wechatpay.Order{No: o.ID, Text: in.Text, Amount: o.Amount, Expires: time.UnixMilli(o.ExpiresAt).Truncate(time.Second)}
	var link string
	var err error
	switch o.Way {
	case H5:
		link, err = s.bank.H5(ctx, want, in.IP)
	case JSAPI:
		link, err = s.bank.JSAPI(ctx, want, in.OpenID)
	default:
		link, err = s.bank.Native(ctx, want)
	}
	var no *wechatpay.Refused
	switch {
	case errors.As(err, &no):
		s.log.Error("WeChat Pay refuses an order", "order", o.ID, "code", no.Code)
		if _, err := s.change(ctx, o.ID, func(o *Order) bool {
			if !o.State.Open() {
				return false
			}
			o.State, o.Reason, o.NextAt = Failed, no.Code, 0
			return true
		}); err != nil {
			return o, err
		}
		return o, fault.New(fault.Conflict, "topup_refused")
	case err != nil || link == "" || len(link) > 1024: // asked about later
		s.log.Warn("WeChat Pay has not answered an order", "order", o.ID)
		return o, nil
	}
	return s.change(ctx, o.ID, func(o *Order) bool { // it may be paid by now
		o.Link = link
		if o.State == Created {
			o.State = Paying
		}
		return true
	})
}

// fits refuses what a wallet cannot take; its person is locked.
func fits(ctx context.Context, tx *db.Tx, o Order) error {
	left, err := gone(ctx, tx, o.SchoolID, o.PersonID, tx.NowMS())
	if err != nil {
		return err
	}
	if left {
		return fault.New(fault.Conflict, "topup_left")
	}
	purses, err := purse.Load(ctx, tx, o.SchoolID, o.PersonID)
	if err != nil {
		return err
	}
	w := purses[o.PersonID].Wallet
	today, open, err := sums(ctx, tx, o.SchoolID, o.PersonID, o.Day)
	switch {
	case err != nil:
		return err
	case w.State == ledger.Closed:
		return fault.New(fault.Conflict, "purse_closed")
	case today+o.Amount > MaxDay:
		return fault.New(fault.Conflict, "topup_day")
	case w.Balance+open+o.Amount > purse.MaxHeld:
		return fault.New(fault.Conflict, "purse_full")
	}
	return nil
}

// gone reports whether somebody has no membership in the school any more.
func gone(ctx context.Context, q bun.IDB, school, person string, now int64) (bool, error) {
	list, err := campus.MembersAt(ctx, q, school, now, allow.Roles, person)
	return len(list) == 0, err
}

// change changes an order under its lock, and says so to who watches it.
func (s *Service) change(ctx context.Context, id string, do func(o *Order) bool) (o Order, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if o, err = lock(ctx, tx, id); err != nil || !do(&o) {
			return err
		}
		if err := update(ctx, tx, o); err != nil {
			return err
		}
		return s.told(ctx, tx, o)
	})
	return o, err
}

func (s *Service) told(ctx context.Context, tx *db.Tx, o Order) error {
	return s.feed.Append(ctx, tx, o.SchoolID, feed.Item{Kind: Moved, Subject: o.ID, Person: o.PersonID})
}
