package floor

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/pickup/calls"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/pickup/rule"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/pickup/queue"
)

// theClass is the class of an address, checked for the route's action.
func (s *Floor) theClass(r *http.Request) (o web.Named, err error) {
	if o, err = s.OwnerOf(r.Context(), plan.OwnerOfClass, r.PathValue("id")); err != nil {
		s.CheckedByService(r)
		if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
			return o, s.Check(r, allow.Target{})
		}
		return o, err
	}
	o.Class = o.ID
	return o, s.Check(r, o.Target)
}

// readyPage is a class at dismissal: whom to send out now.
func (s *Floor) readyPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.theClass(r)
	if err != nil {
		return err
	}
	return s.drawReady(w, r, o.School, o.ID, http.StatusOK, "")
}

func (s *Floor) drawReady(w http.ResponseWriter, r *http.Request, school, class string, status int, problem string) error {
	if err := s.Viewed(r, school, "pickup.viewed", map[string]any{"class": class}); err != nil {
		return err
	}
	v := queue.ReadyView{Page: s.Page(r)}
	v.Page.Problem = problem
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
		// The number first: what happens between the two reads comes twice, never not.
		if err := follow(ctx, q, &v.Page.Live, sc.ID, topicClass+":"+class); err != nil {
			return err
		}
		v.Class, err = s.classNow(ctx, q, sc, class)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, queue.Ready(v))
}

func follow(ctx context.Context, q bun.IDB, live *string, school, topic string) error {
	since, err := feed.Last(ctx, q, school)
	*live = "/live?topics=" + url.QueryEscape(topic) + "&since=" + strconv.FormatInt(since, 10)
	return err
}

// classNow counts each child of a class once.
func (s *Floor) classNow(ctx context.Context, q bun.IDB, sc campus.School, class string) (n queue.Now, err error) {
	now, loc := s.Now(), sc.Location()
	today := timetable.Today(now, loc)
	n.ID = class
	if n.Name, err = plan.ClassName(ctx, q, sc.ID, class); err != nil {
		return n, err
	}
	world, err := plan.Load(ctx, q, sc)
	if err != nil {
		return n, err
	}
	n.School = world.Calendar.SchoolDay(today)
	n.Dismissal = world.Times.Dismissed(today, world.Calendar.Day(today).WorksAs, loc)
	locked, err := release.Lockdown(ctx, q, sc.ID)
	if err != nil {
		return n, err
	}
	if locked.ID != "" {
		n.Lock = &queue.Lock{By: locked.Name, Since: web.At(locked.At, loc)}
	}
	members, err := campus.MembersIn(ctx, q, sc.ID, now.UnixMilli(), []allow.Role{allow.Student}, class)
	if err != nil || !n.School {
		return n, err
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.PersonID)
	}
	n.Total = len(ids)
	at, err := s.standing(ctx, q, sc, world, today, ids)
	if err != nil {
		return n, err
	}
	names := map[string]string{}
	for _, m := range members {
		names[m.PersonID] = m.Name
	}
	for _, t := range at.turns { // in the order of arrival
		p := queue.Pupil{ID: t.ChildID, Name: names[t.ChildID], Gate: t.GateName, At: at.when(t.ArrivedAt, loc), Held: t.HeldBy != ""}
		if a, ok := at.kin[[2]string{t.ChildID, t.AdultID}]; ok {
			p.Relation = a.Relation
		} else {
			p.Delegate = t.AdultID != ""
		}
		switch t.State {
		case rule.Called:
			n.Called = append(n.Called, p)
		case rule.Arrived:
			n.Arrived = append(n.Arrived, p)
		case rule.Ready:
			n.Door = append(n.Door, p)
		}
	}
	for _, id := range ids {
		switch at.of(id) {
		case rule.Called, rule.Arrived, rule.Ready:
		case rule.Released:
			n.Released++
		case rule.Absent:
			n.Away++
		default:
			count(&n, at.plans[id].Mode)
		}
	}
	return n, nil
}

func count(n *queue.Now, m rule.Mode) {
	switch m {
	case rule.ByBus:
		n.Bus++
	case rule.OnFoot:
		n.Walk++
	case rule.AfterSchool:
		n.After++
	case rule.Boards:
		n.Stay++
	default:
		n.Waiting++
	}
}

// standing is where children stand today and what is planned for them.
type standing struct {
	turns []calls.Turn
	state map[string]rule.State
	plans map[string]rule.Planned
	kin   map[[2]string]plan.Adult
	away  map[string]bool
}

// of is a child's state; Absent covers absent and on leave, where nothing happened yet.
func (at standing) of(child string) rule.State {
	s, ok := at.state[child]
	if (!ok || s == rule.Expected || s == rule.NoShow) && at.away[child] {
		return rule.Absent
	}
	return s
}

func (at standing) when(ms int64, loc *time.Location) (t time.Time) {
	if ms == 0 {
		return t
	}
	return web.At(ms, loc)
}

func (s *Floor) standing(ctx context.Context, q bun.IDB, sc campus.School, world plan.World, day string, ids []string) (at standing, err error) {
	if at.turns, err = calls.TurnsOf(ctx, q, sc.ID, day, ids); err != nil {
		return at, err
	}
	at.state, at.plans, at.away = map[string]rule.State{}, map[string]rule.Planned{}, map[string]bool{}
	for _, t := range at.turns {
		at.state[t.ChildID] = t.State
	}
	plans, err := world.Planned(ctx, q, sc.ID, day, day, ids...)
	if err != nil {
		return at, err
	}
	for _, id := range ids {
		at.plans[id] = plans[id][day]
	}
	if at.kin, err = plan.AdultsOf(ctx, q, sc.ID, ids); err != nil {
		return at, err
	}
	if s.away == nil || len(ids) == 0 {
		return at, nil
	}
	away, err := s.away(ctx, q, sc.ID, day, ids, s.Now())
	for id, a := range away {
		at.away[id] = a.Absent || a.OnLeave
	}
	return at, err
}
