package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/ledger"
	"yunka/server/schooltest"
)

var ctx = context.Background()

// book is a school with a mother's purse, a subsidy, a canteen and the cash desk.
type book struct {
	*schooltest.Fixture
	testing.TB
	clock                       *schooltest.Clock
	purse, other, canteen, cash string
}

func newBook(t testing.TB, d *db.DB, clock *schooltest.Clock) *book {
	b := &book{TB: t, clock: clock}
	b.Fixture = schooltest.New(t, d, schooltest.Bare)
	zero := int64(0)
	b.tx(func(ctx context.Context, tx *db.Tx) error {
		for _, a := range []struct {
			id   *string
			code string
			mode ledger.Mode
		}{{&b.purse, "wallet:1", ledger.Live}, {&b.other, "wallet:2", ledger.Live}, {&b.canteen, "merchant:1", ledger.Deferred}, {&b.cash, "channel:cash", ledger.Deferred}} {
			account := ledger.Account{SchoolID: b.School, Code: a.code, Kind: strings.Split(a.code, ":")[0], Mode: a.mode}
			if a.mode == ledger.Live {
				account.Floor = &zero
			}
			id, err := ledger.OpenAccount(ctx, tx, account)
			if err != nil {
				return err
			}
			*a.id = id
		}
		return nil
	})
	return b
}

func (b *book) tx(fn func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.DB.Tx(ctx, fn); err != nil {
		b.Fatal(err)
	}
}

// move is a movement of amount fen from one account to another.
func (b *book) move(id, kind, from, to string, amount int64) ledger.Txn {
	return ledger.Txn{ID: id, School: b.School, Kind: kind, Actor: "test", Legs: []ledger.Leg{{Account: from, Amount: -amount}, {Account: to, Amount: amount}}}
}

func (b *book) post(t ledger.Txn) (p ledger.Posted, err error) {
	err = b.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = ledger.Post(ctx, tx, t)
		return err
	})
	return p, err
}

func (b *book) posted(t ledger.Txn) {
	b.Helper()
	if p, err := b.post(t); err != nil || p.Declined != "" {
		b.Fatalf("%s: %+v, %v", t.ID, p, err)
	}
}

func (b *book) has(account string, want int64) {
	b.Helper()
	err := b.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		got, _, err := ledger.BalanceOf(ctx, q, b.School, account)
		if err == nil && got != want {
			b.Errorf("balance %d, want %d", got, want)
		}
		return err
	})
	if err != nil {
		b.Error(err)
	}
}

func (b *book) sound() {
	b.Helper()
	err := b.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		broken, err := ledger.Verify(ctx, q, b.School, b.DB.Now().UnixMilli())
		for _, one := range broken {
			b.Error(one)
		}
		return err
	})
	if err != nil {
		b.Error(err)
	}
}

func each(t *testing.T, fn func(b *book)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := schooltest.NewClock()
			b := newBook(t, dbtest.Open(t, e, db.WithClock(clock.Now)), clock)
			fn(b)
			b.sound()
		})
	}
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}

func TestAMovementIsPostedOnceAndADeclineIsFinal(t *testing.T) {
	each(t, func(b *book) {
		b.posted(b.move("top", "topup", b.cash, b.purse, 500))
		if p, err := b.post(b.move("top", "topup", b.cash, b.purse, 500)); err != nil || !p.Replay || p.Declined != "" {
			b.Errorf("again: %+v, %v", p, err)
		}
		if _, err := b.post(b.move("top", "topup", b.cash, b.purse, 600)); code(err) != "ledger_id" {
			b.Errorf("the id for something else: %v", err)
		}
		b.has(b.purse, 500)
		sale := b.move("sale", "sale", b.purse, b.canteen, 501)
		if p, err := b.post(sale); err != nil || p.Declined != ledger.Insufficient {
			b.Errorf("501 of 500: %+v, %v", p, err)
		}
		b.posted(b.move("top2", "topup", b.cash, b.purse, 100))
		if p, err := b.post(sale); err != nil || p.Declined != ledger.Insufficient || !p.Replay {
			b.Errorf("a declined id after a top-up: %+v, %v", p, err)
		}
		b.posted(b.move("sale2", "sale", b.purse, b.canteen, 600))
		b.has(b.purse, 0)
		b.has(b.canteen, 600)
		b.has(b.cash, -600)
	})
}

