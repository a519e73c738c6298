package topup_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/scan/scantest"
	"yunka/server/topup"
	"yunka/server/wechatpay"
	"yunka/server/wechatpay/emulator"
	"yunka/server/wechatpay/emulator/emulatortest"
)

// payer is a school, a child, its mother, and WeChat Pay with real callbacks over HTTP.
type payer struct {
	*testing.T
	*scantest.World
	clock  *scantest.Clock
	bank   *emulatortest.Bank
	pay    *wechatpay.Client
	tops   [2]*topup.Service // of two servers
	child  *scantest.Holder
	mother allow.Actor
	knocks atomic.Int64
	bad    atomic.Int64
	n      int
}

func each(t *testing.T, story func(p *payer)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			p := &payer{T: t, clock: scantest.NewClock()}
			d := dbtest.Open(t, e, db.WithClock(p.clock.Now))
			p.World = scantest.New(t, d)
			p.child = p.Holder(t, allow.Student)
			p.mother = allow.Actor{Kind: allow.Account, Account: "m", Children: map[string]allow.Rights{p.child.Person: allow.Pay}, Seats: []allow.Seat{{School: p.School, Role: allow.Parent}}}
			home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n := p.knocks.Add(1)
				event, err := p.pay.Callback(r)
				if err != nil {
					p.bad.Add(1)
					w.WriteHeader(http.StatusUnauthorized)
					return
				}
				if err := p.tops[n%2].Heard(r.Context(), event); err != nil {
					w.WriteHeader(http.StatusInternalServerError)
				}
			}))
			t.Cleanup(home.Close)
			p.bank = emulatortest.New(t, home.URL, p.clock.Now)
			p.pay = p.bank.Client(t)
			for i := range p.tops {
				p.tops[i] = topup.New(d, p.Feed, p.pay, slog.New(slog.DiscardHandler))
			}
			story(p)
			p.bank.Emulator.Close()
			p.sound()
		})
	}
}

func (p *payer) asked(fen int64) topup.Asked {
	p.n++
	return topup.Asked{School: p.School, Person: p.child.Person, Key: fmt.Sprint("k", p.n), Amount: fen, Way: topup.Native, Text: "Top-up", IP: "10.0.0.1"}
}

func (p *payer) ask(fen int64) topup.Order {
	p.Helper()
	o, err := p.tops[0].Ask(p.Context(), p.mother, p.asked(fen))
	if err != nil {
		p.Fatal(err)
	}
	return o
}

func (p *payer) fault(on ...string) {
	p.Helper()
	if err := p.bank.Fault(on...); err != nil {
		p.Fatal(err)
	}
}

func (p *payer) order(id string) (o topup.Order) {
	p.Helper()
	if err := p.DB.Read(p.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		o, err = topup.Of(ctx, q, p.School, p.child.Person, id)
		return err
	}); err != nil {
		p.Fatal(err)
	}
	return o
}

// until waits for an order's state.
func (p *payer) until(id string, want topup.State) {
	p.Helper()
	p.wait(func() bool { return p.order(id).State == want }, fmt.Sprintf("%s, not %s", want, p.order(id).State))
}

func (p *payer) wait(so func() bool, what string) {
	p.Helper()
	for end := time.Now().Add(2 * time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.Fatalf("never: %s", what)
		}
	}
}

func (p *payer) run() {
	p.Helper()
	if err := p.tops[1].Run(p.Context()); err != nil {
		p.Fatal(err)
	}
}

func (p *payer) has(want int64) {
	p.Helper()
	var got int64
	if err := p.DB.Read(p.Context(), func(ctx context.Context, q bun.IDB) error {
		all, err := purse.Load(ctx, q, p.School, p.child.Person)
		got = all[p.child.Person].Wallet.Balance
		return err
	}); err != nil {
		p.Fatal(err)
	}
	if got != want {
		p.Errorf("the wallet has %d, want %d", got, want)
	}
}

// at is the balance of an account by its code.
func (p *payer) at(code string) (sum int64) {
	p.Helper()
	if err := p.DB.Read(p.Context(), func(ctx context.Context, q bun.IDB) error {
		a, found, err := ledger.ByCode(ctx, q, p.School, code)
		if err != nil || !found {
			return err
		}
		sum, _, err = ledger.BalanceOf(ctx, q, p.School, a.ID)
		return err
	}); err != nil {
		p.Fatal(err)
	}
	return sum
}

func (p *payer) channel() string { return "channel:wechat:" + p.pay.MchID() }

