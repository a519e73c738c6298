package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/scan"
	"yunka/server/terminal"
	"yunka/views/console"
)

func (s *Web) consoleRoutes() []Route {
	return []Route{
		{Method: "GET", Pattern: "/console", Action: allow.ConsoleView, Handle: s.console},
		{Method: "GET", Pattern: "/console/wall", Action: allow.ConsoleView, Handle: s.consoleWall},
		{Method: "POST", Pattern: "/console/wall", Action: allow.ConsoleView, Handle: s.hangWall},
		{Method: "POST", Pattern: "/console/wall/end", Action: allow.ConsoleView, Handle: s.endWalls},
		{Method: "GET", Pattern: "/wall", Action: allow.PagePublic, Handle: s.hungWall},
		{Method: "GET", Pattern: "/console/scans.csv", Action: allow.ConsoleView, Handle: s.consoleScans},
		{Method: "POST", Pattern: "/console/school", Action: allow.SessionUse, Handle: s.consoleSwitch},
		{Method: "GET", Pattern: "/console/people", Action: allow.PeopleRead, Handle: s.consolePeople},
		{Method: "GET", Pattern: "/console/people.csv", Action: allow.PeopleExport, Handle: s.peopleSheet},
		{Method: "POST", Pattern: "/console/people/codes", Action: allow.PeopleActivate, Handle: s.consoleCodes},
		{Method: "GET", Pattern: "/console/people/new", Action: allow.PeopleManage, Handle: s.consoleNewPerson},
		{Method: "POST", Pattern: "/console/people", Action: allow.PeopleManage, Handle: s.consoleAddPerson},
		{Method: "GET", Pattern: "/console/people/{id}/edit", Action: allow.PeopleManage, Handle: s.consoleEditPerson},
		{Method: "POST", Pattern: "/console/people/{id}/edit", Action: allow.PeopleManage, Handle: s.consoleSavePerson},
		{Method: "GET", Pattern: "/console/people/{id}/photo", Action: allow.PeopleRead, Handle: s.consolePhoto},
		{Method: "POST", Pattern: "/console/people/{id}/photo", Action: allow.PeopleManage, Handle: s.consoleSavePhoto, MaxBody: campus.MaxPhotoBytes + 1<<20},
		{Method: "POST", Pattern: "/console/people/{id}/guardians", Action: allow.PeopleManage, Handle: s.consoleAddGuardian},
		{Method: "POST", Pattern: "/console/guardianships/{id}", Action: allow.PeopleManage, Handle: s.consoleGuardianship},
		{Method: "POST", Pattern: "/console/memberships/{id}/end", Action: allow.PeopleManage, Handle: s.stops(campus.OwnerOfMembership, "left", s.endMember)},
		{Method: "POST", Pattern: "/console/memberships/{id}/resume", Action: allow.PeopleManage, Handle: s.stops(campus.OwnerOfMembership, "resumed", s.resumeMember)},
		{Method: "GET", Pattern: "/console/people/{id}", Action: allow.PeopleRead, Handle: s.consolePerson},
		{Method: "POST", Pattern: "/console/people/{id}/suspend", Action: allow.PeopleFreeze, Handle: s.stops(campus.OwnerOfPerson, "suspended", s.suspend)},
		{Method: "POST", Pattern: "/console/people/{id}/restore", Action: allow.PeopleFreeze, Handle: s.stops(campus.OwnerOfPerson, "restored", s.restore)},
		{Method: "POST", Pattern: "/console/people/{id}/activation", Action: allow.PeopleActivate, Handle: s.consoleActivation},
		{Method: "POST", Pattern: "/console/people/{id}/reset", Action: allow.PeopleReset, Handle: s.consoleResetSlip},
		{Method: "POST", Pattern: "/console/people/{id}/disable", Action: allow.PeopleDisable, Handle: s.consoleDisable},
		{Method: "POST", Pattern: "/console/people/{id}/enable", Action: allow.PeopleDisable, Handle: s.stops(campus.OwnerOfPerson, "enabled", s.enableAccount)},
		{Method: "POST", Pattern: "/console/people/{id}/confirm", Action: allow.PeopleActivate, Handle: s.stops(campus.OwnerOfPerson, "confirmed", s.confirmAccount)},
		{Method: "POST", Pattern: "/console/cards/{id}/freeze", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCard, "frozen", s.freeze)},
		{Method: "POST", Pattern: "/console/cards/{id}/unfreeze", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCard, "unfrozen", s.unfreeze)},
		{Method: "POST", Pattern: "/console/cards/{id}/chip", Action: allow.PeopleManage, Handle: s.consoleLinkChip},
		{Method: "POST", Pattern: "/console/cards/{id}/printed", Action: allow.PeopleManage, Handle: s.consolePrint},
		{Method: "GET", Pattern: "/console/visits", Action: allow.VisitsInvite, Handle: s.consoleVisits},
		{Method: "POST", Pattern: "/console/visits", Action: allow.VisitsInvite, Handle: s.consoleInvite},
		{Method: "POST", Pattern: "/console/visits/{id}/end", Action: allow.VisitsEnd, Handle: s.endVisit},
		{Method: "POST", Pattern: "/console/printed/{id}/end", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfPrinted, "ended", s.endPrinted)},
		{Method: "POST", Pattern: "/console/credentials/{id}/lost", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "lost", s.lost)},
		{Method: "POST", Pattern: "/console/credentials/{id}/found", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "found", s.found)},
		{Method: "POST", Pattern: "/console/credentials/{id}/end", Action: allow.PeopleFreeze, Handle: s.stops(card.OwnerOfCredential, "ended", s.end)},
		{Method: "GET", Pattern: "/console/imports", Action: allow.RosterRead, Handle: s.consoleImports},
		{Method: "POST", Pattern: "/console/imports", Action: allow.RosterImport, Handle: s.consoleImport, MaxBody: maxUpload},
		{Method: "GET", Pattern: "/console/imports/{id}", Action: allow.RosterRead, Handle: s.consoleImported},
		{Method: "GET", Pattern: "/console/gates", Action: allow.GatesRead, Handle: s.consoleGates},
		{Method: "GET", Pattern: "/console/gates/new", Action: allow.GatesManage, Handle: s.consoleNewGate},
		{Method: "POST", Pattern: "/console/gates", Action: allow.GatesManage, Handle: s.consoleAddGate},
		{Method: "GET", Pattern: "/console/gates/{id}", Action: allow.GatesManage, Handle: s.consoleGate},
		{Method: "POST", Pattern: "/console/gates/{id}", Action: allow.GatesManage, Handle: s.consoleChangeGate},
		{Method: "GET", Pattern: "/console/zones/{id}", Action: allow.GatesManage, Handle: s.consoleZone},
		{Method: "POST", Pattern: "/console/zones/{id}", Action: allow.GatesManage, Handle: s.consoleChangeZone},
		{Method: "POST", Pattern: "/console/zones/{id}/rules", Action: allow.GatesManage, Handle: s.consoleAddRule},
		{Method: "POST", Pattern: "/console/rules/{id}/remove", Action: allow.GatesManage, Handle: s.consoleRemoveRule},
		{Method: "GET", Pattern: "/console/inside", Action: allow.GatesRead, Handle: s.consoleInside},
		{Method: "POST", Pattern: "/console/inside/reset", Action: allow.GatesManage, Handle: s.consoleReset},
		{Method: "POST", Pattern: "/console/people/{id}/presence", Action: allow.PresenceReset, Handle: s.consoleResetPerson},
		{Method: "GET", Pattern: "/console/ask", Action: allow.PresenceAsk, Handle: s.consoleAsk},
		{Method: "GET", Pattern: "/console/calendar", Action: allow.GatesManage, Handle: s.consoleCalendar},
		{Method: "POST", Pattern: "/console/calendar", Action: allow.GatesManage, Handle: s.consoleSetDays},
		{Method: "GET", Pattern: "/console/groups", Action: allow.GatesManage, Handle: s.consoleGroups},
		{Method: "POST", Pattern: "/console/groups", Action: allow.GatesManage, Handle: s.consoleAddGroup},
		{Method: "GET", Pattern: "/console/groups/{id}", Action: allow.GatesManage, Handle: s.consoleGroup},
		{Method: "POST", Pattern: "/console/groups/{id}", Action: allow.GatesManage, Handle: s.consoleGrant},
		{Method: "POST", Pattern: "/console/groups/{id}/remove", Action: allow.GatesManage, Handle: s.consoleUngrant},
		{Method: "GET", Pattern: "/console/terminals", Action: allow.TerminalsRead, Handle: s.consoleTerminals},
		{Method: "POST", Pattern: "/console/terminals", Action: allow.TerminalsManage, Handle: s.consoleAddTerminal},
		{Method: "GET", Pattern: "/console/terminals/{id}", Action: allow.TerminalsManage, Handle: s.consoleTerminal},
		{Method: "POST", Pattern: "/console/terminals/{id}", Action: allow.TerminalsManage, Handle: s.consoleSaveTerminal},
		{Method: "POST", Pattern: "/console/terminals/{id}/revoke", Action: allow.TerminalsManage, Handle: s.consoleRevoke},
		{Method: "POST", Pattern: "/console/terminals/{id}/renew", Action: allow.TerminalsManage, Handle: s.consoleRenew},
		{Method: "GET", Pattern: "/console/conflicts", Action: allow.ConflictsRead, Handle: s.consoleConflicts},
		{Method: "POST", Pattern: "/console/conflicts/{id}/resolve", Action: allow.ConflictsEnd, Handle: s.consoleResolve},
		{Method: "GET", Pattern: "/console/audit", Action: allow.AuditRead, Handle: s.consoleAudit},
		{Method: "POST", Pattern: "/console/audit/verify", Action: allow.AuditRead, Handle: s.consoleVerify},
		{Method: "GET", Pattern: "/console/audit.csv", Action: allow.AuditRead, Handle: s.auditSheet},
	}
}

