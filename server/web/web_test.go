package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/post"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
	"yunka/server/web"
)

// site is the pages over TLS with one school, one parent and a clock to turn.
type site struct {
	*testing.T
	db       *db.DB
	accounts *account.Service
	web      *web.Kit
	srv      *httptest.Server
	log      *bytes.Buffer

	mu  *sync.Mutex
	now *time.Time
}

const secret = "correct horse 7"

func each(t *testing.T, story func(s site)) {
	t.Helper()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) { story(open(t, e)) })
	}
}

func open(t *testing.T, e db.Engine, change ...func(*app.PageDeps)) site {
	t.Helper()
	now := scantest.ComingNoon() // lessons, and no midnight near
	s := site{T: t, mu: &sync.Mutex{}, now: &now, log: &bytes.Buffer{}}
	s.db = dbtest.Open(t, e, db.WithClock(s.clock))
	f := feed.New()
	s.accounts = account.New(s.db, f, account.WithCost(scantest.HashCost))
	deps := app.PageDeps{Terminals: terminal.New(s.db, f), Posts: post.New(s.db, f),
		Deps: web.Deps{DB: s.db, Feed: f, Accounts: s.accounts, Secure: true, HSTS: true, Logger: slog.New(slog.NewTextHandler(locked{s.mu, s.log}, nil))}}
	for _, fn := range change {
		fn(&deps)
	}
	s.web, _ = app.Pages(deps)
	if deps.Secure {
		s.srv = httptest.NewTLSServer(s.web.Handler())
	} else {
		s.srv = httptest.NewServer(s.web.Handler())
	}
	t.Cleanup(s.srv.Close)
	s.exec("INSERT INTO school (id, slug, name, zone, demo, lease_seconds, policy_version, created_at) VALUES ('s1', 's1', '一小', 'Asia/Shanghai', FALSE, 1, 1, 0)")
	s.exec("INSERT INTO feed_head (school_id, last) VALUES ('s1', 0)")
	s.person("p1", allow.Parent)
	return s
}

// locked lets the server log while a test reads.
type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

func (s site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.now
}

func (s site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.now = s.now.Add(d)
}

func (s site) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

func (s site) exec(query string, args ...any) {
	s.Helper()
	if err := s.db.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	}); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
}

func (s site) text(query string, args ...any) (v string) {
	s.Helper()
	if err := s.db.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query, args...).Scan(ctx, &v)
	}); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return v
}

func (s site) person(id string, role allow.Role) {
	s.Helper()
	s.exec("INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) VALUES (?, 's1', '王芳', '', '', 'active', 0, 0)", id)
	s.exec("INSERT INTO membership (id, school_id, person_id, role, valid_from, created_at) VALUES (?, 's1', ?, ?, 0, 0)", "m-"+id, id, string(role))
}

func (s site) code(person string) string {
	s.Helper()
	office := allow.Actor{Kind: allow.Account, Account: "office", Seats: []allow.Seat{{School: "s1", Role: allow.Admin}}}
	code, _, err := s.accounts.IssueActivation(context.Background(), office, person)
	if err != nil {
		s.Fatal(err)
	}
	return code
}

func (s site) account(person, login string) string {
	s.Helper()
	id, err := s.accounts.Activate(context.Background(), s.code(person), login, secret, "zh-CN")
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// browser keeps cookies and does not follow redirects.
type browser struct {
	site
	*http.Client
}

func (s site) browser() browser {
	jar, _ := cookiejar.New(nil)
	c := *s.srv.Client()
	c.Jar = jar
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return browser{s, &c}
}

type answer struct {
	*http.Response
	body string
}

func (b browser) send(method, path string, form url.Values, header ...string) answer {
	b.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, b.srv.URL+path, body)
	if err != nil {
		b.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", b.srv.URL)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i+1] == "" {
			req.Header.Del(header[i])
			continue
		}
		req.Header.Set(header[i], header[i+1])
	}
	res, err := b.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return answer{res, string(text)}
}

func (b browser) get(path string, header ...string) answer {
	b.Helper()
	return b.send("GET", path, nil, header...)
}

