package wallet_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/ledger"
	"yunka/server/post"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/scan"
	"yunka/server/scan/part"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
	"yunka/server/till"
	"yunka/server/web/webtest"
	"yunka/views/wallet"
)

// money is a school with a finance officer and a till.
type money struct {
	*testing.T
	webtest.Office
	finance *scantest.Holder
	at      terminal.Identity
	scans   *scan.Service
	seq     int
}

func each(t *testing.T, story func(t *testing.T, m *money)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		m := &money{T: t, Office: o, finance: o.Mine.Holder(t, allow.Teacher)}
		o.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := post.Add(ctx, tx, post.Post{SchoolID: o.Mine.School, PersonID: m.finance.Person, Kind: allow.Finance, OfWhat: allow.OfSchool})
			return err
		})
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.Pupil.Person)
		m.at, _ = o.Mine.Terminal(t, o.Mine.GateOut, true)
		o.Exec("UPDATE terminal SET scene = 'till' WHERE id = ?", m.at.ID)
		o.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) error { return access.Bump(ctx, tx, o.Mine.School) })
		var err error
		if m.scans, err = scan.New(t.Context(), scan.Config{DB: o.DB, Feed: o.Mine.Feed, Words: scantest.Words{}, Parts: []part.Part{till.Part()}}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(m.scans.Close)
		story(t, m)
	})
}

// buys is the pupil at the till.
func (m *money) buys(fen int64, want reason.Code) {
	m.Helper()
	m.seq++
	m.Pass(2_000_000_000)
	code := cardcode.Sign(m.Pupil.Key, cardcode.Pay, m.Pupil.Handle, uint32(m.Clock().Unix()), uint8(m.seq)).Text()
	body, _ := json.Marshal(sale.Asked{Seq: int64(m.seq), Amount: fen, Meal: "lunch", Sure: true})
	a := scantest.Present(m.T, m.scans, scan.Presentation{Terminal: m.at, Key: fmt.Sprint("charge:", m.seq), Code: code, Body: body})
	if a.Reason != want {
		m.Fatalf("%s %s, want %s", a.Decision, a.Reason, want)
	}
}

var hidden = regexp.MustCompile(`name="key" value="([^"]+)"`)

func key(t *testing.T, a webtest.Answer) string {
	t.Helper()
	found := hidden.FindStringSubmatch(a.Body)
	if found == nil {
		t.Fatal("no key")
	}
	return found[1]
}

