package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/web/webtest"
)

func TestTheTableHoldsNoCookie(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		s.Account("p1", "wang.fang")
		b := s.Browser()
		b.Login("wang.fang", webtest.Secret)
		for _, name := range []string{"__Host-yunka", "__Host-yunka-device"} {
			value := b.Cookie(name)
			if value == "" {
				t.Fatal("no cookie " + name)
			}
			for table, columns := range map[string]string{
				"session": "token_hash || COALESCE(account_id, '')", "known_device": "token_hash || account_id", "guess": "bucket",
				"audit_event": "actor || action || target || detail", "account": "id || login || password_hash",
			} {
				if n := s.Text("SELECT count(*) FROM "+table+" WHERE "+columns+" LIKE ?", "%"+value+"%"); n != "0" {
					t.Fatalf("%s stands in %s", name, table)
				}
			}
			data := s.Text("SELECT data FROM session")
			if strings.Contains(data, value) || strings.Contains(s.Logged(), value) {
				t.Fatalf("%s stands in the session's data or in the log", name)
			}
		}
		if strings.Contains(s.Logged(), "wang.fang") || strings.Contains(s.Logged(), webtest.Secret) {
			t.Fatal("the log names who logged in")
		}
	})
}

func TestCookieFlags(t *testing.T) {
	for _, secure := range []bool{true, false} {
		s := webtest.Open(t, db.SQLite, func(d *app.PageDeps) { d.Secure = secure })
		s.Account("p1", "wang.fang")
		prefix := ""
		if secure {
			prefix = "__Host-"
		}
		seen := map[string]bool{}
		for _, c := range s.Browser().Login("wang.fang", webtest.Secret).Cookies() {
			seen[c.Name] = true
			if !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge <= 0 {
				t.Errorf("secure=%v: %s", secure, c.Raw)
			}
		}
		for _, name := range []string{"yunka", "yunka-device", "yunka-lang"} {
			if !seen[prefix+name] {
				t.Errorf("secure=%v: no cookie %s", secure, prefix+name)
			}
		}
	}
}

func TestAVisitIsWrittenAndTheCookieRenewedAtMostEveryFiveMinutes(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		s.Account("p1", "wang.fang")
		b := s.Browser()
		b.Login("wang.fang", webtest.Secret)
		touched := func() string { return s.Text("SELECT touched_at FROM session") }
		start := touched()
		s.Pass(5*time.Minute - time.Millisecond)
		if len(b.Get("/password").Cookies()) != 0 || touched() != start {
			t.Fatal("written too early")
		}
		s.Pass(time.Millisecond)
		renewed := b.Get("/password").Cookies()
		if len(renewed) != 1 || renewed[0].Value != b.Cookie("__Host-yunka") || renewed[0].MaxAge != 90*24*3600 || touched() == start {
			t.Fatalf("renewed %v", renewed)
		}
		s.Pass(90 * 24 * time.Hour)
		if b.LoggedIn() {
			t.Fatal("signed in after ninety idle days")
		}
	})
}

func TestNothingChangesFromAnotherSite(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		s.Account("p1", "wang.fang")
		s.Person("g1", allow.Guard)
		b := s.Browser()
		b.Login("wang.fang", webtest.Secret)
		before := s.Dump()
		for _, rt := range s.Web.Routes() {
			if rt.Method == "GET" {
				continue
			}
			for _, h := range [][]string{
				{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
				{"Sec-Fetch-Site", "same-site", "Origin", "https://sibling.school.example"},
				{"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
				{"Sec-Fetch-Site", "", "Origin", "null"},
				{"Sec-Fetch-Site", "", "Origin", ""},
			} {
				a := b.Post(rt.Pattern, h, "login", "wang.fang", "password", webtest.Secret, "old", webtest.Secret, "new", "a new secret 9", "lang", "en", "pin", "274915", "code", s0)
				a.Want(t, 403, "")
				if len(a.Cookies()) != 0 {
					t.Errorf("%s %v set a cookie", rt.Pattern, h)
				}
			}
		}
		if after := s.Dump(); after != before {
			t.Fatalf("changed:\n%s\n%s", before, after)
		}
		if !b.LoggedIn() {
			t.Fatal("another site logged the user out")
		}
	})
}

