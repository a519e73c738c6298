package people

import (
	"slices"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/people"
)

func (s *People) routes() []web.Route {
	return slices.Concat(s.postRoutes(), []web.Route{
		{Method: "GET", Pattern: "/console/people", Action: allow.PeopleRead, Handle: s.people},
		{Method: "GET", Pattern: "/console/people.csv", Action: allow.PeopleExport, Handle: s.peopleSheet},
		{Method: "POST", Pattern: "/console/people/codes", Action: allow.PeopleActivate, Handle: s.codes},
		{Method: "GET", Pattern: "/console/people/new", Action: allow.PeopleManage, Handle: s.newPerson},
		{Method: "POST", Pattern: "/console/people", Action: allow.PeopleManage, Handle: s.addPerson},
		{Method: "GET", Pattern: "/console/people/{id}/edit", Action: allow.PeopleManage, Handle: s.editPerson},
		{Method: "POST", Pattern: "/console/people/{id}/edit", Action: allow.PeopleManage, Handle: s.savePerson},
		{Method: "GET", Pattern: "/console/people/{id}/photo", Action: allow.PeopleRead, Handle: s.photo},
		{Method: "POST", Pattern: "/console/people/{id}/photo", Action: allow.PeopleManage, Handle: s.savePhoto, MaxBody: campus.MaxPhotoBytes + 1<<20},
		{Method: "POST", Pattern: "/console/people/{id}/guardians", Action: allow.PeopleManage, Handle: s.addGuardian},
		{Method: "POST", Pattern: "/console/guardianships/{id}", Action: allow.PeopleManage, Handle: s.guardianship},
		{Method: "POST", Pattern: "/console/memberships/{id}/end", Action: allow.PeopleManage, Handle: s.stops(campus.OwnerOfMembership, "left", s.endMember)},
		{Method: "POST", Pattern: "/console/memberships/{id}/resume", Action: allow.PeopleManage, Handle: s.stops(campus.OwnerOfMembership, "resumed", s.resumeMember)},
		{Method: "GET", Pattern: "/console/people/{id}", Action: allow.PeopleRead, Handle: s.person},
		{Method: "POST", Pattern: "/console/people/{id}/suspend", Action: allow.PeopleFreeze, Handle: s.stops(campus.OwnerOfPerson, "suspended", s.suspend)},
		{Method: "POST", Pattern: "/console/people/{id}/restore", Action: allow.PeopleFreeze, Handle: s.stops(campus.OwnerOfPerson, "restored", s.restore)},
		{Method: "POST", Pattern: "/console/people/{id}/activation", Action: allow.PeopleActivate, Handle: s.activation},
		{Method: "POST", Pattern: "/console/people/{id}/reset", Action: allow.PeopleReset, Handle: s.resetSlip},
		{Method: "POST", Pattern: "/console/people/{id}/disable", Action: allow.PeopleDisable, Handle: s.disable},
		{Method: "POST", Pattern: "/console/people/{id}/enable", Action: allow.PeopleDisable, Handle: s.stops(campus.OwnerOfPerson, "enabled", s.enableAccount)},
		{Method: "POST", Pattern: "/console/people/{id}/confirm", Action: allow.PeopleActivate, Handle: s.stops(campus.OwnerOfPerson, "confirmed", s.confirmAccount)},
		{Method: "POST", Pattern: "/console/cards/{id}/freeze", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCard, "frozen", s.freeze)},
		{Method: "POST", Pattern: "/console/cards/{id}/unfreeze", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCard, "unfrozen", s.unfreeze)},
		{Method: "POST", Pattern: "/console/cards/{id}/chip", Action: allow.PeopleManage, Handle: s.linkChip},
		{Method: "POST", Pattern: "/console/cards/{id}/printed", Action: allow.PeopleManage, Handle: s.print},
		{Method: "POST", Pattern: "/console/printed/{id}/end", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfPrinted, "ended", s.endPrinted)},
		{Method: "POST", Pattern: "/console/credentials/{id}/lost", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "lost", s.lost)},
		{Method: "POST", Pattern: "/console/credentials/{id}/found", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "found", s.found)},
		{Method: "POST", Pattern: "/console/credentials/{id}/end", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "ended", s.end)},
		{Method: "POST", Pattern: "/console/credentials/{id}/mark", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "mark-reset", s.resetMark)},
	})
}

func (s *People) rail() []scene.RailEntry {
	return []scene.RailEntry{
		{Item: view.RailPeople, Action: allow.PeopleRead},
	}
}
