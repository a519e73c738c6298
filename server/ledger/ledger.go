// Package ledger keeps a school's money: an append-only double-entry ledger in integer
// fen. Nothing else in the program holds a balance.
//
// A movement (Txn) has legs that add up to 0. It is posted whole or not at all, by an id
// that its maker chose before sending: the same id with the same content is the first
// answer again, with other content a fault, and an id that was declined stays declined, so
// that a retry after a top-up charges nobody by surprise. Rows of movements and legs are
// never changed: the database itself refuses it.
//
// A live account (somebody's purse) has its balance in its row and a floor that holds at
// every posting, less what is held. A deferred account (a merchant, a channel) takes money
// from many at once: a posting only adds its leg, no row is contended, and the balance is
// the closed days' sums and what came since. Measured here, 16 callers paying one
// merchant: see BenchmarkHotMerchant. Own code instead of a library: the postings must
// stand in the scan's own commit, on both engines.
//
// Every function takes the caller's transaction; it locks accounts sorted by id, after the
// people and before the outbox (CONTRIBUTING, lock order). What must always hold is said
// and checked by Verify.
package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"yunka/server/db"
	"yunka/server/fault"
)

// MaxAmount is the most that one leg moves, in fen: a million yuan. Sums of all a school's
// money stay far below 2^53, which JavaScript still counts exactly.
const MaxAmount = 100_000_000

// Mode says how an account's balance is kept.
type Mode string

// The modes.
const (
	Live     Mode = "live"
	Deferred Mode = "deferred"
)

// State of an account.
type State string

// The states. A frozen account is not debited; it may still get money back. A closed one
// takes part in nothing.
const (
	Open   State = "open"
	Frozen State = "frozen"
	Closed State = "closed"
)

// Account is one of a school's accounts. Code is unique in the school and says what it is
// for: "wallet:<person>", "merchant:<id>".
type Account struct {
	ID, SchoolID, Code, Kind, OwnerID string
	Mode                              Mode
	State                             State
	Floor                             *int64 // the least balance, held money deducted; nil is none
	Balance, Held, Version            int64  // of a live account
	ExpiresAt                         int64  // Unix ms: nothing is spent from it from then on; 0 is never
	CreatedAt                         int64
}

// Leg is what a movement does to one account: positive is for its owner.
type Leg struct {
	Account string `json:"account"`
	Amount  int64  `json:"amount"`
}

// Txn is a movement of money.
type Txn struct {
	ID       string // made by who sends it, 1 to 64 printable ASCII characters
	School   string
	Kind     string // a word: sale, refund, topup, subsidy …
	Order    string // what it belongs to; "" for nothing
	Reverses string // the id of the movement that it takes back, in part or whole
	Actor    string // who did it, as the audit log says it
	Memo     string // at most 200 characters
	At       int64  // when it happened, Unix ms; 0 is now
	Legs     []Leg
}

// Why a movement is declined. They are no faults: a decline is written down and final.
const (
	Insufficient = "insufficient"
	NotOpen      = "not_open"  // frozen, closed or over
	HoldOver     = "hold_over" // voided, expired or posted already
	HoldSmaller  = "hold_smaller"
	TooMuchBack  = "too_much_back" // more than the movement had moved
)

// Posted is what became of a movement. Declined is "" or why not; Replay says that this is
// the answer of before.
type Posted struct {
	Declined string
	Replay   bool
}

