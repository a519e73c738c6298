package wallet_test

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/app"
	"yunka/server/wechatpay"
	"yunka/server/wechatpay/emulator"
	"yunka/server/wechatpay/emulator/emulatortest"
	"yunka/views/wallet"
)

// merchant is a school's contract with WeChat Pay: the emulator asks and is asked by HTTP.
type merchant struct {
	bank *emulatortest.Bank
	home *httptest.Server
	mu   sync.Mutex
	to   http.Handler
}

func contract(t *testing.T) *merchant {
	c := &merchant{}
	c.home = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		to := c.to
		c.mu.Unlock()
		to.ServeHTTP(w, r)
	}))
	t.Cleanup(c.home.Close)
	return c
}

// deps gives an office the merchant. The emulator goes by the office's clock.
func (c *merchant) deps(t *testing.T) func(*app.PageDeps) {
	return func(d *app.PageDeps) {
		c.bank = emulatortest.New(t, c.home.URL, d.DB.Now)
		d.Pay = c.bank.Client(t)
	}
}

func (c *merchant) serve(m *money) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.to = m.Web.Handler()
}

var payLink = regexp.MustCompile(`href="(http://[^"]+/pay/[^"]+)"`)

// A mother tops up on her phone, comes back and sees it; a code for another phone; what is
// wrong is said; who has not the right to pay is not asked for money.
func TestTopUpByWeChat(t *testing.T) {
	c := contract(t)
	each(t, func(t *testing.T, m *money) {
		c.serve(m)
		pupil := m.Pupil.Person
		mother := m.As(m.Parent.Person)
		mother.Get(wallet.Path(pupil)).Has(t, 200, "充值后就能付款", wallet.TopUpPath(pupil))
		form := mother.Get(wallet.TopUpPath(pupil))
		form.Has(t, 200, "充后余额 50.00", "¥200.00")
		m.EveryFormHasItsRoute(form)
		k := key(t, form)
		for _, wrong := range []string{"", "0.99", "2000.01", "-5", "1e3", "很多"} {
			mother.Post(wallet.TopUpPath(pupil), nil, "key", k, "sum", "", "other", wrong, "way", "h5").Has(t, 422, "金额写成元")
		}
		mother.Post(wallet.TopUpPath(pupil), nil, "key", k, "sum", "5000", "way", "cash").Has(t, 422, "金额写成元")

		for range 2 { // pressed twice it is one order
			mother.Post(wallet.TopUpPath(pupil), nil, "key", k, "sum", "5000", "way", "h5")
		}
		id := m.Text("SELECT id FROM topup")
		page := mother.Get(wallet.OrderPath(pupil, id))
		page.Has(t, 200, "等待付款", "50.00", "打开微信付款", "不要再付一次")
		mother.Get(wallet.TopUpPath(pupil)).Has(t, 200, "还没付的 ¥50.00")
		link := html.UnescapeString(payLink.FindStringSubmatch(page.Body)[1])
		back := c.home.URL + wallet.OrderPath(pupil, id)
		if u, err := url.Parse(link); err != nil || u.Query().Get("redirect_url") != back {
			t.Errorf("WeChat goes back to %s", link)
		}
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := client.PostForm(link, url.Values{"back": {back}})
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.Header.Get("Location") != back {
			t.Errorf("back at %q", res.Header.Get("Location"))
		}
		mother.Get(wallet.OrderPath(pupil, id)).Has(t, 200, "已到账", "¥50.00")
		mother.Get(wallet.Path(pupil)).Has(t, 200, "50.00")
		month := m.Clock().Format("2006-01")
		mother.Get(wallet.MonthPath(pupil, month)).Has(t, 200, "微信支付", "+50.00")

		// By a code, which the callback alone turns to paid.
		mother.Post(wallet.TopUpPath(pupil), nil, "key", "k2", "sum", "5000", "other", "12.5", "way", "native")
		second := m.Text("SELECT id FROM topup WHERE amount = 1250")
		mother.Get(wallet.OrderPath(pupil, second)).Has(t, 200, `class="qr"`, "扫一扫", "12.50")
		c.bank.Pay(second)
		m.until(func() bool { return m.Text("SELECT state FROM topup WHERE id = ?", second) == "paid" })
		mother.Get(wallet.Path(pupil)).Has(t, 200, "62.50")

		// The office sees them, and what it must look at.
		if err := c.bank.Fault(emulator.Amount); err != nil {
			t.Fatal(err)
		}
		mother.Post(wallet.TopUpPath(pupil), nil, "key", "k3", "sum", "2000", "way", "native")
		third := m.Text("SELECT id FROM topup WHERE amount = 2000")
		c.bank.Pay(third)
		m.until(func() bool { return m.Text("SELECT state FROM topup WHERE id = ?", third) == "disputed" })
		mother.Get(wallet.OrderPath(pupil, third)).Has(t, 200, "金额不对", "¥20.01")
		mother.Get(wallet.Path(pupil)).Has(t, 200, "62.50")
		finance := m.As(m.finance.Person)
		finance.Get("/console/money/topups").Has(t, 200, "林知夏", "已到账", "要核对", "共 3 笔，到账 ¥62.50", "1 笔微信支付的钱要人处理")
		trouble := finance.Get("/console/money/topups?state=trouble")
		trouble.Has(t, 200, third, "实付 20.01")
		trouble.HasNot(t, second)
		finance.Get("/console/money/topups?state=x&q=%25").Has(t, 200, "没有这样的充值")
		finance.Get("/waiting").Has(t, 200, "微信支付的钱要处理")
		odd := m.Text("SELECT id FROM topup WHERE state = 'disputed'")
		m.EveryFormHasItsRoute(finance.Get("/console/money/topups"))
		mother.Post("/console/money/topups/"+odd+"/resolve", nil, "how", "cash").Has(t, 403)
		finance.Post("/console/money/topups/"+odd+"/resolve", nil, "how", "again").Want(t, 303, "/console/money/topups?done=trouble-over")
		finance.Post("/console/money/topups/"+odd+"/resolve", nil, "how", "cash").Want(t, 303, "/console/money/topups?done=trouble-ended")
		finance.Get("/console/money/topups").HasNot(t, "笔微信支付的钱要人处理")

		// Without an answer nothing is charged, and it is said.
		if err := c.bank.Fault(emulator.Lost); err != nil {
			t.Fatal(err)
		}
		mother.Post(wallet.TopUpPath(pupil), nil, "key", "k4", "sum", "10000", "way", "h5")
		mother.Get(wallet.OrderPath(pupil, m.Text("SELECT id FROM topup WHERE amount = 10000"))).Has(t, 200, "没有回应，没有扣钱")

		m.Exec("UPDATE guardianship SET can_pay = FALSE")
		mother.Get(wallet.TopUpPath(pupil)).Has(t, 403)
		mother.Get(wallet.OrderPath(pupil, id)).Has(t, 403)
		mother.Get(wallet.TopUpPath(m.Foreign.Person)).Has(t, 403)
		m.Verified()
	}, c.deps(t))
}

