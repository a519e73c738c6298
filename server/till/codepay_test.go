package till_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/fault"
	"yunka/server/ledger"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/sale/charge"
	"yunka/server/sale/codepay"
	"yunka/server/wechatpay"
	"yunka/server/wechatpay/emulator"
	"yunka/server/wechatpay/emulator/emulatortest"
)

// wechat is a till that takes codes of WeChat, on two servers, and a bank whose line breaks
// when down says so.
type wechat struct {
	*shop
	bank  *emulatortest.Bank
	codes [2]*codepay.Service
	down  atomic.Bool // what is asked for does not arrive
}

func eachWechat(t *testing.T, story func(w *wechat)) {
	each(t, func(c *canteen) {
		w := &wechat{bank: emulatortest.New(t, "http://localhost", nil)}
		line := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if w.down.Load() && r.Method == http.MethodPost {
				panic(http.ErrAbortHandler)
			}
			w.bank.Emulator.ServeHTTP(rw, r)
		}))
		t.Cleanup(line.Close)
		m := w.bank.Keys.Merchant
		m.Base = line.URL
		for i := range w.codes {
			client, err := wechatpay.New(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			w.codes[i] = codepay.New(c.DB, c.Feed, client, slog.New(slog.DiscardHandler))
		}
		w.shop = c.shop2(w.codes[0])
		story(w)
	})
}

func (w *wechat) fault(on ...string) {
	w.Helper()
	if err := w.bank.Fault(on...); err != nil {
		w.Fatal(err)
	}
}

// pay asks for money by a code of WeChat.
func (w *wechat) pay(seq, fen int, code string, status int, state string) (got charge.Charge) {
	w.Helper()
	w.clock.Add(time.Second)
	body := w.ask("POST", "/api/v1/charges", fmt.Sprintf(`{"seq":%d,"amount_fen":%d,"code":%q}`, seq, fen, code), status, &got)
	if got.State != state || got.Channel != "wechat" || got.Text == "" || strings.Contains(body, code) {
		w.Fatalf("%s, want %s", body, state)
	}
	return got
}

// becomes asks for a number after a while.
func (w *wechat) becomes(in time.Duration, seq int, state string, why reason.Code) {
	w.Helper()
	w.clock.Add(in)
	status := 200
	if state == charge.Paying {
		status = 202
	}
	var got charge.Charge
	w.ask("GET", fmt.Sprint("/api/v1/charges/", seq), "", status, &got)
	if got.State != state || got.Reason != why {
		w.Fatalf("%d: %+v, want %s %s", seq, got, state, why)
	}
}

// holds is what an account of the school has, by the end of its code.
func (w *wechat) holds(code string, want int64) {
	w.Helper()
	var got int64
	err := w.DB.Read(w.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id WHERE a.code LIKE ?", code).Scan(ctx, &got)
	})
	if err != nil || got != want {
		w.Errorf("%s has %d, want %d (%v)", code, got, want, err)
	}
}

