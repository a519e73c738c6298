// Package web is the pages: server-rendered HTML for people, one file a face.
//
// routes.go lists every route on one screen with the action it needs.
// A handler returns an error instead of writing an error page; it renders into
// a buffer, so a page is whole or it is a problem. What the package promises:
//
//   - No route answers below 400 without a check of its action: routes whose
//     action needs no target are checked before the handler runs, the others
//     by the handler with check, and an answer without one becomes a 500.
//   - Every answer, errors included, carries the security headers, and nothing
//     that changes state is accepted from another site.
//   - A session gets a fresh token whenever what it may do changes, and what it
//     may do is read anew for each request.
//   - The log has request, route, school and account ids; never a name, a
//     phone, a code, a token or a query string.
package web

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"yunka/server/access"
	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/roster"
	"yunka/server/scan"
	"yunka/server/stats"
	"yunka/server/terminal"
	"yunka/server/visit"
	"yunka/static"
	"yunka/views/layout"
	"yunka/views/msg"
)

// Deps is what the pages stand on.
type Deps struct {
	DB        *db.DB
	Feed      *feed.Feed
	Accounts  *account.Service
	Campus    *campus.Service
	Roster    *roster.Service
	Cards     *card.Service
	Visits    *visit.Service
	Terminals *terminal.Service
	Scans     *scan.Service
	Lists     *access.Lists
	Logger    *slog.Logger

	// Secure says that browsers come by TLS: cookies get Secure and the
	// __Host- prefix. Plain localhost has the same cookies without either.
	Secure bool
	// HSTS tells browsers to stay with TLS.
	HSTS bool
	// Trust is the private CA that devices must install; nil without one.
	Trust *Trust
	// TrustedProxies may say in X-Forwarded-For whom they speak for.
	TrustedProxies []netip.Prefix
	// Now is the clock that pages show; nil is the database's.
	Now func() time.Time
	// Recheck is live.Config.RecheckEvery.
	Recheck time.Duration
}

// Web serves the pages.
type Web struct {
	Deps
	sessions *scs.SessionManager
	origin   *http.CrossOriginProtection
	mux      *http.ServeMux
	static   http.Handler
	hub      *live.Hub
	days     *stats.Book
	told     *told
	rolls    rolls
	broken   map[msg.Lang][]byte // the 500 page, rendered at start
	draining atomic.Bool
}

// New makes the pages. It panics on a route without an action: a program that
// cannot say who may do what must not start.
func New(d Deps) *Web {
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	if d.Now == nil {
		d.Now = d.DB.Now
	}
	s := &Web{Deps: d, origin: http.NewCrossOriginProtection(), mux: http.NewServeMux(), static: static.Handler()}
	s.sessions = newSessions(d.Accounts)
	s.broken = brokenPages()
	s.days, s.told = stats.NewBook(), newTold()
	s.hub = s.newHub()
	for _, rt := range s.Routes() {
		if rt.Action == "" || rt.Handle == nil {
			panic("web: route " + rt.pattern() + " has no action or no handler")
		}
		s.mux.Handle(rt.pattern(), serve{s, rt})
	}
	return s
}

// Drain makes /readyz say no, so that nobody sends new requests here.
func (s *Web) Drain() { s.draining.Store(true) }

// A request's state, filled by the middleware from the outside in.
type state struct {
	id      string
	nonce   string
	network string
	route   Route
	visitor account.Visitor
	checked bool   // somebody asked allow about this request
	school  string // the target's, for the log
}

type stateKey struct{}

func stateOf(r *http.Request) *state {
	st, _ := r.Context().Value(stateKey{}).(*state)
	if st == nil { // outside Handler: in a test of one function
		st = &state{}
	}
	return st
}

// actor is who asks.
func actor(r *http.Request) allow.Actor { return stateOf(r).visitor.Actor }

// check asks whether this request's actor may do its route's action to that
// target. A handler of a route whose action needs a target calls it before it
// reads or changes anything.
func (s *Web) check(r *http.Request, target allow.Target) error {
	st := stateOf(r)
	st.checked = true
	if target.School != "" {
		st.school = target.School
	}
	return allow.Check(st.visitor.Actor, st.route.Action, target)
}

// checkedByService says that the service this handler calls asks allow itself,
// because only it knows the target.
func (s *Web) checkedByService(r *http.Request) { stateOf(r).checked = true }

// page is the frame of a page for this request.
func (s *Web) page(r *http.Request) layout.Page {
	v := stateOf(r).visitor
	p := layout.Page{Account: v.Login, NeedsPIN: v.NeedsPIN, Dormant: v.Dormant}
	if v.Reset != nil {
		p.Reset = resetNote(*v.Reset)
	}
	if c, err := r.Cookie(s.cookie(lookCookie)); err == nil {
		theme, size, _ := strings.Cut(c.Value, ".")
		if themes[theme] {
			p.Theme = theme
		}
		p.Large = size == "large"
	}
	return p
}

// render writes a page that is whole: first into a buffer, then to w.
func (s *Web) render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var buf bytes.Buffer
	if err := c.Render(r.Context(), &buf); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // the client may have gone
	return nil
}

// see answers a form: look there now.
func see(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// context of this request without its cancellation, for what must be finished
// although the browser has gone.
func finish(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }
