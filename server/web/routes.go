package web

import (
	"net/http"

	"yunka/server/allow"
)

// Route is an address, who may ask for it, and what answers.
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

func (s *Kit) systemRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: "/livez", Action: allow.PagePublic, Handle: s.livez, Bare: true, JSON: true},
		{Method: "GET", Pattern: "/readyz", Action: allow.PagePublic, Handle: s.readyz, Bare: true, JSON: true},
		{Method: "GET", Pattern: "/time", Action: allow.PagePublic, Handle: s.time, Bare: true, JSON: true},
		{Method: "GET", Pattern: "/static/", Action: allow.PagePublic, Handle: s.files, Bare: true},
	}
}
