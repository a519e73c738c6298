package days

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/correction"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/fault"
	"yunka/server/picture"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/days"
)

func (s *Days) askPage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, r.PathValue("day"))
	if err != nil {
		return err
	}
	return s.drawAsk(w, r, p, r.URL.Query().Get("session"), http.StatusOK, view.AskView{})
}

// drawAsk shows the form, or says why nothing can be asked. f has what was typed and what
// is wrong with it.
func (s *Days) drawAsk(w http.ResponseWriter, r *http.Request, p whose, session string, status int, f view.AskView) error {
	day, now, loc := r.PathValue("day"), s.Now(), p.sc.Location()
	f.Page, f.Person, f.Date, f.At = s.Page(r), p.view(), day, timetable.Instant(day, 12*60, loc)
	f.PerMonth, f.MaxNote = correction.PerMonth, correction.MaxNote
	f.Staff = allow.Can(web.Actor(r), allow.AttendanceMark, p.Target)
	f.Page.SchoolName, f.Page.Demo, f.Page.AsOf = p.sc.Name, p.sc.Demo, now.In(loc)
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		p.m.PersonID = p.ID
		d, err := s.register.DayOf(ctx, q, p.School, day, p.m)
		if err != nil {
			return err
		}
		one := d.Session(session)
		if one.ID == "" {
			return web.ErrNotFound
		}
		f.Session = sessionView(d, one, now, loc)
		calendar, err := timetable.LoadCalendar(ctx, q, p.School)
		if err != nil {
			return err
		}
		list, err := correction.ListOf(ctx, q, p.School, p.ID, day, day)
		if err != nil {
			return err
		}
		open, err := s.requests(ctx, q, p.sc, list)
		if err != nil {
			return err
		}
		for i := range open {
			if open[i].Open() && list[i].SessionID == session {
				f.Requested = &open[i]
			}
		}
		if f.Used, err = correction.Used(ctx, q, p.School, p.ID, day); err != nil {
			return err
		}
		closed, err := register.ClosedUntil(ctx, q, p.School)
		if err != nil {
			return err
		}
		f.Closed = day <= closed
		f.Until = timetable.Instant(correction.LastDay(calendar, day), 12*60, loc)
		f.Answer = timetable.Instant(correction.AnswerUntil(calendar, now, loc), 12*60, loc)
		state := rule.State(f.Session.State)
		switch {
		case !f.Session.Begun:
			f.Why = "mark_day"
		case state == rule.Present && !f.Staff:
			f.Why = "correction_same"
		case !f.Staff && !correction.InTime(calendar, day, timetable.Today(now, loc)):
			f.Why = "correction_late"
		case !f.Staff && f.Used >= correction.PerMonth:
			f.Why = "correction_quota"
		}
		if f.Requested != nil || f.Why != "" { // no form that could say it
			f.Page.Problem, f.Error = f.Error, ""
		}
		return nil
	})
	if err != nil {
		return err
	}
	show(w)
	return s.Render(w, r, status, view.AskPage(f))
}

// ask sends a request. A form without a picture may come without parts.
func (s *Days) ask(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, r.PathValue("day"))
	if err != nil {
		return err
	}
	u, err := web.ReadParts(r, "evidence", picture.MaxBytes, 4*correction.MaxNote+200)
	session, f := u.Get("session"), view.AskView{Note: u.Get("note")}
	if err == nil {
		_, err = s.corrections.Ask(web.Finish(r), web.Actor(r), p.School, correction.Ask{
			Person: p.ID, Day: r.PathValue("day"), Session: session, Reason: u.Get("reason"), Note: f.Note, Evidence: u.Content,
		})
	}
	if err == nil {
		return web.See(w, r, view.Path(p.ID, r.PathValue("day"))+"?done=correction-sent")
	}
	problem := fault.As(err)
	if problem.Code == "file_too_large" {
		problem = fault.New(fault.Invalid, "evidence_size")
	}
	text := s.FaultWords(r.Context(), problem)
	if text == "" || session == "" {
		return err
	}
	f.Error = text
	switch problem.Code {
	case "correction_note":
		f.Field = "note"
	case "evidence_kind", "evidence_size", "evidence_small":
		f.Field = "evidence"
	}
	return s.drawAsk(w, r, p, session, fault.Status(problem), f)
}
