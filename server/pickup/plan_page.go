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
	"yunka/server/pickup/custody"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/rule"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/pickup"
)

// ahead is how many school days a plan shows; furthest is among how many days they are
// looked for.
const (
	ahead    = 7
	furthest = 30
)

// child is who an address names.
type child struct {
	web.Named
	sc    campus.School
	m     campus.Member
	staff bool
}

// child finds the child of an address and asks for the route's action.
func (s *Pickup) child(r *http.Request) (c child, err error) {
	a := web.Actor(r)
	if a.Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return c, err
		}
		return c, fault.New(fault.Forbidden, "forbidden")
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		id := r.PathValue("id")
		target, err := campus.OwnerOfPerson(ctx, q, id)
		if err != nil {
			return err
		}
		c.Named = web.Named{ID: id, Target: target}
		if c.sc, err = campus.SchoolByID(ctx, q, target.School); err != nil {
			return err
		}
		list, err := campus.MembersAt(ctx, q, target.School, s.Now().UnixMilli(), []allow.Role{allow.Student}, id)
		if len(list) > 0 {
			c.m = list[0]
			c.Class = c.m.ClassID
		}
		return err
	})
	if err != nil {
		s.CheckedByService(r)
		return c, err
	}
	if err := s.Check(r, c.Target); err != nil {
		return c, err
	}
	if err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error { return custody.Barred(ctx, q, a, c.sc, c.ID, s.Now()) }); err != nil {
		return c, err
	}
	if c.m.PersonID == "" { // somebody, but no pupil
		return c, web.ErrNotFound
	}
	c.staff = a.Children[c.ID] == 0
	return c, nil
}

func (s *Pickup) planPage(w http.ResponseWriter, r *http.Request) error {
	c, err := s.child(r)
	if err != nil {
		return err
	}
	return s.drawPlan(w, r, c, http.StatusOK, "", "")
}

func (s *Pickup) drawPlan(w http.ResponseWriter, r *http.Request, c child, status int, open, problem string) error {
	if c.staff && status == http.StatusOK {
		if err := s.Viewed(r, c.School, "pickup.viewed", map[string]any{"person": c.ID}); err != nil {
			return err
		}
	}
	a, now, loc := web.Actor(r), s.Now(), c.sc.Location()
	v := view.PlanView{Page: s.Page(r), Child: view.Person{ID: c.ID, Name: c.m.Name, Class: campus.ClassName(c.m.Grade, c.m.Class)}, Staff: c.staff,
		May: allow.Can(a, allow.PickupPlan, c.Target), Problem: problem, Open: open}
	v.Page.Notice = either(doneWords, callDone)(r.Context(), r.URL.Query().Get("done"))
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = c.sc.Name, c.sc.Demo, now.In(loc)
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		today := timetable.Today(now, loc)
		if v.Days, err = s.days(ctx, q, c.sc, c.ID, today, ahead, c.staff, a); err != nil {
			return err
		}
		if v.Adults, err = adults(ctx, q, c.School, c.ID, a); err != nil {
			return err
		}
		list, err := plan.RequestsOf(ctx, q, c.School, c.ID, today)
		if err != nil {
			return err
		}
		for _, one := range list {
			x := request(c.sc, one, v.Adults, a)
			for i := range v.Days {
				if v.Days[i].Date == one.Day && one.State == plan.Open {
					v.Days[i].Request = &x
				}
			}
			if one.State != plan.Open {
				v.Requests = append(v.Requests, x)
			}
		}
		if len(open) != 1 && !slices.ContainsFunc(v.Days, func(d view.Day) bool { return d.Date == open && d.Request == nil && d.Change != view.ByNobody }) {
			v.Page.Problem = problem // there is no form that could say it
		}
		if c.staff {
			gone, err := s.gone(ctx, q, c.sc)
			if err != nil {
				return err
			}
			v.Gone = gone[c.ID]
		}
		v.Week, err = s.week(ctx, q, c.sc, c.ID, v.Adults)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.PlanPage(v))
}

// days are a child's school days from a day on, at most n.
func (s *Pickup) days(ctx context.Context, q bun.IDB, sc campus.School, child, from string, n int, staff bool, a allow.Actor) (out []view.Day, err error) {
	world, err := plan.Load(ctx, q, sc)
	if err != nil {
		return nil, err
	}
	last := from
	if n > 1 {
		last = timetable.AddDays(from, furthest)
	}
	plans, err := world.Planned(ctx, q, sc.ID, from, last, child)
	if err != nil {
		return nil, err
	}
	people, err := adults(ctx, q, sc.ID, child, a)
	if err != nil {
		return nil, err
	}
	now, loc := s.Now(), sc.Location()
	for _, d := range world.Calendar.Days(from, last) {
		p := plans[child][d.Day]
		if !p.School || len(out) == n {
			continue
		}
		one := view.Day{Date: d.Day, At: timetable.Instant(d.Day, 12*60, loc), Today: d.Day == timetable.Today(now, loc), Plan: planView(p.Plan, people), Usual: planView(p.Usual, people),
			Changed: p.Changed, Dismissal: world.Times.Dismissed(d.Day, d.WorksAs, loc), Until: world.Times.Until(d.Day, d.WorksAs, loc)}
		switch world.Times.Changes(d.Day, d.WorksAs, now, loc) {
		case rule.Family:
			one.Change = view.ByFamily
		case rule.ByStaff:
			one.Change = view.ByStaff
		}
		if one.Today {
			one.Left = max(0, int(one.Until.Sub(now).Minutes()))
		}
		out = append(out, one)
	}
	return out, nil
}

