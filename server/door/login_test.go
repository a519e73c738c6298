package door_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/web/webtest"
)

func TestLoginAndBackOut(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		s.Account("p1", "wang.fang")
		b := s.Browser()
		b.Get("/").Want(t, 303, "/login")
		b.Get("/password?weak=1").Want(t, 303, "/login?next=%2Fpassword%3Fweak%3D1")
		form := b.Get("/login?next=%2Fpassword%3Fweak%3D1")
		if form.StatusCode != 200 || !strings.Contains(form.Body, `name="next" value="/password?weak=1"`) {
			t.Fatalf("%d\n%s", form.StatusCode, form.Body)
		}
		if b.Cookie("__Host-yunka") != "" {
			t.Fatal("a session before anybody logged in")
		}
		b.Post("/login", nil, "login", "Wang.Fang", "password", webtest.Secret, "next", "/password?weak=1").Want(t, 303, "/password?weak=1")
		if !b.LoggedIn() {
			t.Fatal("not signed in")
		}
		b.Get("/").Want(t, 303, "/card")
		b.Get("/login?next=/pin").Want(t, 303, "/pin")
		old := b.Cookie("__Host-yunka")
		b.Post("/logout", nil).Want(t, 303, "/login")
		if b.LoggedIn() || b.Cookie("__Host-yunka") != "" {
			t.Fatal("still signed in")
		}
		b.SetCookie("__Host-yunka", old)
		if b.LoggedIn() {
			t.Fatal("the cookie of before the logout still works")
		}
	})
}

func TestEachFaceHasItsHome(t *testing.T) {
	s := webtest.Open(t, db.SQLite)
	s.Person("a1", allow.Admin)
	s.Person("g1", allow.Guard)
	for person, home := range map[string]string{"p1": "/card", "g1": "/card", "a1": "/console"} {
		s.Account(person, "login-"+person)
		b := s.Browser()
		b.Login("login-"+person, webtest.Secret).Want(t, 303, "/")
		b.Get("/").Want(t, 303, home)
	}
}

func TestALoginGetsAFreshSession(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		s.Account("p1", "wang.fang")
		s.Person("p2", allow.Parent)
		s.Account("p2", "li.lei")
		b := s.Browser()
		b.SetCookie("__Host-yunka", "a-token-the-attacker-chose")
		b.Login("wang.fang", webtest.Secret).Want(t, 303, "/")
		first := b.Cookie("__Host-yunka")
		if first == "a-token-the-attacker-chose" || len(first) < 40 {
			t.Fatalf("session token %q", first)
		}
		b.Login("li.lei", webtest.Secret).Want(t, 303, "/")
		second := b.Cookie("__Host-yunka")
		if second == first {
			t.Fatal("the second login kept the session")
		}
		thief := s.Browser()
		thief.SetCookie("__Host-yunka", first)
		if thief.LoggedIn() {
			t.Fatal("the old session is alive")
		}
		b.Post("/password", nil, "old", webtest.Secret, "new", "a new secret 9").Want(t, 303, "/password?done=1")
		if b.Cookie("__Host-yunka") == second || !b.LoggedIn() {
			t.Fatal("a changed password kept the session's token, or lost the session")
		}
		thief.SetCookie("__Host-yunka", second)
		if thief.LoggedIn() {
			t.Fatal("the session of before the change is alive")
		}
	})
}

func TestAnUnknownLoginLooksLikeAWrongPassword(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		s.Account("p1", "wang.fang")
		shape := func(login string) string {
			a := s.Browser().Login(login, "wrong password")
			body := strings.ReplaceAll(a.Body, login, "LOGIN")
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
	s := webtest.Open(t, db.SQLite)
	s.Account("p1", "wang.fang")
	b := s.Browser()
	for range 10 {
		b.Login("wang.fang", "wrong").Want(t, 401, "")
	}
	a := b.Login("wang.fang", webtest.Secret)
	a.Want(t, 429, "")
	if a.Header.Get("Retry-After") != "900" || !strings.Contains(a.Body, "15 分钟") {
		t.Fatalf("Retry-After %q\n%s", a.Header.Get("Retry-After"), a.Body)
	}
}

func TestActivatingSignsIn(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		code := s.Code("p1")
		b := s.Browser()
		if a := b.Get("/activate?code=WRNG-WRNG-WRNG"); a.StatusCode != 422 || !strings.Contains(a.Body, "aria-invalid") {
			t.Fatalf("%d", a.StatusCode)
		}
		if a := b.Get("/activate?code=" + code); a.StatusCode != 200 || !strings.Contains(a.Body, code) {
			t.Fatalf("%d\n%s", a.StatusCode, a.Body)
		}
		a := b.Post("/activate", nil, "code", code, "login", "wang.fang", "password", "12345678")
		if a.StatusCode != 422 || strings.Contains(a.Body, "12345678") || b.LoggedIn() {
			t.Fatalf("a common password: %d", a.StatusCode)
		}
		b.Post("/activate", nil, "code", code, "login", "wang.fang", "password", webtest.Secret).Want(t, 303, "/")
		before := b.Cookie("__Host-yunka")
		if !b.LoggedIn() {
			t.Fatal("not signed in")
		}
		// A second person joins the account that is signed in.
		s.Person("p2", allow.Teacher)
		joins := s.Code("p2")
		if a := b.Post("/activate", nil, "code", joins, "password", "not the password"); a.StatusCode != 422 || !strings.Contains(a.Body, "密码不对") {
			t.Fatalf("a wrong password joins a person: %d", a.StatusCode)
		}
		b.Post("/activate", nil, "code", joins).Want(t, 422, "")
		b.Post("/activate", nil, "code", joins, "password", webtest.Secret).Want(t, 303, "/")
		if n := s.Text("SELECT count(*) FROM account_person"); n != "2" || b.Cookie("__Host-yunka") == before || !b.LoggedIn() {
			t.Fatalf("%s people", n)
		}
		if strings.Contains(s.Logged(), code) || strings.Contains(s.Logged(), "code=") {
			t.Fatal("the log has the code")
		}
	})
}

