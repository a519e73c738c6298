package till_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/scan/scantest"
	"yunka/server/till"
	"yunka/server/web/webtest"
)

const clerkPIN = "382916"

// counter is a shop whose till is a tablet at /till.
type counter struct {
	*testing.T
	webtest.Office
	tab     webtest.Desk
	finance allow.Actor
	sales   *sale.Service
	n       uint8
}

func eachCounter(t *testing.T, story func(t *testing.T, c *counter)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		c := &counter{T: t, Office: o, sales: sale.New(o.DB, o.Mine.Feed)}
		office := o.Mine.Holder(t, allow.Teacher)
		c.finance = office.Actor
		c.finance.Posts = []allow.Held{{School: o.Mine.School, Membership: office.Membership, Post: allow.Finance, Of: allow.OfSchool}}
		o.SetPIN(o.Mine, o.Guard, clerkPIN)
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.Pupil.Person)
		c.tab = c.till()
		if err := purse.New(o.DB, o.Mine.Feed).Desk(context.Background(), c.finance, o.Mine.School, o.Pupil.Person, "first", 5_000); err != nil {
			t.Fatal(err)
		}
		story(t, c)
	})
}

func (c *counter) till() webtest.Desk {
	d := c.Tablet(c.Mine, c.Mine.GateOut, false)
	c.Exec("UPDATE terminal SET scene = 'till' WHERE id = ?", d.Who.ID)
	c.Exec("UPDATE school SET policy_version = policy_version + 1")
	return d
}

func (c *counter) bind(d webtest.Desk) {
	c.Helper()
	m, err := c.sales.AddMerchant(context.Background(), c.finance, c.Mine.School, "文具店", purse.Shop)
	if err != nil {
		c.Fatal(err)
	}
	if err := c.sales.Bind(context.Background(), c.finance, c.Mine.School, d.Who.ID, m); err != nil {
		c.Fatal(err)
	}
}

func (c *counter) code(p cardcode.Purpose) string {
	c.Pass(time.Second)
	c.n++
	return cardcode.Sign(c.Pupil.Key, p, c.Pupil.Handle, uint32(c.Clock().Unix()), c.n).Text()
}

func (c *counter) charge(seq, fen int, code string) (s till.Sold) {
	c.Helper()
	got := c.tab.JSON("/till/charges", fmt.Sprintf(`{"seq":%d,"amount_fen":%d,"code":%q}`, seq, fen, code))
	got.Has(c.T, 200)
	if err := json.Unmarshal([]byte(got.Body), &s); err != nil {
		c.Fatal(err)
	}
	return s
}