// sessionSchool is where in the session the school stands that somebody with
// several looks at. It grants nothing: every request is checked against the
// school of its target.
const sessionSchool = "school"

// rail are the entries of the console's rail, each with the action that opens it.
// They are the addresses beneath /console, too.
var rail = []struct {
	key    string
	action allow.Action
}{
	{"people", allow.PeopleRead},
	{"visits", allow.VisitsInvite},
	{"imports", allow.RosterRead},
	{"gates", allow.GatesRead},
	{"inside", allow.GatesRead},
	{"ask", allow.PresenceAsk},
	{"terminals", allow.TerminalsRead},
	{"conflicts", allow.ConflictsRead},
	{"audit", allow.AuditRead},
}

// railOf are the entries of the rail that the actor may open at the school: in the
// whole of it or, of people, for some classes.
func railOf(a allow.Actor, school string) (keys []string) {
	for _, e := range rail {
		if allow.Can(a, e.action, allow.Target{School: school}) || len(allow.ClassesFor(a, e.action, school)) > 0 {
			keys = append(keys, e.key)
		}
	}
	return keys
}

// desks are the schools whose console the actor may open, those that it runs
// first: everything for an admin, a part of it for who holds a post. Guests alone
// open no console.
func desks(a allow.Actor) []string {
	var runs, part []string
	seen := map[string]bool{}
	for _, seat := range a.Seats {
		if !seen[seat.School] && allow.Can(a, allow.ConsoleView, allow.Target{School: seat.School}) {
			seen[seat.School] = true
			runs = append(runs, seat.School)
		}
	}
	for _, seat := range a.Seats {
		if keys := railOf(a, seat.School); !seen[seat.School] && len(keys) > 0 && !slices.Equal(keys, []string{"visits"}) {
			seen[seat.School] = true
			part = append(part, seat.School)
		}
	}
	return append(runs, part...)
}

