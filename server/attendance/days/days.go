// Package days is the pages of a person's days at school, for the person, the guardians
// and staff: a day with everything that is on record, a month, a request to have a
// session counted otherwise, and the staff's pages that answer it.
//
// Every page asks allow about the person and the class that the person was in on that
// day; who has the class now reads the days of before, too. Staff that looks leaves an
// event, a family does not.
package days

import (
	"context"
	"net/http"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/correction"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/picture"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/days"
)

// Days has the handlers of its routes.
type Days struct {
	*console.Console
	register    *register.Service
	corrections *correction.Service
	looks       looks
}

// New makes the pages on the console.
func New(c *console.Console, r *register.Service) *Days {
	return &Days{Console: c, register: r, corrections: correction.New(c.DB, r)}
}

// Routes are those of the pages.
func (s *Days) Routes() []web.Route {
	const upload = picture.MaxBytes + 64<<10
	return []web.Route{
		{Method: "GET", Pattern: "/attendance/{id}/{day}", Action: allow.AttendanceRead, Handle: s.dayPage},
		{Method: "GET", Pattern: "/attendance/{id}/month/{month}", Action: allow.AttendanceRead, Handle: s.monthPage},
		{Method: "GET", Pattern: "/attendance/{id}/ask/{day}", Action: allow.AttendanceAsk, Handle: s.askPage},
		{Method: "POST", Pattern: "/attendance/{id}/ask/{day}", Action: allow.AttendanceAsk, Handle: s.ask, MaxBody: upload},
		{Method: "GET", Pattern: "/corrections", Action: allow.SessionUse, Handle: s.list},
		{Method: "GET", Pattern: "/corrections/{id}", Action: allow.AttendanceAsk, Handle: s.requestPage},
		{Method: "GET", Pattern: "/corrections/{id}/evidence", Action: allow.AttendanceAsk, Handle: s.evidence},
		{Method: "POST", Pattern: "/corrections/{id}/withdraw", Action: allow.AttendanceAsk, Handle: s.withdraw},
		{Method: "POST", Pattern: "/corrections/{id}/accept", Action: allow.AttendanceApprove, Handle: s.accept},
		{Method: "POST", Pattern: "/corrections/{id}/refuse", Action: allow.AttendanceApprove, Handle: s.refuse},
		{Method: "GET", Pattern: "/console/corrections", Action: allow.AttendanceManage, Handle: s.office},
		{Method: "POST", Pattern: "/console/corrections/close", Action: allow.AttendanceManage, Handle: s.close},
	}
}

// whose is the person that an address names, as somebody of the school on a day.
type whose struct {
	web.Named
	sc    campus.School
	m     campus.Member // zero for who was nobody that is expected
	name  string
	staff bool // the reader is neither the person nor a guardian
}

// whose finds the person of the address and asks for the route's action, about the class
// of that day or, if that is refused, the class of today.
func (s *Days) whose(r *http.Request, day string) (p whose, err error) {
	a := web.Actor(r)
	if a.Kind != allow.Account { // who is not signed in learns nothing about ids
		return p, cmpErr(s.Check(r, allow.Target{}), fault.New(fault.Forbidden, "forbidden"))
	}
	var now campus.Member
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		id := r.PathValue("id")
		target, err := campus.OwnerOfPerson(ctx, q, id)
		if err != nil {
			return err
		}
		p.Named = web.Named{ID: id, Target: target}
		if p.sc, err = campus.SchoolByID(ctx, q, target.School); err != nil {
			return err
		}
		if now, err = memberAt(ctx, q, p.sc, id, s.Now().UnixMilli()); err != nil {
			return err
		}
		if p.m = now; timetable.ValidDay(day) {
			if p.m, err = memberOn(ctx, q, p.sc, id, day); err != nil {
				return err
			}
		}
		p.name, err = campus.PersonName(ctx, q, target.School, id)
		return err
	})
	if err != nil {
		s.CheckedByService(r)
		return p, err
	}
	p.Class = p.m.ClassID
	err = s.Check(r, p.Target)
	if fault.Is(err, fault.Forbidden) && now.ClassID != p.Class {
		p.Class = now.ClassID
		err = s.Check(r, p.Target)
	}
	p.staff = !family(a, p.School, p.ID)
	if err == nil && !timetable.ValidDay(day) {
		err = web.ErrNotFound
	}
	return p, err
}

// family reports whether somebody is the person or a guardian who may see the child.
func family(a allow.Actor, school, person string) bool {
	return a.People[person] || allow.Can(a, allow.ChildView, allow.Target{School: school, Person: person})
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// memberOn is what a person was at the end of a day.
func memberOn(ctx context.Context, q bun.IDB, sc campus.School, person, day string) (campus.Member, error) {
	_, end := campus.DayOf(timetable.Instant(day, 12*60, sc.Location()), sc.Location())
	return memberAt(ctx, q, sc, person, end.UnixMilli()-1)
}

func memberAt(ctx context.Context, q bun.IDB, sc campus.School, person string, at int64) (m campus.Member, err error) {
	list, err := campus.MembersAt(ctx, q, sc.ID, at, rule.Expects, person)
	if err != nil || len(list) == 0 {
		return m, err
	}
	return list[0], nil
}

func (p whose) view() view.Person {
	return view.Person{ID: p.ID, Name: p.name, Class: campus.ClassName(p.m.Grade, p.m.Class), Own: !p.staff}
}

// siblings are the reader's children, if this person is one of several.
func siblings(ctx context.Context, q bun.IDB, a allow.Actor, at int64, person string) (list []view.Sibling, err error) {
	children, err := campus.ChildrenOf(ctx, q, at, web.Keys(a.People)...)
	if err != nil {
		return nil, err
	}
	here := false
	for _, c := range children {
		known := slices.ContainsFunc(list, func(o view.Sibling) bool { return o.ID == c.ID })
		if known || !allow.Can(a, allow.ChildView, allow.Target{School: c.SchoolID, Person: c.ID}) {
			continue
		}
		here = here || c.ID == person
		list = append(list, view.Sibling{ID: c.ID, Name: c.Name, Class: campus.ClassName(c.Grade, c.Class), Current: c.ID == person})
	}
	if !here {
		return nil, nil
	}
	return list, nil
}

// show renders a page about a person that nobody keeps.
func show(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }
