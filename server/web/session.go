package web

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"yunka/server/account"
	"yunka/server/account/sessions"
	"yunka/server/secret"
)

// Our cookies. With TLS each gets the __Host- prefix: no subdomain can set it.
const (
	sessionCookie = "yunka"
	DeviceCookie  = "yunka-device" // browsers that logged in before have guesses of their own
	LookCookie    = "yunka-look"   // how pages look on this device
	LangCookie    = "yunka-lang"   // what this browser is read in; an account's own counts in a browser without one
)

const CookieYear = 365 * 24 * time.Hour

// newSessions is scs over our store. Anonymous visitors have no session at
// all: nothing is stored before a login.
func newSessions(accounts *account.Service) *scs.SessionManager {
	m := scs.New()
	m.Store = accounts.Sessions()
	m.Codec = account.Codec{}
	m.Lifetime = account.SessionLife
	return m
}

func (s *Kit) Cookie(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// SetCookie sets one of our cookies; an empty value removes it.
func (s *Kit) SetCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	age := int(life.Seconds())
	if value == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: s.Cookie(name), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// withSession loads the session and saves it before the first byte of the
// answer. scs's own middleware is not used because it writes two answers into
// one when saving fails, and saves for sockets that have taken the connection.
func (s *Kit) withSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st := StateOf(r)
		if st.route.Bare {
			next.ServeHTTP(w, r)
			return
		}
		cookie := ""
		if c, err := r.Cookie(s.Cookie(sessionCookie)); err == nil {
			cookie = c.Value
		}
		ctx, arrival := account.Arrive(r.Context(), cookie)
		ctx, err := s.Sessions.Load(ctx, cookie)
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
			s.SetCookie(w, sessionCookie, cookie, account.SessionLife)
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
	web   *Kit
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
	st := StateOf(sw.r)
	if code < 400 && st.route.Action != "" && !st.Checked {
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

func (s *Kit) save(w http.ResponseWriter, r *http.Request) error {
	ctx := Finish(r)
	switch s.Sessions.Status(ctx) {
	case scs.Modified:
		token, _, err := s.Sessions.Commit(ctx)
		if err != nil {
			return err
		}
		s.SetCookie(w, sessionCookie, token, account.SessionLife)
	case scs.Destroyed:
		s.SetCookie(w, sessionCookie, "", 0)
	}
	return nil
}

// Enter makes this browser's session one of the account, under a new token;
// the old one is dead at once.
func (s *Kit) Enter(ctx context.Context, accountID string) error {
	if err := s.anew(ctx); err != nil {
		return err
	}
	s.Accounts.Bind(ctx, s.Sessions, accountID)
	noteBrowser(ctx, s.Sessions)
	return nil
}

// EnterBy is enter by a password that was just proved.
func (s *Kit) EnterBy(ctx context.Context, login account.Result) error {
	if err := s.anew(ctx); err != nil {
		return err
	}
	s.Accounts.BindLogin(ctx, s.Sessions, login)
	noteBrowser(ctx, s.Sessions)
	return nil
}

// noteBrowser writes into a new session which browser it is in, for the owner to read.
func noteBrowser(ctx context.Context, b account.Binder) {
	if st, _ := ctx.Value(stateKey{}).(*state); st != nil {
		sessions.Note(ctx, b, st.agent)
	}
}

// Browsers are the hashes of what this browser is known by, at least one: a browser that
// has no name yet gets one in w.
func (s *Kit) Browsers(w http.ResponseWriter, r *http.Request) []string {
	if c, err := r.Cookie(s.Cookie(DeviceCookie)); err == nil {
		if known := account.Browsers(c.Value); len(known) > 0 {
			return known
		}
	}
	fresh := secret.Token(32)
	s.SetCookie(w, DeviceCookie, fresh, CookieYear)
	return account.Browsers(fresh)
}

// AskPassword proves the account's password again; the session remembers it for a while
// (see sessions.Fresh). It fails like account.CheckPassword.
func (s *Kit) AskPassword(r *http.Request, password string) error {
	if err := s.Accounts.CheckPassword(r.Context(), Actor(r).Account, password); err != nil {
		return err
	}
	sessions.Proved(r.Context(), s.Sessions, s.DB.Now())
	return nil
}

// FreshLogin reports whether this session's password was typed within a quarter of an hour.
func (s *Kit) FreshLogin(r *http.Request) bool {
	return sessions.Fresh(r.Context(), s.Sessions, s.DB.Now())
}

// anew empties the session under a new token.
func (s *Kit) anew(ctx context.Context) error {
	if err := s.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	return s.Sessions.Clear(ctx)
}

// TokenHash is this session's key in the table.
func (s *Kit) TokenHash(r *http.Request) string {
	return account.TokenHash(s.Sessions.Token(r.Context()))
}