// desk is the school the request's account looks at. Whoever has no console
// right anywhere is refused here, whatever the address names.
func (s *Web) desk(r *http.Request) (string, error) {
	list := desks(actor(r))
	if len(list) == 0 {
		err := allow.Check(actor(r), allow.ConsoleView, allow.Target{})
		if err == nil {
			err = fault.New(fault.Forbidden, "forbidden")
		}
		return "", err
	}
	chosen := s.sessions.GetString(r.Context(), sessionSchool)
	for _, school := range list {
		if school == chosen {
			return school, nil
		}
	}
	return list[0], nil
}

// deskAs is desk with the school that a form was shown for, so that it means
// that one although another tab has switched; asked before anything is done.
func (s *Web) deskAs(r *http.Request, posted string) (string, error) {
	school, err := s.desk(r)
	if err != nil {
		return "", err
	}
	if posted != "" {
		school = posted
	}
	if err := s.check(r, allow.Target{School: school}); err != nil {
		return "", err
	}
	s.sit(r, school)
	return school, nil
}

// sit goes on at the school of what was just opened.
func (s *Web) sit(r *http.Request, school string) {
	if now, err := s.desk(r); err == nil && now != school {
		s.sessions.Put(r.Context(), sessionSchool, school)
	}
}

// named finds what an address names and asks for the route's action on it.
// An id that nobody has and one of another school are the same answer.
func (s *Web) named(r *http.Request, find campus.Owner) (owned, error) {
	school, err := s.desk(r)
	if err != nil {
		return owned{}, err
	}
	o, err := s.ownerOf(r.Context(), find, r.PathValue("id"))
	if fault.Is(err, fault.NotFound) {
		if denied := s.check(r, allow.Target{School: school}); denied != nil {
			return owned{}, denied // who may not act here learns nothing about ids
		}
	}
	if err != nil {
		return owned{}, err
	}
	if err := s.check(r, o.Target); err != nil {
		return owned{}, err
	}
	s.sit(r, o.School)
	return o, nil
}

