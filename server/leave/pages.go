package leave

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/leave/request"
	"yunka/server/picture"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/leave"
)

// recentDays is how far back a person's page and an approver look.
const recentDays = 180

// whose is a person and the school, as a page asks about them.
type whose struct {
	web.Named
	sc   campus.School
	m    campus.Member
	name string
}

// whose finds the person and asks for the route's action.
func (s *Leaves) whose(r *http.Request, find campus.Owner) (p whose, err error) {
	a, id := web.Actor(r), r.PathValue("id")
	if a.Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return p, err
		}
		return p, fault.New(fault.Forbidden, "forbidden")
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		t, err := find(ctx, q, id)
		if err != nil {
			return err
		}
		if p.sc, err = campus.SchoolByID(ctx, q, t.School); err != nil {
			return err
		}
		if p.m, err = request.Member(ctx, q, t.School, t.Person, s.Now().UnixMilli()); err != nil {
			return err
		}
		t.Class, p.name = p.m.ClassID, p.m.Name
		p.Named = web.Named{ID: id, Target: t}
		return nil
	})
	if err != nil {
		s.CheckedByService(r)
		return p, err
	}
	return p, s.Check(r, p.Target)
}

func (s *Leaves) section(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	m, err := request.Member(ctx, q, h.School.ID, h.PersonID, h.Now.UnixMilli())
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	} else if err != nil || !allow.Can(h.Actor, allow.LeaveRead, request.Target(h.School.ID, m)) {
		return nil, err
	}
	list, err := request.Of(ctx, q, h.School.ID, h.PersonID, h.Now.UnixMilli())
	open := 0
	for _, l := range list {
		if l.State.Open() {
			open++
		}
	}
	return view.Entry(h.PersonID, open, h.Child), err
}

func (s *Leaves) personPage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	if err := s.viewed(r, p); err != nil {
		return err
	}
	return s.drawPerson(w, r, p, http.StatusOK, view.PersonView{})
}

// drawPerson shows a person's leaves; v has what was typed and what is wrong with it.
func (s *Leaves) drawPerson(w http.ResponseWriter, r *http.Request, p whose, status int, v view.PersonView) error {
	a, now, loc := web.Actor(r), s.Now(), p.sc.Location()
	today := timetable.Today(now, loc)
	v.Page = s.page(r, p.sc)
	v.ID, v.Name, v.Class, v.Back = p.Person, p.name, campus.ClassName(p.m.Grade, p.m.Class), "/"
	v.Asks = allow.Can(a, allow.LeaveAsk, p.Target)
	v.Pupil, v.Child = p.m.Role == allow.Student && a.People[p.Person], p.m.Role == allow.Student
	if v.First == "" {
		v.First, v.Last = today, today
	}
	v.Min, v.Max = timetable.AddDays(today, -14), timetable.AddDays(today, request.Ahead)
	if !a.People[p.Person] && a.Children[p.Person] == 0 {
		v.Back = "/leaves"
	}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		set, err := request.SettingOf(ctx, q, p.School)
		if err != nil {
			return err
		}
		v.ClassDays, v.GradeDays = set.ClassDays, set.GradeDays
		list, err := s.world.Segments(ctx, q, p.sc, p.m, today)
		if err != nil {
			return err
		}
		for _, one := range list {
			v.Sessions = append(v.Sessions, segment(one, loc))
		}
		if v.Lessons, _, err = lessonsOf(ctx, q, p.sc, p.m, v.First, v.Lessons); err != nil {
			return err
		}
		leaves, err := request.Of(ctx, q, p.School, p.Person, now.AddDate(0, 0, -recentDays).UnixMilli())
		for _, l := range leaves {
			v.Leaves = append(v.Leaves, shown(l, loc, now))
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.PersonPage(v))
}

func segment(one request.Segment, loc *time.Location) string {
	return one.Name + " " + web.At(one.From, loc).Format("15:04") + "–" + web.At(one.To, loc).Format("15:04")
}

// send takes a request in. A form without a picture may come without parts.
func (s *Leaves) send(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	u, err := web.ReadParts(r, "evidence", picture.MaxBytes, 4*request.MaxText+200)
	v := typed(u.Get, u.All("lesson"))
	if err == nil && u.Get("look") == "1" {
		status, err := s.look(r, p, &v)
		if err != nil {
			return err
		}
		return s.drawPerson(w, r, p, status, v)
	}
	if err == nil {
		err = s.sendTyped(r, p, &v, u.Content)
	}
	if err == nil {
		return web.See(w, r, view.PersonPath(p.Person)+"?done=leave-sent")
	}
	status := fault.Status(fault.As(err))
	if err := s.refused(r.Context(), &v, err); err != nil {
		return err
	}
	return s.drawPerson(w, r, p, status, v)
}

func (s *Leaves) sendTyped(r *http.Request, p whose, v *view.PersonView, file []byte) error {
	var from, to string
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		from, to, err = s.amount(ctx, q, p.sc, p.m, v)
		return err
	})
	if err != nil {
		return err
	}
	d := draft(p, *v, from, to)
	d.Evidence = file
	_, err = s.requests.Ask(web.Finish(r), web.Actor(r), p.School, d)
	return err
}

