package ledger_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/ledger"
)

func (b *book) lastCheck() (c ledger.Check, found bool) {
	b.Helper()
	err := b.DB.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		c, found, err = ledger.LastCheck(ctx, q, b.School)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return c, found
}

// A school's books are checked once in each night, from three on in its own zone, and its
// days are closed; what somebody changed behind the program's back is said, and kept.
func TestNight(t *testing.T) {
	each(t, func(b *book) {
		b.posted(b.move("top", "topup", b.cash, b.purse, 1_000))
		night := func() error { b.Helper(); return ledger.Night(ctx, b.DB) }
		if err := night(); err != nil {
			t.Fatal(err)
		}
		first, found := b.lastCheck()
		if !found || first.Movements != 1 || first.Broken != 0 || len(first.Found) != 0 {
			t.Fatalf("the first: %v %+v", found, first)
		}
		at := func(hour, minute int) {
			now := b.clock.Now().In(time.FixedZone("", 8*3600))
			b.clock.Add(time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, now.Location()).Sub(now))
		}
		b.clock.Add(24 * time.Hour)
		at(2, 59)
		if err := night(); err != nil {
			t.Fatal(err)
		}
		if c, _ := b.lastCheck(); c.Day != first.Day {
			t.Errorf("checked at 2:59: %+v", c)
		}
		if n := b.count("SELECT count(*) FROM ledger_close"); n != 1 {
			t.Errorf("%d days are closed", n)
		}
		at(3, 0)
		b.alter("UPDATE ledger_account SET balance = 2000 WHERE id = ?", b.purse)
		err := night()
		if err == nil || !strings.Contains(err.Error(), "I3 a live balance is the sum of its legs: wallet:1") {
			t.Errorf("a changed balance: %v", err)
		}
		c, _ := b.lastCheck()
		if c.Day == first.Day || c.Broken != 1 || len(c.Found) != 1 {
			t.Errorf("kept: %+v", c)
		}
		if err := night(); err != nil { // once a night
			t.Error(err)
		}
		b.alter("UPDATE ledger_account SET balance = 1000 WHERE id = ?", b.purse)
	})
}

func (b *book) count(query string) (n int) {
	b.Helper()
	err := b.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error { return q.NewRaw(query).Scan(ctx, &n) })
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// alter changes something behind the program's back.
func (b *book) alter(query string, args ...any) {
	b.Helper()
	b.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	})
}