func (s *Pickup) week(ctx context.Context, q bun.IDB, sc campus.School, child string, people []view.Adult) (list []view.Weekly, err error) {
	world, err := plan.Load(ctx, q, sc)
	if err != nil {
		return nil, err
	}
	week, err := plan.Week(ctx, q, sc.ID, child)
	for i := 1; i <= 5; i++ {
		list = append(list, view.Weekly{Weekday: i, Plan: planView(rule.Of(i, week, nil).Plan, people), Dismissal: timetable.Clock(world.Times.Dismissal[i])})
	}
	return list, err
}

// adults are a child's guardians as a reader sees them: by relation; by name where two
// have the same relation, and for staff.
func adults(ctx context.Context, q bun.IDB, school, child string, a allow.Actor) (list []view.Adult, err error) {
	all, err := plan.Adults(ctx, q, school, child)
	count := map[string]int{}
	for _, x := range all {
		count[x.Relation]++
	}
	for _, x := range all {
		one := view.Adult{ID: x.ID, Relation: x.Relation, You: a.People[x.ID]}
		if count[x.Relation] > 1 || a.Children[child] == 0 {
			one.Name = x.Name
		}
		list = append(list, one)
	}
	return list, err
}

func planView(p rule.Plan, people []view.Adult) view.Plan {
	v := view.Plan{Mode: string(p.Mode), Note: p.Note}
	if i := slices.IndexFunc(people, func(x view.Adult) bool { return x.ID == p.Adult }); p.Adult != "" && i >= 0 {
		v.Adult = people[i]
	}
	return v
}

func request(sc campus.School, r plan.Request, people []view.Adult, a allow.Actor) view.Request {
	loc := sc.Location()
	return view.Request{ID: r.ID, ChildID: r.ChildID, Child: r.Child, Class: campus.ClassName(r.Grade, r.Class), Date: r.Day, At: timetable.Instant(r.Day, 12*60, loc),
		Plan: planView(r.Plan, people), AskedBy: r.AskedName, AskedAt: web.At(r.AskedAt, loc), State: string(r.State), DecidedBy: r.DecidedName, DecidedAt: web.At(r.DecidedAt, loc),
		Mine: a.People[r.AskedBy], Own: a.People[r.AskedBy] || a.Children[r.ChildID] != 0}
}

// typed is the plan of a form; nil is the weekday's own.
func typed(r *http.Request) *rule.Plan {
	way := r.PostForm.Get("way")
	if way == "usual" {
		return nil
	}
	mode, adult, _ := strings.Cut(way, ":")
	return &rule.Plan{Mode: rule.Mode(mode), Adult: adult, Note: strings.TrimSpace(r.PostForm.Get("note"))}
}

func (s *Pickup) setDay(w http.ResponseWriter, r *http.Request) error {
	c, err := s.child(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	day := r.PostForm.Get("day")
	asked, err := s.plans.SetDay(web.Finish(r), web.Actor(r), c.School, c.ID, day, typed(r))
	if err != nil {
		return s.refused(w, r, c, day, err)
	}
	done := "plan-saved"
	if asked {
		done = "plan-asked"
	}
	return web.See(w, r, view.Path(c.ID)+"?done="+done)
}

func (s *Pickup) setWeek(w http.ResponseWriter, r *http.Request) error {
	c, err := s.child(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	text := r.PostForm.Get("weekday")
	weekday, _ := strconv.Atoi(text)
	p := typed(r)
	if p == nil {
		p = &rule.Plan{}
	}
	if err := s.plans.SetWeek(web.Finish(r), web.Actor(r), c.School, c.ID, weekday, *p); err != nil {
		return s.refused(w, r, c, text, err)
	}
	return web.See(w, r, view.Path(c.ID)+"?done=plan-saved")
}

func (s *Pickup) refused(w http.ResponseWriter, r *http.Request, c child, form string, err error) error {
	text := s.FaultWords(r.Context(), fault.As(err))
	if text == "" {
		return err
	}
	return s.drawPlan(w, r, c, fault.Status(err), form, text)
}
