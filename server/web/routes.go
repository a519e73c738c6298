package web

import (
	"net/http"
	"slices"

	"yunka/server/allow"
)

// Route is one line of the table below.
type Route struct {
	Method  string
	Pattern string // of net/http's mux
	Action  allow.Action
	Handle  func(http.ResponseWriter, *http.Request) error

	MaxBody int64 // bytes a body may have; 0 is defaultBody
	Bare    bool  // no session is looked up: nobody is asked for
	Socket  bool  // the connection is taken over: the session is read, never saved
	JSON    bool  // problems are problem+json whatever the client accepts
}

func (rt Route) pattern() string { return rt.Method + " " + rt.Pattern }

// Routes is every route of the pages. Each face has its section in the file of
// its handlers.
func (s *Web) Routes() []Route {
	return slices.Concat(s.systemRoutes(), s.authRoutes(), s.cardRoutes(), s.kioskRoutes(), s.liveRoutes(), s.consoleRoutes(), s.startRoutes(), s.deviceRoutes(), s.trustRoutes())
}

func (s *Web) systemRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: "/livez", Action: allow.PagePublic, Handle: s.livez, Bare: true, JSON: true},
		{Method: "GET", Pattern: "/readyz", Action: allow.PagePublic, Handle: s.readyz, Bare: true, JSON: true},
		{Method: "GET", Pattern: "/time", Action: allow.PagePublic, Handle: s.time, Bare: true, JSON: true},
		{Method: "GET", Pattern: "/static/", Action: allow.PagePublic, Handle: s.files, Bare: true},
	}
}

func (s *Web) authRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: "/{$}", Action: allow.PagePublic, Handle: s.home},
		{Method: "GET", Pattern: "/v/{code}", Action: allow.PagePublic, Handle: s.guestPage},
		{Method: "GET", Pattern: "/login", Action: allow.PagePublic, Handle: s.loginForm},
		{Method: "POST", Pattern: "/login", Action: allow.PagePublic, Handle: s.login},
		{Method: "POST", Pattern: "/logout", Action: allow.SessionUse, Handle: s.logout},
		{Method: "GET", Pattern: "/activate", Action: allow.PagePublic, Handle: s.activateForm},
		{Method: "POST", Pattern: "/activate", Action: allow.PagePublic, Handle: s.activate},
		{Method: "GET", Pattern: "/reset", Action: allow.PagePublic, Handle: s.resetForm},
		{Method: "POST", Pattern: "/reset", Action: allow.PagePublic, Handle: s.reset},
		{Method: "POST", Pattern: "/language", Action: allow.PagePublic, Handle: s.language},
		{Method: "POST", Pattern: "/look", Action: allow.PagePublic, Handle: s.look},
		{Method: "GET", Pattern: "/account", Action: allow.SessionUse, Handle: s.accountPage},
		{Method: "POST", Pattern: "/account/seen", Action: allow.SessionUse, Handle: s.sawReset},
		{Method: "GET", Pattern: "/password", Action: allow.SessionUse, Handle: s.passwordForm},
		{Method: "POST", Pattern: "/password", Action: allow.SessionUse, Handle: s.password},
		{Method: "GET", Pattern: "/pin", Action: allow.PinSet, Handle: s.pinForm},
		{Method: "POST", Pattern: "/pin", Action: allow.PinSet, Handle: s.pin},
	}
}
