package gate

import (
	"yunka/server/allow"
	"yunka/server/web"
)

func (s *Gate) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console", Action: allow.ConsoleView, Handle: s.dashboardPage},
		{Method: "GET", Pattern: "/console/wall", Action: allow.ConsoleView, Handle: s.wallPreview},
		{Method: "POST", Pattern: "/console/wall", Action: allow.ConsoleView, Handle: s.hangWall},
		{Method: "POST", Pattern: "/console/wall/end", Action: allow.ConsoleView, Handle: s.endWalls},
		{Method: "GET", Pattern: "/wall", Action: allow.PagePublic, Handle: s.hungWall},
		{Method: "GET", Pattern: "/console/scans.csv", Action: allow.ConsoleView, Handle: s.scansCSV},
		{Method: "GET", Pattern: "/console/gates", Action: allow.GatesRead, Handle: s.gates},
		{Method: "GET", Pattern: "/console/gates/new", Action: allow.GatesManage, Handle: s.newGate},
		{Method: "POST", Pattern: "/console/gates", Action: allow.GatesManage, Handle: s.addGate},
		{Method: "GET", Pattern: "/console/gates/{id}", Action: allow.GatesManage, Handle: s.gate},
		{Method: "POST", Pattern: "/console/gates/{id}", Action: allow.GatesManage, Handle: s.changeGate},
		{Method: "GET", Pattern: "/console/zones/{id}", Action: allow.GatesManage, Handle: s.zone},
		{Method: "POST", Pattern: "/console/zones/{id}", Action: allow.GatesManage, Handle: s.changeZone},
		{Method: "POST", Pattern: "/console/zones/{id}/rules", Action: allow.GatesManage, Handle: s.addRule},
		{Method: "POST", Pattern: "/console/rules/{id}/remove", Action: allow.GatesManage, Handle: s.removeRule},
		{Method: "GET", Pattern: "/console/inside", Action: allow.GatesRead, Handle: s.inside},
		{Method: "POST", Pattern: "/console/inside/reset", Action: allow.GatesManage, Handle: s.reset},
		{Method: "POST", Pattern: "/console/people/{id}/presence", Action: allow.PresenceReset, Handle: s.resetPerson},
		{Method: "GET", Pattern: "/console/ask", Action: allow.PresenceAsk, Handle: s.ask},
		{Method: "GET", Pattern: "/console/groups", Action: allow.GatesManage, Handle: s.groups},
		{Method: "POST", Pattern: "/console/groups", Action: allow.GatesManage, Handle: s.addGroup},
		{Method: "GET", Pattern: "/console/groups/{id}", Action: allow.GatesManage, Handle: s.group},
		{Method: "POST", Pattern: "/console/groups/{id}", Action: allow.GatesManage, Handle: s.grant},
		{Method: "POST", Pattern: "/console/groups/{id}/remove", Action: allow.GatesManage, Handle: s.ungrant},
		{Method: "GET", Pattern: "/console/conflicts", Action: allow.ConflictsRead, Handle: s.conflicts},
		{Method: "POST", Pattern: "/console/conflicts/{id}/resolve", Action: allow.ConflictsEnd, Handle: s.resolve},
		{Method: "POST", Pattern: "/kiosk/ask", Action: allow.PresenceAsk, Handle: s.askAtKiosk, MaxBody: web.MaxJSON, JSON: true, Bare: true},
	}
}