const s0 = "ABCD-EFGH-JKLM"

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	s := webtest.Open(t, db.SQLite)
	s.Account("p1", "wang.fang")
	in, out := s.Browser(), s.Browser()
	in.Login("wang.fang", webtest.Secret)
	check := func(a webtest.Answer) {
		t.Helper()
		for name, want := range map[string]string{
			"Strict-Transport-Security": "max-age=31536000", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s %s: %s is %q", a.Request.Method, a.Request.URL.Path, name, got)
			}
		}
		csp := a.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(csp, part) || strings.Contains(csp, "unsafe-inline") || strings.Contains(csp, "'unsafe-eval'") {
				t.Errorf("%s: policy %q", a.Request.URL.Path, csp)
			}
		}
		if a.Header.Get("Permissions-Policy") == "" || a.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: no Permissions-Policy or no X-Request-Id", a.Request.URL.Path)
		}
	}
	for _, rt := range s.Web.Routes() {
		path := strings.TrimSuffix(rt.Pattern, "{$}")
		for _, b := range []webtest.Browser{in, out} {
			if rt.Method == "GET" {
				check(b.Get(path))
				continue
			}
			if path != "/logout" {
				check(b.Post(path, nil))
			}
			check(b.Post(path, []string{"Origin", "https://evil.example", "Sec-Fetch-Site", ""}))
		}
	}
	check(out.Get("/no/such/page"))
	check(out.Get("/static/nothing.js"))
	check(out.Get("/login/../login"))
	check(out.Get("/login?x=%00"))
	check(out.Send("DELETE", "/login", nil))
	check(out.Send("POST", "/login", url.Values{"login": {strings.Repeat("x", 70<<10)}}))
}

func TestNoncesAreFreshAndSocketsNamed(t *testing.T) {
	s := webtest.Open(t, db.SQLite)
	host := strings.TrimPrefix(s.Server.URL, "https://")
	one, two := s.Browser().Get("/login").Header.Get("Content-Security-Policy"), s.Browser().Get("/login").Header.Get("Content-Security-Policy")
	if one == two || !strings.Contains(one, "wss://"+host) || strings.Contains(one, "wasm-unsafe-eval") {
		t.Fatalf("%s\n%s", one, two)
	}
	for _, path := range []string{"/card", "/card/x", "/kiosk"} {
		if p := s.Browser().Get(path).Header.Get("Content-Security-Policy"); !strings.Contains(p, "'wasm-unsafe-eval'") {
			t.Errorf("%s: %s", path, p)
		}
	}
	req := httptest.NewRequest("GET", "/login", nil)
	req.Host = "evil;script-src*"
	rec := httptest.NewRecorder()
	s.Web.Handler().ServeHTTP(rec, req)
	if p := rec.Header().Get("Content-Security-Policy"); strings.Contains(p, "evil") {
		t.Errorf("the Host header writes the policy: %s", p)
	}
}

func TestProblems(t *testing.T) {
	s := webtest.Open(t, db.SQLite)
	b := s.Browser()
	b.Get("/no/such/page").Want(t, 404, "")
	if a := b.Get("/no/such/page", "Accept", "application/json"); a.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(a.Body, `"code":"not_found"`) {
		t.Errorf("%s", a.Body)
	}
	if a := b.Send("DELETE", "/login", nil); a.StatusCode != 405 || a.Header.Get("Allow") == "" || !strings.Contains(a.Body, "<html") {
		t.Errorf("%d, Allow %q", a.StatusCode, a.Header.Get("Allow"))
	}
	if a := b.Post("/login", nil, "login", strings.Repeat("x", 70<<10)); a.StatusCode != 413 {
		t.Errorf("70 KiB: %d", a.StatusCode)
	}
	if a := b.Post("/login", nil, "login", "a\x00b", "password", "x"); a.StatusCode != 400 {
		t.Errorf("a zero byte: %d", a.StatusCode)
	}
	if a := b.Get("/password", "HX-Request", "true"); a.StatusCode != 401 || a.Header.Get("HX-Redirect") == "" {
		t.Errorf("a fragment for nobody: %d", a.StatusCode)
	}
	if a := b.Get("/password", "Accept", "application/json"); a.StatusCode != 401 {
		t.Errorf("JSON for nobody: %d", a.StatusCode)
	}
	if a := b.Get("/login", "Accept-Language", "en"); !strings.Contains(a.Body, `lang="en"`) {
		t.Error("Accept-Language is not heard")
	}
}

