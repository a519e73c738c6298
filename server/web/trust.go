package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"yunka/server/allow"
	"yunka/server/cert"
	"yunka/server/fault"
	"yunka/views/console"
	"yunka/views/device"
	"yunka/views/msg"
)

// Trust is the private CA that devices must install before they can come here.
type Trust struct {
	Root *cert.Root
	URL  string // of the page that says how, over plain http
	Home string // where to go then, over TLS
}

func (s *Web) trustRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: "/trust", Action: allow.PagePublic, Handle: s.trustPage, Bare: true},
		{Method: "GET", Pattern: "/trust/yunka.crt", Action: allow.PagePublic, Handle: s.trustFile, Bare: true},
		{Method: "GET", Pattern: "/trust/yunka.mobileconfig", Action: allow.PagePublic, Handle: s.trustFile, Bare: true},
	}
}

// trustPage says how a device comes to trust this server. It is opened over
// plain http, so it has no session and no cookie: the language is in the
// address.
func (s *Web) trustPage(w http.ResponseWriter, r *http.Request) error {
	if s.Trust == nil {
		return fault.New(fault.NotFound, "not_found")
	}
	if l, ok := msg.Parse(r.URL.Query().Get("lang")); ok {
		r = r.WithContext(msg.WithLang(r.Context(), l))
	}
	root := s.Trust.Root
	view := device.TrustView{Page: s.page(r), Code: qrPath(s.Trust.URL), URL: s.Trust.URL, Home: s.Trust.Home, Words: s.Trust.words(r.Context()), Hex: root.Hex(), Until: root.Certificate.NotAfter, Names: root.Names}
	return s.render(w, r, http.StatusOK, device.Trust(view))
}

// words is the beginning of the fingerprint, to be compared.
func (t *Trust) words(ctx context.Context) string {
	if msg.LangOf(ctx) == msg.En {
		return t.Root.English()
	}
	return t.Root.Chinese()
}

// trustHere is what the terminals page says about it; nil without a private CA.
func (s *Web) trustHere(ctx context.Context) *console.Trust {
	if s.Trust == nil {
		return nil
	}
	return &console.Trust{URL: s.Trust.URL, Words: s.Trust.words(ctx), Code: qrPath(s.Trust.URL)}
}

// trustURL is where a device installs the root; "" without a private CA.
func (s *Web) trustURL() string {
	if s.Trust == nil {
		return ""
	}
	return s.Trust.URL
}

func (s *Web) trustFile(w http.ResponseWriter, r *http.Request) error {
	if s.Trust == nil {
		return fault.New(fault.NotFound, "not_found")
	}
	kind, body := "application/x-x509-ca-cert", bytes.Clone(s.Trust.Root.DER)
	if strings.HasSuffix(r.URL.Path, ".mobileconfig") {
		kind, body = "application/x-apple-aspen-config", s.Trust.Root.Profile()
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]+`"`)
	_, _ = w.Write(body)
	return nil
}