// until waits for what a callback does.
func (m *money) until(so func() bool) {
	m.Helper()
	for end := time.Now().Add(2 * time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			m.Fatal("never")
		}
	}
}

// Strangers knock in vain; a school without a merchant says where to top up.
func TestCallbacksOfStrangers(t *testing.T) {
	c := contract(t)
	each(t, func(t *testing.T, m *money) {
		c.serve(m)
		for name, body := range map[string]string{"nothing": "", "no JSON": "<xml>", "unsigned": `{"id":"1","event_type":"TRANSACTION.SUCCESS","resource":{"nonce":"123456789012","ciphertext":"AA=="}}`, "large": strings.Repeat("a", 1<<20)} {
			res, err := http.Post(c.home.URL+wechatpay.CallbackPath, "application/json", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			if res.StatusCode < 400 || res.StatusCode > 499 {
				t.Errorf("%s: %d", name, res.StatusCode)
			}
		}
	}, c.deps(t))
	each(t, func(t *testing.T, m *money) {
		mother := m.As(m.Parent.Person)
		mother.Get(wallet.Path(m.Pupil.Person)).HasNot(t, wallet.TopUpPath(m.Pupil.Person))
		mother.Get(wallet.TopUpPath(m.Pupil.Person)).Has(t, 200, "还没有接微信支付")
		mother.Post(wallet.TopUpPath(m.Pupil.Person), nil, "key", "k", "sum", "5000", "way", "h5").Has(t, 503, "还没有接微信支付")
		m.As(m.finance.Person).Get("/console/money/topups").Has(t, 200, "还没有接微信支付的商户号")
	})
}
