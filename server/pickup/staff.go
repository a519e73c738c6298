package pickup

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/rule"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/console"
	view "yunka/views/pickup"
)

// open are the late changes that somebody may answer or, for their own child, only see.
func (s *Pickup) open(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (out []view.Request, err error) {
	list, err := plan.OpenRequests(ctx, q, sc.ID, timetable.Today(s.Now(), sc.Location()))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var ids []string
	for _, one := range list {
		ids = append(ids, one.ChildID)
	}
	members, err := campus.MembersAt(ctx, q, sc.ID, s.Now().UnixMilli(), []allow.Role{allow.Student}, ids...)
	if err != nil {
		return nil, err
	}
	for _, one := range list {
		i := slices.IndexFunc(members, func(m campus.Member) bool { return m.PersonID == one.ChildID })
		if i < 0 || !allow.Can(a, allow.PickupStaff, allow.Target{School: sc.ID, Person: one.ChildID, Class: members[i].ClassID}) {
			continue
		}
		one.Grade, one.Class = members[i].Grade, members[i].Class
		people, err := adults(ctx, q, sc.ID, one.ChildID, a)
		if err != nil {
			return nil, err
		}
		out = append(out, request(sc, one, people, a))
	}
	return out, nil
}

func (s *Pickup) requestsPage(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	return s.drawRequests(w, r, http.StatusOK, "")
}

func (s *Pickup) drawRequests(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	a := web.Actor(r)
	v := view.RequestsView{Page: s.Page(r)}
	v.Page.Notice, v.Page.Problem = doneWords(r.Context(), r.URL.Query().Get("done")), problem
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		var schools []string
		for _, seat := range a.Seats {
			if slices.Contains(schools, seat.School) || !answers(a, seat.School) {
				continue
			}
			schools = append(schools, seat.School)
			sc, err := campus.SchoolByID(ctx, q, seat.School)
			if err != nil {
				return err
			}
			v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
			list, err := s.open(ctx, q, a, sc)
			if err != nil {
				return err
			}
			v.List = append(v.List, list...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.RequestsPage(v))
}

// request finds the request of an address and asks for the route's action about its child.
func (s *Pickup) request(r *http.Request) (o web.Named, err error) {
	if web.Actor(r).Kind != allow.Account {
		if err := s.Check(r, allow.Target{}); err != nil {
			return o, err
		}
		return o, fault.New(fault.Forbidden, "forbidden")
	}
	if o, err = s.OwnerOf(r.Context(), plan.OwnerOfRequest, r.PathValue("id")); err == nil {
		err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			o.Class, err = campus.ClassAt(ctx, q, o.School, o.Person, s.Now().UnixMilli())
			return err
		})
	}
	if err != nil {
		s.CheckedByService(r)
		return o, err
	}
	return o, s.Check(r, o.Target)
}

func (s *Pickup) accept(w http.ResponseWriter, r *http.Request) error { return s.answer(w, r, true) }
func (s *Pickup) refuse(w http.ResponseWriter, r *http.Request) error { return s.answer(w, r, false) }

func (s *Pickup) answer(w http.ResponseWriter, r *http.Request, accept bool) error {
	o, err := s.request(r)
	if err != nil {
		return err
	}
	if err := s.plans.Answer(web.Finish(r), web.Actor(r), o.School, o.ID, accept); err != nil {
		if text := s.FaultWords(r.Context(), fault.As(err)); text != "" {
			return s.drawRequests(w, r, fault.Status(err), text)
		}
		return err
	}
	return web.See(w, r, "/pickup/requests?done=plan-answered")
}

func (s *Pickup) withdraw(w http.ResponseWriter, r *http.Request) error {
	o, err := s.request(r)
	if err != nil {
		return err
	}
	if err := s.plans.Withdraw(web.Finish(r), web.Actor(r), o.School, o.ID); err != nil && fault.As(err).Code != "plan_answered" {
		return err
	}
	return web.See(w, r, view.Path(o.Person)+"?done=plan-withdrawn")
}

// rows are children with how they go home today.
func (s *Pickup) rows(ctx context.Context, q bun.IDB, sc campus.School, a allow.Actor, members []campus.Member) (rows []view.Row, school bool, err error) {
	today := timetable.Today(s.Now(), sc.Location())
	world, err := plan.Load(ctx, q, sc)
	if err != nil {
		return nil, false, err
	}
	if !world.Calendar.SchoolDay(today) {
		return nil, false, nil
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.PersonID)
	}
	plans, err := world.Planned(ctx, q, sc.ID, today, today, ids...)
	if err != nil {
		return nil, true, err
	}
	names, err := plan.AdultsOf(ctx, q, sc.ID, ids)
	if err != nil {
		return nil, true, err
	}
	asked, err := plan.OpenRequests(ctx, q, sc.ID, today)
	if err != nil {
		return nil, true, err
	}
	gone, err := s.gone(ctx, q, sc)
	for _, m := range members {
		p := plans[m.PersonID][today]
		row := view.Row{Person: view.Person{ID: m.PersonID, Name: m.Name, Class: campus.ClassName(m.Grade, m.Class)}, Changed: p.Changed, Plan: view.Plan{Mode: string(p.Mode), Note: p.Note}}
		if x, ok := names[[2]string{m.PersonID, p.Adult}]; ok {
			row.Plan.Adult = view.Adult{ID: x.ID, Name: x.Name, Relation: x.Relation}
		}
		row.Waits = slices.ContainsFunc(asked, func(r plan.Request) bool { return r.ChildID == m.PersonID && r.Day == today })
		row.Gone = gone[m.PersonID]
		rows = append(rows, row)
	}
	return rows, true, err
}

