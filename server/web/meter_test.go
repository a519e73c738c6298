package web_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/logs"
	"yunka/server/web/webtest"
)

// counts is a web.Meter.
type counts struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counts) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[what]++
}

func (c *counts) of(what string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[what]
}

func (c *counts) Request(method, route string, status int, _ time.Duration) {
	c.add(fmt.Sprint(method, " ", route, " ", status))
}
func (c *counts) Login(result string) { c.add("login " + result) }
func (c *counts) Refused(code string) { c.add("refused " + code) }

func counted(t *testing.T) (webtest.Site, *counts, *logs.Names) {
	t.Helper()
	names, err := logs.LoadNames(filepath.Join(t.TempDir(), "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	c := &counts{n: map[string]int{}}
	s := webtest.Open(t, db.SQLite, func(d *app.PageDeps) { d.Meter, d.Pseudonym = c, names.Of })
	return s, c, names
}

// How a login ended is counted and stands in the log, with a word for who and from where
// that is always the same and says nothing.
func TestLoginsAreNotedAndNameNobody(t *testing.T) {
	s, c, names := counted(t)
	s.Account("p1", "wang.fang")
	b := s.Browser()
	for _, login := range []string{"wang.fang", " Wang.Fang", "nobody"} {
		b.Login(login, "wrong").Want(t, 401, "")
	}
	b.Login("wang.fang", webtest.Secret).Want(t, 303, "/")
	for range 10 {
		s.Browser().Login("li.mei", "wrong")
	}
	s.Browser().Login("li.mei", "wrong").Want(t, 429, "")
	for what, want := range map[string]int{"login wrong": 13, "login ok": 1, "login locked": 1} {
		if got := c.of(what); got != want {
			t.Errorf("%s: %d times, want %d", what, got, want)
		}
	}
	said := s.Logged()
	for line, want := range map[string]int{
		"msg=login result=wrong login=" + names.Of("wang.fang") + " network=": 2,
		"msg=login result=wrong login=" + names.Of("nobody") + " network=":    1,
		"msg=login result=ok login=" + names.Of("wang.fang") + " network=":    1,
		"msg=login result=locked login=" + names.Of("li.mei") + " network=":   1,
		" network=" + logs.NoName: 0,
	} {
		if got := strings.Count(said, line); got != want {
			t.Errorf("%q stands %d times, want %d", line, got, want)
		}
	}
	for _, plain := range []string{"wang.fang", "Wang.Fang", "nobody", "li.mei", "127.0.0.1"} {
		if strings.Contains(said, plain) {
			t.Errorf("the log names %s", plain)
		}
	}
}

func TestRequestsAndRefusalsAreCounted(t *testing.T) {
	s, c, names := counted(t)
	b := s.Browser()
	b.Get("/login")
	b.Get("/nowhere/at/all")
	b.Get("/people-of-a-school/0199")
	b.Post("/login", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, "login", "x").Want(t, 403, "")
	b.Get("/kiosk/list").Want(t, 401, "")
	for what, want := range map[string]int{
		"GET /login 200": 1, "  404": 2, "POST /login 403": 1, "refused cross_site": 1, "refused terminal_token": 1, "GET /kiosk/list 401": 1,
	} {
		for end := time.Now().Add(time.Minute); c.of(what) != want; time.Sleep(time.Millisecond) { // some are counted after the answer
			if time.Now().After(end) {
				t.Fatalf("%s: %d times, want %d; all: %v", what, c.of(what), want, c.n)
			}
		}
	}
	said := s.Logged()
	for _, code := range []string{"cross_site", "terminal_token"} {
		if !strings.Contains(said, "msg=refused code="+code+" ") {
			t.Errorf("no line of %s:\n%s", code, said)
		}
	}
	if strings.Contains(said, "127.0.0.1") || names.Of("127.0.0.1/32") == logs.NoName || !strings.Contains(said, "network="+names.Of("127.0.0.1/32")) {
		t.Errorf("not by a word for the network:\n%s", said)
	}
}