func TestNextStaysOnThisSite(t *testing.T) {
	s := webtest.Open(t, db.SQLite)
	s.Account("p1", "wang.fang")
	for next, want := range map[string]string{
		"/card?x=1": "/card?x=1", "/pin": "/pin", "": "/",
		"//evil.example": "/", `/\evil.example`: "/", `/\/evil.example`: "/", "https://evil.example/": "/", "evil.example": "/",
		"javascript:alert(1)": "/", "/\t/evil.example": "/", "/\n//evil.example": "/", "///evil.example": "/", `\\evil.example`: "/",
	} {
		s.Browser().Post("/login", nil, "login", "wang.fang", "password", webtest.Secret, "next", next).Want(t, 303, want)
		form := s.Browser().Get("/login?next=" + url.QueryEscape(next))
		if strings.Contains(form.Body, "evil") || strings.Contains(form.Body, "alert(1)") {
			t.Errorf("the form keeps %q", next)
		}
	}
}

func TestAGuardSetsTheirPIN(t *testing.T) {
	webtest.Each(t, func(s webtest.Site) {
		s.Person("g1", allow.Guard)
		s.Account("g1", "guard")
		s.Account("p1", "wang.fang")
		b := s.Browser()
		b.Login("guard", webtest.Secret)
		if a := b.Get("/pin"); a.StatusCode != 200 || !strings.Contains(a.Body, `name="pin"`) {
			t.Fatalf("%d", a.StatusCode)
		}
		b.Post("/pin", nil, "pin", "123456", "password", webtest.Secret).Want(t, 422, "")
		b.Post("/pin", nil, "pin", "274915").Want(t, 422, "")
		if a := b.Post("/pin", nil, "pin", "274915", "password", "not the password"); !strings.Contains(a.Body, "密码不对") {
			t.Fatal("a wrong password sets a PIN")
		}
		b.Post("/pin", nil, "pin", "274915", "password", webtest.Secret).Want(t, 303, "/pin?done=1")
		if id, err := s.Accounts.GuardByPIN(t.Context(), "s1", "t1", "274915"); err != nil || id != "g1" {
			t.Fatalf("%q, %v", id, err)
		}
		parent := s.Browser()
		parent.Login("wang.fang", webtest.Secret)
		parent.Get("/pin").Want(t, 403, "")
		parent.Post("/pin", nil, "pin", "918273").Want(t, 403, "")
	})
}

func TestTheLanguageIsRemembered(t *testing.T) {
	s := webtest.Open(t, db.SQLite)
	s.Account("p1", "wang.fang")
	b := s.Browser()
	b.Post("/language", []string{"Referer", s.Server.URL + "/login?next=%2Fpin"}, "lang", "en").Want(t, 303, "/login?next=%2Fpin")
	b.Post("/language", []string{"Referer", "https://evil.example/login"}, "lang", "en").Want(t, 303, "/")
	if a := b.Get("/login"); !strings.Contains(a.Body, `lang="en"`) {
		t.Fatal("forgotten")
	}
	b.Login("wang.fang", webtest.Secret)
	if a := b.Get("/password"); !strings.Contains(a.Body, `lang="en"`) {
		t.Fatal("the login page was English, and the page after it is not")
	}
	own := s.Browser() // which asks for no language
	own.Login("wang.fang", webtest.Secret)
	if a := own.Get("/password"); !strings.Contains(a.Body, `lang="zh-CN"`) {
		t.Fatal("the account's language does not count in a browser that says none")
	}
	asks := s.Browser()
	asks.Post("/login", []string{"Accept-Language", "en-GB,en;q=0.9"}, "login", "wang.fang", "password", webtest.Secret).Want(t, 303, "/")
	if a := asks.Get("/password"); !strings.Contains(a.Body, `lang="en"`) {
		t.Fatal("the browser's language does not hold after the login")
	}
	b.Post("/language", nil, "lang", "en").Want(t, 303, "/")
	other := s.Browser()
	other.Login("wang.fang", webtest.Secret)
	if a := other.Get("/password"); !strings.Contains(a.Body, `lang="en"`) {
		t.Fatal("not stored with the account")
	}
}