func (s *Pickup) classPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.OwnerOf(r.Context(), plan.OwnerOfClass, r.PathValue("id"))
	if err != nil {
		s.CheckedByService(r)
		if web.Actor(r).Kind != allow.Account {
			return s.Check(r, allow.Target{})
		}
		return err
	}
	o.Class = o.ID
	if err := s.Check(r, o.Target); err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "pickup.viewed", map[string]any{"class": o.ID}); err != nil {
		return err
	}
	v := view.ClassView{Page: s.Page(r)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		now, loc := s.Now(), sc.Location()
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf, v.At = sc.Name, sc.Demo, now.In(loc), now.In(loc)
		if v.Name, err = plan.ClassName(ctx, q, o.School, o.ID); err != nil {
			return err
		}
		world, err := plan.Load(ctx, q, sc)
		if err != nil {
			return err
		}
		today := timetable.Today(now, loc)
		v.Release = world.Times.Dismissed(today, world.Calendar.Day(today).WorksAs, loc)
		members, err := campus.MembersIn(ctx, q, sc.ID, now.UnixMilli(), []allow.Role{allow.Student}, o.ID)
		if err != nil {
			return err
		}
		v.Rows, v.School, err = s.rows(ctx, q, sc, web.Actor(r), members)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.ClassPage(v))
}

func (s *Pickup) office(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawOffice(w, r, school, http.StatusOK, view.OfficeView{})
}

func (s *Pickup) drawOffice(w http.ResponseWriter, r *http.Request, school string, status int, v view.OfficeView) error {
	if status == http.StatusOK {
		if err := s.Viewed(r, school, "pickup.viewed", nil); err != nil {
			return err
		}
	}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell, v.At = sh, s.Now().In(sc.Location())
		world, err := plan.Load(ctx, q, sc)
		if err != nil {
			return err
		}
		if v.Lock, err = lock(ctx, q, sc); err != nil {
			return err
		}
		if err = s.floor.OfficeParts(ctx, q, sc, &v); err != nil {
			return err
		}
		if v.Stops, err = s.stops(ctx, q, web.Actor(r), sc); err != nil {
			return err
		}
		if v.CutOff == "" {
			v.CutOff = strconv.Itoa(world.Times.CutOff)
			for i := 1; i <= 5; i++ {
				v.Minutes[i] = timetable.Clock(world.Times.Dismissal[i])
			}
		}
		members, err := campus.MembersAt(ctx, q, sc.ID, s.Now().UnixMilli(), []allow.Role{allow.Student})
		if err != nil {
			return err
		}
		if v.Rows, v.School, err = s.rows(ctx, q, sc, web.Actor(r), members); err != nil {
			return err
		}
		n := map[string]int{}
		for _, row := range v.Rows {
			n[row.Plan.Mode]++
		}
		for _, m := range rule.Modes {
			if n[string(m)] > 0 {
				v.Modes = append(v.Modes, view.Count{Mode: string(m), N: n[string(m)]})
			}
		}
		open, err := s.open(ctx, q, web.Actor(r), sc)
		v.Waiting = len(open)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Office(v))
}

func (s *Pickup) setTimes(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	v := view.OfficeView{CutOff: r.PostForm.Get("cut_off")}
	var t rule.Times
	t.CutOff = -1
	if n, err := strconv.Atoi(strings.TrimSpace(v.CutOff)); err == nil {
		t.CutOff = n
	}
	for i := 1; i <= 5; i++ {
		v.Minutes[i] = r.PostForm.Get("day" + strconv.Itoa(i))
		t.Dismissal[i] = minute(v.Minutes[i])
	}
	if err := s.plans.SetTimes(web.Finish(r), web.Actor(r), school, t); err != nil {
		if v.Problem = s.FaultWords(r.Context(), fault.As(err)); v.Problem == "" {
			return err
		}
		return s.drawOffice(w, r, school, fault.Status(err), v)
	}
	return web.See(w, r, "/console/pickup?done=pickup-times")
}

// minute reads HH:MM; -1 for what is none.
func minute(text string) int {
	h, m, ok := strings.Cut(text, ":")
	hour, err := strconv.Atoi(h)
	min, err2 := strconv.Atoi(m)
	if !ok || err != nil || err2 != nil || hour < 0 || hour > 23 || min < 0 || min > 59 {
		return -1
	}
	return hour*60 + min
}
