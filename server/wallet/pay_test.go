package wallet_test

import (
	"testing"
	"time"

	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/web/webtest"
	"yunka/views/wallet"
)

// A pupil at a till above the school's sum: the card's page says so, the first time a PIN
// is set with the login's password, a wrong one takes nothing, five close it for a while.
func TestAPINIsTypedOnThePhone(t *testing.T) {
	each(t, func(t *testing.T, m *money) {
		person := m.Pupil.Person
		finance, pupil, mother := m.As(m.finance.Person), m.As(person), m.As(m.Parent.Person)
		finance.Post("/console/money/merchants", nil, "name", "文具店", "kind", "books").Want(t, 303, "/console/money/settings?done=merchant-added")
		finance.Post("/console/money/tills/"+m.at.ID, nil, "merchant", m.Text("SELECT id FROM merchant")).Want(t, 303, "/console/money/settings?done=till-bound")
		finance.Post("/console/money/settings", nil, "pin_above", "x").Has(t, 422, "限额写成元", `value="x"`)
		finance.Post("/console/money/settings", nil, "pin_above", "50").Want(t, 303, "/console/money/settings?done=money-set")
		finance.Get("/console/money/settings").Has(t, 200, `value="50.00"`)
		finance.Post("/console/money/desk", nil, "person", person, "key", "k", "amount", "500").Want(t, 303, "/console/money/desk?person="+person+"&done=topped-up")

		pupil.Get("/card").HasNot(t, "data-asks")
		asked := func(fen int64) string {
			t.Helper()
			m.buys(fen, reason.PayPIN)
			return m.Text("SELECT sale_id FROM pay_wait ORDER BY until_at DESC LIMIT 1")
		}
		id := asked(8_850)
		path := wallet.PayPath(person, id)
		pupil.Get("/card").Has(t, 200, "付 ¥88.50，输付款密码", `href="`+path+`"`)
		mother.Get("/card").HasNot(t, "data-asks")
		mother.Get(path).Has(t, 403)
		mother.Post(path, nil, "no", "1").Has(t, 403)
		mother.Get(wallet.PINPath(person)).Has(t, 403)
		pupil.Get(wallet.PayPath(m.Foreign.Person, id)).Has(t, 403)

		first := pupil.Get(path)
		first.Has(t, 200, "88.50", "文具店", "先设付款密码", wallet.PINPath(person)+"?sale="+id)
		m.EveryFormHasItsRoute(first)
		pupil.Post(path, nil, "pin", "739164").Has(t, 409, "还没有设付款密码")
		form := pupil.Get(wallet.PINPath(person) + "?sale=" + id)
		m.EveryFormHasItsRoute(form)
		pupil.Post(wallet.PINPath(person), nil, "password", "wrong words", "pin", "739164", "sale", id).Has(t, 422, "密码")
		pupil.Post(wallet.PINPath(person), nil, "password", webtest.SecretPhrase, "pin", "123456", "sale", id).Has(t, 422, "太好猜")
		pupil.Post(wallet.PINPath(person), nil, "password", webtest.SecretPhrase, "pin", "7391", "sale", id).Has(t, 422, "付款密码是 6 到 8 位数字")
		pupil.Post(wallet.PINPath(person), nil, "password", webtest.SecretPhrase, "pin", "739164", "sale", id).Want(t, 303, path)

		pupil.Post(path, nil, "pin", "739165").Has(t, 422, "付款密码不对", "付 ¥88.50")
		pupil.Post(path, nil, "pin", "739164").Want(t, 303, path)
		pupil.Get(path).Has(t, 200, "已付款", "回到校园卡")
		pupil.Get("/card").HasNot(t, "data-asks")
		mother.Get(wallet.Path(person)).Has(t, 200, "411.50", "文具店")
		pupil.Get(wallet.Path(person)).Has(t, 200, "付款密码", "已设")

		path = wallet.PayPath(person, asked(6_000))
		pupil.Post(path, nil, "no", "1", "pin", "").Want(t, 303, path)
		pupil.Get(path).Has(t, 200, "没有付", "钱没有动")

		path = wallet.PayPath(person, asked(7_000))
		for range 4 { // with the one above
			pupil.Post(path, nil, "pin", "000001").Has(t, 422, "付款密码不对")
		}
		pupil.Post(path, nil, "pin", "739164").Has(t, 429)
		m.Pass(sale.WaitLife + time.Second)
		pupil.Get(path).Has(t, 200, "没有付", "再扫一次")
		m.Pass(15 * time.Minute)
		pupil.Post(path, nil, "pin", "739164").Has(t, 409, "时间过了")
		mother.Get(wallet.Path(person)).Has(t, 200, "411.50")
		m.Verified()
	})
}