func TestABrokenDatabaseIsAProblemNotAnAbsence(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		s.Account("p1", "wang.fang")
		b := s.Browser()
		b.Login("wang.fang", webtest.Secret)
		s.Exec("ALTER TABLE session RENAME TO gone")
		if a := b.Get("/password"); a.StatusCode < 500 || strings.Contains(a.Body, "session") {
			t.Fatalf("%d\n%s", a.StatusCode, a.Body)
		}
		// A login that cannot store its session is not half a login.
		a := s.Browser().Login("wang.fang", webtest.Secret)
		if a.StatusCode < 500 || len(a.Cookies()) != 0 || a.Header.Get("Location") != "" {
			t.Fatalf("%d %v", a.StatusCode, a.Cookies())
		}
	})
}

func TestHealth(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		b := s.Browser()
		b.Get("/livez").Want(t, 200, "")
		if a := b.Get("/time"); a.Body != fmt.Sprintf(`{"now":%d}`, s.Clock().UnixMilli()) {
			t.Errorf("time: %s", a.Body)
		}
		// ready asks with the clock that far ahead of the real one, which is the
		// database's. Ours stands still while theirs goes on, so a slow answer is asked
		// for again.
		ready := func(ahead time.Duration, want int) (a webtest.Answer) {
			for range 100 {
				s.Pass(time.Since(s.Clock()))
				s.Pass(ahead)
				if a = b.Get("/readyz"); a.StatusCode == want {
					break
				}
			}
			a.Want(t, want, "")
			return a
		}
		ready(0, 200)
		if s.DB.Engine() == db.Postgres {
			if a := ready(3*time.Second, 503); !strings.Contains(a.Body, "clocks_differ") {
				t.Error(a.Body)
			}
			ready(0, 200)
		}
		s.Web.Drain()
		b.Get("/readyz").Want(t, 503, "")
		b.Get("/livez").Want(t, 200, "")
	})
}

func TestTheNetworkIsNotWhatAStrangerSays(t *testing.T) {
	s := webtest.Open(t, db.SQLite, func(d *app.PageDeps) { d.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7:99", "", "203.0.113.7/32"},
		{"203.0.113.7:99", "1.2.3.4", "203.0.113.7/32"},
		{"10.0.0.1:99", "1.2.3.4", "1.2.3.4/32"},
		{"10.0.0.1:99", "6.6.6.6, 1.2.3.4", "1.2.3.4/32"},
		{"10.0.0.1:99", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4/32"},
		{"10.0.0.1:99", "nonsense", "10.0.0.1/32"},
		{"10.0.0.1:99", "1.2.3.4:5678", "1.2.3.4/32"},
		{"10.0.0.1:99", "9.9.9.9, [2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"},
		{"10.0.0.1:99", "[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::/64"},
		{"10.0.0.1:99", "", "10.0.0.1/32"},
		{"[2001:db8:1:2:3:4:5:6]:99", "", "2001:db8:1:2::/64"},
		{"[::ffff:203.0.113.7]:99", "", "203.0.113.7/32"},
		{"[fe80::1%eth0]:99", "", "fe80::/64"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.Web.Network(r); got != c.want {
			t.Errorf("%s for %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
	// And a spoof does not buy a second set of guesses.
	s.Account("p1", "wang.fang")
	b := s.Browser()
	for i := range 10 {
		b.Post("/login", []string{"X-Forwarded-For", fmt.Sprintf("1.2.3.%d", i)}, "login", "wang.fang", "password", "wrong").Want(t, 401, "")
	}
	b.Post("/login", []string{"X-Forwarded-For", "1.2.3.99"}, "login", "wang.fang", "password", "wrong").Want(t, 429, "")
}
