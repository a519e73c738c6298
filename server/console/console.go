package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/scan/history"
	"yunka/server/terminal"
	"yunka/server/web"
	"yunka/views/console"
)

// Routes is every route of the console.
func (s *Console) Routes() []web.Route {
	return slices.Concat(s.startRoutes(), s.postRoutes(), s.teacherRoutes(), []web.Route{
		{Method: "POST", Pattern: "/console/school", Action: allow.SessionUse, Handle: s.switchSchool},
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
		{Method: "GET", Pattern: "/console/visits", Action: allow.VisitsInvite, Handle: s.visits},
		{Method: "POST", Pattern: "/console/visits", Action: allow.VisitsInvite, Handle: s.invite},
		{Method: "POST", Pattern: "/console/visits/{id}/end", Action: allow.VisitsEnd, Handle: s.endVisit},
		{Method: "POST", Pattern: "/console/printed/{id}/end", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfPrinted, "ended", s.endPrinted)},
		{Method: "POST", Pattern: "/console/credentials/{id}/lost", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "lost", s.lost)},
		{Method: "POST", Pattern: "/console/credentials/{id}/found", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "found", s.found)},
		{Method: "POST", Pattern: "/console/credentials/{id}/end", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "ended", s.end)},
		{Method: "GET", Pattern: "/console/imports", Action: allow.RosterRead, Handle: s.imports},
		{Method: "POST", Pattern: "/console/imports", Action: allow.RosterImport, Handle: s.importRoster, MaxBody: maxUpload},
		{Method: "GET", Pattern: "/console/imports/{id}", Action: allow.RosterRead, Handle: s.imported},
		{Method: "GET", Pattern: "/console/terminals", Action: allow.TerminalsRead, Handle: s.terminals},
		{Method: "POST", Pattern: "/console/terminals", Action: allow.TerminalsManage, Handle: s.addTerminal},
		{Method: "GET", Pattern: "/console/terminals/{id}", Action: allow.TerminalsManage, Handle: s.terminal},
		{Method: "POST", Pattern: "/console/terminals/{id}", Action: allow.TerminalsManage, Handle: s.saveTerminal},
		{Method: "POST", Pattern: "/console/terminals/{id}/revoke", Action: allow.TerminalsManage, Handle: s.revoke},
		{Method: "POST", Pattern: "/console/terminals/{id}/renew", Action: allow.TerminalsManage, Handle: s.renew},
		{Method: "GET", Pattern: "/console/audit", Action: allow.AuditRead, Handle: s.audit},
		{Method: "POST", Pattern: "/console/audit/verify", Action: allow.AuditRead, Handle: s.verify},
		{Method: "GET", Pattern: "/console/audit.csv", Action: allow.AuditRead, Handle: s.auditSheet},
	})
}

// sessionSchool is where in the session the school stands that somebody with
// several looks at. It grants nothing: every request is checked against the
// school of its target.
const sessionSchool = "school"

// schools are the schools whose console the actor may open, those that it runs
// first: everything for an admin, a part of it for who holds a post. Guests alone
// open no console.
func (s *Console) schools(a allow.Actor) []string {
	var runs, part []string
	seen := map[string]bool{}
	for _, seat := range a.Seats {
		if !seen[seat.School] && allow.Can(a, allow.ConsoleView, allow.Target{School: seat.School}) {
			seen[seat.School] = true
			runs = append(runs, seat.School)
		}
	}
	for _, seat := range a.Seats {
		if !seen[seat.School] && s.opens(a, seat.School) {
			seen[seat.School] = true
			part = append(part, seat.School)
		}
	}
	return append(runs, part...)
}

// desk is the school the request's account looks at. Whoever has no console
// right anywhere is refused here, whatever the address names.
func (s *Console) school(r *http.Request) (string, error) {
	list := s.schools(web.Actor(r))
	if len(list) == 0 {
		err := allow.Check(web.Actor(r), allow.ConsoleView, allow.Target{})
		if err == nil {
			err = fault.New(fault.Forbidden, "forbidden")
		}
		return "", err
	}
	chosen := s.Sessions.GetString(r.Context(), sessionSchool)
	for _, school := range list {
		if school == chosen {
			return school, nil
		}
	}
	return list[0], nil
}

// deskAs is desk with the school that a form was shown for, so that it means
// that one although another tab has switched; asked before anything is done.
func (s *Console) SchoolFor(r *http.Request, posted string) (string, error) {
	school, err := s.school(r)
	if err != nil {
		return "", err
	}
	if posted != "" {
		school = posted
	}
	if err := s.Check(r, allow.Target{School: school}); err != nil {
		return "", err
	}
	s.stay(r, school)
	return school, nil
}

// sit goes on at the school of what was just opened.
func (s *Console) stay(r *http.Request, school string) {
	if now, err := s.school(r); err == nil && now != school {
		s.Sessions.Put(r.Context(), sessionSchool, school)
	}
}

// Named finds what an address names and asks for the route's action on it.
// An id that nobody has and one of another school are the same answer.
func (s *Console) Named(r *http.Request, find campus.Owner) (web.Named, error) {
	school, err := s.school(r)
	if err != nil {
		return web.Named{}, err
	}
	o, err := s.OwnerOf(r.Context(), find, r.PathValue("id"))
	if fault.Is(err, fault.NotFound) {
		if denied := s.Check(r, allow.Target{School: school}); denied != nil {
			return web.Named{}, denied // who may not act here learns nothing about ids
		}
	}
	if err != nil {
		return web.Named{}, err
	}
	if err := s.Check(r, o.Target); err != nil {
		return web.Named{}, err
	}
	s.stay(r, o.School)
	return o, nil
}