func TestBadMovements(t *testing.T) {
	each(t, func(b *book) {
		b.posted(b.move("top", "topup", b.cash, b.purse, 500))
		for name, try := range map[string]struct {
			code   string
			change func(*ledger.Txn)
		}{
			"no id":              {"ledger_txn", func(t *ledger.Txn) { t.ID = "" }},
			"an id of 65":        {"ledger_txn", func(t *ledger.Txn) { t.ID = strings.Repeat("x", 65) }},
			"an id with a blank": {"ledger_txn", func(t *ledger.Txn) { t.ID = "a b" }},
			"nothing":            {"ledger_txn", func(t *ledger.Txn) { t.Legs[0].Amount, t.Legs[1].Amount = 0, 0 }},
			"not in balance":     {"ledger_txn", func(t *ledger.Txn) { t.Legs[0].Amount-- }},
			"one leg":            {"ledger_txn", func(t *ledger.Txn) { t.Legs = t.Legs[:1] }},
			"an account twice":   {"ledger_txn", func(t *ledger.Txn) { t.Legs[1].Account = t.Legs[0].Account }},
			"too much":           {"ledger_txn", func(t *ledger.Txn) { t.Legs[0].Amount, t.Legs[1].Amount = -1<<53, 1<<53 }},
			"just too much":      {"ledger_txn", func(t *ledger.Txn) { t.Legs[0].Amount, t.Legs[1].Amount = -ledger.MaxAmount-1, ledger.MaxAmount+1 }},
			"an unknown account": {"ledger_account", func(t *ledger.Txn) { t.Legs[1].Account = "nobody" }},
			"another school":     {"ledger_account", func(t *ledger.Txn) { t.School = "elsewhere" }},
			"a memo with a NUL":  {"ledger_txn", func(t *ledger.Txn) { t.Memo = "a\x00b" }},
			"a memo of 201":      {"ledger_txn", func(t *ledger.Txn) { t.Memo = strings.Repeat("字", 201) }},
		} {
			m := b.move("bad", "sale", b.purse, b.canteen, 5)
			try.change(&m)
			if _, err := b.post(m); code(err) != try.code {
				b.Errorf("%s: %v, want %s", name, err, try.code)
			}
		}
		b.has(b.purse, 500)
	})
}

func TestWhatIsTakenBackNeverExceedsIt(t *testing.T) {
	each(t, func(b *book) {
		b.posted(b.move("top", "topup", b.cash, b.purse, 100))
		b.posted(b.move("sale", "sale", b.purse, b.canteen, 100))
		back := func(id string, amount int64) ledger.Txn {
			m := b.move(id, "refund", b.canteen, b.purse, amount)
			m.Reverses = "sale"
			return m
		}
		// Two refunds of 60 on 100, at once: one is refused.
		var wg sync.WaitGroup
		declined := make([]string, 2)
		for i := range declined {
			wg.Go(func() {
				p, err := b.post(back(fmt.Sprint("back", i), 60))
				if err != nil {
					b.Error(err)
				}
				declined[i] = p.Declined
			})
		}
		wg.Wait()
		slices.Sort(declined)
		if declined[0] != "" || declined[1] != ledger.TooMuchBack {
			b.Errorf("60 and 60 of 100: %q", declined)
		}
		b.posted(back("rest", 40))
		for id, m := range map[string]ledger.Txn{"more": back("more", 1), "of nothing": func() ledger.Txn { m := back("none", 1); m.Reverses = "unknown"; return m }(),
			"to somebody else": func() ledger.Txn { m := b.move("else", "refund", b.canteen, b.other, 1); m.Reverses = "sale"; return m }()} {
			if p, err := b.post(m); err != nil || p.Declined != ledger.TooMuchBack {
				b.Errorf("%s: %+v, %v", id, p, err)
			}
		}
		b.has(b.purse, 100)
	})
}

func TestAHoldKeepsMoneyUntilItEnds(t *testing.T) {
	each(t, func(b *book) {
		b.posted(b.move("top", "topup", b.cash, b.purse, 100))
		keep := func(id string, amount int64) (p ledger.Posted, err error) {
			err = b.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				p, err = ledger.Keep(ctx, tx, ledger.Hold{SchoolID: b.School, ID: id, AccountID: b.purse, Amount: amount, ExpiresAt: tx.NowMS() + 120_000})
				return err
			})
			return p, err
		}
		capture := func(hold, id string, amount int64) (p ledger.Posted) {
			b.tx(func(ctx context.Context, tx *db.Tx) (err error) {
				p, err = ledger.Capture(ctx, tx, hold, b.move(id, "sale", b.purse, b.canteen, amount))
				return err
			})
			return p
		}
		if p, err := keep("h1", 70); err != nil || p.Declined != "" {
			b.Fatal(p, err)
		}
		if p, err := keep("h1", 70); err != nil || !p.Replay {
			b.Error("the same hold again:", p, err)
		}
		if _, err := keep("h1", 71); code(err) != "ledger_id" {
			b.Error("its id for another one:", err)
		}
		if p, _ := keep("h2", 31); p.Declined != ledger.Insufficient {
			b.Error("31 of 30 that are free:", p)
		}
		if p, _ := b.post(b.move("s0", "sale", b.purse, b.canteen, 31)); p.Declined != ledger.Insufficient {
			b.Error("a sale over what is held:", p)
		}
		b.sound()
		if p := capture("h1", "s1", 71); p.Declined != ledger.HoldSmaller {
			b.Error("more than is held:", p)
		}
		if p := capture("h1", "s2", 50); p.Declined != "" {
			b.Error("less than is held:", p)
		}
		if p := capture("h1", "s2", 50); !p.Replay || p.Declined != "" {
			b.Error("captured again:", p)
		}
		if p := capture("h1", "s3", 5); p.Declined != ledger.HoldOver {
			b.Error("a hold used twice:", p)
		}
		b.has(b.purse, 50)
		_, _ = keep("h3", 50)
		b.tx(func(ctx context.Context, tx *db.Tx) error { return ledger.Void(ctx, tx, b.School, "h3") })
		_, _ = keep("h4", 50)
		b.clock.Add(2 * time.Minute)
		if p := capture("h4", "s4", 50); p.Declined != ledger.HoldOver {
			b.Error("a hold whose time is over:", p)
		}
		b.tx(func(ctx context.Context, tx *db.Tx) error {
			n, err := ledger.Expire(ctx, tx, b.School, 10)
			if n != 1 {
				b.Error("expired:", n)
			}
			return err
		})
		b.posted(b.move("s5", "sale", b.purse, b.canteen, 50))
	})
}

