package till_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/scan"
)

// 60 and 60 back on 100: one is refused, at once too; a large one takes a second person,
// who is not the first.
func TestRefunds(t *testing.T) {
	each(t, func(c *canteen) {
		_, shown := c.charge(100, reason.OK)
		var all sync.WaitGroup
		var mu sync.Mutex
		var errs []string
		for i := range 2 {
			all.Go(func() {
				_, err := c.sales.Back(context.Background(), c.finance, sale.Refund{ID: fmt.Sprint("r", i), SchoolID: c.School, SaleID: shown.Sale, Amount: 60, Why: "算错了"})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					errs = append(errs, fault.As(err).Code)
				}
			})
		}
		all.Wait()
		if len(errs) != 1 || errs[0] != "refund_exceeds" {
			t.Errorf("%v", errs)
		}
		c.has(4_960)
		if err := c.purses.Set(t.Context(), c.finance, c.School, purse.Setting{TwoFrom: 500}); err != nil {
			t.Fatal(err)
		}
		_, shown = c.charge(900, reason.OK)
		r := sale.Refund{ID: "big", SchoolID: c.School, SaleID: shown.Sale, Amount: 500, Why: "没有拿到"}
		for range 2 {
			if out, err := c.sales.Back(t.Context(), c.finance, r); err != nil || out.State != sale.RefundWaiting {
				t.Fatal(out, err)
			}
		}
		if err := c.sales.Answer(t.Context(), c.finance, c.School, "big", true); fault.As(err).Code != "refund_own" {
			t.Errorf("the own: %v", err)
		}
		if _, err := c.sales.Back(t.Context(), c.finance, sale.Refund{ID: "more", SchoolID: c.School, SaleID: shown.Sale, Amount: 401, Why: "x"}); fault.As(err).Code != "refund_exceeds" {
			t.Errorf("what waits counts: %v", err)
		}
		colleague := c.Holder(t, allow.Teacher)
		other := colleague.Actor
		other.Posts = []allow.Held{{School: c.School, Membership: colleague.Membership, Post: allow.Finance, Of: allow.OfSchool}}
		if err := c.sales.Answer(t.Context(), other, c.School, "big", true); err != nil {
			t.Fatal(err)
		}
		if err := c.sales.Answer(t.Context(), other, c.School, "big", false); fault.As(err).Code != "refund_answered" {
			t.Errorf("twice: %v", err)
		}
		c.has(4_960 - 900 + 500)
	})
}

// Subsidies are spent first, the soonest to expire before the others, at the canteen only;
// what is paid back goes the same way back, and what comes too late goes to the school.
func TestSubsidiesAreSpentFirst(t *testing.T) {
	each(t, func(c *canteen) {
		now := c.clock.Now()
		for id, until := range map[string]time.Time{"nov": now.Add(48 * time.Hour), "dec": now.Add(240 * time.Hour)} {
			g := purse.Given{ID: id, Name: "午餐补贴", Amount: 300, Expires: until.UnixMilli(), People: []string{c.child.Person}}
			for want := range 2 {
				if n, err := c.purses.Give(t.Context(), c.finance, c.School, g); err != nil || n != 1-want {
					t.Fatal(n, err)
				}
			}
		}
		given := func(want int64) {
			t.Helper()
			if got := c.purse().Given(c.clock.Now().UnixMilli()); got != want {
				t.Errorf("subsidies %d, want %d", got, want)
			}
		}
		_, shown := c.charge(450, reason.OK)
		given(150)
		c.has(5_000)
		shop, _ := c.till("文具", purse.Shop)
		c.charge(100, reason.OK, func(p *scan.Presentation, _ *sale.Asked) { p.Terminal = shop })
		given(150)
		c.has(4_900)
		c.charge(350, reason.OK)
		given(0)
		c.has(4_700)
		c.clock.Add(72 * time.Hour) // the first one is over
		if _, err := c.sales.Back(t.Context(), c.finance, sale.Refund{ID: "all", SchoolID: c.School, SaleID: shown.Sale, Amount: 450, Why: "错了"}); err != nil {
			t.Fatal(err)
		}
		given(150)
		if err := c.purses.ExpireAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := c.count("SELECT count(*) FROM ledger_txn WHERE kind = 'expiry' AND reason = ''"); n != 1 {
			t.Errorf("%d went back", n)
		}
		if n, err := c.purses.Expire(t.Context(), c.School, 100); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		given(150)
		c.has(4_700)
	})
}

// A wallet that is paid out is empty, and pays nothing any more.
func TestAWalletIsPaidOut(t *testing.T) {
	each(t, func(c *canteen) {
		if paid, err := c.purses.Close(t.Context(), c.finance, c.School, c.child.Person, "x"); err != nil || paid != 5_000 {
			t.Fatal(paid, err)
		}
		c.charge(100, reason.PayInsufficient)
		if err := c.purses.Desk(t.Context(), c.finance, c.School, c.child.Person, "again", 100); fault.As(err).Code != "purse_closed" {
			t.Errorf("%v", err)
		}
	})
}
