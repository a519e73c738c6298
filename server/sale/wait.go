package sale

import (
	"context"
	"time"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/ledger"
	"yunka/server/outbox"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/timetable"
)

// WaitLife is how long a sale waits for its payer's PIN. It keeps no money meanwhile: what
// may be spent is asked again when the PIN comes.
const WaitLife = 90 * time.Second

// Asks is the feed's kind of a sale that waits for its payer, or does not any more; the
// subject is the sale.
const Asks = "pay.asks"

// Wait is a sale that its payer has to say yes to. Its number is refused with PAY_PIN until
// then.
type Wait struct {
	SaleID, SchoolID, PersonID string
	State                      string
	UntilAt                    int64 // Unix ms
}

// The states of one that waits.
const (
	WaitOpen    = "waiting"
	WaitPaid    = "paid"
	WaitRefused = "refused"
	WaitVoided  = "voided"
)

// apart is how far two servers' clocks may differ, and more (web's readyz).
const apart = 5_000

// Open reports whether the payer can still answer.
func (w Wait) Open(now int64) bool { return w.State == WaitOpen && now < w.UntilAt }

// Unsettled reports whether an answer may still come, on a server with another clock too:
// until then no till is told how it ended.
func (w Wait) Unsettled(now int64) bool { return w.State == WaitOpen && now < w.UntilAt+apart }

// Agree takes a sale that waits for its payer, who has typed the PIN, if the rules still
// allow it: if not it is refused, and its reason says why. Once more answers the same.
// NotFound for none of that person's, Conflict pay_over after its time.
func (s *Service) Agree(ctx context.Context, a allow.Actor, school, person, id string) (one Sale, err error) {
	err = s.answer(ctx, a, school, person, id, func(ctx context.Context, tx *db.Tx, one *Sale) (string, error) { return s.take(ctx, tx, one) }, &one)
	return one, err
}

// Decline refuses a sale that waits for its payer, who does not want it. Fails like Agree.
func (s *Service) Decline(ctx context.Context, a allow.Actor, school, person, id string) (one Sale, err error) {
	err = s.answer(ctx, a, school, person, id, func(context.Context, *db.Tx, *Sale) (string, error) { return WaitRefused, nil }, &one)
	return one, err
}

func (s *Service) answer(ctx context.Context, a allow.Actor, school, person, id string, do func(ctx context.Context, tx *db.Tx, one *Sale) (string, error), one *Sale) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(a, allow.WalletPay, allow.Target{School: school, Person: person}); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, school, person); err != nil {
			return err
		}
		var err error
		if *one, err = lockSale(ctx, tx, school, id); err != nil {
			return err
		}
		w, found, err := WaitOf(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case !found || one.PersonID != person:
			return errNone
		case w.State == WaitPaid || w.State == WaitRefused:
			return nil
		case !w.Open(tx.NowMS()):
			return fault.New(fault.Conflict, "pay_over")
		}
		if w.State, err = do(ctx, tx, one); err != nil {
			return err
		}
		return s.endWait(ctx, tx, w, *one)
	})
}

// endWait writes how it ended; the sale is locked.
func (s *Service) endWait(ctx context.Context, tx *db.Tx, w Wait, one Sale) error {
	if err := updateWait(ctx, tx, w); err != nil {
		return err
	}
	if err := Finish(ctx, tx, one); err != nil {
		return err
	}
	return s.feed.Append(ctx, tx, one.SchoolID, feed.Item{Kind: Asks, Subject: one.ID, Person: one.PersonID})
}