func (p *payer) sound() {
	p.Helper()
	if err := p.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		broken, err := ledger.Verify(ctx, q, p.School, p.DB.Now().UnixMilli())
		for _, one := range broken {
			p.Error(one)
		}
		return err
	}); err != nil {
		p.Error(err)
	}
}

// What must never happen: a payment that is heard of eleven times, and asked about at the
// same time on two servers, credited twice.
func TestElevenCallbacksAreOneCredit(t *testing.T) {
	each(t, func(p *payer) {
		p.fault(emulator.Never)
		o := p.ask(5_000)
		if o.State != topup.Paying || o.Link == "" {
			t.Fatalf("%+v", o)
		}
		if !p.bank.Pay(o.ID) {
			t.Fatal("cannot be paid")
		}
		var all sync.WaitGroup
		for i := range 11 {
			all.Go(func() {
				if err := p.tops[i%2].Heard(context.Background(), wechatpay.Event{ID: "e", Type: "TRANSACTION.SUCCESS", Order: o.ID}); err != nil {
					t.Error(err)
				}
			})
		}
		for i := range 4 {
			all.Go(func() {
				if _, err := p.tops[i%2].Check(context.Background(), o.ID); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		p.until(o.ID, topup.Paid)
		p.has(5_000)
		if got := p.at(p.channel()); got != -5_000 {
			t.Errorf("%d at WeChat", got)
		}
	})
}

// Twice, late, before the order is answered: one credit each.
func TestCallbacksInAnyOrder(t *testing.T) {
	each(t, func(p *payer) {
		p.fault(emulator.Twice)
		first := p.ask(1_000)
		p.bank.Pay(first.ID)
		p.until(first.ID, topup.Paid)
		p.fault(emulator.Late)
		second := p.ask(2_000)
		p.bank.Pay(second.ID)
		p.until(second.ID, topup.Paid)
		p.fault(emulator.Early)
		third := p.ask(4_000)
		p.until(third.ID, topup.Paid)
		p.wait(func() bool { return p.knocks.Load() >= 4 }, "four callbacks")
		p.has(7_000)
		// The same page sent again is the same order, whatever became of it.
		p.n--
		if again := p.ask(4_000); again.ID != third.ID || again.State != topup.Paid {
			t.Errorf("%+v", again)
		}
		p.n--
		if _, err := p.tops[0].Ask(t.Context(), p.mother, p.asked(4_001)); !fault.Is(err, fault.Mismatch) {
			t.Errorf("a key of another order: %v", err)
		}
	})
}

// Nobody calls back, or a stranger does: it is asked about.
func TestNobodyCallsBack(t *testing.T) {
	each(t, func(p *payer) {
		p.fault(emulator.Never)
		o := p.ask(1_000)
		p.bank.Pay(o.ID)
		p.run() // not yet due
		p.has(0)
		p.clock.Add(6 * time.Second)
		p.run()
		p.until(o.ID, topup.Paid)
		p.has(1_000)
		p.fault(emulator.Signature)
		o = p.ask(2_000)
		p.bank.Pay(o.ID)
		p.wait(func() bool { return p.bad.Load() >= 3 }, "three refused callbacks")
		if s := p.order(o.ID).State; s != topup.Paying {
			t.Errorf("a forged callback made it %s", s)
		}
		p.clock.Add(6 * time.Second)
		p.run()
		p.has(3_000)
	})
}

// Another amount than was asked for is not the wallet's: it waits for the office.
func TestAnotherAmount(t *testing.T) {
	each(t, func(p *payer) {
		o := p.ask(1_000)
		p.fault(emulator.Amount)
		p.bank.Pay(o.ID)
		p.until(o.ID, topup.Disputed)
		p.has(0)
		if got := p.at("suspense:long"); got != 1_001 {
			t.Errorf("%d in suspense", got)
		}
		p.clock.Add(time.Hour)
		p.run()
		p.until(o.ID, topup.Disputed)
	})
}

// What was given back at WeChat Pay's own site before we knew of it is not credited.
func TestGivenBackElsewhere(t *testing.T) {
	each(t, func(p *payer) {
		p.fault(emulator.Never)
		o := p.ask(1_000)
		p.bank.Pay(o.ID)
		if _, err := p.pay.Back(t.Context(), wechatpay.Refund{No: "by-hand", Order: o.ID, Amount: 1_000, Total: 1_000, Why: "by hand"}); err != nil {
			t.Fatal(err)
		}
		p.clock.Add(6 * time.Second)
		p.run()
		p.until(o.ID, topup.Disputed)
		p.has(0)
	})
}

// An order that nobody pays is closed at WeChat Pay, too; one that was paid in the last
// moment is found; one of which the answer was lost is not lost.
func TestOrdersEnd(t *testing.T) {
	each(t, func(p *payer) {
		o := p.ask(1_000)
		p.clock.Add(16 * time.Minute)
		p.run()
		p.until(o.ID, topup.Closed)
		if p.bank.Pay(o.ID) {
			t.Error("it can still be paid")
		}
		p.fault(emulator.Never)
		o = p.ask(2_000)
		p.clock.Add(14 * time.Minute)
		p.bank.Pay(o.ID)
		p.clock.Add(2 * time.Minute)
		p.run()
		p.until(o.ID, topup.Paid)
		p.has(2_000)
		p.fault(emulator.Lost)
		o = p.ask(3_000)
		if o.State != topup.Created || o.Link != "" {
			t.Errorf("%+v", o)
		}
		p.fault(emulator.Unsigned)
		p.clock.Add(6 * time.Second)
		p.run() // no answer that can be believed
		p.until(o.ID, topup.Created)
		p.fault()
		p.clock.Add(20 * time.Minute)
		p.run()
		p.until(o.ID, topup.Closed)
		p.has(2_000)
	})
}

// A payment that arrives after its order was given up still counts.
func TestAPaymentAfterTheEnd(t *testing.T) {
	each(t, func(p *payer) {
		p.fault(emulator.Never)
		o := p.ask(1_000)
		p.bank.Pay(o.ID)
		p.Exec(t, "UPDATE topup SET state = 'closed', next_at = 0 WHERE id = ?", o.ID)
		if err := p.tops[0].Heard(t.Context(), wechatpay.Event{ID: "e", Order: o.ID}); err != nil {
			t.Fatal(err)
		}
		p.until(o.ID, topup.Paid)
		p.has(1_000)
	})
}

// For somebody who has left nothing is ordered, and what was paid goes back.
func TestWhoHasLeft(t *testing.T) {
	each(t, func(p *payer) {
		p.fault(emulator.Never)
		o, stuck := p.ask(1_000), p.ask(2_000)
		p.Exec(t, "UPDATE membership SET valid_to = ? WHERE person_id = ?", p.clock.Now().UnixMilli(), p.child.Person)
		p.clock.Add(6 * time.Second)
		if _, err := p.tops[0].Ask(t.Context(), p.mother, p.asked(1_000)); fault.As(err) == nil || fault.As(err).Code != "topup_left" {
			t.Errorf("%v", err)
		}
		p.bank.Pay(o.ID)
		p.run()
		p.until(o.ID, topup.Returning)
		if got := p.at("refund_transit"); got != 1_000 {
			t.Errorf("%d in transit", got)
		}
		p.clock.Add(time.Minute)
		p.run()
		p.until(o.ID, topup.Returned)
		if a, b := p.at("refund_transit"), p.at(p.channel()); a != 0 || b != 0 {
			t.Errorf("%d in transit, %d at WeChat", a, b)
		}
		p.fault(emulator.Never, emulator.Abnormal)
		p.bank.Pay(stuck.ID)
		for range 3 {
			p.clock.Add(time.Minute)
			p.run()
		}
		p.until(stuck.ID, topup.Stuck)
		p.has(0)
	})
}

// Who may not, and what is no top-up.
func TestBadTopUps(t *testing.T) {
	each(t, func(p *payer) {
		aunt := p.mother
		aunt.Children = map[string]allow.Rights{p.child.Person: allow.Pickup}
		if _, err := p.tops[0].Ask(t.Context(), aunt, p.asked(1_000)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the right to pay: %v", err)
		}
		for _, fen := range []int64{0, -1, topup.Min - 1, topup.Max + 1, 1 << 53} {
			if _, err := p.tops[0].Ask(t.Context(), p.mother, p.asked(fen)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%d: %v", fen, err)
			}
		}
		p.ask(200_000)
		p.ask(200_000)
		if _, err := p.tops[0].Ask(t.Context(), p.mother, p.asked(100_001)); fault.As(err) == nil || fault.As(err).Code != "topup_day" {
			t.Errorf("%v", err)
		}
		p.ask(100_000)
		if err := p.tops[0].Heard(t.Context(), wechatpay.Event{ID: "e", Order: "nobodys"}); err != nil {
			t.Errorf("an order of nobody: %v", err)
		}
		off := topup.New(p.DB, p.Feed, nil, slog.New(slog.DiscardHandler))
		if _, err := off.Ask(t.Context(), p.mother, p.asked(1_000)); fault.As(err) == nil || fault.As(err).Code != "topup_off" {
			t.Errorf("%v", err)
		}
	})
}
