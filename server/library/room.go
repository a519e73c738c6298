package library

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/library/entry"
	"yunka/server/library/loans"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/library"
)

func (s *Library) roomRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/library/room", Action: allow.LibraryManage, Handle: s.roomPage},
		{Method: "POST", Pattern: "/console/library/room", Action: allow.LibraryManage, Handle: s.setRoom},
		{Method: "GET", Pattern: "/library/{id}/class", Action: allow.LibraryClass, Handle: s.classPage},
	}
}

func (s *Library) roomPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawRoom(w, r, school, http.StatusOK, view.RoomView{})
}

// insideListed is how many of those inside the page names.
const insideListed = 500

// drawRoom shows who is inside, on record because it names people.
func (s *Library) drawRoom(w http.ResponseWriter, r *http.Request, school string, status int, v view.RoomView) error {
	people := 0
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.Zones, v.People = sh, nil, nil
		zones, err := entry.Zones(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, z := range zones {
			v.Zones = append(v.Zones, frame.Option{Value: z.ID, Text: z.Name})
		}
		room, is, err := entry.Of(ctx, q, sc.ID, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		v.Set, v.Name, v.Seats, v.Inside, v.Free, v.Once, v.Keeps = is, room.Name, room.Seats, room.Inside, room.Free(), room.Once, room.Keeps
		if v.MayGate = allow.Can(web.Actor(r), allow.GatesManage, allow.Target{School: sc.ID}); v.Error == "" {
			v.Zone, v.SeatsTyped = room.ZoneID, strconv.Itoa(room.Seats)
		}
		v.ZoneID = room.ZoneID
		today := timetable.Today(s.Now(), sc.Location())
		stays, err := entry.Between(ctx, q, sc.ID, today, today)
		if err != nil || !is {
			return err
		}
		v.Visits, v.Minutes = stays.Visits, stays.Minutes()
		inside, err := access.Muster(ctx, q, sc.ID, room.ZoneID, room.Floor, insideListed)
		for _, p := range inside {
			v.People = append(v.People, view.Inside{Name: p.Name, Role: p.Role, Class: campus.ClassName(p.Grade, p.Class), Since: time.UnixMilli(p.Since).In(sc.Location())})
		}
		people = len(inside)
		return err
	})
	if err != nil {
		return err
	}
	if people > 0 {
		if err := s.Viewed(r, school, "library.inside", map[string]any{"people": people}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Room(v))
}

func (s *Library) setRoom(w http.ResponseWriter, r *http.Request) error {
	school, err := s.inSchool(r)
	if err != nil {
		return err
	}
	zone, typed := r.PostForm.Get("zone"), strings.TrimSpace(r.PostForm.Get("seats"))
	seats, wrong := strconv.Atoi(typed)
	if wrong != nil && typed != "" {
		seats = -1
	}
	if err := s.rooms.Set(web.Finish(r), web.Actor(r), school, zone, seats); err != nil {
		words := s.FaultWords(r.Context(), fault.As(err))
		if words == "" || !refusedForm(err) {
			return err
		}
		return s.drawRoom(w, r, school, fault.Status(err), view.RoomView{Zone: zone, SeatsTyped: typed, Error: words})
	}
	return web.See(w, r, "/console/library/room?done=library-saved")
}

// classes are a teacher's lines on the card: the classes whose reading they may see.
func (s *Library) classes(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if h.Child {
		return nil, nil
	}
	ids := allow.ClassesFor(h.Actor, allow.LibraryClass, h.School.ID)
	if len(ids) == 0 {
		return nil, nil
	}
	if mine, err := loans.Lends(ctx, q, h.School.ID); err != nil || !mine {
		return nil, err
	}
	names, err := loans.ClassNames(ctx, q, h.School.ID, ids)
	var list []view.ClassLink
	for _, c := range names {
		list = append(list, view.ClassLink{ID: c.ID, Name: campus.ClassName(c.Grade, c.Name)})
	}
	return view.ClassEntries(list), err
}

// classPage is how much each pupil of a class reads in the year: counts, never titles.
func (s *Library) classPage(w http.ResponseWriter, r *http.Request) error {
	if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return err
		}
		return fault.New(fault.Forbidden, "forbidden")
	}
	class := r.PathValue("id")
	var t allow.Target
	var sc campus.School
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if t, err = timetable.OwnerOfClass(ctx, q, class); err != nil {
			return err
		}
		sc, err = campus.SchoolByID(ctx, q, t.School)
		return err
	})
	if err != nil {
		s.CheckedByService(r)
		return err
	}
	t.Class = class
	if err := s.Check(r, t); err != nil {
		return err
	}
	today := timetable.Today(s.Now(), sc.Location())
	v := view.ClassView{Page: s.page(r, sc), Year: today[:4]}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		v.Rows = nil
		names, err := loans.ClassNames(ctx, q, sc.ID, []string{class})
		if err != nil {
			return err
		}
		for _, c := range names {
			v.Name = campus.ClassName(c.Grade, c.Name)
		}
		pupils, err := loans.OfClass(ctx, q, sc.ID, class, v.Year+"-01-01", today)
		if err != nil {
			return err
		}
		for _, p := range pupils {
			stays, err := entry.Mine(ctx, q, sc.ID, p.PersonID, v.Year+"-01-01", today)
			if err != nil {
				return err
			}
			v.Rows = append(v.Rows, view.Pupil{Name: p.Name, Year: p.Year, Out: p.Out, Overdue: p.Overdue, Visits: stays.Visits})
			v.Sum += p.Year
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, sc.ID, "library.class", map[string]any{"class": class, "people": len(v.Rows)}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Class(v))
}

// stayed is somebody's year in the library, in words of a page.
func stayed(ctx context.Context, q bun.IDB, school, person, today string) (view.Stayed, error) {
	s, err := entry.Mine(ctx, q, school, person, today[:4]+"-01-01", today)
	return view.Stayed{Visits: s.Visits, Minutes: s.Minutes(), Hours: int(s.MS / 3600_000), Pairs: s.Pairs}, err
}

// classFigures are loans and visits of each class; those of fewer than five people are
// nobody's to see.
func classFigures(ctx context.Context, q bun.IDB, school, from, to string, lent []loans.ClassFigure) (list []view.ClassFigure, err error) {
	at := map[string]int{}
	for _, c := range lent {
		at[c.ClassID] = len(list)
		list = append(list, view.ClassFigure{Class: campus.ClassName(c.Grade, c.Class), Loans: c.Loans, Readers: c.Readers, Hidden: c.Hidden, Few: true})
	}
	came, err := entry.ByClass(ctx, q, school, from, to)
	for _, c := range came {
		i, there := at[c.ClassID]
		if !there {
			i = len(list)
			list = append(list, view.ClassFigure{Class: campus.ClassName(c.Grade, c.Class), Hidden: true})
		}
		if list[i].Few = c.People < loans.FewestReaders; !list[i].Few {
			list[i].Visits, list[i].Stay = c.Visits, c.Minutes()
		}
	}
	return list, err
}
