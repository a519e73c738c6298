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
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/days"
)

// pastRequests is how many earlier requests a page shows beside one.
const pastRequests = 5

// request finds a request and asks for the route's action about its person, in the class
// of its day.
func (s *Days) request(r *http.Request) (c correction.Correction, p whose, err error) {
	a := web.Actor(r)
	if a.Kind != allow.Account {
		return c, p, cmpErr(s.Check(r, allow.Target{}), fault.New(fault.Forbidden, "forbidden"))
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		target, err := correction.OwnerOf(ctx, q, r.PathValue("id"))
		if err != nil {
			return err
		}
		if c, err = correction.Read(ctx, q, target.School, r.PathValue("id")); err != nil {
			return err
		}
		if p.sc, err = campus.SchoolByID(ctx, q, target.School); err != nil {
			return err
		}
		if p.m, err = memberOn(ctx, q, p.sc, c.PersonID, c.Day); err != nil {
			return err
		}
		target.Class = p.m.ClassID
		p.Named, p.name = web.Named{ID: c.PersonID, Target: target}, c.Name
		return nil
	})
	if err != nil {
		s.CheckedByService(r)
		return c, p, err
	}
	p.staff = !family(a, p.School, p.ID)
	return c, p, s.Check(r, p.Target)
}

func (s *Days) requestPage(w http.ResponseWriter, r *http.Request) error {
	c, p, err := s.request(r)
	if err != nil {
		return err
	}
	return s.drawRequest(w, r, c, p, http.StatusOK, view.RequestView{})
}

func (s *Days) drawRequest(w http.ResponseWriter, r *http.Request, c correction.Correction, p whose, status int, v view.RequestView) error {
	if p.staff && status == http.StatusOK {
		if err := s.Viewed(r, p.School, "attendance.person_viewed", map[string]any{"person": p.ID, "day": c.Day}); err != nil {
			return err
		}
	}
	a, now, loc := web.Actor(r), s.Now(), p.sc.Location()
	problem := v.Page.Problem
	v.Page, v.Person = s.Page(r), p.view()
	v.Page.Problem, v.Page.Notice = problem, Done(r.Context(), r.URL.Query().Get("done"))
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = p.sc.Name, p.sc.Demo, now.In(loc)
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := s.requests(ctx, q, p.sc, []correction.Correction{c})
		if err != nil {
			return err
		}
		v.Request = list[0]
		p.m.PersonID = p.ID
		d, err := s.register.DayOf(ctx, q, p.School, c.Day, p.m)
		if err != nil {
			return err
		}
		v.Session = sessionView(d, d.Session(c.SessionID), now, loc)
		others, err := correction.ListOf(ctx, q, p.School, p.ID, timetable.AddDays(c.Day, -120), timetable.AddDays(c.Day, 120))
		if err != nil {
			return err
		}
		ofDay := slices.DeleteFunc(slices.Clone(others), func(o correction.Correction) bool { return o.Day != c.Day })
		if v.Line, err = s.line(ctx, q, p.sc, d, p.ID, c.Day, ofDay); err != nil {
			return err
		}
		others = slices.DeleteFunc(others, func(o correction.Correction) bool { return o.ID == c.ID })
		v.Past, err = s.requests(ctx, q, p.sc, others[:min(len(others), pastRequests)])
		if err != nil {
			return err
		}
		closed, err := register.ClosedUntil(ctx, q, p.School)
		v.Closed = c.Day <= closed
		return err
	})
	if err != nil {
		return err
	}
	open := c.State == correction.Open
	v.Mine = open && a.People[c.AskedBy]
	v.Answers = open && correction.May(a, p.School, c, p.m.ClassID)
	v.Late = now.After(v.Request.Until) && timetable.Today(now, loc) > v.Request.Until.Format("2006-01-02")
	if open && !v.Answers && p.staff && allow.Can(a, allow.AttendanceApprove, p.Target) {
		v.WhyNot = view.WhyNot(r.Context())
	}
	switch {
	case !p.staff:
		v.Returned = view.Path(p.ID, c.Day)
	case allow.Can(a, allow.AttendanceManage, allow.Target{School: p.School}):
		v.Returned = "/console/corrections"
	default:
		v.Returned = "/corrections"
	}
	show(w)
	return s.Render(w, r, status, view.RequestPage(v))
}