// A clerk's day on a tablet: paired, bound, a sale that says who and not what they have,
// the same number again, money back under the name of who is on shift, the day closed.
func TestAClerksDay(t *testing.T) {
	eachCounter(t, func(t *testing.T, c *counter) {
		c.Browser().Get("/till").Has(t, 200, `action="/kiosk/pair"`)
		c.tab.Get("/kiosk").Want(t, 303, "/till")
		c.Tablet(c.Mine, c.Mine.GateIn, true).Get("/till").Want(t, 303, "/kiosk")
		c.tab.Get("/till").Has(t, 200, "还没有商户")
		c.bind(c.tab)
		c.tab.Get("/till").Has(t, 200, "文具店", `data-next="1"`, "今天还没有收款", "开始当班")

		code := c.code(cardcode.Pay)
		s := c.charge(1, 1_250, code)
		if s.State != "paid" || s.Who == nil || s.Who.Name != "知夏" || s.Who.Class != "三年级2班" || s.Who.Photo != "" || s.Person != nil {
			t.Fatalf("%+v %+v", s, s.Who)
		}
		if again := c.charge(1, 1_250, code); again.Sale != s.Sale || again.State != "paid" {
			t.Errorf("the same again: %+v", again)
		}
		c.tab.JSON("/till/charges", fmt.Sprintf(`{"seq":1,"amount_fen":125,"code":%q}`, code)).Has(t, 422)
		got := c.tab.Get("/till/charges/1")
		got.Has(t, 200, `"state":"paid"`, "知夏")
		got.HasNot(t, "林知夏", "37.50", "3750")
		if s := c.charge(2, 9_000, c.code(cardcode.Pay)); s.State != "refused" || s.Reason != "PAY_INSUFFICIENT" || !strings.Contains(s.Why, "余额不够") || strings.Contains(s.Text, "余额") {
			t.Errorf("%+v", s)
		}
		n := 3
		for code, why := range map[string]string{c.code(cardcode.Everyday): "CODE_WRONG_AUDIENCE", "134567890123456789": "PAY_CHANNEL_OFF", "98123": "CODE_MALFORMED"} {
			if s := c.charge(n, 100, code); s.State != "refused" || string(s.Reason) != why || s.Why == "" {
				t.Errorf("%s: %+v", why, s)
			}
			n++
		}
		c.tab.Get("/till/charges/7").Has(t, 404, "not_received")
		if s := c.charge(7, 100, c.code(cardcode.Pay)); s.State != "refused" || s.Reason != "PAY_REVERSED" {
			t.Errorf("asked for before it came: %+v", s)
		}
		for _, bad := range []string{`{}`, `{"seq":8,"amount_fen":0,"chip":"1"}`, `{"seq":8,"amount_fen":1.5,"chip":"1"}`, `{"seq":8,"amount_fen":100000,"chip":"1"}`, `{"seq":0,"amount_fen":1,"chip":"1"}`,
			`{"seq":8,"amount_fen":1}`, `{"seq":8,"amount_fen":1,"chip":"1","code":"98"}`, `[]`, `{"seq":9007199254740992,"amount_fen":1,"chip":"1"}`} {
			if got := c.tab.JSON("/till/charges", bad); got.StatusCode < 400 || got.StatusCode > 499 {
				t.Errorf("%s: %d", bad, got.StatusCode)
			}
		}

		c.charge(8, 400, c.code(cardcode.Pay))
		c.tab.JSON("/till/charges/8/void", `{}`).Has(t, 403, "till_shift")
		c.tab.JSON("/till/charges/8/refund", `{"key":"a","amount_fen":50,"why":"错了"}`).Has(t, 403, "till_shift")
		c.tab.JSON("/till/shift", `{"pin":"000111"}`).Has(t, 422, "pin_wrong")
		c.tab.JSON("/till/shift", `{"pin":"`+clerkPIN+`"}`).Has(t, 200, "name")
		for range 2 {
			c.tab.JSON("/till/charges/8/void", `{}`).Has(t, 200, `"refunded_fen":400`)
		}
		for range 2 {
			c.tab.JSON("/till/charges/1/refund", `{"key":"a","amount_fen":250,"why":"少了一支笔"}`).Has(t, 200, "退了 ¥2.50")
		}
		c.tab.JSON("/till/charges/1/refund", `{"key":"b","amount_fen":1001,"why":"全退"}`).Has(t, 409, "refund_exceeds")
		c.tab.JSON("/till/charges/1/refund", `{"key":"c","amount_fen":1,"why":" "}`).Has(t, 422, "refund")
		c.tab.JSON("/till/charges/1/void", `{}`).Has(t, 409, "sale_refunded")
		if by := c.Text("SELECT answered_by FROM refund WHERE amount = 250"); by != c.Guard.Person {
			t.Errorf("given back by %s", by)
		}
		day := c.tab.Get("/till/day")
		day.Has(t, 200, "2 笔", "¥16.50", "¥6.50", "¥10.00", "知夏", "已撤销", "没有收款", `data-sales="2"`)
		day.HasNot(t, "林知夏")
		date := c.Clock().In(scantest.Noon.Location()).Format(time.DateOnly)
		shown := `{"day":"` + date + `","said":{"sales":2,"sold_fen":1650,"refunds":2,"refunded_fen":650}}`
		c.tab.JSON("/till/batch", shown).Has(t, 200, "账平了")
		c.charge(9, 100, c.code(cardcode.Pay))
		c.tab.JSON("/till/batch", shown).Has(t, 200, "数变了", "¥17.50")
		c.tab.Get("/till").Has(t, 200, `data-next="10"`, "知夏", "¥11.00")

		other := c.till()
		c.bind(other)
		other.Get("/till/charges/1").Has(t, 404)
		other.JSON("/till/charges/1/void", `{}`).Has(t, 403, "till_shift")
		other.Get("/till/scans/"+c.Text("SELECT scan_id FROM sale WHERE seq = 1 AND state = 'paid'")+"/photo").Has(t, 404)
		c.tab.JSON("/till/shift/end", `{}`).Has(t, 200)
		c.tab.JSON("/till/batch", shown).Has(t, 403, "till_shift")
		c.tab.JSON("/till/shift", `{"pin":"`+clerkPIN+`"}`).Has(t, 200)
		c.Pass(31 * time.Minute)
		c.tab.JSON("/till/batch", shown).Has(t, 403, "till_shift")
		for _, who := range []webtest.Browser{c.Browser(), c.As(c.Parent.Person)} {
			if got := who.Get("/till/day"); got.StatusCode < 400 {
				t.Errorf("the day for %d", got.StatusCode)
			}
		}
	})
}
