package door

import (
	"bytes"
	"net/http"
	"strings"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/web"
	"yunka/views/device"
	"yunka/views/msg"
)

func (s *Door) trustRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/trust", Action: allow.PagePublic, Handle: s.trustPage, Bare: true},
		{Method: "GET", Pattern: "/trust/yunka.crt", Action: allow.PagePublic, Handle: s.trustFile, Bare: true},
		{Method: "GET", Pattern: "/trust/yunka.mobileconfig", Action: allow.PagePublic, Handle: s.trustFile, Bare: true},
	}
}

// trustPage says how a device comes to trust this server. It is opened over
// plain http, so it has no session and no cookie: the language is in the
// address.
func (s *Door) trustPage(w http.ResponseWriter, r *http.Request) error {
	if s.Trust == nil {
		return fault.New(fault.NotFound, "not_found")
	}
	if l, ok := msg.Parse(r.URL.Query().Get("lang")); ok {
		r = r.WithContext(msg.WithLang(r.Context(), l))
	}
	root := s.Trust.Root
	view := device.TrustView{Page: s.Page(r), Code: web.QR(s.Trust.URL), URL: s.Trust.URL, Home: s.Trust.Home, Words: s.Trust.Words(r.Context()), Hex: root.Hex(), Until: root.Certificate.NotAfter.Local(), Names: root.Names}
	return s.Render(w, r, http.StatusOK, device.Trust(view))
}

func (s *Door) trustFile(w http.ResponseWriter, r *http.Request) error {
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
