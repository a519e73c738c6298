package wallet_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yunka/server/web/webtest"
	"yunka/views/wallet"
)

var wechatData = regexp.MustCompile(`data-([a-z-]+)="([^"]*)"`)

// asked is what the page hands to WeChat's bridge.
func asked(page string) url.Values {
	names := map[string]string{"app-id": "appId", "time-stamp": "timeStamp", "nonce-str": "nonceStr", "package": "package", "sign-type": "signType", "pay-sign": "paySign"}
	f := url.Values{}
	for _, m := range wechatData.FindAllStringSubmatch(page, -1) {
		if name := names[m[1]]; name != "" {
			f.Set(name, html.UnescapeString(m[2]))
		}
	}
	return f
}

// Inside WeChat a top-up is paid on the spot, by the user whom WeChat's login names: it is
// asked once in a session, its state is this session's and works once, and without it the
// page offers a code instead of an H5 payment that WeChat would not open.
func TestPayingInsideWeChat(t *testing.T) {
	c := contract(t)
	each(t, func(t *testing.T, m *money) {
		c.serve(m)
		pupil := m.Pupil.Person
		form, ua := wallet.TopUpPath(pupil), []string{"User-Agent", "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"}
		mother := m.As(m.Parent.Person)
		leads := func() *url.URL {
			t.Helper()
			a := mother.Send("GET", form, nil, ua...)
			to, err := url.Parse(a.Header.Get("Location"))
			if a.StatusCode != 303 || err != nil || to.Path != "/connect/oauth2/authorize" || to.Query().Get("scope") != "snsapi_base" {
				t.Fatalf("%d to %q", a.StatusCode, a.Header.Get("Location"))
			}
			return to
		}
		mother.Get("/wechat/back?code=x&state=y").Has(t, 404) // nobody asked
		mother.Get(form).Has(t, 200, `value="h5"`)            // in any other browser nothing is asked
		to := leads()
		back := "/wechat/back?state=" + to.Query().Get("state") + "&code="
		if u, err := url.Parse(to.Query().Get("redirect_uri")); err != nil || u.Path != "/wechat/back" {
			t.Fatalf("comes back to %s", u)
		}

		// Another state than this session's: nobody is bound, and it is not asked again.
		mother.Get("/wechat/back?state=another&code="+c.bank.LogIn("A")).Want(t, 303, form)
		mother.Get(back+c.bank.LogIn("A")).Has(t, 404)
		if n := m.Text("SELECT CAST(count(*) AS TEXT) FROM wechat_user"); n != "0" {
			t.Fatalf("%s are bound", n)
		}
		page := mother.Send("GET", form, nil, ua...)
		page.Has(t, 200, `value="native"`)
		page.HasNot(t, `value="h5"`)
		page.HasNot(t, `value="jsapi"`)
		mother.Post(form, nil, "key", "k0", "sum", "5000", "way", "jsapi").Has(t, 422) // nobody knows who pays

		// In her next session.
		mother = m.Browser()
		mother.Login("u"+m.Parent.Person, webtest.SecretPhrase).Want(t, 303, "/")
		code := c.bank.LogIn("A")
		back = "/wechat/back?state=" + leads().Query().Get("state") + "&code="
		mother.Get(back+code).Want(t, 303, form)
		page = mother.Send("GET", form, nil, ua...)
		page.Has(t, 200, `value="jsapi"`)
		mother.Post(form, nil, "key", "k1", "sum", "5000", "way", "jsapi")
		id := m.Text("SELECT id FROM topup")
		order := mother.Get(wallet.OrderPath(pupil, id))
		order.Has(t, 200, "data-wechat", "等待付款")
		f := asked(order.Body)
		f.Set("user", "B")
		if _, why := c.bank.Bridge(f); why == "" {
			t.Error("another user opened it")
		}
		f.Set("user", "A")
		wrong := url.Values{}
		for k, v := range f {
			wrong[k] = v
		}
		wrong.Set("timeStamp", "1")
		if _, why := c.bank.Bridge(wrong); why != "paySign" {
			t.Errorf("what was changed on its way: %q", why)
		}
		at, why := c.bank.Bridge(f)
		if why != "" || !strings.Contains(at, "/pay/") {
			t.Fatalf("WeChat does not open it: %s", why)
		}
		c.bank.Pay(id)
		mother.Get(wallet.OrderPath(pupil, id)).Has(t, 200, "已到账")
		m.Verified()
	}, c.deps(t))
}
