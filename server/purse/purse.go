// Package purse is what a person has at a school and how it may be spent: a wallet that is
// topped up, subsidies that the school gives and that are over at a time, and limits that a
// guardian sets. The money itself is kept by package ledger: a wallet is the live account
// wallet:<person>, a subsidy subsidy:<id>:<person>, both with the floor 0.
//
// A sale takes subsidies first, the soonest to expire before the others, and only at a
// merchant of a kind that feeds people; what is missing comes from the wallet. What is paid
// back goes the same way back.
//
// Every amount is integer fen, every instant Unix ms. Functions that take a Tx lock the
// accounts they move; who calls them has locked the person.
package purse

import (
	"slices"

	"yunka/server/fault"
	"yunka/server/ledger"
)

// The kinds of a person's accounts, and the codes of those on the other side.
const (
	Wallet  = "wallet"
	Subsidy = "subsidy"

	CashDesk = "channel:cash"    // what lies in the school's cash desk, negative
	Pool     = "channel:subsidy" // what the school has given, negative
)

// The kinds of movements.
const (
	TopUp   = "topup"
	PayOut  = "payout"
	Grant   = "subsidy"
	Sale    = "sale"
	Refund  = "refund"
	Expired = ledger.Expiry
)

// Kinds are those of merchants, which a guardian may block one by one.
var Kinds = []string{Canteen, Shop, Books, Clinic, Print, Other}

// The kinds of merchants.
const (
	Canteen = "canteen"
	Shop    = "shop"
	Books   = "books"
	Clinic  = "clinic"
	Print   = "print"
	Other   = "other"
)

// Feeds reports whether subsidies are spent at merchants of a kind.
func Feeds(kind string) bool { return kind == Canteen }

// MaxTopUp is the most that is topped up at once: 2,000 yuan. MaxHeld is the most that a
// wallet holds: 10,000.
const (
	MaxTopUp = 200_000
	MaxHeld  = 1_000_000
)

// Rule is what may be spent, 0 is no limit.
type Rule struct {
	PerSale, PerMeal, PerDay int64
	Blocked                  []string // kinds of merchants
	Low                      int64    // the holder's guardians are told when less is left
	SetBy                    string
	SetAt                    int64
}

// MaxLimit is the most that a limit says: more is none.
const MaxLimit = 100_000

// check refuses what is no rule: Invalid purse_rule.
func (r *Rule) check() error {
	for _, v := range []int64{r.PerSale, r.PerMeal, r.PerDay, r.Low} {
		if v < 0 || v > MaxLimit {
			return fault.New(fault.Invalid, "purse_rule")
		}
	}
	slices.Sort(r.Blocked)
	r.Blocked = slices.Compact(r.Blocked)
	for _, k := range r.Blocked {
		if !slices.Contains(Kinds, k) {
			return fault.New(fault.Invalid, "purse_rule")
		}
	}
	return nil
}

// Purse is somebody's money. The zero one is empty.
type Purse struct {
	Wallet    ledger.Account   // ID "" if there has never been anything in it
	Subsidies []ledger.Account // the soonest to expire first
	Rule      Rule
}

// Has is what the wallet can pay with.
func (p Purse) Has() int64 {
	if p.Wallet.State != ledger.Open {
		return 0
	}
	return p.Wallet.Balance - p.Wallet.Held
}

// Given is what there is of subsidies at an instant.
func (p Purse) Given(now int64) (sum int64) {
	for _, a := range p.Subsidies {
		sum += spendable(a, now)
	}
	return sum
}

func spendable(a ledger.Account, now int64) int64 {
	if a.State != ledger.Open || a.ExpiresAt > 0 && now >= a.ExpiresAt {
		return 0
	}
	return a.Balance - a.Held
}

// Take says what a sale takes from where, and gives the purse as it is then; ok is false
// if there is not enough. given is how much of it comes from subsidies.
func (p Purse) Take(amount, now int64, kind string) (legs []ledger.Leg, given int64, after Purse, ok bool) {
	after = p
	after.Subsidies = slices.Clone(p.Subsidies)
	rest := amount
	if Feeds(kind) {
		for i, a := range after.Subsidies {
			part := min(rest, spendable(a, now))
			if part <= 0 {
				continue
			}
			legs = append(legs, ledger.Leg{Account: a.ID, Amount: -part})
			after.Subsidies[i].Balance -= part
			rest -= part
		}
	}
	given = amount - rest
	if rest > 0 {
		if p.Has() < rest {
			return nil, 0, p, false
		}
		legs = append(legs, ledger.Leg{Account: p.Wallet.ID, Amount: -rest})
		after.Wallet.Balance -= rest
	}
	return legs, given, after, true
}
