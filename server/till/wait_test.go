package till_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/fault"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/sale/charge"
)

// asks sets from where a PIN is asked for, and gives what makes the body of a charge.
func (s *shop) asks(above int64) (pay func(seq, fen int) string) {
	s.Helper()
	set := purse.Standard
	set.PINAbove = above
	if err := s.purses.Set(s.Context(), s.finance, s.School, set); err != nil {
		s.Fatal(err)
	}
	return func(seq, fen int) string {
		s.clock.Add(time.Second)
		return fmt.Sprintf(`{"seq":%d,"amount_fen":%d,"code":%q}`, seq, fen, s.code(cardcode.Pay))
	}
}

// waits is the sale of a number that waits.
func (s *shop) waits(seq int) (id string) {
	s.Helper()
	var got charge.Charge
	s.ask("GET", fmt.Sprint("/api/v1/charges/", seq), "", 202, &got)
	if got.State != charge.Paying || got.Reason != reason.PayPIN || got.Poll <= 0 || got.Until == "" || got.Sale != "" {
		s.Fatalf("%+v", got)
	}
	err := s.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM sale WHERE terminal_id = ? AND seq = ?", s.at.ID, seq).Scan(ctx, &id)
	})
	if err != nil {
		s.Fatal(err)
	}
	return id
}

func (s *shop) is(seq int, state string, why reason.Code) {
	s.Helper()
	var got charge.Charge
	s.ask("GET", fmt.Sprint("/api/v1/charges/", seq), "", 200, &got)
	if got.State != state || got.Reason != why {
		s.Fatalf("%d: %+v, want %s %s", seq, got, state, why)
	}
}

func (s *shop) agree(a allow.Actor, id string) (sale.Sale, error) {
	return s.sales.Agree(s.Context(), a, s.School, s.child.Person, id)
}

func (s *shop) refused(err error, code string) {
	s.Helper()
	if f := fault.As(err); err == nil || f.Code != code {
		s.Errorf("%v, want %s", err, code)
	}
}

// Above the school's sum nothing is taken before the payer has said so: the till hears
// that it waits, as often as it asks, and takes it back if it likes.
func TestASumAboveTheLimitWaitsForItsPayer(t *testing.T) {
	each(t, func(c *canteen) {
		s := c.shop2()
		pay := s.asks(2_000)
		var got charge.Charge
		s.ask("POST", "/api/v1/charges", pay(1, 2_000), 200, &got)
		if got.State != "paid" {
			t.Errorf("just the sum: %+v", got)
		}
		large := pay(2, 2_001)
		first := s.ask("POST", "/api/v1/charges", large, 202, &got)
		if got.State != charge.Paying || got.Person == nil || got.Text == "" {
			t.Errorf("%s", first)
		}
		if again := s.ask("POST", "/api/v1/charges", large, 202, nil); again != first {
			t.Errorf("again:\n%s\n%s", first, again)
		}
		id := s.waits(2)
		c.has(3_000)
		stranger := c.Holder(t, allow.Student)
		_, err := s.agree(stranger.Actor, id)
		s.refused(err, "forbidden")
		_, err = s.sales.Agree(s.Context(), stranger.Actor, s.School, stranger.Person, id)
		s.refused(err, "not_found")
		for range 2 {
			one, err := s.agree(c.child.Actor, id)
			if err != nil || one.State != sale.Paid {
				t.Fatalf("%+v %v", one, err)
			}
		}
		s.is(2, "paid", reason.OK)
		s.ask("POST", "/api/v1/charges", large, 200, &got)
		if got.State != "paid" || got.Sale != id || got.Text == "" {
			t.Errorf("%+v", got)
		}
		c.has(999)
		c.topUp("more", 9_000)

		s.ask("POST", "/api/v1/charges", pay(3, 2_100), 202, nil) // not wanted
		id = s.waits(3)
		if one, err := s.sales.Decline(s.Context(), c.child.Actor, s.School, c.child.Person, id); err != nil || one.State != sale.Refused {
			t.Errorf("%+v %v", one, err)
		}
		s.is(3, "refused", reason.PayPIN)
		if one, err := s.agree(c.child.Actor, id); err != nil || one.State != sale.Refused {
			t.Errorf("after a no: %+v %v", one, err)
		}

		s.ask("POST", "/api/v1/charges", pay(4, 2_200), 202, nil) // taken back
		id = s.waits(4)
		s.ask("POST", "/api/v1/charges/4/void", "", 200, &got)
		if got.State != "voided" || got.Reason != reason.PayReversed {
			t.Errorf("%+v", got)
		}
		_, err = s.agree(c.child.Actor, id)
		s.refused(err, "pay_over")
		s.is(4, "voided", reason.PayReversed)

		s.ask("POST", "/api/v1/charges", pay(5, 2_300), 202, nil) // too late
		id = s.waits(5)
		c.clock.Add(sale.WaitLife)
		_, err = s.agree(c.child.Actor, id)
		s.refused(err, "pay_over")
		s.waits(5) // another server's clock may be behind: not yet
		c.clock.Add(5 * time.Second)
		s.is(5, "refused", reason.PayPIN)

		s.ask("POST", "/api/v1/charges", pay(6, 2_400), 202, nil) // not allowed any more
		id = s.waits(6)
		c.World.Exec(t, "INSERT INTO purse_rule (school_id, person_id, per_sale, per_meal, per_day, blocked, low, set_by, set_at) VALUES (?, ?, 500, 0, 0, '[]', 0, '', 0)", c.School, c.child.Person)
		if one, err := s.agree(c.child.Actor, id); err != nil || one.State != sale.Refused || one.Reason != reason.PayLimitSale {
			t.Errorf("%+v %v", one, err)
		}
		s.is(6, "refused", reason.PayLimitSale)
		c.World.Exec(t, "DELETE FROM purse_rule")

		s.ask("POST", "/api/v1/charges", fmt.Sprintf(`{"seq":7,"amount_fen":2001,"chip":%q}`, c.child.Chip), 200, &got) // nobody types a PIN on a chip
		if got.State != "refused" || got.Reason != reason.PayLimitSale {
			t.Errorf("%+v", got)
		}
		c.has(9_999)
	})
}

// A payer who says yes again and again, and a till that takes it back meanwhile, on two
// servers: the money is gone and back, or never went.
func TestYesAndTakenBackAtOnce(t *testing.T) {
	each(t, func(c *canteen) {
		s := c.shop2()
		pay := s.asks(1)
		for seq := 1; seq <= 5; seq++ {
			s.ask("POST", "/api/v1/charges", pay(seq, 700), 202, nil)
			id := s.waits(seq)
			var all sync.WaitGroup
			for i := range 8 {
				all.Go(func() {
					ctx := context.Background()
					var err error
					if i%2 == 0 {
						_, err = s.sales.Agree(ctx, c.child.Actor, s.School, c.child.Person, id)
					} else {
						_, err = s.sales.Void(ctx, s.at.Actor(), int64(seq), "")
					}
					if err != nil && fault.As(err).Code != "pay_over" {
						t.Error(err)
					}
				})
			}
			all.Wait()
			c.has(5_000)
		}
	})
}