// list is /leaves: what waits for the account, in every school.
func (s *Leaves) list(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	a, now := web.Actor(r), s.Now()
	v := view.ListView{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		for _, school := range answersIn(a) {
			v.Lists = true
			sc, err := campus.SchoolByID(ctx, q, school)
			if err != nil {
				return err
			}
			v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
			asked, err := request.Mine(ctx, q, a, sc, now)
			if err != nil {
				return err
			}
			done, err := request.DecidedBy(ctx, q, sc.ID, web.Keys(a.People), campus.DayStart(now, sc.Location()))
			if err != nil {
				return err
			}
			v.Waiting, v.Done = append(v.Waiting, all(asked, sc.Location(), now)...), append(v.Done, all(done, sc.Location(), now)...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.ListPage(v))
}

// answersIn are the schools in which somebody answers.
func answersIn(a allow.Actor) (list []string) {
	for _, seat := range a.Seats {
		if !slices.Contains(list, seat.School) && answers(a, seat.School) {
			list = append(list, seat.School)
		}
	}
	return list
}

func answers(a allow.Actor, school string) bool {
	return allow.Can(a, allow.LeaveApprove, allow.Target{School: school}) || len(allow.ClassesFor(a, allow.LeaveApprove, school)) > 0
}

func (s *Leaves) waits(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) ([]scene.WaitingLine, error) {
	if !answers(a, sc.ID) {
		return nil, nil
	}
	list, err := request.Mine(ctx, q, a, sc, s.Now())
	line := scene.WaitingLine{Icon: view.Rail.Icon, Title: view.WaitingTitle, Link: "/leaves", N: len(list)}
	for _, l := range list {
		at := web.At(l.AskedAt, sc.Location())
		if line.Since.IsZero() || at.Before(line.Since) {
			line.Since = at
		}
		line.Late = line.Late || l.FromAt <= s.Now().UnixMilli()
	}
	return []scene.WaitingLine{line}, err
}

func (s *Leaves) office(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawOffice(w, r, school, http.StatusOK, view.OfficeView{})
}

// drawOffice shows the office's page; v has what was typed and what is wrong with it.
func (s *Leaves) drawOffice(w http.ResponseWriter, r *http.Request, school string, status int, v view.OfficeView) error {
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) (err error) {
		v.Shell = sh
		set, err := request.SettingOf(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		if v.Controlled = set.Controlled; v.Error == "" {
			v.ClassDays, v.GradeDays = number(set.ClassDays), number(set.GradeDays)
		}
		now, loc := s.Now(), sc.Location()
		asked, err := request.Waiting(ctx, q, sc.ID, request.Asked)
		if err != nil {
			return err
		}
		from, to := campus.DayOf(now, loc)
		today, err := request.On(ctx, q, sc.ID, from.UnixMilli(), to.UnixMilli())
		for _, list := range [][]request.Leave{asked, today} {
			if err := request.Classed(ctx, q, sc.ID, now.UnixMilli(), list); err != nil {
				return err
			}
		}
		v.Waiting, v.Today = all(asked, loc, now), all(today, loc, now)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Office(v))
}

func (s *Leaves) saveControl(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	if err := s.requests.Control(web.Finish(r), web.Actor(r), school, r.PostForm.Get("controlled") == "1"); err != nil {
		return err
	}
	return web.See(w, r, "/console/leave?done=leave-control")
}

func (s *Leaves) saveLevels(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	v := view.OfficeView{ClassDays: r.PostForm.Get("class_days"), GradeDays: r.PostForm.Get("grade_days")}
	class, wrong := strconv.Atoi(v.ClassDays)
	grade, also := strconv.Atoi(v.GradeDays)
	if err = fault.New(fault.Invalid, "leave_levels"); wrong == nil && also == nil {
		err = s.requests.SetLevels(web.Finish(r), web.Actor(r), school, class, grade)
	}
	if err == nil {
		return web.See(w, r, "/console/leave?done=leave-levels")
	}
	if v.Error = s.FaultWords(r.Context(), fault.As(err)); v.Error == "" {
		return err
	}
	return s.drawOffice(w, r, school, fault.Status(err), v)
}

func number(n int) string { return strconv.Itoa(n) }

func all(list []request.Leave, loc *time.Location, now time.Time) (shownOnes []view.Leave) {
	for _, l := range list {
		shownOnes = append(shownOnes, shown(l, loc, now))
	}
	return shownOnes
}

func shown(l request.Leave, loc *time.Location, now time.Time) view.Leave {
	v := view.Leave{ID: l.ID, Person: l.PersonID, Name: l.Name, Class: campus.ClassName(l.Grade, l.Class), Kind: l.Kind, Reason: l.Reason, Collects: l.Collects,
		From: web.At(l.FromAt, loc), To: web.At(l.ToAt, loc), Days: l.Days, Evidence: l.HasEvidence, State: string(l.State), AskedBy: l.AskedName,
		AskedAt: web.At(l.AskedAt, loc), Answer: l.Answer, Used: l.ScanID != "", Over: l.ToAt <= now.UnixMilli(), Number: l.Number}
	seenEvidence(&v, l, timetable.Today(now, loc), loc)
	if l.DecidedAt > 0 {
		v.DecidedBy, v.DecidedAt = l.DecidedName, web.At(l.DecidedAt, loc)
	}
	return v
}