// shell is the frame of a console page.
func (s *Console) shell(ctx context.Context, q bun.IDB, r *http.Request, school string) (console.Shell, campus.School, error) {
	a := web.Actor(r)
	web.StateOf(r).School = school
	sh := console.Shell{Page: s.Page(r), SchoolID: school, User: web.StateOf(r).Visitor.Login}
	sh.Partial = !allow.Can(a, allow.ConsoleView, allow.Target{School: school})
	list, err := campus.Schools(ctx, q, s.schools(a))
	if err != nil {
		return sh, campus.School{}, err
	}
	var here campus.School
	for _, sc := range list {
		sh.Schools = append(sh.Schools, console.School{ID: sc.ID, Name: sc.Name, Current: sc.ID == school})
		if sc.ID == school {
			here = sc
		}
	}
	if here.ID == "" {
		return sh, here, fault.New(fault.NotFound, "not_found")
	}
	loc, now := here.Location(), s.Now()
	sh.Page.SchoolName, sh.Page.Demo, sh.Page.AsOf = here.Name, here.Demo, now.In(loc)
	sh.Page.Notice = s.done(r.Context(), r.URL.Query().Get("done"))
	for _, seat := range a.Seats {
		if seat.School == school {
			if sh.User, err = campus.PersonName(ctx, q, school, seat.Person); err != nil {
				return sh, here, err
			}
			break
		}
	}
	if !sh.Partial {
		said, err := campus.StartOf(ctx, q, school)
		if err != nil {
			return sh, here, err
		}
		sh.Starting = said.DoneAt == 0
	}
	sh.Rail, err = s.rail(ctx, q, a, here)
	return sh, here, err
}

// page of the console for somebody who may do its action in the whole school.
func (s *Console) SchoolPage(r *http.Request, fill func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error) error {
	school, err := s.school(r)
	if err != nil {
		return err
	}
	if err := s.Check(r, allow.Target{School: school}); err != nil {
		return err
	}
	return s.SchoolRead(r, school, fill)
}

func (s *Console) SchoolRead(r *http.Request, school string, fill func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error) error {
	return s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sh, sc, err := s.shell(ctx, q, r, school)
		if err != nil {
			return err
		}
		return fill(ctx, q, sh, sc)
	})
}

func (s *Console) switchSchool(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.school(r); err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	id := r.PostForm.Get("id")
	for _, school := range s.schools(web.Actor(r)) {
		if school != id {
			continue
		}
		s.Sessions.Put(r.Context(), sessionSchool, id)
		if allow.Can(web.Actor(r), allow.ConsoleView, allow.Target{School: id}) {
			return web.See(w, r, "/console")
		}
		return web.See(w, r, "/console"+s.first(web.Actor(r), id))
	}
	if web.Actor(r).InSchool(id) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	return fault.New(fault.NotFound, "not_found")
}

// FeedRow is a scan, or how staff ended its CONFIRM, as a line of the feed: one
// line, because the end takes the scan's place.
func FeedRow(e history.Entry, loc *time.Location) console.Row {
	gate := e.Gate
	if gate == "" {
		gate = e.Terminal
	}
	return console.Row{ID: e.Scan, At: web.At(e.At, loc), PersonID: e.PersonID, Name: e.Name, Class: campus.ClassName(e.Grade, e.Class), ClassID: e.ClassID, Role: e.Role,
		Gate: gate, GateID: e.GateID, Terminal: e.Terminal, Direction: e.Direction, Zone: e.InnerZone, Decision: e.Decision, Reason: e.Reason, PersonPath: personPath(e.PersonID)}
}

func personPath(id string) string {
	if id == "" {
		return ""
	}
	return "/console/people/" + id
}

// silence is how long after its last heartbeat a terminal counts as online:
// three of a kiosk's.
const silence = 90 * time.Second

// terminalRow is a terminal as the console lists it. A scan is as good a sign
// of life as a heartbeat: a plain reader sends nothing else.
func terminalRow(row terminal.Row, scanned int64, loc *time.Location, now time.Time) console.Terminal {
	t := console.Terminal{NoClock: row.LastAt == 0, ID: row.ID, Name: row.Name, Gate: row.GateName, Scene: row.Scene, Kind: row.Kind, Staff: row.Staff,
		LastAt: web.At(max(row.LastAt, scanned), loc), Today: max(row.LastAt, scanned) >= campus.DayStart(now, loc), Offset: time.Duration(row.ClockOffsetMS) * time.Millisecond, Version: row.Version,
		List: row.ListVersion, ListAt: web.At(row.ListAt, loc), Queued: int(row.Queued), Missing: int(max(row.LogLast, row.LogWritten) - row.LogSeq), Complete: web.At(row.CompleteUntil, loc), Error: row.LastError}
	switch {
	case row.RevokedAt != 0:
		t.State = console.Revoked
	case !row.Paired:
		t.State = console.Waiting
	case !t.LastAt.IsZero() && now.Sub(t.LastAt) <= silence:
		t.State = console.Online
	default:
		t.State = console.Offline
		if !t.LastAt.IsZero() {
			t.Silent = now.Sub(t.LastAt)
		}
	}
	return t
}
