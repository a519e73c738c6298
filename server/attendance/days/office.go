package days

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/days"
	"yunka/views/console"
)

// closings is how many the page lists.
const closings = 12

func (s *Days) office(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawOffice(w, r, school, http.StatusOK, view.OfficeView{})
}

func (s *Days) drawOffice(w http.ResponseWriter, r *http.Request, school string, status int, v view.OfficeView) error {
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) (err error) {
		v.Shell = sh
		if v.Requests, v.Done, err = s.lists(ctx, q, web.Actor(r), sc); err != nil {
			return err
		}
		loc := sc.Location()
		today := timetable.Today(s.Now(), loc)
		if v.Until == "" { // the end of last week
			v.Until = timetable.AddDays(timetable.Monday(today), -1)
		}
		if timetable.ValidDay(v.Until) {
			if v.Open, err = register.Unsettled(ctx, q, sc.ID, timetable.AddDays(v.Until, -366), v.Until); err != nil {
				return err
			}
		}
		list, err := register.Closings(ctx, q, sc.ID, closings)
		for _, c := range list {
			v.Closings = append(v.Closings, view.Closing{Until: timetable.Instant(c.UntilDay, 12*60, loc), By: c.By, At: web.At(c.At, loc)})
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Office(v))
}

func (s *Days) close(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	until := r.PostForm.Get("until")
	err = s.register.Close(web.Finish(r), web.Actor(r), school, until)
	if err == nil {
		return web.See(w, r, "/console/corrections?done=register-closed")
	}
	v := view.OfficeView{Until: until, Problem: s.FaultWords(r.Context(), fault.As(err))}
	if v.Problem == "" {
		return err
	}
	return s.drawOffice(w, r, school, fault.Status(err), v)
}
