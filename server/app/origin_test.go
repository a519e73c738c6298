package app_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/db/dbtest"
)

// hostile is what a browser sends from a page that is not ours, and what comes
// with our cookie from something that will not say where it is from.
var hostile = []struct {
	name   string
	header map[string]string
}{
	{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}},
	{"another site, no Origin", map[string]string{"Sec-Fetch-Site": "cross-site"}},
	{"a sibling domain", map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "https://blog.school.example"}},
	{"an old browser elsewhere", map[string]string{"Origin": "https://evil.example"}},
	{"a sandboxed page", map[string]string{"Origin": "null"}},
	{"nobody says", nil},
}

func TestOtherSitesChangeNothing(t *testing.T) {
	if racing { // see RACELESS in the Makefile
		t.Skip("make test asks this by itself, without the race detector")
	}
	m := newMatrix(t, db.SQLite)
	asked := 0
	for _, rt := range m.app.Web.Routes() {
		if rt.Method == http.MethodGet {
			continue
		}
		line := rt.Method + " " + rt.Pattern
		p := probes[line]
		for _, who := range m.actors {
			known := "admin" // who may do it with a cookie
			switch {
			case strings.HasPrefix(rt.Pattern, "/kiosk/"), strings.HasPrefix(rt.Pattern, "/till/"):
				known = "staff kiosk"
			case strings.HasPrefix(rt.Pattern, "/card"):
				known = "parent"
			}
			if who.role != known {
				continue
			}
			for _, target := range targetsOf[p.on] {
				c, ok := m.cell(line, p, target, who)
				if !ok || target == "foreign" || target == "other" {
					continue
				}
				for _, h := range hostile {
					o := m.ask(p, c, func(q *ask) { q.quiet, q.header = true, h.header })
					asked++
					if o.status != http.StatusForbidden || len(o.writes) > 0 || o.events > 0 || len(o.cookies) > 0 {
						t.Errorf("%s, from %s: %s %v", c, h.name, o, o.writes)
					}
					checkHeaders(t, c.String(), line, o.reply)
				}
			}
		}
	}
	t.Logf("%d forged requests", asked) // each with the right to do it
}

// A forged login is refused although there is no cookie yet to misuse: it would
// put a victim into somebody else's account.
func TestOtherSitesDoNotLogIn(t *testing.T) {
	m := newMatrix(t, db.SQLite)
	for _, line := range []string{"POST /login", "POST /activate", "POST /language", "POST /kiosk/pair"} {
		for _, h := range hostile {
			if h.header == nil {
				continue // a program without a cookie, such as curl
			}
			c, _ := m.cell(line, probes[line], "-", m.actors[0])
			o := m.ask(probes[line], c, func(q *ask) { q.quiet, q.header = true, h.header })
			if o.status != http.StatusForbidden || len(o.writes) > 0 || len(o.cookies) > 0 {
				t.Errorf("%s, from %s: %s", line, h.name, o)
			}
		}
	}
}

// The pages' socket opens for our own origin and for nobody else: cookies ride
// along on a handshake from any page.
func TestSocketOpensForOurOriginOnly(t *testing.T) {
	for _, secure := range []bool{false, true} { // the second stands behind a proxy that speaks TLS
		cfg := app.Config{Data: dbtest.Dir(t), Secure: secure}
		a := start(t, cfg)
		s := settle(t, a)
		ours, cookie, scheme := a.URL(), "yunka", "http"
		if secure {
			ours, cookie, scheme = strings.Replace(ours, "http:", "https:", 1), "__Host-yunka", "https"
		}
		host := strings.TrimPrefix(ours, scheme+"://")
		_, session := accountAt(t, a, s.Parent, "parent-1", cookie)
		path := "/live?topics=child:" + s.Charge.Person
		for _, c := range []struct {
			name, origin string
			status       int
		}{
			{"our own", ours, http.StatusSwitchingProtocols},
			{"another site", "https://evil.example", http.StatusForbidden},
			{"a sandboxed page", "null", http.StatusForbidden},
			{"none", "", http.StatusForbidden},
			{"a sibling domain", scheme + "://blog." + host, http.StatusForbidden},
			{"another port", scheme + "://localhost:1", http.StatusForbidden},
			{"our name as a prefix", ours + ".evil.example", http.StatusForbidden},
			{"the other scheme", map[bool]string{false: "https", true: "http"}[secure] + "://" + host, http.StatusForbidden},
		} {
			q := ask{cookie: map[string]string{cookie: session}, quiet: true, header: map[string]string{}}
			if c.origin != "" {
				q.header["Origin"] = c.origin
			}
			ws, r := dial(t, a, path, q)
			if r.status != c.status {
				t.Errorf("secure %v, %s: %d, want %d", secure, c.name, r.status, c.status)
			}
			if ws != nil {
				_ = ws.CloseNow()
			} else {
				checkHeaders(t, c.name, "GET /live", r)
			}
			if maps.Clone(r.cookies)["yunka"] != "" {
				t.Errorf("%s: a handshake set a cookie", c.name)
			}
		}
	}
}