// evidence is the picture; only who may ask about the person sees it.
func (s *Days) evidence(w http.ResponseWriter, r *http.Request) error {
	c, p, err := s.request(r)
	if err != nil {
		return err
	}
	var jpeg []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		jpeg, err = correction.Evidence(ctx, q, p.School, c.ID)
		return err
	})
	if err != nil {
		return err
	}
	if p.staff {
		if err := s.Viewed(r, p.School, "attendance.evidence_viewed", map[string]any{"person": p.ID, "day": c.Day}); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(jpeg)
	return err
}

func (s *Days) withdraw(w http.ResponseWriter, r *http.Request) error {
	c, p, err := s.request(r)
	if err != nil {
		return err
	}
	if err := s.corrections.Withdraw(web.Finish(r), web.Actor(r), p.School, c.ID); err != nil {
		return s.tooLate(w, r, p, err, view.RequestView{})
	}
	return web.See(w, r, view.RequestPath(c.ID)+"?done=correction-withdrawn")
}

func (s *Days) accept(w http.ResponseWriter, r *http.Request) error { return s.decide(w, r, true) }

func (s *Days) refuse(w http.ResponseWriter, r *http.Request) error { return s.decide(w, r, false) }

func (s *Days) decide(w http.ResponseWriter, r *http.Request, accept bool) error {
	c, p, err := s.request(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	text := r.PostForm.Get("answer")
	err = s.corrections.Decide(web.Finish(r), web.Actor(r), p.School, c.ID, accept, rule.State(r.PostForm.Get("as")), text)
	if err != nil {
		return s.tooLate(w, r, p, err, view.RequestView{Text: text})
	}
	done := "correction-refused"
	if accept {
		done = "correction-agreed"
	}
	return web.See(w, r, view.RequestPath(c.ID)+"?done="+done)
}

// tooLate shows the request as it is now, with what was wrong: also who was first.
func (s *Days) tooLate(w http.ResponseWriter, r *http.Request, p whose, failed error, v view.RequestView) error {
	problem := fault.As(failed)
	text := s.FaultWords(r.Context(), problem)
	if text == "" {
		return failed
	}
	var c correction.Correction
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		c, err = correction.Read(ctx, q, p.School, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	v.Fault = text
	if problem.Code == "correction_answered" {
		at := web.At(c.DecidedAt, p.sc.Location())
		switch c.State {
		case correction.Withdrawn:
			text = view.TakenBack(r.Context())
		default:
			text = view.FirstAnswer(r.Context(), c.DecidedName, at, c.State == correction.Accepted)
		}
		v.Page.Problem = text
	} else if !correction.May(web.Actor(r), p.School, c, p.m.ClassID) {
		v.Page.Problem = text // there is no form that could say it
	}
	return s.drawRequest(w, r, c, p, fault.Status(problem), v)
}

// list is /corrections: what waits for the account, in every school.
func (s *Days) list(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	v := view.ListView{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		for _, school := range answersIn(web.Actor(r)) {
			sc, err := campus.SchoolByID(ctx, q, school)
			if err != nil {
				return err
			}
			v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
			waiting, done, err := s.lists(ctx, q, web.Actor(r), sc)
			if err != nil {
				return err
			}
			v.Requests, v.Done = append(v.Requests, waiting...), append(v.Done, done...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	show(w)
	return s.Render(w, r, http.StatusOK, view.ListPage(v))
}

// lists are what waits for somebody in a school, and what they answered today.
func (s *Days) lists(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (waiting, done []view.Request, err error) {
	open, err := correction.ListOpen(ctx, q, a, sc)
	if err != nil {
		return nil, nil, err
	}
	if waiting, err = s.requests(ctx, q, sc, open); err != nil {
		return nil, nil, err
	}
	answered, err := correction.DecidedBy(ctx, q, sc.ID, web.Keys(a.People), campus.DayStart(s.Now(), sc.Location()))
	if err != nil {
		return nil, nil, err
	}
	done, err = s.requests(ctx, q, sc, answered)
	return waiting, done, err
}

// answersIn are the schools in which somebody answers requests.
func answersIn(a allow.Actor) (list []string) {
	for _, seat := range a.Seats {
		if !slices.Contains(list, seat.School) && answers(a, seat.School) {
			list = append(list, seat.School)
		}
	}
	return list
}

// answers reports whether somebody answers requests in a school.
func answers(a allow.Actor, school string) bool {
	return allow.Can(a, allow.AttendanceApprove, allow.Target{School: school}) || len(allow.ClassesFor(a, allow.AttendanceApprove, school)) > 0
}