func (b browser) post(path string, header []string, pairs ...string) answer {
	b.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.send("POST", path, form, header...)
}

func (b browser) login(login, password string) answer {
	b.Helper()
	return b.post("/login", nil, "login", login, "password", password)
}

// in says whether the browser is signed in.
func (b browser) in() bool {
	b.Helper()
	return b.get("/password").StatusCode == http.StatusOK
}

func (b browser) cookie(name string) string {
	u, _ := url.Parse(b.srv.URL)
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func (b browser) setCookie(name, value string) {
	u, _ := url.Parse(b.srv.URL)
	b.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/", Secure: true}})
}

func (a answer) want(t testing.TB, status int, location string) {
	t.Helper()
	if a.StatusCode != status || a.Header.Get("Location") != location {
		t.Fatalf("%s: %d to %q, want %d to %q\n%.400s", a.Request.URL.Path, a.StatusCode, a.Header.Get("Location"), status, location, a.body)
	}
}

func TestLoginAndBackOut(t *testing.T) {
	each(t, func(s site) {
		s.account("p1", "wang.fang")
		b := s.browser()
		b.get("/").want(t, 303, "/login")
		b.get("/password?weak=1").want(t, 303, "/login?next=%2Fpassword%3Fweak%3D1")
		form := b.get("/login?next=%2Fpassword%3Fweak%3D1")
		if form.StatusCode != 200 || !strings.Contains(form.body, `name="next" value="/password?weak=1"`) {
			t.Fatalf("%d\n%s", form.StatusCode, form.body)
		}
		if b.cookie("__Host-yunka") != "" {
			t.Fatal("a session before anybody logged in")
		}
		b.post("/login", nil, "login", "Wang.Fang", "password", secret, "next", "/password?weak=1").want(t, 303, "/password?weak=1")
		if !b.in() {
			t.Fatal("not signed in")
		}
		b.get("/").want(t, 303, "/card")
		b.get("/login?next=/pin").want(t, 303, "/pin")
		old := b.cookie("__Host-yunka")
		b.post("/logout", nil).want(t, 303, "/login")
		if b.in() || b.cookie("__Host-yunka") != "" {
			t.Fatal("still signed in")
		}
		b.setCookie("__Host-yunka", old)
		if b.in() {
			t.Fatal("the cookie of before the logout still works")
		}
	})
}

func TestEachFaceHasItsHome(t *testing.T) {
	s := open(t, db.SQLite)
	s.person("a1", allow.Admin)
	s.person("g1", allow.Guard)
	for person, home := range map[string]string{"p1": "/card", "g1": "/card", "a1": "/console"} {
		s.account(person, "login-"+person)
		b := s.browser()
		b.login("login-"+person, secret).want(t, 303, "/")
		b.get("/").want(t, 303, home)
	}
}

func TestALoginGetsAFreshSession(t *testing.T) {
	each(t, func(s site) {
		s.account("p1", "wang.fang")
		s.person("p2", allow.Parent)
		s.account("p2", "li.lei")
		b := s.browser()
		b.setCookie("__Host-yunka", "a-token-the-attacker-chose")
		b.login("wang.fang", secret).want(t, 303, "/")
		first := b.cookie("__Host-yunka")
		if first == "a-token-the-attacker-chose" || len(first) < 40 {
			t.Fatalf("session token %q", first)
		}
		b.login("li.lei", secret).want(t, 303, "/")
		second := b.cookie("__Host-yunka")
		if second == first {
			t.Fatal("the second login kept the session")
		}
		thief := s.browser()
		thief.setCookie("__Host-yunka", first)
		if thief.in() {
			t.Fatal("the old session is alive")
		}
		b.post("/password", nil, "old", secret, "new", "a new secret 9").want(t, 303, "/password?done=1")
		if b.cookie("__Host-yunka") == second || !b.in() {
			t.Fatal("a changed password kept the session's token, or lost the session")
		}
		thief.setCookie("__Host-yunka", second)
		if thief.in() {
			t.Fatal("the session of before the change is alive")
		}
	})
}

func TestTheTableHoldsNoCookie(t *testing.T) {
	each(t, func(s site) {
		s.account("p1", "wang.fang")
		b := s.browser()
		b.login("wang.fang", secret)
		for _, name := range []string{"__Host-yunka", "__Host-yunka-device"} {
			value := b.cookie(name)
			if value == "" {
				t.Fatal("no cookie " + name)
			}
			for table, columns := range map[string]string{
				"session": "token_hash || COALESCE(account_id, '')", "known_device": "token_hash || account_id", "guess": "bucket",
				"audit_event": "actor || action || target || detail", "account": "id || login || password_hash",
			} {
				if n := s.text("SELECT count(*) FROM "+table+" WHERE "+columns+" LIKE ?", "%"+value+"%"); n != "0" {
					t.Fatalf("%s stands in %s", name, table)
				}
			}
			data := s.text("SELECT data FROM session")
			if strings.Contains(data, value) || strings.Contains(s.logged(), value) {
				t.Fatalf("%s stands in the session's data or in the log", name)
			}
		}
		if strings.Contains(s.logged(), "wang.fang") || strings.Contains(s.logged(), secret) {
			t.Fatal("the log names who logged in")
		}
	})
}

func TestCookieFlags(t *testing.T) {
	for _, secure := range []bool{true, false} {
		s := open(t, db.SQLite, func(d *app.PageDeps) { d.Secure = secure })
		s.account("p1", "wang.fang")
		prefix := ""
		if secure {
			prefix = "__Host-"
		}
		seen := map[string]bool{}
		for _, c := range s.browser().login("wang.fang", secret).Cookies() {
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
	each(t, func(s site) {
		s.account("p1", "wang.fang")
		b := s.browser()
		b.login("wang.fang", secret)
		touched := func() string { return s.text("SELECT touched_at FROM session") }
		start := touched()
		s.pass(5*time.Minute - time.Millisecond)
		if len(b.get("/password").Cookies()) != 0 || touched() != start {
			t.Fatal("written too early")
		}
		s.pass(time.Millisecond)
		renewed := b.get("/password").Cookies()
		if len(renewed) != 1 || renewed[0].Value != b.cookie("__Host-yunka") || renewed[0].MaxAge != 90*24*3600 || touched() == start {
			t.Fatalf("renewed %v", renewed)
		}
		s.pass(90 * 24 * time.Hour)
		if b.in() {
			t.Fatal("signed in after ninety idle days")
		}
	})
}

func TestAnUnknownLoginLooksLikeAWrongPassword(t *testing.T) {
	each(t, func(s site) {
		s.account("p1", "wang.fang")
		shape := func(login string) string {
			a := s.browser().login(login, "wrong password")
			body := strings.ReplaceAll(a.body, login, "LOGIN")
			body = regexp.MustCompile(`nonce="[^"]*"`).ReplaceAllString(body, "")
			h := a.Header.Clone()
			for _, name := range []string{"Date", "X-Request-Id", "Content-Security-Policy", "Content-Length"} {
				h.Del(name)
			}
			return fmt.Sprint(a.StatusCode, h, body)
		}
		known, unknown := shape("wang.fang"), shape("nobody123")
		if known != unknown {
			t.Fatalf("they differ:\n%s\n%s", known, unknown)
		}
		if !strings.HasPrefix(known, "401") {
			t.Fatal(known[:80])
		}
	})
}

func TestTooManyTriesSayWhenToComeBack(t *testing.T) {
	s := open(t, db.SQLite)
	s.account("p1", "wang.fang")
	b := s.browser()
	for range 10 {
		b.login("wang.fang", "wrong").want(t, 401, "")
	}
	a := b.login("wang.fang", secret)
	a.want(t, 429, "")
	if a.Header.Get("Retry-After") != "900" || !strings.Contains(a.body, "15 分钟") {
		t.Fatalf("Retry-After %q\n%s", a.Header.Get("Retry-After"), a.body)
	}
}

func TestActivatingSignsIn(t *testing.T) {
	each(t, func(s site) {
		code := s.code("p1")
		b := s.browser()
		if a := b.get("/activate?code=WRNG-WRNG-WRNG"); a.StatusCode != 422 || !strings.Contains(a.body, "aria-invalid") {
			t.Fatalf("%d", a.StatusCode)
		}
		if a := b.get("/activate?code=" + code); a.StatusCode != 200 || !strings.Contains(a.body, code) {
			t.Fatalf("%d\n%s", a.StatusCode, a.body)
		}
		a := b.post("/activate", nil, "code", code, "login", "wang.fang", "password", "12345678")
		if a.StatusCode != 422 || strings.Contains(a.body, "12345678") || b.in() {
			t.Fatalf("a common password: %d", a.StatusCode)
		}
		b.post("/activate", nil, "code", code, "login", "wang.fang", "password", secret).want(t, 303, "/")
		before := b.cookie("__Host-yunka")
		if !b.in() {
			t.Fatal("not signed in")
		}
		// A second person joins the account that is signed in.
		s.person("p2", allow.Teacher)
		b.post("/activate", nil, "code", s.code("p2")).want(t, 303, "/")
		if n := s.text("SELECT count(*) FROM account_person"); n != "2" || b.cookie("__Host-yunka") == before || !b.in() {
			t.Fatalf("%s people", n)
		}
		if strings.Contains(s.logged(), code) || strings.Contains(s.logged(), "code=") {
			t.Fatal("the log has the code")
		}
	})
}

func TestNextStaysOnThisSite(t *testing.T) {
	s := open(t, db.SQLite)
	s.account("p1", "wang.fang")
	for next, want := range map[string]string{
		"/card?x=1": "/card?x=1", "/pin": "/pin", "": "/",
		"//evil.example": "/", `/\evil.example`: "/", `/\/evil.example`: "/", "https://evil.example/": "/", "evil.example": "/",
		"javascript:alert(1)": "/", "/\t/evil.example": "/", "/\n//evil.example": "/", "///evil.example": "/", `\\evil.example`: "/",
	} {
		s.browser().post("/login", nil, "login", "wang.fang", "password", secret, "next", next).want(t, 303, want)
		form := s.browser().get("/login?next=" + url.QueryEscape(next))
		if strings.Contains(form.body, "evil") || strings.Contains(form.body, "alert(1)") {
			t.Errorf("the form keeps %q", next)
		}
	}
}

func TestNothingChangesFromAnotherSite(t *testing.T) {
	each(t, func(s site) {
		s.account("p1", "wang.fang")
		s.person("g1", allow.Guard)
		b := s.browser()
		b.login("wang.fang", secret)
		before := s.dump()
		for _, rt := range s.web.Routes() {
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
				a := b.post(rt.Pattern, h, "login", "wang.fang", "password", secret, "old", secret, "new", "a new secret 9", "lang", "en", "pin", "274915", "code", s0)
				a.want(t, 403, "")
				if len(a.Cookies()) != 0 {
					t.Errorf("%s %v set a cookie", rt.Pattern, h)
				}
			}
		}
		if after := s.dump(); after != before {
			t.Fatalf("changed:\n%s\n%s", before, after)
		}
		if !b.in() {
			t.Fatal("another site logged the user out")
		}
	})
}

const s0 = "ABCD-EFGH-JKLM"

// dump is what a forged request could change.
func (s site) dump() string {
	var all []string
	for _, q := range []string{
		"SELECT COALESCE(MAX(login || password_hash || lang), '') FROM account", "SELECT count(*) || '' FROM session", "SELECT count(*) || '' FROM guess WHERE failures > 0",
		"SELECT count(*) || '' FROM guard_pin", "SELECT count(*) || '' FROM account_person", "SELECT count(*) || '' FROM audit_event",
	} {
		all = append(all, s.text(q))
	}
	return strings.Join(all, "\n")
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	s := open(t, db.SQLite)
	s.account("p1", "wang.fang")
	in, out := s.browser(), s.browser()
	in.login("wang.fang", secret)
	check := func(a answer) {
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
	for _, rt := range s.web.Routes() {
		path := strings.TrimSuffix(rt.Pattern, "{$}")
		for _, b := range []browser{in, out} {
			if rt.Method == "GET" {
				check(b.get(path))
				continue
			}
			if path != "/logout" {
				check(b.post(path, nil))
			}
			check(b.post(path, []string{"Origin", "https://evil.example", "Sec-Fetch-Site", ""}))
		}
	}
	check(out.get("/no/such/page"))
	check(out.get("/static/nothing.js"))
	check(out.get("/login/../login"))
	check(out.get("/login?x=%00"))
	check(out.send("DELETE", "/login", nil))
	check(out.send("POST", "/login", url.Values{"login": {strings.Repeat("x", 70<<10)}}))
}

func TestNoncesAreFreshAndSocketsNamed(t *testing.T) {
	s := open(t, db.SQLite)
	host := strings.TrimPrefix(s.srv.URL, "https://")
	one, two := s.browser().get("/login").Header.Get("Content-Security-Policy"), s.browser().get("/login").Header.Get("Content-Security-Policy")
	if one == two || !strings.Contains(one, "wss://"+host) || strings.Contains(one, "wasm-unsafe-eval") {
		t.Fatalf("%s\n%s", one, two)
	}
	for _, path := range []string{"/card", "/card/x", "/kiosk"} {
		if p := s.browser().get(path).Header.Get("Content-Security-Policy"); !strings.Contains(p, "'wasm-unsafe-eval'") {
			t.Errorf("%s: %s", path, p)
		}
	}
	req := httptest.NewRequest("GET", "/login", nil)
	req.Host = "evil;script-src*"
	rec := httptest.NewRecorder()
	s.web.Handler().ServeHTTP(rec, req)
	if p := rec.Header().Get("Content-Security-Policy"); strings.Contains(p, "evil") {
		t.Errorf("the Host header writes the policy: %s", p)
	}
}

func TestProblems(t *testing.T) {
	s := open(t, db.SQLite)
	b := s.browser()
	b.get("/no/such/page").want(t, 404, "")
	if a := b.get("/no/such/page", "Accept", "application/json"); a.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(a.body, `"code":"not_found"`) {
		t.Errorf("%s", a.body)
	}
	if a := b.send("DELETE", "/login", nil); a.StatusCode != 405 || a.Header.Get("Allow") == "" || !strings.Contains(a.body, "<html") {
		t.Errorf("%d, Allow %q", a.StatusCode, a.Header.Get("Allow"))
	}
	if a := b.post("/login", nil, "login", strings.Repeat("x", 70<<10)); a.StatusCode != 413 {
		t.Errorf("70 KiB: %d", a.StatusCode)
	}
	if a := b.post("/login", nil, "login", "a\x00b", "password", "x"); a.StatusCode != 400 {
		t.Errorf("a zero byte: %d", a.StatusCode)
	}
	if a := b.get("/password", "HX-Request", "true"); a.StatusCode != 401 || a.Header.Get("HX-Redirect") == "" {
		t.Errorf("a fragment for nobody: %d", a.StatusCode)
	}
	if a := b.get("/password", "Accept", "application/json"); a.StatusCode != 401 {
		t.Errorf("JSON for nobody: %d", a.StatusCode)
	}
	if a := b.get("/login", "Accept-Language", "en"); !strings.Contains(a.body, `lang="en"`) {
		t.Error("Accept-Language is not heard")
	}
}

func TestABrokenDatabaseIsAProblemNotAnAbsence(t *testing.T) {
	each(t, func(s site) {
		s.account("p1", "wang.fang")
		b := s.browser()
		b.login("wang.fang", secret)
		s.exec("ALTER TABLE session RENAME TO gone")
		if a := b.get("/password"); a.StatusCode < 500 || strings.Contains(a.body, "session") {
			t.Fatalf("%d\n%s", a.StatusCode, a.body)
		}
		// A login that cannot store its session is not half a login.
		a := s.browser().login("wang.fang", secret)
		if a.StatusCode < 500 || len(a.Cookies()) != 0 || a.Header.Get("Location") != "" {
			t.Fatalf("%d %v", a.StatusCode, a.Cookies())
		}
	})
}

func TestHealth(t *testing.T) {
	each(t, func(s site) {
		b := s.browser()
		b.get("/livez").want(t, 200, "")
		if a := b.get("/time"); a.body != fmt.Sprintf(`{"now":%d}`, s.clock().UnixMilli()) {
			t.Errorf("time: %s", a.body)
		}
		// ready asks with the clock that far ahead of the real one, which is the
		// database's. Ours stands still while theirs goes on, so a slow answer is asked
		// for again.
		ready := func(ahead time.Duration, want int) (a answer) {
			for range 100 {
				s.pass(time.Since(s.clock()))
				s.pass(ahead)
				if a = b.get("/readyz"); a.StatusCode == want {
					break
				}
			}
			a.want(t, want, "")
			return a
		}
		ready(0, 200)
		if s.db.Engine() == db.Postgres {
			if a := ready(3*time.Second, 503); !strings.Contains(a.body, "clocks_differ") {
				t.Error(a.body)
			}
			ready(0, 200)
		}
		s.web.Drain()
		b.get("/readyz").want(t, 503, "")
		b.get("/livez").want(t, 200, "")
	})
}

func TestTheNetworkIsNotWhatAStrangerSays(t *testing.T) {
	s := open(t, db.SQLite, func(d *app.PageDeps) { d.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7:99", "", "203.0.113.7/32"},
		{"203.0.113.7:99", "1.2.3.4", "203.0.113.7/32"},
		{"10.0.0.1:99", "1.2.3.4", "1.2.3.4/32"},
		{"10.0.0.1:99", "6.6.6.6, 1.2.3.4", "1.2.3.4/32"},
		{"10.0.0.1:99", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4/32"},
		{"10.0.0.1:99", "nonsense", "10.0.0.1/32"},
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
		if got := s.web.Network(r); got != c.want {
			t.Errorf("%s for %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
	// And a spoof does not buy a second set of guesses.
	s.account("p1", "wang.fang")
	b := s.browser()
	for i := range 10 {
		b.post("/login", []string{"X-Forwarded-For", fmt.Sprintf("1.2.3.%d", i)}, "login", "wang.fang", "password", "wrong").want(t, 401, "")
	}
	b.post("/login", []string{"X-Forwarded-For", "1.2.3.99"}, "login", "wang.fang", "password", "wrong").want(t, 429, "")
}

func TestAGuardSetsTheirPIN(t *testing.T) {
	each(t, func(s site) {
		s.person("g1", allow.Guard)
		s.account("g1", "guard")
		s.account("p1", "wang.fang")
		b := s.browser()
		b.login("guard", secret)
		if a := b.get("/pin"); a.StatusCode != 200 || !strings.Contains(a.body, `name="pin"`) {
			t.Fatalf("%d", a.StatusCode)
		}
		b.post("/pin", nil, "pin", "123456").want(t, 422, "")
		b.post("/pin", nil, "pin", "274915").want(t, 303, "/pin?done=1")
		if id, err := s.accounts.GuardByPIN(t.Context(), "s1", "t1", "274915"); err != nil || id != "g1" {
			t.Fatalf("%q, %v", id, err)
		}
		parent := s.browser()
		parent.login("wang.fang", secret)
		parent.get("/pin").want(t, 403, "")
		parent.post("/pin", nil, "pin", "918273").want(t, 403, "")
	})
}

func TestTheLanguageIsRemembered(t *testing.T) {
	s := open(t, db.SQLite)
	s.account("p1", "wang.fang")
	b := s.browser()
	b.post("/language", []string{"Referer", s.srv.URL + "/login?next=%2Fpin"}, "lang", "en").want(t, 303, "/login?next=%2Fpin")
	b.post("/language", []string{"Referer", "https://evil.example/login"}, "lang", "en").want(t, 303, "/")
	if a := b.get("/login"); !strings.Contains(a.body, `lang="en"`) {
		t.Fatal("forgotten")
	}
	b.login("wang.fang", secret)
	if a := b.get("/password"); !strings.Contains(a.body, `lang="zh-CN"`) { // the account's own
		t.Fatal("the account's language does not count")
	}
	b.post("/language", nil, "lang", "en").want(t, 303, "/")
	other := s.browser()
	other.login("wang.fang", secret)
	if a := other.get("/password"); !strings.Contains(a.body, `lang="en"`) {
		t.Fatal("not stored with the account")
	}
}
