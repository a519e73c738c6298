// Package web is the kit that every page stands on: the request's state and its
// check, middleware, sessions, forms, JSON, CSV, errors, the live socket.
//
// A face (server/console, phone, kiosk, door) or a scene (server/gate …) embeds
// *Kit, lists its Routes and Topics, and app mounts them all. A handler returns an
// error instead of writing an error page; it renders into a buffer, so a page is
// whole or it is a problem. What the package promises:
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
	"compress/gzip"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/logs"
	"yunka/static"
	"yunka/views/layout"
	"yunka/views/msg"
)

// Deps is what the pages stand on.
type Deps struct {
	DB       *db.DB
	Feed     *feed.Feed
	Accounts *account.Service
	Logger   *slog.Logger

	// URL is the address that browsers know this server by, such as
	// https://card.school.cn; "" is the one that each of them asks for. A proxy may ask
	// for another.
	URL string
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
	// Meter counts what is asked; nil counts nothing.
	Meter Meter
	// Pseudonym is the word for who must not be named in the log; nil names nobody.
	Pseudonym func(text string) string
}

// Kit serves the pages.
type Kit struct {
	Deps
	Sessions *scs.SessionManager
	origin   *http.CrossOriginProtection
	mux      *http.ServeMux
	static   http.Handler
	hub      *live.Hub
	told     *told
	stream   *stream
	routes   []Route
	broken   map[msg.Lang][]byte // the 500 page, rendered at start
	draining atomic.Bool
	ready    probed
}

// New makes the kit, which answers nothing but its own routes until Mount.
func New(d Deps) *Kit {
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	if d.Now == nil {
		d.Now = d.DB.Now
	}
	if d.Meter == nil {
		d.Meter = noMeter{}
	}
	if d.Pseudonym == nil {
		d.Pseudonym = (*logs.Names)(nil).Of
	}
	s := &Kit{Deps: d, origin: http.NewCrossOriginProtection(), mux: http.NewServeMux(), static: static.Handler()}
	if d.URL != "" {
		if err := s.origin.AddTrustedOrigin(d.URL); err != nil {
			panic("web: " + err.Error()) // app.Config has read it
		}
	}
	s.Sessions = newSessions(d.Accounts)
	s.broken = brokenPages()
	s.told = newTold()
	s.hub = s.newHub()
	return s
}

// Mount takes the routes and live topics of all faces and scenes, once, before
// Handler. It panics on a route without an action and on two topics of one kind: a
// program that cannot say who may do what must not start.
func (s *Kit) Mount(routes []Route, topics []Topic) {
	s.routes = slices.Concat(s.systemRoutes(), s.liveRoutes(), routes)
	for _, rt := range s.routes {
		if rt.Action == "" || rt.Handle == nil {
			panic("web: route " + rt.pattern() + " has no action or no handler")
		}
		s.mux.Handle(rt.pattern(), serve{s, rt})
	}
	s.register(topics)
}

// Routes is every route that is mounted.
func (s *Kit) Routes() []Route { return s.routes }

// Topics are the kinds of live pages that are mounted.
func (s *Kit) Topics() []string { return s.stream.kinds() }

// Drain makes /readyz say no, so that nobody sends new requests here.
func (s *Kit) Drain() { s.draining.Store(true) }

// leaves reports that an answer only says that this server is being stopped: whoever asked
// goes to another one, and nobody has to look at it.
func (s *Kit) leaves(status int) bool {
	return status == http.StatusServiceUnavailable && s.draining.Load()
}

// A request's state, filled by the middleware from the outside in.
type state struct {
	id      string
	nonce   string
	agent   string // what the browser calls itself
	Network string
	route   Route
	Visitor account.Visitor
	Checked bool   // somebody asked allow about this request
	School  string // the target's, for the log
}

type stateKey struct{}

func StateOf(r *http.Request) *state {
	st, _ := r.Context().Value(stateKey{}).(*state)
	if st == nil { // outside Handler: in a test of one function
		st = &state{}
	}
	return st
}

// Actor is who asks.
func Actor(r *http.Request) allow.Actor { return StateOf(r).Visitor.Actor }

// Check asks whether this request's actor may do its route's action to that
// target. A handler of a route whose action needs a target calls it before it
// reads or changes anything.
func (s *Kit) Check(r *http.Request, target allow.Target) error {
	st := StateOf(r)
	st.Checked = true
	if target.School != "" {
		st.School = target.School
	}
	return allow.Check(st.Visitor.Actor, st.route.Action, target)
}

// CheckedByService says that the service this handler calls asks allow itself,
// because only it knows the target.
func (s *Kit) CheckedByService(r *http.Request) { StateOf(r).Checked = true }

// Page is the frame of a page for this request.
func (s *Kit) Page(r *http.Request) layout.Page {
	v := StateOf(r).Visitor
	p := layout.Page{Account: v.Login, NeedsPIN: v.NeedsPIN, Dormant: v.Dormant, Origins: strings.Join(s.front(r).origins(), " ")}
	if v.Reset != nil {
		p.Reset = ResetNote(*v.Reset)
	}
	if c, err := r.Cookie(s.Cookie(LookCookie)); err == nil {
		theme, size, _ := strings.Cut(c.Value, ".")
		if Themes[theme] {
			p.Theme = theme
		}
		p.Large = size == "large"
	}
	return p
}

// Render writes a page that is whole: first into a buffer, then to w.
func (s *Kit) Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var buf bytes.Buffer
	if err := c.Render(r.Context(), &buf); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Accept-Encoding")
	body := buf.Bytes()
	if len(body) > plainPage && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		var small bytes.Buffer
		z := gzip.NewWriter(&small)
		_, _ = z.Write(body) // into memory
		_ = z.Close()
		w.Header().Set("Content-Encoding", "gzip")
		body = small.Bytes()
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
	return nil
}

// plainPage is the size in bytes up to which a page travels as it is. A larger one is packed:
// phones are on bad networks. That its length could tell a secret (BREACH) takes another
// site that has the page asked for again and again with the cookies, which are SameSite.
const plainPage = 1_400

// See answers a form: look there now.
func See(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// context of this request without its cancellation, for what must be finished
// although the browser has gone.
func Finish(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }
