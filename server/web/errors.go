package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/logs"
	viewaccount "yunka/views/account"
	"yunka/views/msg"
)

// serve is the adapter around every handler.
type serve struct {
	web   *Kit
	route Route
}

func (h serve) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var err error
	switch h.route.Action {
	case allow.SessionUse:
		// A browser cannot read why an upgrade failed, and would come back for
		// ever: the socket's handler lets it in to tell it that it is logged out.
		if !h.route.Socket || r.Header.Get("Upgrade") == "" {
			err = h.web.Check(r, allow.Target{})
		}
	case allow.PagePublic, allow.TerminalPair: // there is no target to ask about
		err = h.web.Check(r, allow.Target{})
	}
	if err == nil {
		err = h.route.Handle(w, r)
	}
	if err != nil {
		h.web.fail(w, r, err)
	}
}

// dispatch is the mux, with its plain "not found" and "method not allowed" as
// problems like all others.
func (s *Kit) dispatch(w http.ResponseWriter, r *http.Request) {
	h, _ := s.mux.Handler(r)
	if own, ours := h.(serve); ours {
		if StateOf(r).Visitor.Weak && !own.route.whileWeak() {
			s.changeFirst(w, r, own.route)
			return
		}
		s.mux.ServeHTTP(w, r) // sets the path values
		return
	}
	dry := &logs.Recorder{ResponseWriter: blackhole{w.Header()}}
	h.ServeHTTP(dry, r)
	w.Header().Del("Content-Length")
	switch {
	case dry.Status == http.StatusMethodNotAllowed:
		s.problem(w, r, dry.Status, "method_not_allowed", "")
	case dry.Status >= 400:
		s.problem(w, r, http.StatusNotFound, "not_found", "")
	default: // a redirect to the clean address
		w.WriteHeader(dry.Status)
	}
}

// whileWeak lists what an account may do whose password must be changed first.
func (rt Route) whileWeak() bool {
	switch rt.Pattern {
	case "/password", "/logout", "/language", "/look", "/reset":
		return true
	case "/login":
		return rt.Method == http.MethodPost // as somebody else
	}
	return false
}

// changeFirst leads to the page that changes the password.
func (s *Kit) changeFirst(w http.ResponseWriter, r *http.Request, rt Route) {
	StateOf(r).Checked = true // a refusal needs no check
	if rt.Method == http.MethodGet && !rt.JSON && !rt.Socket && !wantsJSON(r) {
		http.Redirect(w, r, "/password?weak=1", http.StatusSeeOther)
		return
	}
	s.fail(w, r, fault.New(fault.Forbidden, "password_weak"))
}

// blackhole takes headers and forgets the rest.
type blackhole struct{ h http.Header }

func (b blackhole) Header() http.Header         { return b.h }
func (b blackhole) Write(p []byte) (int, error) { return len(p), nil }
func (b blackhole) WriteHeader(int)             {}

// fail answers with the problem that err is: a page for people, problem+json
// for programs, a way to the login for who is not signed in.
func (s *Kit) fail(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.Wrap(fault.TooLarge, "body_too_large", err)
	}
	st, f := StateOf(r), fault.As(err)
	if r.Context().Err() != nil {
		s.gone(w, r, err)
		return
	}
	refused(s, r, f)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		level := slog.LevelError
		if s.leaves(fault.Status(err)) {
			level = slog.LevelInfo
		}
		s.Logger.Log(r.Context(), level, "request failed", "request", st.id, "route", st.route.pattern(), "code", f.Code, "err", err)
	}
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	if f.Kind == fault.Unauthenticated && !wantsJSON(r) {
		st.Checked = true // a refusal needs no check
		to := "/login"
		if r.Method == http.MethodGet && r.URL.Path != "/" {
			to += "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		if r.Header.Get("HX-Request") == "true" { // a fragment must not become a login page
			w.Header().Set("HX-Redirect", to)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	s.problem(w, r, fault.Status(f), f.Code, f.Detail)
}

// statusGone is what the log shows of a request whose client went away before
// its answer: a phone in a lift is no failure of ours. The number is nginx's
// (client closed request); nobody receives it.
const statusGone = 499

func (s *Kit) gone(w http.ResponseWriter, r *http.Request, err error) {
	st := StateOf(r)
	st.Checked = true // nobody reads the answer
	s.Logger.DebugContext(r.Context(), "client gone", "request", st.id, "route", st.route.pattern(), "err", err)
	w.WriteHeader(statusGone)
}

func (s *Kit) problem(w http.ResponseWriter, r *http.Request, status int, code, detail string) {
	st := StateOf(r)
	if wantsJSON(r) {
		b, _ := json.Marshal(struct {
			Type    string `json:"type"`
			Title   string `json:"title"`
			Status  int    `json:"status"`
			Code    string `json:"code"`
			Detail  string `json:"detail,omitempty"`
			Request string `json:"request"`
		}{"about:blank", http.StatusText(status), status, code, detail, st.id})
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		_, _ = w.Write(b)
		return
	}
	if status == http.StatusInternalServerError {
		s.fivehundred(w, r)
		return
	}
	view := viewaccount.ProblemView{Page: s.Page(r), Status: status}
	if status >= 500 {
		view.ID = st.id
	}
	if err := s.Render(w, r, status, viewaccount.Problem(view)); err != nil {
		s.Logger.ErrorContext(r.Context(), "problem page", "request", st.id, "err", err)
		s.fivehundred(w, r)
	}
}

// fivehundred needs nothing that could have broken: its page was rendered at start.
func (s *Kit) fivehundred(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Del("Content-Length")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write(bytes.ReplaceAll(s.broken[msg.LangOf(r.Context())], []byte(idMark), []byte(StateOf(r).id)))
}

const idMark = "request-id-here"

func brokenPages() map[msg.Lang][]byte {
	pages := map[msg.Lang][]byte{}
	for _, l := range []msg.Lang{msg.Zh, msg.En} {
		var buf bytes.Buffer
		if err := viewaccount.Problem(viewaccount.ProblemView{Status: 500, ID: idMark}).Render(msg.WithLang(context.Background(), l), &buf); err != nil {
			panic("web: the page for a failure fails: " + err.Error())
		}
		pages[l] = buf.Bytes()
	}
	return pages
}

func wantsJSON(r *http.Request) bool {
	if StateOf(r).route.JSON {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}

// Form reads a posted form. Text that no database column can hold is refused
// here, once.
func Form(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return fault.Wrap(fault.Malformed, "bad_form", err)
	}
	for _, values := range r.Form {
		for _, v := range values {
			if strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
				return fault.New(fault.Malformed, "bad_form")
			}
		}
	}
	return nil
}

// Local is to if it is an address on this site, else fallback. "//evil" and
// "/\evil" are other sites to a browser.
func Local(to, fallback string) string {
	if len(to) < 1 || to[0] != '/' || strings.HasPrefix(to, "//") || len(to) > 2000 {
		return fallback
	}
	for _, c := range to {
		if c == '\\' || c < 0x20 || c == 0x7f {
			return fallback
		}
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return fallback
	}
	return to
}