// take takes the money, or says in the sale why not.
func (s *Service) take(ctx context.Context, tx *db.Tx, one *Sale) (state string, err error) {
	sc, err := campus.SchoolByID(ctx, tx, one.SchoolID)
	if err != nil {
		return "", err
	}
	f := Facts{Asked: Asked{Seq: one.Seq, Amount: one.Amount, Meal: one.Meal, Sure: true}, Now: tx.NowMS(), By: rule.Phone, PIN: true}
	if f.Setting, err = purse.SettingOf(ctx, tx, sc.ID); err != nil {
		return "", err
	}
	if f.Merchant, err = MerchantByID(ctx, tx, sc.ID, one.MerchantID); err != nil {
		return "", err
	}
	purses, err := purse.Lock(ctx, tx, sc.ID, one.PersonID)
	if err != nil {
		return "", err
	}
	f.Purse = purses[one.PersonID]
	one.At, one.Day = f.Now, timetable.Today(tx.Now, sc.Location())
	sold, err := Today(ctx, tx, sc.ID, one.Day, one.PersonID)
	if err != nil {
		return "", err
	}
	f.Spent = SpentOf(sold[one.PersonID], *one)
	o := Decide(f)
	if one.Reason = o.Reason; o.Reason != reason.OK {
		return WaitRefused, nil
	}
	one.State, one.Subsidy = Paid, o.Given
	p, err := ledger.Post(ctx, tx, one.Txn(o.Legs, f.Merchant.Name))
	if err == nil && (p.Declined != "" || p.Replay) {
		err = fault.Newf(fault.Internal, "ledger", "the ledger refused a sale that was asked for under its locks")
	}
	if err != nil {
		return "", err
	}
	if err := TellLow(ctx, tx, *one, f.Purse, o.After); err != nil {
		return "", err
	}
	return WaitPaid, s.feed.Append(ctx, tx, sc.ID, feed.Item{Kind: purse.Moved, Subject: one.PersonID, Person: one.PersonID})
}

// Drop takes back a sale that waits for its payer, by its own till; any other stays as it
// is. It answers like Find.
func (s *Service) Drop(ctx context.Context, t allow.Actor, seq int64) (one Sale, err error) {
	one, found, err := s.fence(ctx, t, seq, Voided)
	if err != nil || !found {
		return one, err
	}
	return s.drop(ctx, one)
}

// drop ends the wait of a sale that waits.
func (s *Service) drop(ctx context.Context, one Sale) (Sale, error) {
	if one.State != Refused || one.Reason != reason.PayPIN {
		return one, nil
	}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := campus.LockPerson(ctx, tx, one.SchoolID, one.PersonID); err != nil {
			return err
		}
		var err error
		if one, err = lockSale(ctx, tx, one.SchoolID, one.ID); err != nil {
			return err
		}
		w, found, err := WaitOf(ctx, tx, one.ID)
		if err != nil || !found || !w.Open(tx.NowMS()) {
			return err
		}
		w.State, one.State, one.Reason = WaitVoided, Voided, reason.PayReversed
		return s.endWait(ctx, tx, w, one)
	})
	return one, err
}

// SpentOf is what somebody has paid today by what they paid, seen from one more sale.
func SpentOf(sold []Sale, next Sale) (s Spent) {
	for _, one := range sold {
		net := one.Amount - one.Refunded
		s.Day += net
		if next.Meal != "" && one.Meal == next.Meal {
			s.Meal += net
		}
		if k := rule.Kind(one.Kind); k != rule.Phone && k != rule.Manual {
			s.Chip += net
		}
		if net > 0 && one.TerminalID == next.TerminalID && one.Amount == next.Amount {
			s.Last = max(s.Last, one.At)
		}
	}
	return s
}

// NoticeLow is the kind of the notice that little is left in a wallet. Its data is a Low.
const NoticeLow = "wallet.low"

// Low says how much is left, and below what somebody wants to be told, in fen.
type Low struct {
	Left  int64 `json:"left"`
	Below int64 `json:"below"`
}

// TellLow tells who pays that a sale has left little, if they want to know.
func TellLow(ctx context.Context, tx *db.Tx, one Sale, before, after purse.Purse) error {
	below := before.Rule.Low
	if below <= 0 || before.Has() < below || after.Has() >= below {
		return nil
	}
	// What somebody has is for who pays alone.
	payers, err := purse.Payers(ctx, tx, one.SchoolID, one.At, one.PersonID)
	if err != nil {
		return err
	}
	to := []outbox.To{outbox.Self()}
	for _, id := range payers[one.PersonID] {
		to = append(to, outbox.Guardian(id))
	}
	return outbox.Put(ctx, tx, outbox.Notice{School: one.SchoolID, Kind: NoticeLow, Key: NoticeLow + ":" + one.ID, To: to, About: one.PersonID, Day: one.Day,
		Data: Low{Left: after.Has(), Below: below}})
}
