package web

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"yunka/server/account/policy"
	"yunka/server/fault"
)

// Meter counts what happens at the pages. What it is given is from closed lists: a route
// is a pattern, "" where none matched; a code is a fault's.
type Meter interface {
	Request(method, route string, status int, took time.Duration)
	Login(result string)
	Refused(code string)
}

type noMeter struct{}

func (noMeter) Request(string, string, int, time.Duration) {}
func (noMeter) Login(string)                               {}
func (noMeter) Refused(string)                             {}

// suspicious are the codes of refusals that may be an attack.
var suspicious = map[string]bool{"terminal_token": true, "too_many_tries": true, "pin_wrong": true, "cross_site": true, "login_busy": true}

// refused notes a refusal that may be an attack: a token that is not valid any more, wrong
// PINs and the block after them, a forged request. Where it came from is a keyed hash.
func refused(s *Kit, r *http.Request, f *fault.Error) {
	if !suspicious[f.Code] {
		return
	}
	st := StateOf(r)
	s.Meter.Refused(f.Code)
	s.Logger.LogAttrs(r.Context(), slog.LevelInfo, "refused", slog.String("code", f.Code), slog.String("request", st.id),
		slog.String("route", strings.TrimSpace(st.route.pattern())), slog.String("network", s.Pseudonym(st.Network)),
		slog.String("terminal", st.Visitor.Actor.Terminal))
}

// loginResults are the ends of a try to log in, by the fault's code.
var loginResults = map[string]string{
	"login_wrong": "wrong", "too_many_tries": "locked", "login_busy": "busy", "account_disabled": "disabled",
}

// LoggedIn notes how a try to log in ended, also one that did not. Who and from where is a
// keyed hash: a flood from one place, or at one login, can be seen in the log, and
// nobody's login or address stands there.
func (s *Kit) LoggedIn(r *http.Request, login string, err error) {
	result := "ok"
	if err != nil {
		if result = loginResults[fault.As(err).Code]; result == "" {
			result = "error"
		}
	}
	st := StateOf(r)
	s.Meter.Login(result)
	s.Logger.LogAttrs(r.Context(), slog.LevelInfo, "login", slog.String("result", result), slog.String("login", s.Pseudonym(policy.FoldLogin(login))),
		slog.String("network", s.Pseudonym(st.Network)), slog.String("request", st.id))
}
