package attendance

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance"
	"yunka/views/console"
)

func (s *Attendance) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/sessions", Action: allow.AttendanceManage, Handle: s.sessions},
		{Method: "GET", Pattern: "/console/sessions/preview", Action: allow.AttendanceManage, Handle: s.previewPage},
		{Method: "POST", Pattern: "/console/sessions", Action: allow.AttendanceManage, Handle: s.addSession},
		{Method: "POST", Pattern: "/console/sessions/{id}/end", Action: allow.AttendanceManage, Handle: s.endSession},
	}
}

func (s *Attendance) sessions(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.sessionsPage(w, r, school, http.StatusOK, view.NewSessionForm())
}

func (s *Attendance) sessionsPage(w http.ResponseWriter, r *http.Request, school string, status int, f view.SessionForm) error {
	v := view.SessionsView{Form: f}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		v.Shell = sh
		classes, err := campus.Classes(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, c := range classes {
			names[c.ID] = campus.ClassName(c.Grade, c.Name)
			v.Form.Offer(c.Grade, c.ID, names[c.ID])
		}
		list, err := register.Sessions(ctx, q, sc.ID, s.Now().In(sc.Location()).Format(time.DateOnly), "")
		for _, one := range list {
			v.Sessions = append(v.Sessions, view.Session{ID: one.ID, Name: one.Name, Role: string(one.Role), Grade: one.Grade, Class: names[one.ClassID], Weekdays: one.Weekdays,
				Opens: timetable.Clock(one.Opens), Starts: timetable.Clock(one.Starts), OnTime: timetable.Clock(one.Starts + one.Grace), AbsentFrom: timetable.Clock(one.Starts + one.AbsentAfter), Ends: timetable.Clock(one.Ends),
				EarlyBefore: timetable.Clock(one.Ends - one.EarlyGrace), Closes: timetable.Clock(one.Closes), MustOut: one.MustOut, From: one.FromDay, Until: one.UntilDay})
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Sessions(v))
}

func (s *Attendance) addSession(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	f := view.ReadSessionForm(r.PostForm)
	in, err := sessionOf(school, f)
	if err == nil {
		_, err = s.register.AddSession(web.Finish(r), web.Actor(r), in)
	}
	if err == nil {
		return web.See(w, r, "/console/sessions?done=session-added")
	}
	if f.Error, f.Field = sessionWords(r.Context(), fault.As(err)); f.Error == "" {
		return err
	}
	return s.sessionsPage(w, r, school, fault.Status(err), f)
}

func (s *Attendance) endSession(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, register.OwnerOfSession)
	if err != nil {
		return err
	}
	if err := s.register.EndSession(web.Finish(r), web.Actor(r), o.School, o.ID); err != nil {
		return err
	}
	return web.See(w, r, "/console/sessions?done=session-ended")
}

// sessionOf reads a form: times as HH:MM, lengths in minutes.
func sessionOf(school string, f view.SessionForm) (in rule.Session, err error) {
	in = rule.Session{SchoolID: school, Name: f.Name, Role: allow.Role(f.Role), Grade: f.Grade, Weekdays: f.Weekdays, MustOut: f.MustOut, FromDay: f.From}
	if grade, class, ok := strings.Cut(f.Grade, "\n"); ok {
		in.Grade, in.ClassID = grade, class
	}
	for _, t := range []struct {
		into *int
		text string
	}{{&in.Opens, f.Opens}, {&in.Starts, f.Starts}, {&in.Ends, f.Ends}, {&in.Closes, f.Closes}} {
		at, wrong := time.Parse("15:04", t.text)
		if wrong != nil {
			return in, fault.New(fault.Invalid, "session_times")
		}
		*t.into = at.Hour()*60 + at.Minute()
	}
	for _, n := range []struct {
		into *int
		text string
	}{{&in.Grace, f.Grace}, {&in.AbsentAfter, f.AbsentAfter}, {&in.EarlyGrace, f.EarlyGrace}} {
		if *n.into, err = strconv.Atoi(n.text); err != nil {
			return in, fault.New(fault.Invalid, "session_grace")
		}
	}
	return in, nil
}
