package web

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"yunka/server/account"
)

// Our cookies. With TLS each gets the __Host- prefix: no subdomain can set it.
const (
	sessionCookie = "yunka"
	deviceCookie  = "yunka-device" // browsers that logged in before have guesses of their own
	lookCookie    = "yunka-look"   // how pages look on this device
	langCookie    = "yunka-lang"   // for who is not signed in
)

const cookieYear = 365 * 24 * time.Hour

// newSessions is scs over our store. Anonymous visitors have no session at
// all: nothing is stored before a login.
func newSessions(accounts *account.Service) *scs.SessionManager {
	m := scs.New()
	m.Store = accounts.Sessions()
	m.Codec = account.Codec{}
	m.Lifetime = account.SessionLife
	return m
}

func (s *Web) cookie(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// setCookie sets one of our cookies; an empty value removes it.
func (s *Web) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	age := int(life.Seconds())
	if value == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie(name), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// withSession loads the session and saves it before the first byte of the
// answer. scs's own middleware is not used because it writes two answers into
// one when saving fails, and saves for sockets that have taken the connection.
func (s *Web) withSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st := stateOf(r)
		if st.route.Bare {
			next.ServeHTTP(w, r)
			return
		}
		cookie := ""
		if c, err := r.Cookie(s.cookie(sessionCookie)); err == nil {
			cookie = c.Value
		}
		ctx, arrival := account.Arrive(r.Context(), cookie)
		ctx, err := s.sessions.Load(ctx, cookie)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		r = r.WithContext(ctx)
		if st.route.Socket {
			next.ServeHTTP(w, r)
			return
		}
		if arrival.Touched { // the visit was written, so the browser keeps the cookie longer, too
			s.setCookie(w, sessionCookie, cookie, account.SessionLife)
		}
		sw := &saver{ResponseWriter: w, web: s, r: r}
		next.ServeHTTP(sw, r)
		if !sw.begun {
			sw.WriteHeader(http.StatusOK)
		}
	})
}

// saver commits the session when the answer begins. If that fails, or if a
// handler answers without having asked allow, the answer is a 500 instead.
type saver struct {
	http.ResponseWriter
	web   *Web
	r     *http.Request
	begun bool
	dead  bool
}

func (sw *saver) WriteHeader(code int) {
	if sw.begun {
		return
	}
	if code < 200 { // early hints
		sw.ResponseWriter.WriteHeader(code)
		return
	}
	sw.begun = true
	st := stateOf(sw.r)
	if code < 400 && st.route.Action != "" && !st.checked {
		sw.web.Logger.ErrorContext(sw.r.Context(), "route answered without a check", "request", st.id, "route", st.route.pattern())
		sw.die()
		return
	}
	if err := sw.web.save(sw.ResponseWriter, sw.r); err != nil {
		sw.web.Logger.ErrorContext(sw.r.Context(), "session not saved", "request", st.id, "err", err)
		sw.die()
		return
	}
	sw.ResponseWriter.WriteHeader(code)
}

func (sw *saver) die() {
	sw.dead = true
	sw.Header().Del("Set-Cookie")
	sw.Header().Del("Location")
	sw.web.fivehundred(sw.ResponseWriter, sw.r)
}

func (sw *saver) Write(b []byte) (int, error) {
	sw.WriteHeader(http.StatusOK)
	if sw.dead {
		return len(b), nil
	}
	return sw.ResponseWriter.Write(b)
}

func (sw *saver) Unwrap() http.ResponseWriter { return sw.ResponseWriter }

func (s *Web) save(w http.ResponseWriter, r *http.Request) error {
	ctx := finish(r)
	switch s.sessions.Status(ctx) {
	case scs.Modified:
		token, _, err := s.sessions.Commit(ctx)
		if err != nil {
			return err
		}
		s.setCookie(w, sessionCookie, token, account.SessionLife)
	case scs.Destroyed:
		s.setCookie(w, sessionCookie, "", 0)
	}
	return nil
}

// enter makes this browser's session one of the account, under a new token;
// the old one is dead at once.
func (s *Web) enter(ctx context.Context, accountID string) error {
	if err := s.anew(ctx); err != nil {
		return err
	}
	s.Accounts.Bind(ctx, s.sessions, accountID)
	return nil
}

// enterBy is enter by a password that was just proved.
func (s *Web) enterBy(ctx context.Context, login account.Result) error {
	if err := s.anew(ctx); err != nil {
		return err
	}
	s.Accounts.BindLogin(ctx, s.sessions, login)
	return nil
}

// anew empties the session under a new token.
func (s *Web) anew(ctx context.Context) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	return s.sessions.Clear(ctx)
}

// tokenHash is this session's key in the table.
func (s *Web) tokenHash(r *http.Request) string {
	return account.TokenHash(s.sessions.Token(r.Context()))
}
