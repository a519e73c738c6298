package app_test

import (
	"strings"
	"testing"
)

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