// The office opens a shop and takes cash; the mother sets limits and reads where each fen
// went; a refund goes back, a large one by a second person.
func TestADayOfMoney(t *testing.T) {
	each(t, func(t *testing.T, m *money) {
		pupil := m.Pupil.Person
		finance, mother := m.As(m.finance.Person), m.As(m.Parent.Person)
		page := finance.Get("/console/money/settings")
		page.Has(t, 200, "还没有商户", "收银终端")
		m.EveryFormHasItsRoute(page)
		finance.Post("/console/money/merchants", nil, "name", " ", "kind", "shop").Has(t, 422, "要有名称")
		finance.Post("/console/money/merchants", nil, "name", "一食堂", "kind", "canteen").Want(t, 303, "/console/money/settings?done=merchant-added")
		shop := m.Text("SELECT id FROM merchant")
		finance.Post("/console/money/tills/"+m.at.ID, nil, "merchant", shop).Want(t, 303, "/console/money/settings?done=till-bound")
		finance.Post("/console/money/tills/"+m.AlienReader, nil, "merchant", shop).Has(t, 404)

		finance.Get("/console/money/desk?q=林知").Has(t, 200, "林知夏", "充值")
		desk := finance.Get("/console/money/desk?person=" + pupil)
		m.EveryFormHasItsRoute(desk)
		k := key(t, desk)
		for _, wrong := range []string{"0", "-1", "1.005", "2000.01", "abc", ""} {
			finance.Post("/console/money/desk", nil, "person", pupil, "key", k, "amount", wrong).Has(t, 422, "金额写成元")
		}
		for range 2 { // sent twice it is one
			finance.Post("/console/money/desk", nil, "person", pupil, "key", k, "amount", "100").Want(t, 303, "/console/money/desk?person="+pupil+"&done=topped-up")
		}
		finance.Post("/console/money/desk", nil, "person", m.Alien.Person, "key", "x", "amount", "100").Has(t, 404)

		mother.Get("/card").Has(t, 200, "钱包", "¥100.00")
		limits := mother.Get(wallet.Path(pupil))
		limits.Has(t, 200, "100.00", "今天还没有消费", "不限")
		m.EveryFormHasItsRoute(limits)
		mother.Post(wallet.Path(pupil)+"/limits", nil, "per_sale", "很多").Has(t, 422, "限额写成元", "很多")
		mother.Post(wallet.Path(pupil)+"/limits", nil, "per_sale", "15", "per_day", "40.5", "low", "50", "blocked", "shop").Want(t, 303, wallet.Path(pupil)+"?done=wallet-limited")
		mother.Get(wallet.Path(pupil)).Has(t, 200, "15.00", "40.50", "小卖部")

		m.buys(1_200, reason.OK)
		m.buys(1_501, reason.PayLimitSale)
		mother.Get(wallet.Path(pupil)).Has(t, 200, "88.00", "午餐，一食堂", "没有付成", "超过单笔限额", "每天最多 ¥40.50")

		finance.Post("/console/money/subsidies", nil, "key", "s1", "title", "午餐补贴", "amount", "4", "until", m.Clock().AddDate(0, 0, 5).Format("2006-01-02"), "class", m.Class).Want(t, 303, "/console/money/settings?done=subsidy-given")
		mother.Get(wallet.Path(pupil)).Has(t, 200, "午餐补贴", "¥4.00", "到期")
		m.buys(1_300, reason.OK)
		month := m.Clock().Format("2006-01")
		bill := mother.Get(wallet.MonthPath(pupil, month))
		bill.Has(t, 200, "25.00", "补贴付 4.00，余额付 21.00", "79.00 是怎么来的", "充值，1 次", "+100.00", "余额 88.00 → 79.00")
		found := mother.Get(wallet.MonthPath(pupil, month) + "?q=12")
		found.Has(t, 200, "−12.00", "余额 100.00 → 88.00")
		found.HasNot(t, "余额 88.00 → 79.00")
		mother.Get(wallet.MonthPath(pupil, month)+"?q=没有").Has(t, 200, "没有找到")
		mother.Get(wallet.MonthPath(pupil, month)+".csv").Has(t, 200, "一食堂", "-9.00", "79.00")
		mother.Get(wallet.MonthPath(pupil, "2019-13")).Has(t, 404)
		mother.Get(wallet.MonthPath(pupil, "2100-01")).Has(t, 404)

		list := finance.Get("/console/money")
		list.Has(t, 200, "林知夏", "一食堂", "¥25.00", "超过单笔限额", "¥79.00", "¥100.00")
		finance.Get("/console/money?q=林知&state=refused").Has(t, 200, "共 1 笔")
		finance.Get("/console/money?q=%25&from=2000-01-01&to=x").Has(t, 200, "没有流水")
		finance.Get("/console/money/sales.csv").Has(t, 200, "一食堂", "13.00")
		list.HasNot(t, "账本在")
		if err := ledger.Night(t.Context(), m.DB); err != nil {
			t.Fatal(err)
		}
		finance.Get("/console/money").Has(t, 200, "账本在", "4 笔全部相符")
		one := m.Text("SELECT id FROM sale WHERE amount = 1300")
		salePage := finance.Get("/console/money/sales/" + one)
		salePage.Has(t, 200, "补贴付 4.00，余额付 9.00")
		m.EveryFormHasItsRoute(salePage)
		finance.Post("/console/money/sales/"+one+"/refund", nil, "key", "k1", "amount", "6", "why", "").Has(t, 422, "写明退多少")
		finance.Post("/console/money/sales/"+one+"/refund", nil, "key", "k1", "amount", "6", "why", "少了一个菜").Want(t, 303, "/console/money/sales/"+one+"?done=refund-done")
		finance.Post("/console/money/sales/"+one+"/refund", nil, "key", "k2", "amount", "7.01", "why", "错").Has(t, 409, "退的比付的多")
		mother.Get(wallet.MonthPath(pupil, month)).Has(t, 200, "一食堂 退款", "少了一个菜", "+6.00", "85.00")

		finance.Post("/console/money/settings", nil, "two_from", "5").Want(t, 303, "/console/money/settings?done=money-set")
		finance.Post("/console/money/sales/"+one+"/refund", nil, "key", "k3", "amount", "7", "why", "错").Want(t, 303, "/console/money/sales/"+one+"?done=refund-asked")
		waiting := finance.Get("/console/money/refunds")
		waiting.Has(t, 200, "您提出的")
		finance.Post("/console/money/refunds/k3/answer", nil, "yes", "1").Has(t, 403)
		second := m.Mine.Holder(t, allow.Teacher)
		m.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := post.Add(ctx, tx, post.Post{SchoolID: m.Mine.School, PersonID: second.Person, Kind: allow.Finance, OfWhat: allow.OfSchool})
			return err
		})
		other := m.As(second.Person)
		for who, n := range map[*scantest.Holder]int{m.finance: 0, second: 1} { // nobody agrees to their own
			var got int
			if err := m.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				got, _, err = sale.WaitingForMe(ctx, q, who.Actor, m.Mine.School)
				return err
			}); err != nil || got != n {
				t.Errorf("%d refunds wait, want %d (%v)", got, n, err)
			}
		}
		other.Get("/waiting").Has(t, 200, "退款申请等您复核")
		m.EveryFormHasItsRoute(other.Get("/console/money/refunds"))
		other.Post("/console/money/refunds/k3/answer", nil, "yes", "1").Want(t, 303, "/console/money/refunds?done=refund-done")
		other.Get("/console/money/refunds").Has(t, 200, "没有要同意的退款")

		// The mother reads her own child's; nobody else does, without that post.
		teacher, admin := m.As(m.Teacher.Person), m.As(webtest.AdminOf(m.Mine))
		for _, path := range []string{wallet.Path(pupil), wallet.MonthPath(pupil, month)} {
			teacher.Get(path).Has(t, 403)
			admin.Get(path).Has(t, 403)
			mother.Get(strings.Replace(path, pupil, m.Foreign.Person, 1)).Has(t, 403)
			mother.Get(strings.Replace(path, pupil, m.Alien.Person, 1)).Has(t, 404)
		}
		admin.Get("/console/money").Has(t, 403)
		if n := m.Events(m.Mine.School, "money.viewed"); n == 0 {
			t.Error("who looked at money is not on record")
		}
		m.Verified()
	})
}
