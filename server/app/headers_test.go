package app_test

import (
	"net/http"
	"strings"
	"testing"

	"yunka/server/api"
	"yunka/server/app"
	"yunka/server/db/dbtest"
)

// Behind TLS every answer of both doors also tells browsers to stay with it:
// each route, and each way of failing.
func TestHeadersBehindTLS(t *testing.T) {
	a := start(t, app.Config{Data: dbtest.Dir(t), Secure: true})
	s := settle(t, a)
	_, session := accountAt(t, a, s.Admin, "admin-1", "__Host-yunka")
	type request struct{ method, path string }
	list := []request{{"GET", "/nowhere"}, {"GET", "/api/nowhere"}, {"DELETE", "/console"}, {"DELETE", "/api/v1/scans"}, {"GET", "/%00"}, {"GET", "//card"},
		{"GET", "/console/people/nobody"}, {"POST", "/api/v1/scans/nothing/confirm"}, {"GET", "/static/nothing.css"}, {"OPTIONS", "/card"}, {"HEAD", "/login"}}
	fill := strings.NewReplacer("{id}", "x", "{handle}", "1", "{file}", "try.js", "{$}", "")
	for _, rt := range a.Web.Routes() {
		list = append(list, request{rt.Method, fill.Replace(rt.Pattern)})
	}
	for _, rt := range api.Routes() {
		list = append(list, request{rt.Method, fill.Replace(rt.Path)})
	}
	for _, r := range list {
		for name, q := range map[string]ask{
			"nobody":      {},
			"admin":       {cookie: map[string]string{"__Host-yunka": session}},
			"terminal":    {bearer: s.ReaderToken},
			"forger":      {header: map[string]string{"Sec-Fetch-Site": "cross-site"}},
			"program":     {header: map[string]string{"Accept": "application/json"}},
			"long-winded": {body: strings.Repeat("x", 70<<10), kind: "application/json", bearer: s.ReaderToken},
		} {
			if r.path == "/logout" && name == "admin" || r.method == http.MethodGet && name == "long-winded" {
				continue
			}
			got := do(t, a, r.method, r.path, q)
			what := r.method + " " + r.path + " by " + name
			checkHeaders(t, what, r.method+" "+r.path, got)
			if got.status >= 500 {
				t.Errorf("%s: %d %s", what, got.status, got.body)
			}
			if hsts := got.header.Get("Strict-Transport-Security"); !strings.HasPrefix(hsts, "max-age=31536000") {
				t.Errorf("%s (%d): HSTS %q", what, got.status, hsts)
			}
			for _, c := range got.header.Values("Set-Cookie") {
				if !strings.HasPrefix(c, "__Host-") || !strings.Contains(c, "Secure") || strings.Contains(c, "Domain") {
					t.Errorf("%s: cookie %q", what, c)
				}
			}
		}
	}
}

// checkHeaders holds what every answer carries, errors included.
func checkHeaders(t *testing.T, what, line string, r reply) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", what, name, got, want)
		}
	}
	for _, name := range []string{"Referrer-Policy", "Content-Security-Policy", "Permissions-Policy"} {
		if r.header.Get(name) == "" {
			t.Errorf("%s: no %s", what, name)
		}
	}
	policy := r.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") && !strings.Contains(policy, "default-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") ||
		strings.Contains(policy, "unsafe-inline") || strings.Contains(strings.ReplaceAll(policy, "'wasm-unsafe-eval'", ""), "unsafe-eval") || strings.Contains(policy, "*") {
		t.Errorf("%s: policy %q", what, policy)
	}
	if len(r.header.Values("Content-Security-Policy")) != 1 {
		t.Errorf("%s: %d policies", what, len(r.header.Values("Content-Security-Policy")))
	}
	if cache := r.header.Get("Cache-Control"); !strings.Contains(cache, "no-store") && !strings.HasPrefix(line, "GET /static/") {
		t.Errorf("%s: Cache-Control %q: what a person saw stays in a shared browser", what, cache)
	}
	for _, c := range r.header.Values("Set-Cookie") {
		if !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "Path=/") {
			t.Errorf("%s: cookie %q", what, c[:strings.Index(c, "=")])
		}
	}
}