// shell is the frame of a console page.
func (s *Web) shell(ctx context.Context, q bun.IDB, r *http.Request, school string) (console.Shell, campus.School, error) {
	a := actor(r)
	stateOf(r).school = school
	sh := console.Shell{Page: s.page(r), SchoolID: school, User: stateOf(r).visitor.Login}
	if !allow.Can(a, allow.ConsoleView, allow.Target{School: school}) {
		sh.Only = railOf(a, school)
	}
	list, err := campus.Schools(ctx, q, desks(a))
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
	sh.Page.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	for _, seat := range a.Seats {
		if seat.School == school {
			if sh.User, err = campus.PersonName(ctx, q, school, seat.Person); err != nil {
				return sh, here, err
			}
			break
		}
	}
	if !sh.Part() {
		f, err := s.days.Today(ctx, q, school, loc, now)
		if err != nil {
			return sh, here, err
		}
		rows, err := terminalRows(ctx, q, school, f, loc, now)
		if err != nil {
			return sh, here, err
		}
		sh.Pending, sh.Alarms = f.ToConfirm, console.AlarmsIn(rows)
		if sh.Conflicts, err = scan.OpenConflicts(ctx, q, school); err != nil {
			return sh, here, err
		}
		said, err := campus.StartOf(ctx, q, school)
		if err != nil {
			return sh, here, err
		}
		sh.Starting = said.DoneAt == 0
	}
	return sh, here, nil
}

// page of the console for somebody who may do its action in the whole school.
func (s *Web) deskPage(r *http.Request, fill func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error) error {
	school, err := s.desk(r)
	if err != nil {
		return err
	}
	if err := s.check(r, allow.Target{School: school}); err != nil {
		return err
	}
	return s.deskRead(r, school, fill)
}

func (s *Web) deskRead(r *http.Request, school string, fill func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error) error {
	return s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sh, sc, err := s.shell(ctx, q, r, school)
		if err != nil {
			return err
		}
		return fill(ctx, q, sh, sc)
	})
}

// viewed records that a page with people's data is about to be shown; without
// the record it is not.
func (s *Web) viewed(r *http.Request, school, action string, detail map[string]any) error {
	return s.DB.Tx(r.Context(), func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor(r).Name(), Action: action, Target: "school:" + school, Detail: detail})
	})
}

func (s *Web) consoleSwitch(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.desk(r); err != nil {
		return err
	}
	if err := form(r); err != nil {
		return err
	}
	id := r.PostForm.Get("id")
	for _, school := range desks(actor(r)) {
		if school != id {
			continue
		}
		s.sessions.Put(r.Context(), sessionSchool, id)
		if allow.Can(actor(r), allow.ConsoleView, allow.Target{School: id}) {
			return see(w, r, "/console")
		}
		return see(w, r, "/console/"+railOf(actor(r), id)[0])
	}
	if actor(r).InSchool(id) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	return fault.New(fault.NotFound, "not_found")
}

// feedRow is a scan, or how staff ended its CONFIRM, as a line of the feed: one
// line, because the end takes the scan's place.
func feedRow(e scan.Entry, loc *time.Location) console.Row {
	gate := e.Gate
	if gate == "" {
		gate = e.Terminal
	}
	return console.Row{ID: e.Scan, At: at(e.At, loc), PersonID: e.PersonID, Name: e.Name, Class: campus.ClassName(e.Grade, e.Class), ClassID: e.ClassID, Role: e.Role,
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
		LastAt: at(max(row.LastAt, scanned), loc), Today: max(row.LastAt, scanned) >= campus.DayStart(now, loc), Offset: time.Duration(row.ClockOffsetMS) * time.Millisecond, Version: row.Version,
		List: row.ListVersion, ListAt: at(row.ListAt, loc), Queued: int(row.Queued), Missing: int(max(row.LogLast, row.LogWritten) - row.LogSeq), Complete: at(row.CompleteUntil, loc), Error: row.LastError}
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
