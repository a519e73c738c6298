package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"yunka/server/app"
	"yunka/server/db/dbtest"
)

// A proxy that asks for another host than browsers know is what most are when nobody has
// told them otherwise. With YUNKA_URL all goes on behind it: sockets, forms of old
// browsers, the content policy, and what is printed. Without, the page knows why.
func TestBehindAProxyThatRewritesTheHost(t *testing.T) {
	for _, named := range []bool{false, true} {
		var to *url.URL
		front := httptest.NewUnstartedServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to) // and the Host with it
			r.SetXForwarded()
		}})
		public := "http://" + front.Listener.Addr().String()
		cfg := app.Config{Data: dbtest.Dir(t)}
		if named {
			cfg.URL = public
		}
		a := start(t, cfg)
		s := settle(t, a)
		var err error
		if to, err = url.Parse(a.URL()); err != nil {
			t.Fatal(err)
		}
		front.Start()
		t.Cleanup(front.Close)
		_, parent := account(t, a, s.Parent, "parent-1")
		_, admin := account(t, a, s.Admin, "admin-1")
		says := func(what, text string, want bool) {
			t.Helper()
			if strings.Contains(text, public) != want {
				t.Errorf("named %v, %s: %.300s", named, what, text)
			}
		}

		for _, origin := range []string{public, "https://evil.example", public + ".evil.example"} {
			want := http.StatusForbidden
			if named && origin == public {
				want = http.StatusSwitchingProtocols
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			ws, res, _ := websocket.Dial(ctx, public+"/live?topics=child:"+s.Charge.Person, &websocket.DialOptions{HTTPClient: once,
				HTTPHeader: http.Header{"Origin": {origin}, "Cookie": {"yunka=" + parent}}})
			if res == nil || res.StatusCode != want {
				t.Errorf("named %v, from %s: %v, want %d", named, origin, res, want)
			}
			if ws != nil {
				_ = ws.CloseNow()
			}
			cancel()
		}

		page := send(t, request(t, public, "GET", "/card", ask{cookie: map[string]string{"yunka": parent}}))
		if page.status != 200 || !strings.Contains(page.body, "data-origins=") {
			t.Errorf("named %v: %d %.300s", named, page.status, page.body)
		}
		says("what the page compares its address with", page.body, named)
		socket := strings.Replace(public, "http", "ws", 1)
		if got := slices.Contains(strings.Fields(strings.ReplaceAll(page.header.Get("Content-Security-Policy"), ";", " ")), socket); got != named {
			t.Errorf("named %v: the policy is %s", named, page.header.Get("Content-Security-Policy"))
		}

		// A browser that says where a form comes from by Origin alone.
		old := ask{cookie: map[string]string{"yunka": admin}, form: url.Values{}, quiet: true, header: map[string]string{"Origin": public}}
		slip := send(t, request(t, public, "POST", "/console/people/"+s.Parent.Person+"/reset", old))
		if want := map[bool]int{true: 200, false: 403}[named]; slip.status != want {
			t.Errorf("named %v: a slip is %d, want %d", named, slip.status, want)
		}
		says("a slip", slip.body, named)
		says("what vendors copy", send(t, request(t, public, "GET", "/api", ask{})).body, named)
	}
}

// One address, as browsers write an origin.
func TestThePublicAddress(t *testing.T) {
	for given, want := range map[string]struct {
		url    string
		secure bool
		err    string
	}{
		"https://card.school.cn":       {"https://card.school.cn", true, ""},
		"https://Card.School.cn:443/":  {"https://card.school.cn", true, ""},
		"https://card.school.cn:8443":  {"https://card.school.cn:8443", true, ""},
		"http://card.lan:80":           {"http://card.lan", false, ""},
		"http://[fd00::1]:8080":        {"http://[fd00::1]:8080", false, ""},
		"card.school.cn":               {"", false, "no address such as"},
		"https://card.school.cn/yunka": {"", false, "no path"},
		"https://me@card.school.cn":    {"", false, "no address such as"},
		"https://card.school.cn?x=1":   {"", false, "no address such as"},
		"https://card;school":          {"", false, "no address such as"},
		"ftp://card.school.cn":         {"", false, "no address such as"},
		"https://":                     {"", false, "no address such as"},
	} {
		c, err := app.Config{URL: given}.Complete()
		switch {
		case want.err != "":
			if err == nil || !strings.Contains(err.Error(), "YUNKA_URL") || !strings.Contains(err.Error(), want.err) {
				t.Errorf("%s: %v, want %q", given, err, want.err)
			}
		case err != nil || c.URL != want.url || c.Secure != want.secure:
			t.Errorf("%s: %q, secure %v, %v", given, c.URL, c.Secure, err)
		}
		if again, err := c.Complete(); want.err == "" && (err != nil || again.URL != c.URL) {
			t.Errorf("%s, read twice: %q %v", given, again.URL, err)
		}
	}
	if _, err := (app.Config{URL: "http://card.lan", Secure: true}).Complete(); err == nil || !strings.Contains(err.Error(), "begin it with https") {
		t.Errorf("plain, and by TLS: %v", err)
	}
	c, err := app.Config{URL: "https://card.lan", TLSPrivate: []string{"card.lan"}}.Complete()
	if err != nil || c.Secure {
		t.Errorf("TLS of our own is no proxy's: %v %v", c.Secure, err)
	}
}

// A proxy that nobody has named makes all visitors one.
func TestAnUnnamedProxyIsWarnedOf(t *testing.T) {
	for name, is := range map[string]struct {
		cfg  app.Config
		want string
	}{
		"a proxy":            {app.Config{Secure: true}, "YUNKA_TRUSTED_PROXIES"},
		"by its address":     {app.Config{URL: "https://card.school.cn"}, "YUNKA_TRUSTED_PROXIES"},
		"named":              {app.Config{Secure: true, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}, ""},
		"TLS of our own":     {app.Config{TLSPrivate: []string{"card.lan"}}, ""},
		"this machine alone": {app.Config{}, ""},
		"open to others":     {app.Config{Addr: ":8080"}, "plain http"},
	} {
		cfg, err := is.cfg.Complete()
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Join(cfg.Warnings(), "\n")
		if is.want == "" && said != "" || !strings.Contains(said, is.want) {
			t.Errorf("%s: %q, want %q", name, said, is.want)
		}
	}
}
