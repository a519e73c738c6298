package door

import (
	"slices"

	"yunka/server/allow"
	"yunka/server/web"
)

// Routes is every route of the face.
func (s *Door) Routes() []web.Route {
	return slices.Concat(s.deviceRoutes(), s.trustRoutes(), []web.Route{
		{Method: "GET", Pattern: "/{$}", Action: allow.PagePublic, Handle: s.home},
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
		{Method: "POST", Pattern: "/account/sessions/{id}/end", Action: allow.SessionUse, Handle: s.endSession},
		{Method: "POST", Pattern: "/account/others/end", Action: allow.SessionUse, Handle: s.endOthers},
		{Method: "POST", Pattern: "/account/seen", Action: allow.SessionUse, Handle: s.sawReset},
		{Method: "GET", Pattern: "/password", Action: allow.SessionUse, Handle: s.passwordForm},
		{Method: "POST", Pattern: "/password", Action: allow.SessionUse, Handle: s.password},
		{Method: "GET", Pattern: "/pin", Action: allow.PinSet, Handle: s.pinForm},
		{Method: "POST", Pattern: "/pin", Action: allow.PinSet, Handle: s.pin},
	})
}
