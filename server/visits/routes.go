package visits

import (
	"yunka/server/allow"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/visits"
)

func (s *Visits) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/visits", Action: allow.VisitsInvite, Handle: s.visits},
		{Method: "POST", Pattern: "/console/visits", Action: allow.VisitsInvite, Handle: s.invite},
		{Method: "POST", Pattern: "/console/visits/{id}/end", Action: allow.VisitsEnd, Handle: s.endVisit},
	}
}

func (s *Visits) rail() []scene.RailEntry {
	return []scene.RailEntry{
		{Item: view.RailVisits, Action: allow.VisitsInvite, Apart: true},
	}
}
