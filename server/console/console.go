// Package console is the frame of the school office's pages: the shell with its rail,
// the school a request is about, and the words that all pages share. The pages are
// scenes (server/people, server/gate …): they stand on the frame (SchoolPage,
// SchoolRead, SchoolFor, Named) and give it lines of the rail and words (Take).
package console

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/scene"
	"yunka/server/stats"
	"yunka/server/web"
	"yunka/views/console"
)

// Console has the handlers of its routes, and the frame of a console page for the
// scenes.
type Console struct {
	*web.Kit
	Days    *stats.Book
	entries []scene.RailEntry // the lines of the rail
	words   []scene.Words
}

// New makes the face.
func New(kit *web.Kit, days *stats.Book) *Console {
	return &Console{Kit: kit, Days: days}
}

// Take gives the console the lines and words of scenes, before it serves.
func (s *Console) Take(scenes []scene.Scene) {
	for _, sc := range scenes {
		s.entries = append(s.entries, sc.Rail...)
		s.words = append(s.words, sc.Words)
	}
}

// Routes is every route of the frame; the pages' own come with their scenes.
func (s *Console) Routes() []web.Route {
	return []web.Route{
		{Method: "POST", Pattern: "/console/school", Action: allow.SessionUse, Handle: s.switchSchool},
	}
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

// SchoolOf is the school the request's account looks at. Whoever has no console
// right anywhere is refused here, whatever the address names.
func (s *Console) SchoolOf(r *http.Request) (string, error) {
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

// SchoolFor is SchoolOf with the school that a form was shown for, so that it means
// that one although another tab has switched; asked before anything is done.
func (s *Console) SchoolFor(r *http.Request, posted string) (string, error) {
	school, err := s.SchoolOf(r)
	if err != nil {
		return "", err
	}
	if posted != "" {
		school = posted
	}
	if err := s.Check(r, allow.Target{School: school}); err != nil {
		return "", err
	}
	s.Stay(r, school)
	return school, nil
}

// Stay goes on at the school of what was just opened.
func (s *Console) Stay(r *http.Request, school string) {
	if now, err := s.SchoolOf(r); err == nil && now != school {
		s.Sessions.Put(r.Context(), sessionSchool, school)
	}
}

// Named finds what an address names and asks for the route's action on it.
// An id that nobody has and one of another school are the same answer.
func (s *Console) Named(r *http.Request, find campus.Owner) (web.Named, error) {
	school, err := s.SchoolOf(r)
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
	s.Stay(r, o.School)
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

// SchoolPage reads a page for somebody who may do its action in the whole school.
func (s *Console) SchoolPage(r *http.Request, fill func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error) error {
	school, err := s.SchoolOf(r)
	if err != nil {
		return err
	}
	if err := s.Check(r, allow.Target{School: school}); err != nil {
		return err
	}
	return s.SchoolRead(r, school, fill)
}

// SchoolRead reads a page of a school, its frame first; the caller has asked whether
// it may be read.
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
	if _, err := s.SchoolOf(r); err != nil {
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