func (w *wechat) run() {
	w.Helper()
	w.clock.Add(time.Minute)
	if err := w.codes[1].Run(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// A code of WeChat pays once, by its number; money goes back the same way.
func TestACodeOfWechatPays(t *testing.T) {
	eachWechat(t, func(w *wechat) {
		code := w.bank.Code()
		first := w.pay(1, 1_250, code, 200, "paid")
		if again := w.pay(1, 1_250, code, 200, "paid"); again != first {
			t.Errorf("again: %+v, was %+v", again, first)
		}
		w.ask("POST", "/api/v1/charges", fmt.Sprintf(`{"seq":1,"amount_fen":1250,"code":%q}`, w.bank.Code()), 422, nil)
		w.ask("POST", "/api/v1/charges", fmt.Sprintf(`{"seq":1,"amount_fen":1251,"code":%q}`, code), 422, nil)
		if got := w.pay(2, 300, code, 200, "refused"); got.Reason != reason.PayWechat {
			t.Errorf("a code that was used: %+v", got)
		}
		w.pay(3, 300, "134567890123456789", 200, "refused")
		w.holds("merchant:%", 1_250)
		w.holds("channel:wechat:%", -1_250)
		w.World.Exec(t, "UPDATE merchant SET state = 'closed'")
		shut := w.bank.Code()
		for range 2 { // the same again is the same answer
			if got := w.pay(5, 300, shut, 200, "refused"); got.Reason != reason.PayMerchantClosed {
				t.Errorf("a closed shop: %+v", got)
			}
		}
		w.World.Exec(t, "UPDATE merchant SET state = 'open'")

		w.ask("POST", "/api/v1/charges/1/refund", `{"key":"a","amount_fen":250,"why":"少了一个菜"}`, 200, nil)
		w.ask("POST", "/api/v1/charges/1/refund", `{"key":"b","amount_fen":1001,"why":"全退"}`, 409, nil)
		w.holds("merchant:%", 1_000)
		w.holds("refund_transit", 250)
		w.run()
		w.run()
		w.holds("refund_transit", 0)
		w.holds("channel:wechat:%", -1_000)

		w.pay(4, 700, w.bank.Code(), 200, "paid")
		var got charge.Charge
		for range 2 {
			w.ask("POST", "/api/v1/charges/4/void", "", 200, &got)
			if got.Refunded != 700 {
				t.Errorf("%+v", got)
			}
		}
		w.fault(emulator.Abnormal)
		w.run()
		w.run()
		w.fault()
		if n := w.troubles(); n != 1 {
			t.Errorf("%d things for the office, want the refund that is stuck", n)
		}
		w.holds("refund_transit", 700)
		w.ends(codepay.Again, "") // and is stuck again
		w.run()
		w.ends("wallet", "topup_way")
		w.ends(codepay.InCash, "")
		w.holds("refund_transit", 0)
		w.holds("channel:cash", -5_000+700)
		w.has(5_000)
	})
}

func (w *wechat) troubles() (n int) {
	w.Helper()
	err := w.DB.Read(w.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		n, err = codepay.Troubles(ctx, q, w.School)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// ends is the office, which sees to the one thing that it has to look at.
func (w *wechat) ends(how, want string) {
	w.Helper()
	var list []codepay.Trouble
	err := w.DB.Read(w.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		list, err = codepay.Troubled(ctx, q, w.School)
		return err
	})
	if err != nil || len(list) != 1 {
		w.Fatalf("%+v %v", list, err)
	}
	err = w.codes[0].Resolve(w.Context(), w.finance, w.School, list[0].SaleID, list[0].RefundID, how)
	switch {
	case want != "":
		w.refused(err, want)
	case err != nil:
		w.Fatal(err)
	}
	if err := w.codes[0].Resolve(w.Context(), w.child.Actor, w.School, list[0].SaleID, list[0].RefundID, how); fault.As(err).Code != "forbidden" {
		w.Errorf("a pupil: %v", err)
	}
}

// What WeChat Pay has not said is not known: the till is told so until it is, and the money
// is here or there.
func TestWhatWechatHasNotSaid(t *testing.T) {
	eachWechat(t, func(w *wechat) {
		w.fault(emulator.Password) // the payer types one
		w.pay(1, 100, w.bank.Code(), 202, charge.Paying)
		w.becomes(time.Second, 1, charge.Paying, reason.PayWechat) // asked not so often
		w.becomes(2*time.Second, 1, charge.Paying, reason.PayWechat)
		w.becomes(2*time.Second, 1, "paid", reason.OK)

		w.pay(2, 200, w.bank.Code(), 202, charge.Paying) // nobody types: reversed after 45 s
		w.becomes(46*time.Second, 2, "refused", reason.PayWechat)
		w.becomes(time.Hour, 2, "refused", reason.PayWechat)

		w.pay(3, 400, w.bank.Code(), 202, charge.Paying) // the till takes it back, not before 15 s
		var got charge.Charge
		w.ask("POST", "/api/v1/charges/3/void", "", 202, &got)
		w.becomes(5*time.Second, 3, charge.Paying, reason.PayWechat)
		w.becomes(10*time.Second, 3, "voided", reason.PayReversed)

		w.fault(emulator.Lost) // done, but its answer is lost
		w.pay(4, 800, w.bank.Code(), 202, charge.Paying)
		w.fault()
		w.becomes(3*time.Second, 4, "paid", reason.OK)

		w.fault(emulator.Lost) // done, and the till does not want it: its reversal is lost, too
		w.pay(5, 1_600, w.bank.Code(), 202, charge.Paying)
		w.ask("POST", "/api/v1/charges/5/void", "", 202, &got)
		w.becomes(20*time.Second, 5, charge.Paying, reason.PayWechat)
		w.fault()
		w.becomes(20*time.Second, 5, "voided", reason.PayReversed)

		w.fault(emulator.Unsigned) // said by nobody
		w.pay(6, 3_200, w.bank.Code(), 202, charge.Paying)
		w.becomes(time.Hour, 6, charge.Paying, reason.PayWechat)
		w.fault()
		w.becomes(time.Minute, 6, "refused", reason.PayWechat) // it was reversed by what nobody signed

		w.down.Store(true) // never arrived
		w.pay(7, 6_400, w.bank.Code(), 202, charge.Paying)
		w.down.Store(false)
		w.becomes(30*time.Second, 7, charge.Paying, reason.PayWechat)
		w.becomes(31*time.Second, 7, "refused", reason.PayWechat)

		w.fault(emulator.Amount) // a fen more
		w.pay(8, 12_800, w.bank.Code(), 200, "refused")
		w.holds("suspense:long", 12_801)
		if n := w.troubles(); n != 1 {
			t.Errorf("%d things for the office, want the other amount", n)
		}
		w.ends(codepay.Again, "topup_way")
		w.ends(codepay.InCash, "")
		w.holds("suspense:long", 0)
		w.holds("merchant:%", 100+800)
		if ledger.MaxAmount < sale.MaxAmount {
			t.Error("a sale does not fit the ledger")
		}
	})
}

// Two servers ask about one order at the moment when it is reversed: it is captured or
// reversed, never both.
func TestCapturedOrReversed(t *testing.T) {
	eachWechat(t, func(w *wechat) {
		w.fault(emulator.Password)
		for seq := 1; seq <= 10; seq++ {
			w.pay(seq, 1, w.bank.Code(), 202, charge.Paying)
			var id string
			if err := w.DB.Read(w.Context(), func(ctx context.Context, q bun.IDB) error {
				return q.NewRaw("SELECT id FROM sale WHERE seq = ?", seq).Scan(ctx, &id)
			}); err != nil {
				t.Fatal(err)
			}
			for range seq % 4 { // some are paid by then, some just now
				w.clock.Add(11 * time.Second)
				if _, _, err := w.codes[0].Check(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			}
			w.clock.Add(46 * time.Second)
			var all sync.WaitGroup
			for i := range 8 {
				all.Go(func() {
					if _, _, err := w.codes[i%2].Check(context.Background(), id); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			w.clock.Add(time.Minute)
			one, open, err := w.codes[0].Check(t.Context(), id)
			if err != nil || open {
				t.Fatalf("%+v still open: %v", one, err)
			}
			there, err := w.bank.Client(t).Query(t.Context(), strings.ReplaceAll(id, "-", ""))
			if err != nil || (one.State == sale.Paid) != (there.State == wechatpay.Success) {
				t.Errorf("%d: here %s, there %s (%v)", seq, one.State, there.State, err)
			}
		}
	})
}