// hash is the content that an id stands for. At is not part of it: a retry may come later.
func (t *Txn) hash() string {
	b, _ := json.Marshal([]any{t.Kind, t.Order, t.Reverses, t.Legs})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// check refuses what cannot be a movement: Invalid ledger_txn.
func (t *Txn) check() error {
	wrong := func(why string) error { return fault.Newf(fault.Invalid, "ledger_txn", "%s", why) }
	switch {
	case !validID(t.ID):
		return wrong("the id must be 1 to 64 printable ASCII characters")
	case t.Kind == "" || t.School == "":
		return wrong("a movement has a kind and a school")
	case utf8.RuneCountInString(t.Memo) > 200 || !utf8.ValidString(t.Memo) || strings.ContainsRune(t.Memo, 0):
		return wrong("the memo is too long or no text")
	case len(t.Legs) < 2 || len(t.Legs) > 64:
		return wrong("a movement has 2 to 64 legs")
	}
	var sum int64
	seen := map[string]bool{}
	for _, l := range t.Legs {
		if l.Amount == 0 || l.Amount > MaxAmount || l.Amount < -MaxAmount || l.Account == "" || seen[l.Account] {
			return wrong("a leg is an amount of one account, each account once")
		}
		seen[l.Account] = true
		sum += l.Amount
	}
	if sum != 0 {
		return wrong("the legs do not add up to 0")
	}
	return nil
}

func validID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] > '~' {
			return false
		}
	}
	return true
}

// Post posts a movement. Fails with Invalid ledger_txn, NotFound ledger_account for an
// account that the school has not, Mismatch ledger_id for an id that stands for something
// else.
func Post(ctx context.Context, tx *db.Tx, t Txn) (Posted, error) { return post(ctx, tx, t, nil) }

// post posts t, giving free what hold kept, if it is not nil.
func post(ctx context.Context, tx *db.Tx, t Txn, hold *Hold) (Posted, error) {
	if err := t.check(); err != nil {
		return Posted{}, err
	}
	t.Legs = sorted(t.Legs)
	if t.At == 0 {
		t.At = tx.NowMS()
	}
	hash := t.hash()
	accounts, err := lockAccounts(ctx, tx, t.School, t.Legs)
	if err != nil {
		return Posted{}, err
	}
	// Under the locks: who waited for them finds the movement written by who had them.
	was, found, err := readTxn(ctx, tx, t.School, t.ID)
	if err != nil {
		return Posted{}, err
	}
	if found {
		return answer(was, hash)
	}
	reason := refused(&t, accounts, hold, tx.NowMS())
	if reason == "" && t.Reverses != "" {
		if reason, err = reversible(ctx, tx, &t); err != nil {
			return Posted{}, err
		}
	}
	if err := insertTxn(ctx, tx, &t, hash, reason); err != nil {
		return Posted{}, err
	}
	if reason != "" {
		return Posted{Declined: reason}, nil
	}
	for _, l := range t.Legs {
		a := accounts[l.Account]
		if a.Mode == Live {
			a.Balance, a.Version = a.Balance+l.Amount, a.Version+1
			if hold != nil && hold.AccountID == a.ID {
				a.Held -= hold.Amount
			}
			if err := moveAccount(ctx, tx, a); err != nil {
				return Posted{}, err
			}
		}
	}
	return Posted{}, writeEntries(ctx, tx, entryRows(tx, &t, accounts))
}

func sorted(legs []Leg) []Leg {
	return slices.SortedFunc(slices.Values(legs), func(a, b Leg) int { return strings.Compare(a.Account, b.Account) })
}

func answer(was storedTxn, hash string) (Posted, error) {
	if was.Hash != hash {
		return Posted{}, fault.Newf(fault.Mismatch, "ledger_id", "This id was used for another movement.")
	}
	return Posted{Declined: was.Reason, Replay: true}, nil
}

// refused says why a movement cannot be posted on accounts that are locked; "" is that it
// can.
func refused(t *Txn, accounts map[string]*Account, hold *Hold, now int64) string {
	for _, l := range t.Legs {
		a := accounts[l.Account]
		held := a.Held
		if hold != nil && hold.AccountID == a.ID {
			held -= hold.Amount
		}
		switch {
		case a.State == Closed:
			return NotOpen
		case l.Amount > 0:
			continue
		case a.State == Frozen, t.Reverses == "" && a.ExpiresAt > 0 && now >= a.ExpiresAt && t.Kind != Expiry:
			return NotOpen
		case a.Mode == Live && a.Floor != nil && a.Balance-held+l.Amount < *a.Floor:
			return Insufficient
		}
	}
	return ""
}

// Expiry is the kind of the movement that clears an account whose time is over.
const Expiry = "expiry"
