package till_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/scan"
	"yunka/server/scan/part"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
	"yunka/server/till"
)

// canteen is a school at lunch with two servers, a canteen's till, a child with 50 yuan
// and a finance officer.
type canteen struct {
	*scantest.World
	testing.TB
	clock   *scantest.Clock
	scans   [2]*scan.Service
	sales   *sale.Service
	purses  *purse.Service
	child   *scantest.Holder
	finance allow.Actor
	at      terminal.Identity
	shop    string // the merchant
	n       uint8
	seq     int64
}

func each(t *testing.T, story func(c *canteen)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := scantest.NewClock()
			d := dbtest.Open(t, e, db.WithClock(clock.Now))
			c := world(t, d, clock)
			c.child = c.Holder(t, allow.Student)
			c.at, c.shop = c.till("小卖部", purse.Canteen)
			c.topUp("first", 5_000)
			story(c)
			c.sound()
		})
	}
}

// world is the school and its two servers, with nobody in it yet.
func world(t *testing.T, d *db.DB, clock *scantest.Clock) *canteen {
	c := &canteen{World: scantest.New(t, d), TB: t, clock: clock}
	for i := range c.scans {
		s, err := scan.New(t.Context(), scan.Config{DB: d, Feed: c.Feed, Words: scantest.Words{}, Parts: []part.Part{till.Part()}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		c.scans[i] = s
	}
	c.sales, c.purses = sale.New(d, c.Feed), purse.New(d, c.Feed)
	c.finance = c.officer()
	return c
}

// officer is somebody with the post finance.
func (c *canteen) officer() allow.Actor {
	c.Helper()
	who := c.Holder(c.TB, allow.Teacher)
	who.Actor.Posts = []allow.Held{{School: c.School, Membership: who.Membership, Post: allow.Finance, Of: allow.OfSchool}}
	return who.Actor
}

// till is a terminal that takes money for a new merchant.
func (c *canteen) till(name, kind string) (terminal.Identity, string) {
	c.Helper()
	who, _ := c.Terminal(c.TB, c.GateOut, true)
	c.World.Exec(c.TB, "UPDATE terminal SET scene = 'till' WHERE id = ?", who.ID)
	c.bump()
	m, err := c.sales.AddMerchant(c.Context(), c.finance, c.School, name, kind)
	if err != nil {
		c.Fatal(err)
	}
	if err := c.sales.Bind(c.Context(), c.finance, c.School, who.ID, m); err != nil {
		c.Fatal(err)
	}
	return who, m
}

func (c *canteen) bump() {
	c.Tx(c.TB, func(ctx context.Context, tx *db.Tx) error { return access.Bump(ctx, tx, c.School) })
}

func (c *canteen) topUp(id string, fen int64) {
	c.Helper()
	if err := c.purses.Desk(c.Context(), c.finance, c.School, c.child.Person, id, fen); err != nil {
		c.Fatal(err)
	}
}

func (c *canteen) purse() (p purse.Purse) {
	c.Helper()
	err := c.DB.Read(c.Context(), func(ctx context.Context, q bun.IDB) error {
		all, err := purse.Load(ctx, q, c.School, c.child.Person)
		p = all[c.child.Person]
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return p
}

func (c *canteen) has(want int64) {
	c.Helper()
	if got := c.purse().Has(); got != want {
		c.Errorf("the wallet has %d, want %d", got, want)
	}
}

// sound is what must hold after every story.
func (c *canteen) sound() {
	c.Helper()
	err := c.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		broken, err := ledger.Verify(ctx, q, c.School, c.DB.Now().UnixMilli())
		for _, one := range broken {
			c.Error(one)
		}
		var n int
		if err := q.NewRaw(`
			SELECT count(*)
			FROM sale s
			LEFT JOIN ledger_txn t ON t.school_id = s.school_id AND t.id = 'sale:' || s.id AND t.reason = ''
			WHERE (s.state = 'paid') <> (t.id IS NOT NULL)`).Scan(ctx, &n); err != nil {
			return err
		}
		if n > 0 {
			c.Errorf("%d sales without their movement", n)
		}
		return err
	})
	if err != nil {
		c.Error(err)
	}
}

func (c *canteen) code(p cardcode.Purpose) string {
	c.n++
	return cardcode.Sign(c.child.Key, p, c.child.Handle, uint32(c.clock.Now().Unix()), c.n).Text()
}

// charge asks for an amount by the child's code.
func (c *canteen) charge(fen int64, want reason.Code, change ...func(*scan.Presentation, *sale.Asked)) (scan.Answer, till.Shown) {
	c.Helper()
	c.seq++
	c.clock.Add(time.Second)
	p := scan.Presentation{Terminal: c.at, Key: fmt.Sprint("charge:", c.seq), Code: c.code(cardcode.Pay)}
	in := sale.Asked{Seq: c.seq, Amount: fen}
	for _, f := range change {
		f(&p, &in)
	}
	p.Body, _ = json.Marshal(in)
	a := scantest.Present(c.TB, c.scans[int(c.seq)%2], p)
	var s till.Shown
	if a.Extra != nil {
		if err := json.Unmarshal(a.Extra, &s); err != nil {
			c.Fatal(err)
		}
	}
	if a.Reason != want || a.Open {
		c.Fatalf("%s %s open %v, want %s", a.Decision, a.Reason, a.Open, want)
	}
	return a, s
}

func sure(_ *scan.Presentation, in *sale.Asked) { in.Sure = true }

// One code is one sale: the money has moved, the same request is the same answer, and the
// same code asks in vain at every other number and till.
func TestACodePaysOnce(t *testing.T) {
	each(t, func(c *canteen) {
		var code string
		first, shown := c.charge(850, reason.OK, func(p *scan.Presentation, _ *sale.Asked) { code = p.Code })
		if shown.Sale == "" || shown.Amount != 850 {
			t.Errorf("%+v", shown)
		}
		c.has(4_150)
		again := scan.Presentation{Terminal: c.at, Key: "charge:1", Code: code, Body: json.RawMessage(`{"seq":1,"amount_fen":850}`)}
		if a := scantest.Present(c.TB, c.scans[0], again); a.Scan != first.Scan || a.Reason != reason.OK {
			t.Errorf("the same request: %+v", a)
		}
		again.Body = json.RawMessage(`{"seq":1,"amount_fen":85}`)
		if _, err := c.scans[0].Present(t.Context(), again); !fault.Is(err, fault.Mismatch) {
			t.Errorf("the same key and another amount: %v", err)
		}
		c.charge(850, reason.CodeAlreadyUsed, func(p *scan.Presentation, _ *sale.Asked) { p.Code = code })
		c.charge(850, reason.CodeWrongAudience, func(p *scan.Presentation, _ *sale.Asked) { p.Code = c.code(cardcode.Everyday) })
		c.has(4_150)
	})
}

// What must never happen: a second sale by one code, by 64 tills on two servers at once.
func TestSixtyFourTillsAndOneCode(t *testing.T) {
	each(t, func(c *canteen) {
		code := c.code(cardcode.Pay)
		var tills []terminal.Identity
		for i := range 64 {
			if i < 8 {
				at, _ := c.till(fmt.Sprint("窗口", i), purse.Canteen)
				tills = append(tills, at)
			}
		}
		var all sync.WaitGroup
		var paid sync.Map
		for i := range 64 {
			all.Go(func() {
				b, err := c.scans[i%2].Present(context.Background(), scan.Presentation{Terminal: tills[i%8], Key: fmt.Sprint("k", i), Code: code,
					Body: json.RawMessage(fmt.Sprintf(`{"seq":%d,"amount_fen":100}`, i+1))})
				if err != nil {
					t.Error(err)
				} else if scantest.Decode(t, b).Decision == reason.Allow {
					paid.Store(i, true)
				}
			})
		}
		all.Wait()
		n := 0
		paid.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("%d sales", n)
		}
		c.has(4_900)
	})
}

// One wallet and many sales at once: it pays what it has, no more (and no less).
func TestAWalletPaysWhatItHas(t *testing.T) {
	each(t, func(c *canteen) {
		at, _ := c.till("窗口", purse.Canteen)
		var all sync.WaitGroup
		for i := range 64 {
			code := c.code(cardcode.Pay)
			c.clock.Add(time.Second) // a code is of its second
			all.Go(func() {
				_, err := c.scans[i%2].Present(context.Background(), scan.Presentation{Terminal: []terminal.Identity{c.at, at}[i%2], Key: fmt.Sprint("k", i), Code: code,
					Body: json.RawMessage(fmt.Sprintf(`{"seq":%d,"amount_fen":100,"sure":true}`, i+1))})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		n := c.count("SELECT count(*) FROM sale WHERE state = 'paid'")
		c.has(5_000 - int64(n)*100)
		if n == 0 || n > 50 {
			t.Errorf("%d sales", n)
		}
	})
}

func (c *canteen) count(query string, args ...any) (n int) {
	c.Helper()
	err := c.DB.Read(c.Context(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw(query, args...).Scan(ctx, &n) })
	if err != nil {
		c.Fatal(err)
	}
	return n
}

// Nobody has it: the code is spent, nothing moved, the number is answered as refused.
func TestNotEnough(t *testing.T) {
	each(t, func(c *canteen) {
		var code string
		c.charge(5_001, reason.PayInsufficient, func(p *scan.Presentation, _ *sale.Asked) { code = p.Code })
		c.charge(100, reason.CodeAlreadyUsed, func(p *scan.Presentation, _ *sale.Asked) { p.Code = code })
		c.has(5_000)
		one, found, err := c.sales.Find(t.Context(), c.at.Actor(), 1)
		if err != nil || !found || one.State != sale.Refused || one.Reason != reason.PayInsufficient {
			t.Errorf("%+v %v %v", one, found, err)
		}
	})
}

// Bad amounts and numbers sell nothing.
func TestBadSales(t *testing.T) {
	each(t, func(c *canteen) {
		for _, body := range []string{``, `{}`, `[]`, `{"seq":1}`, `{"seq":1,"amount_fen":0}`, `{"seq":1,"amount_fen":-5}`, `{"seq":1,"amount_fen":1.5}`, `{"seq":1,"amount_fen":9007199254740993}`,
			`{"seq":1,"amount_fen":100000}`, `{"seq":0,"amount_fen":5}`, `{"seq":-1,"amount_fen":5}`, `{"seq":1,"amount_fen":"5"}`, `{"seq":1,"amount_fen":5,"meal":"tea"}`} {
			c.clock.Add(time.Second)
			p := scan.Presentation{Terminal: c.at, Key: c.Key(), Code: c.code(cardcode.Pay)}
			if body != "" {
				p.Body = json.RawMessage(body)
			}
			if a := scantest.Present(c.TB, c.scans[0], p); a.Decision != reason.Deny || a.Reason != reason.PayAmount {
				t.Errorf("%s: %s %s", body, a.Decision, a.Reason)
			}
		}
		if n := c.count("SELECT count(*) FROM sale"); n != 0 {
			t.Errorf("%d sales", n)
		}
	})
}

// A guardian's limits, by sale, meal and day, and a kind that is blocked; the school's for
// a chip, which is the same at every presentation and yet pays twice.
func TestLimits(t *testing.T) {
	each(t, func(c *canteen) {
		mother := allow.Actor{Kind: allow.Account, Account: "m", Children: map[string]allow.Rights{c.child.Person: allow.Pay}, Seats: []allow.Seat{{School: c.School, Role: allow.Parent}}}
		set := func(r purse.Rule) {
			if err := c.purses.SetRule(t.Context(), mother, c.School, c.child.Person, r); err != nil {
				t.Fatal(err)
			}
		}
		lunch := func(_ *scan.Presentation, in *sale.Asked) { in.Meal = "lunch" }
		set(purse.Rule{PerSale: 1_000, PerMeal: 1_500, PerDay: 2_499})
		c.charge(1_001, reason.PayLimitSale)
		c.charge(1_000, reason.OK, lunch)
		c.charge(501, reason.PayLimitMeal, lunch)
		c.charge(500, reason.OK, lunch)
		c.charge(999, reason.OK)
		c.charge(1, reason.PayLimitDay)
		set(purse.Rule{Blocked: []string{purse.Canteen}})
		c.charge(1, reason.PayBlockedKind)
		set(purse.Rule{})
		tap := func(p *scan.Presentation, _ *sale.Asked) { p.Code, p.Chip = "", c.child.Chip }
		c.charge(3_001, reason.PayLimitSale, tap)
		c.charge(700, reason.OK, tap)
		c.charge(700, reason.PayTwice, tap)
		c.charge(700, reason.OK, tap, sure)
		c.has(5_000 - 2_499 - 1_400)
	})
}

// A number that a till has asked for before it arrived is not taken any more, and one that
// was taken back before it arrived neither.
func TestTheNumberIsFenced(t *testing.T) {
	each(t, func(c *canteen) {
		if _, found, err := c.sales.Find(t.Context(), c.at.Actor(), 1); err != nil || found {
			t.Fatal(found, err)
		}
		c.charge(100, reason.PayReversed)
		if one, err := c.sales.Void(t.Context(), c.at.Actor(), 2, ""); err != nil || one.State != sale.Voided {
			t.Fatal(one, err)
		}
		c.charge(100, reason.PayReversed)
		c.charge(100, reason.OK)
		c.charge(100, reason.PayNumberUsed, func(_ *scan.Presentation, in *sale.Asked) { in.Seq = 3 })
		for range 2 {
			if one, err := c.sales.Void(t.Context(), c.at.Actor(), 3, ""); err != nil || one.Refunded != 100 {
				t.Fatal(one, err)
			}
		}
		c.has(5_000)
		c.charge(100, reason.OK)
		c.clock.Add(24 * time.Hour)
		if _, err := c.sales.Void(t.Context(), c.at.Actor(), c.seq, ""); fault.As(err) == nil || fault.As(err).Code != "sale_day" {
			t.Errorf("tomorrow: %v", err)
		}
	})
}

// Nobody is charged by a name that somebody types, whoever types it.
func TestNobodyPaysByName(t *testing.T) {
	each(t, func(c *canteen) {
		guard := c.Holder(t, allow.Guard)
		b, err := c.scans[0].Manual(t.Context(), scan.Presentation{Terminal: c.at, Key: c.Key(), Person: c.child.Person, Staff: guard.Person, Note: "x", Body: json.RawMessage(`{"seq":1,"amount_fen":100}`)})
		if err != nil {
			t.Fatal(err)
		}
		if a := scantest.Decode(t, b); a.Decision != reason.Deny {
			t.Errorf("%s", b)
		}
		c.has(5_000)
	})
}

// Who may not pay for a child is not told what the child has: not by a message either.
func TestALowBalanceIsToldToWhoPays(t *testing.T) {
	each(t, func(c *canteen) {
		mother, father, aunt := c.Holder(t, allow.Parent), c.Holder(t, allow.Parent), c.Holder(t, allow.Parent)
		c.Guardian(t, mother, c.child, "母亲", false)
		c.World.Exec(t, "UPDATE guardianship SET can_pay = FALSE WHERE id = ?", c.Guardian(t, father, c.child, "父亲", false))
		c.Guardian(t, aunt, c.child, "姑姑", true)
		payer := allow.Actor{Kind: allow.Account, Account: "m", Children: map[string]allow.Rights{c.child.Person: allow.Pay}, Seats: []allow.Seat{{School: c.School, Role: allow.Parent}}}
		if err := c.purses.SetRule(t.Context(), payer, c.School, c.child.Person, purse.Rule{Low: 4_500}); err != nil {
			t.Fatal(err)
		}
		c.charge(400, reason.OK)
		if n := c.count("SELECT count(*) FROM outbox_notice WHERE kind = ?", sale.NoticeLow); n != 0 {
			t.Errorf("%d notices of 46.00", n)
		}
		c.charge(200, reason.OK)
		c.charge(300, reason.OK)
		var to string
		if err := c.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT to_whom FROM outbox_notice WHERE kind = ?", sale.NoticeLow).Scan(ctx, &to)
		}); err != nil {
			t.Fatal(err)
		}
		for who, told := range map[*scantest.Holder]bool{mother: true, c.child: false, father: false, aunt: false} {
			if strings.Contains(to, who.Person) != told {
				t.Errorf("%s: told %v", to, !told)
			}
		}
	})
}
