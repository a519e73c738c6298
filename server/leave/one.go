package leave

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/leave/request"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/layout"
	view "yunka/views/leave"
)

// page is what every page of a phone shows around.
func (s *Leaves) page(r *http.Request, sc campus.School) layout.Page {
	p := s.Page(r)
	p.SchoolName, p.Demo, p.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
	p.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	return p
}

func (s *Leaves) onePage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, request.OwnerOf)
	if err != nil {
		return err
	}
	if err := s.viewed(r, p); err != nil {
		return err
	}
	return s.drawOne(w, r, p, http.StatusOK, view.OneView{})
}

// drawOne shows a leave as it is now; v has what was typed and what is wrong with it.
func (s *Leaves) drawOne(w http.ResponseWriter, r *http.Request, p whose, status int, v view.OneView) error {
	a, now, loc := web.Actor(r), s.Now(), p.sc.Location()
	problem := v.Page.Problem
	v.Page, v.Back = s.page(r, p.sc), "/leaves"
	v.Page.Problem = problem
	var l request.Leave
	var set request.Setting
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if l, err = request.Read(ctx, q, p.School, p.ID); err != nil {
			return err
		}
		if set, err = request.SettingOf(ctx, q, p.School); err != nil {
			return err
		}
		if v.Desk = nil; l.State == request.Asked {
			d, err := request.DeskOf(ctx, q, set, l, p.m, now.UnixMilli())
			if err != nil {
				return err
			}
			v.Desk = seenDesk(d, set)
		}
		l.Grade, l.Class = p.m.Grade, p.m.Class
		v.Leave = shown(l, loc, now)
		c, err := timetable.LoadCalendar(ctx, q, p.School)
		if err != nil {
			return err
		}
		v.Proves = allow.Can(a, allow.LeaveAsk, p.Target) && request.TakesEvidence(c, l, timetable.Today(now, loc))
		v.ProvesUntil = timetable.Instant(request.EvidenceUntil(c, l.LastDay), 12*60, loc)
		segments, err := s.world.Segments(ctx, q, p.sc, p.m, l.FirstDay)
		if err != nil {
			return err
		}
		for _, one := range request.Covered(segments, l.FromAt, l.ToAt) {
			v.Leave.Sessions = append(v.Leave.Sessions, segment(one, loc))
		}
		others, err := request.Of(ctx, q, p.School, p.Person, now.AddDate(0, 0, -recentDays).UnixMilli())
		for _, o := range others {
			if o.ID != l.ID && len(v.Recent) < 5 {
				v.Recent = append(v.Recent, shown(o, loc, now))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	v.Answers = l.State == request.Asked && request.May(a, set, l, p.m.ClassID)
	v.Confirms = l.State == request.Unconfirmed && allow.Can(a, allow.LeaveConfirm, p.Target)
	v.MayEnd = allow.Can(a, allow.LeaveEnd, p.Target) && (l.State == request.Asked || l.State == request.Unconfirmed || l.State == request.Approved && !v.Leave.Over)
	if l.State == request.Asked && !v.Answers && allow.Can(a, allow.LeaveApprove, p.Target) {
		code := "leave_own"
		if !request.Own(a, l) {
			code = "leave_too_long"
		}
		v.WhyNot = s.FaultWords(r.Context(), fault.New(fault.Forbidden, code))
	}
	if a.People[p.Person] || a.Children[p.Person] != 0 {
		v.Back = view.PersonPath(p.Person)
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.OnePage(v))
}

// viewed leaves the event of somebody who looks for the school; a family leaves none.
func (s *Leaves) viewed(r *http.Request, p whose) error {
	if a := web.Actor(r); a.People[p.Person] || a.Children[p.Person] != 0 {
		return nil
	}
	return s.Viewed(r, p.School, "leave.viewed", map[string]any{"person": p.Person})
}

// picture is the evidence.
func (s *Leaves) picture(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, request.OwnerOf)
	if err != nil {
		return err
	}
	var jpeg []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		jpeg, err = request.Evidence(ctx, q, p.School, p.ID)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.viewed(r, p); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(jpeg)
	return err
}

func (s *Leaves) agree(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "leave-confirmed", func(ctx context.Context, a allow.Actor, p whose, _ string) error {
		return s.requests.Confirm(ctx, a, p.School, p.ID)
	})
}

func (s *Leaves) approve(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "leave-approved", func(ctx context.Context, a allow.Actor, p whose, answer string) error {
		return s.requests.Decide(ctx, a, p.School, p.ID, true, answer)
	})
}

func (s *Leaves) reject(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "leave-rejected", func(ctx context.Context, a allow.Actor, p whose, answer string) error {
		return s.requests.Decide(ctx, a, p.School, p.ID, false, answer)
	})
}

func (s *Leaves) takeBack(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "leave-ended", func(ctx context.Context, a allow.Actor, p whose, _ string) error {
		return s.requests.End(ctx, a, p.School, p.ID)
	})
}

// act does something to a leave and shows it again: done, or with what was wrong.
func (s *Leaves) act(w http.ResponseWriter, r *http.Request, done string, do func(ctx context.Context, a allow.Actor, p whose, answer string) error) error {
	p, err := s.whose(r, request.OwnerOf)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	answer := r.PostForm.Get("answer")
	if err = do(web.Finish(r), web.Actor(r), p, answer); err == nil {
		return web.See(w, r, view.Path(p.ID)+"?done="+done)
	}
	problem := fault.As(err)
	words := s.FaultWords(r.Context(), problem)
	if words == "" {
		return err
	}
	v := view.OneView{Text: answer}
	if problem.Code == "leave_answer" {
		v.Fault = words
	} else {
		v.Page.Problem = words
	}
	return s.drawOne(w, r, p, fault.Status(problem), v)
}

// seenDesk is a desk as the request's page says it.
func seenDesk(d request.Desk, set request.Setting) *view.Desk {
	v := &view.Desk{Level: string(d.Level), Lacks: d.Lacks, Long: d.Long, ClassDays: set.ClassDays}
	for _, h := range d.At {
		v.Names = append(v.Names, h.Name)
	}
	for _, h := range d.Away {
		v.Away = append(v.Away, h.Name)
	}
	return v
}
