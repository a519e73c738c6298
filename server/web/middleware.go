package web

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/logs"
	"yunka/server/secret"
	"yunka/views/layout"
	"yunka/views/msg"
)

// defaultBody is what a form may have; an import's route says more.
const defaultBody = 64 << 10

// Handler is the pages behind everything each request goes through. Read it
// from the bottom: the outermost is the last line.
func (s *Kit) Handler() http.Handler {
	var h http.Handler = http.HandlerFunc(s.dispatch)
	h = s.withLanguage(h) // after the actor: an account says what it reads where the browser does not
	h = s.withActor(h)    // after the session: it names the account
	h = s.withSession(h)  // after the refusals: a forged request costs no query
	h = s.ownSiteOnly(h)  // before anything is read that a cookie opens
	h = s.limitBody(h)    // before anybody parses
	h = s.withHeaders(h)  // before anything can answer, so that refusals have them too
	h = s.recovered(h)    // a panic anywhere above is one request's 500
	h = s.logged(h)       // sees the status of all of the above
	return s.begun(h)     // makes the state the others write to
}

// begun makes the request's state and finds its route.
func (s *Kit) begun(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st := &state{id: logs.RequestID(), nonce: secret.Token(16), agent: r.UserAgent(), Network: s.Network(r)}
		if h, _ := s.mux.Handler(r); h != nil {
			if h, ours := h.(serve); ours {
				st.route = h.route
			}
		}
		ctx := context.WithValue(r.Context(), stateKey{}, st)
		ctx = templ.WithNonce(ctx, st.nonce)
		ctx = account.WithNetwork(ctx, st.Network)
		ctx = msg.WithLang(ctx, msg.Negotiate(r.Header.Get("Accept-Language")))
		next.ServeHTTP(&logs.Recorder{ResponseWriter: w}, r.WithContext(ctx))
	})
}

func (s *Kit) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.Logger.ErrorContext(r.Context(), "panic", "request", StateOf(r).id, "route", StateOf(r).route.pattern(), "panic", v, "stack", string(debug.Stack()))
			if w.(*logs.Recorder).Status == 0 {
				s.fivehundred(w, r)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// logged writes a line for each request. One that failed has said why where it did: this
// line is no second error.
func (s *Kit) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, st := time.Now(), StateOf(r)
		w.Header().Set(logs.RequestHeader, st.id)
		next.ServeHTTP(w, r)
		m, took := w.(*logs.Recorder), time.Since(start)
		status := cmp.Or(m.Status, http.StatusOK) // a handler that wrote nothing
		s.Meter.Request(st.route.Method, st.route.Pattern, status, took)
		level := slog.LevelInfo
		if st.route.Bare {
			level = slog.LevelDebug
		}
		// The route, not the path: paths carry ids and queries carry codes.
		s.Logger.LogAttrs(r.Context(), level, "request", slog.String("request", st.id), slog.String("route", strings.TrimSpace(st.route.pattern())),
			slog.Int("status", status), slog.Int64("bytes", m.Bytes), slog.Duration("took", took),
			slog.String("account", st.Visitor.Account), slog.String("school", st.School))
	})
}

// FilesPolicy is for what is loaded by pages. A worker lives under the policy
// it was served with, so it names what our workers need.
const FilesPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *Kit) withHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if s.HSTS {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "accelerometer=(), autoplay=(self), camera=(self), display-capture=(), fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), screen-wake-lock=(self), serial=(self), usb=()")
		h.Set("Cache-Control", "no-store")
		policy := FilesPolicy
		if !strings.HasPrefix(r.URL.Path, "/static/") {
			policy = layout.Policy(StateOf(r).nonce, s.front(r).sockets(), computes(r.URL.Path))
		}
		h.Set("Content-Security-Policy", policy)
		next.ServeHTTP(w, r)
	})
}

// computes says which pages run WebAssembly.
func computes(path string) bool {
	for _, p := range []string{"/card", "/kiosk", "/device", "/d"} {
		if path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return false
}

func (s *Kit) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := StateOf(r).route.MaxBody
		if most == 0 {
			most = defaultBody
		}
		if r.ContentLength > most {
			s.fail(w, r, fault.New(fault.TooLarge, "body_too_large"))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// ownSiteOnly refuses what changes something and was sent by another site. The
// standard library lets a request through that says nothing about where it
// comes from; one that carries our cookie must say it, every browser does.
func (s *Kit) ownSiteOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.origin.Check(r)
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		for _, name := range []string{sessionCookie, TerminalCookie} { // what somebody is known by
			if _, absent := r.Cookie(s.Cookie(name)); absent == nil && err == nil && !safe &&
				r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
				err = http.ErrNoCookie
			}
		}
		if err != nil {
			s.fail(w, r, fault.New(fault.Forbidden, "cross_site"))
			return
		}
		if strings.Contains(r.URL.Path, "\x00") || strings.Contains(r.URL.RawQuery, "%00") {
			s.fail(w, r, fault.New(fault.Malformed, "bad_address"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Kit) withActor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st := StateOf(r)
		st.Visitor.Actor = allow.Actor{Kind: allow.Anonymous}
		if !st.route.Bare {
			if id := account.Bound(r.Context(), s.Sessions); id != "" {
				v, err := s.Accounts.Visitor(r.Context(), id)
				if err != nil {
					s.fail(w, r, err)
					return
				}
				st.Visitor = v
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Kit) withLanguage(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said := StateOf(r).Visitor.Lang
		if c, err := r.Cookie(s.Cookie(LangCookie)); err == nil && c.Value != "" {
			said = c.Value // what this browser was read in before the login goes on after it
		}
		if l, ok := msg.Parse(said); ok {
			r = r.WithContext(msg.WithLang(r.Context(), l))
		}
		next.ServeHTTP(w, r)
	})
}