// A hundred fen and 64 callers who each want one, twice: exactly a hundred get it.
func TestManyAtOnePurse(t *testing.T) {
	each(t, func(b *book) {
		b.posted(b.move("top", "topup", b.cash, b.purse, 100))
		var wg sync.WaitGroup
		var mu sync.Mutex
		paid := 0
		for i := range 64 {
			wg.Go(func() {
				for j := range 2 {
					p, err := b.post(b.move(fmt.Sprint(i, "-", j), "sale", b.purse, b.canteen, 1))
					if err != nil {
						b.Error(err)
					}
					mu.Lock()
					if p.Declined == "" {
						paid++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if paid != 100 {
			b.Errorf("%d paid with 100 fen", paid)
		}
		b.has(b.purse, 0)
		b.has(b.canteen, 100)
	})
}

// The same movement sent by many at once is posted once.
func TestOneMovementSentByMany(t *testing.T) {
	each(t, func(b *book) {
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				if p, err := b.post(b.move("top", "topup", b.cash, b.purse, 100)); err != nil || p.Declined != "" {
					b.Error(p, err)
				}
			})
		}
		wg.Wait()
		b.has(b.purse, 100)
	})
}

// Nobody changes what is written, with whatever statement.
func TestTheDatabaseKeepsEntries(t *testing.T) {
	each(t, func(b *book) {
		b.posted(b.move("top", "topup", b.cash, b.purse, 100))
		for _, q := range []string{
			"UPDATE ledger_entry SET amount = amount + 1", "DELETE FROM ledger_entry", "UPDATE ledger_txn SET kind = 'x'", "DELETE FROM ledger_txn",
			"UPDATE ledger_txn SET reason = 'no' WHERE id = 'top'", "DELETE FROM ledger_entry WHERE txn_id = 'top'",
		} {
			err := b.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.ExecContext(ctx, q)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				b.Errorf("%s: %v", q, err)
			}
		}
	})
}

// Movements that are posted together are posted whole or not at all, are of one school and
// take nothing back.
func TestPostAllRefuses(t *testing.T) {
	each(t, func(b *book) {
		b.posted(b.move("top", "topup", b.cash, b.purse, 1_000))
		good := func(id string) ledger.Txn { return b.move(id, "sale", b.purse, b.canteen, 100) }
		back := b.move("back", "refund", b.canteen, b.purse, 100)
		back.Reverses = "good1"
		elsewhere := good("elsewhere")
		elsewhere.School = "another"
		uneven := good("uneven")
		uneven.Legs[0].Amount--
		for name, c := range map[string]struct {
			bad  ledger.Txn
			code string
		}{
			"takes back":     {back, "ledger_txn"},
			"another school": {elsewhere, "ledger_txn"},
			"uneven":         {uneven, "ledger_txn"},
			"an id again":    {b.move("top", "topup", b.cash, b.purse, 999), "ledger_id"},
			"an id twice":    {b.move("good1", "sale", b.purse, b.canteen, 101), "ledger_id"},
			"no account":     {b.move("none", "sale", b.purse, "none", 1), "ledger_account"},
		} {
			err := b.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := ledger.PostAll(ctx, tx, []ledger.Txn{good("good1"), c.bad, good("good2")})
				return err
			})
			if code(err) != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		b.has(b.purse, 1_000)
		var list []ledger.Txn
		for i := range 12 { // two more than there is money for
			list = append(list, good(fmt.Sprint("s", i)))
		}
		b.tx(func(ctx context.Context, tx *db.Tx) error {
			got, err := ledger.PostAll(ctx, tx, list)
			for i, p := range got {
				if want := map[bool]string{true: ledger.Insufficient}[i >= 10]; p.Declined != want {
					t.Errorf("%d: %+v, want %q", i, p, want)
				}
			}
			return err
		})
		b.has(b.purse, 0)
		b.has(b.canteen, 1_000)
	})
}
