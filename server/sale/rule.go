// Package sale is money for something at a merchant of the school: a terminal asks for an
// amount by a number of its own, somebody presents a code or a chip, and what the rules say
// is written in that scan's own commit (the scene till). A number stands for one sale for
// ever: it is answered again, it is not taken again.
//
// What must never happen: a sale that is unknown to both sides, two sales by one code or
// one number, more paid back than was paid, money that nobody has.
package sale

import (
	"slices"

	"yunka/server/access/rule"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/reason"
)

// MaxAmount is the most that is sold at once: 999.99 yuan.
const MaxAmount = 99_999

// The meals. "" is none.
var Meals = []string{"breakfast", "lunch", "dinner", ""}

// Asked is what a till asks for, the extra of a presentation.
type Asked struct {
	Seq    int64  `json:"seq"`        // the till's own number, 1 and up
	Amount int64  `json:"amount_fen"` // 1 to MaxAmount
	Meal   string `json:"meal,omitempty"`
	Sure   bool   `json:"sure,omitempty"` // the same person and amount once more is meant
}

// Sound reports whether it could be a sale.
func (a Asked) Sound() bool {
	return a.Seq > 0 && a.Seq < 1<<53 && a.Amount > 0 && a.Amount <= MaxAmount && slices.Contains(Meals, a.Meal)
}

// State of a sale.
type State string

// The states.
const (
	Paid    State = "paid"
	Refused State = "refused"
	Fenced  State = "fenced" // asked for before it arrived
	Voided  State = "voided" // taken back before it arrived
)

// Spent is what somebody has paid today, less what came back.
type Spent struct {
	Day, Meal int64
	Chip      int64 // of the day, by chip and printed card
	Last      int64 // when the same amount was paid at the same till, ms; 0 is never
}

// TwiceWithin is how soon after each other two like sales are taken for one, in ms.
const TwiceWithin = 30_000

// Facts is all that is asked of a sale.
type Facts struct {
	Asked
	Now      int64
	By       rule.Kind
	Merchant Merchant
	Setting  purse.Setting
	Purse    purse.Purse
	Spent    Spent
	PIN      bool // the payer has typed it
}

// Outcome is what comes of it: OK, the legs that take the money, and the purse after it.
type Outcome struct {
	Reason reason.Code
	Legs   []ledger.Leg
	Given  int64 // of it from subsidies
	After  purse.Purse
}

// Decide is the whole of it. The queue learns of none of these reasons.
func Decide(f Facts) Outcome {
	no := func(r reason.Code) Outcome { return Outcome{Reason: r, After: f.Purse} }
	rule := f.Purse.Rule
	over := func(limit, sum int64) bool { return limit > 0 && sum > limit }
	switch {
	case !f.Sound():
		return no(reason.PayAmount)
	case f.Merchant.State != Open:
		return no(reason.PayMerchantClosed)
	case slices.Contains(rule.Blocked, f.Merchant.Kind):
		return no(reason.PayBlockedKind)
	case over(rule.PerSale, f.Amount), f.card() && (over(f.Setting.ChipSale, f.Amount) || over(f.Setting.PINAbove, f.Amount)):
		return no(reason.PayLimitSale)
	case f.Meal != "" && over(rule.PerMeal, f.Spent.Meal+f.Amount):
		return no(reason.PayLimitMeal)
	case over(rule.PerDay, f.Spent.Day+f.Amount), f.card() && over(f.Setting.ChipDay, f.Spent.Chip+f.Amount):
		return no(reason.PayLimitDay)
	case f.Purse.Wallet.State == ledger.Frozen:
		return no(reason.PayFrozen)
	}
	legs, given, after, ok := f.Purse.Take(f.Amount, f.Now, f.Merchant.Kind)
	switch {
	case !ok:
		return no(reason.PayInsufficient)
	case !f.Sure && f.Spent.Last > 0 && f.Now-f.Spent.Last < TwiceWithin:
		return no(reason.PayTwice)
	case !f.PIN && over(f.Setting.PINAbove, f.Amount):
		return no(reason.PayPIN)
	}
	return Outcome{Reason: reason.OK, Legs: append(legs, ledger.Leg{Account: f.Merchant.AccountID, Amount: f.Amount}), Given: given, After: after}
}

// card reports whether it is paid by what anybody who finds it can present.
func (f Facts) card() bool { return f.By != rule.Phone && f.By != rule.Manual }

// Txn is the movement of a sale that is paid by these legs; memo is what a bill calls it.
func (s Sale) Txn(legs []ledger.Leg, memo string) ledger.Txn {
	return ledger.Txn{ID: txn(s.ID), School: s.SchoolID, Kind: purse.Sale, Order: s.ID, Actor: "terminal:" + s.TerminalID, Memo: memo, At: s.At, Legs: legs}
}
