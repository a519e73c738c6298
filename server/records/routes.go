package records

import (
	"slices"

	"yunka/server/allow"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/records"
)

func (s *Records) routes() []web.Route {
	return slices.Concat(s.teacherRoutes(), []web.Route{
		{Method: "GET", Pattern: "/console/imports", Action: allow.RosterRead, Handle: s.imports},
		{Method: "POST", Pattern: "/console/imports", Action: allow.RosterImport, Handle: s.importRoster, MaxBody: maxUpload},
		{Method: "GET", Pattern: "/console/imports/{id}", Action: allow.RosterRead, Handle: s.imported},
		{Method: "GET", Pattern: "/console/audit", Action: allow.AuditRead, Handle: s.audit},
		{Method: "POST", Pattern: "/console/audit/verify", Action: allow.AuditRead, Handle: s.verify},
		{Method: "GET", Pattern: "/console/audit.csv", Action: allow.AuditRead, Handle: s.auditSheet},
	})
}

func (s *Records) rail() []scene.RailEntry {
	return []scene.RailEntry{
		{Item: view.RailImports, Action: allow.RosterRead},
		{Item: view.RailAudit, Action: allow.AuditRead},
	}
}
