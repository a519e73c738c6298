// Package webtest is the pages for tests of faces and scenes: a site over HTTP, an
// office of two schools, browsers that follow forms, and what their answers must say.
package webtest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
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

// Site is the pages over TLS with one school, one parent and a clock to turn.
type Site struct {
	*testing.T
	DB       *db.DB
	Accounts *account.Service
	Web      *web.Kit
	Server   *httptest.Server
	log      *bytes.Buffer

	Mu  *sync.Mutex
	Now *time.Time
}

// Secret is the password of every account of a site.
const Secret = "correct horse 7"

// Each tells a story on both engines.
func Each(t *testing.T, story func(s Site)) {
	t.Helper()
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) { story(Open(t, e)) })
	}
}

// Open serves the pages on an engine; change says what stands in place of the usual.
func Open(t *testing.T, e db.Engine, change ...func(*app.PageDeps)) Site {
	t.Helper()
	now := scantest.ComingNoon() // lessons, and no midnight near
	s := Site{T: t, Mu: &sync.Mutex{}, Now: &now, log: &bytes.Buffer{}}
	s.DB = dbtest.Open(t, e, db.WithClock(s.Clock))
	f := feed.New()
	s.Accounts = account.New(s.DB, f, account.WithCost(scantest.HashCost))
	deps := app.PageDeps{Terminals: terminal.New(s.DB, f), Posts: post.New(s.DB, f),
		Deps: web.Deps{DB: s.DB, Feed: f, Accounts: s.Accounts, Secure: true, HSTS: true, Logger: slog.New(slog.NewTextHandler(locked{s.Mu, s.log}, nil))}}
	for _, fn := range change {
		fn(&deps)
	}
	s.Web, _ = app.Pages(deps)
	if deps.Secure {
		s.Server = httptest.NewTLSServer(s.Web.Handler())
	} else {
		s.Server = httptest.NewServer(s.Web.Handler())
	}
	t.Cleanup(s.Server.Close)
	s.Exec("INSERT INTO school (id, slug, name, zone, demo, lease_seconds, policy_version, created_at) VALUES ('s1', 's1', '一小', 'Asia/Shanghai', FALSE, 1, 1, 0)")
	s.Exec("INSERT INTO feed_head (school_id, last) VALUES ('s1', 0)")
	s.Person("p1", allow.Parent)
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

// Clock is what the database and the pages go by.
func (s Site) Clock() time.Time {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return *s.Now
}

// Pass turns the clock on.
func (s Site) Pass(d time.Duration) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	*s.Now = s.Now.Add(d)
}

// Logged is what was written to the log.
func (s Site) Logged() string {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return s.log.String()
}

// Exec runs a statement that no service has.
func (s Site) Exec(query string, args ...any) {
	s.Helper()
	if err := s.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	}); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
}

// Text is the one value of a query.
func (s Site) Text(query string, args ...any) (v string) {
	s.Helper()
	if err := s.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(query, args...).Scan(ctx, &v)
	}); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return v
}

// Person adds somebody with a role.
func (s Site) Person(id string, role allow.Role) {
	s.Helper()
	s.Exec("INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) VALUES (?, 's1', '王芳', '', '', 'active', 0, 0)", id)
	s.Exec("INSERT INTO membership (id, school_id, person_id, role, valid_from, created_at) VALUES (?, 's1', ?, ?, 0, 0)", "m-"+id, id, string(role))
}

// Code is an activation code for a person.
func (s Site) Code(person string) string {
	s.Helper()
	office := allow.Actor{Kind: allow.Account, Account: "office", Seats: []allow.Seat{{School: "s1", Role: allow.Admin}}}
	code, _, err := s.Accounts.IssueActivation(context.Background(), office, person)
	if err != nil {
		s.Fatal(err)
	}
	return code
}

// Account makes a person's login and returns the account's id.
func (s Site) Account(person, login string) string {
	s.Helper()
	id, err := s.Accounts.Activate(context.Background(), s.Code(person), login, Secret, "zh-CN")
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// Browser keeps cookies and does not follow redirects.
type Browser struct {
	Site
	*http.Client
}

// Browser opens one without a cookie.
func (s Site) Browser() Browser {
	jar, _ := cookiejar.New(nil)
	c := *s.Server.Client()
	c.Jar = jar
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return Browser{s, &c}
}

// Answer is a response that was read to its end.
type Answer struct {
	*http.Response
	Body string
}

// Send asks as a browser of this site does; header are pairs.
func (b Browser) Send(method, path string, form url.Values, header ...string) Answer {
	b.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, b.Server.URL+path, body)
	if err != nil {
		b.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", b.Server.URL)
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
	return Answer{res, string(text)}
}

// Get follows no redirect.
func (b Browser) Get(path string, header ...string) Answer {
	b.Helper()
	return b.Send("GET", path, nil, header...)
}

// Post sends a form of pairs.
func (b Browser) Post(path string, header []string, pairs ...string) Answer {
	b.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.Send("POST", path, form, header...)
}

// Login posts the form of the login page.
func (b Browser) Login(login, password string) Answer {
	b.Helper()
	return b.Post("/login", nil, "login", login, "password", password)
}

// in says whether the browser is signed in.
func (b Browser) LoggedIn() bool {
	b.Helper()
	return b.Get("/password").StatusCode == http.StatusOK
}

// Cookie is a cookie's value; "" if there is none.
func (b Browser) Cookie(name string) string {
	u, _ := url.Parse(b.Server.URL)
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// SetCookie gives the browser a cookie that it did not get from the site.
func (b Browser) SetCookie(name, value string) {
	u, _ := url.Parse(b.Server.URL)
	b.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/", Secure: true}})
}

// Want fails unless status and Location are these.
func (a Answer) Want(t testing.TB, status int, location string) {
	t.Helper()
	if a.StatusCode != status || a.Header.Get("Location") != location {
		t.Fatalf("%s: %d to %q, want %d to %q\n%.400s", a.Request.URL.Path, a.StatusCode, a.Header.Get("Location"), status, location, a.Body)
	}
}

// Dump is what a forged request could change.
func (s Site) Dump() string {
	var all []string
	for _, q := range []string{
		"SELECT COALESCE(MAX(login || password_hash || lang), '') FROM account", "SELECT count(*) || '' FROM session", "SELECT count(*) || '' FROM guess WHERE failures > 0",
		"SELECT count(*) || '' FROM guard_pin", "SELECT count(*) || '' FROM account_person", "SELECT count(*) || '' FROM audit_event",
	} {
		all = append(all, s.Text(q))
	}
	return strings.Join(all, "\n")
}
