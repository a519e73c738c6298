package signin

import (
	"context"
	"net/http"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/signin/hall"
	"yunka/server/signin/meeting"
	"yunka/server/timetable"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/signin"
)

func (s *Signin) officeRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/signins", Action: allow.SigninMake, Handle: s.office},
		{Method: "POST", Pattern: "/console/signins/networks", Action: allow.SchoolManage, Handle: s.setNetworks},
		{Method: "GET", Pattern: "/console/signins/sessions.csv", Action: allow.SigninMake, Handle: s.officeFile(false, false)},
		{Method: "GET", Pattern: "/console/signins/sessions.xlsx", Action: allow.SigninMake, Handle: s.officeFile(false, true)},
		{Method: "GET", Pattern: "/console/signins/people.csv", Action: allow.SigninMake, Handle: s.officeFile(true, false)},
		{Method: "GET", Pattern: "/console/signins/people.xlsx", Action: allow.SigninMake, Handle: s.officeFile(true, true)},
	}
}

// maxRange is how many days the statistics are of at most.
const maxRange = 370

// days are the days asked for, both inclusive: these four weeks and the next if nothing
// sensible is.
func days(r *http.Request, today string) (from, to string) {
	from, to = timetable.AddDays(timetable.Monday(today), -21), timetable.AddDays(timetable.Monday(today), 13)
	if day := r.URL.Query().Get("from"); timetable.ValidDay(day) {
		from = day
	}
	if day := r.URL.Query().Get("to"); timetable.ValidDay(day) {
		to = day
	}
	if to < from {
		from, to = to, from
	}
	return from, min(to, timetable.AddDays(from, maxRange-1))
}

// read fills the office's page: everybody's sessions, or a teacher's own.
func (s *Signin) readOffice(ctx context.Context, q bun.IDB, r *http.Request, sc campus.School, v *view.Office) error {
	a, now, loc := web.Actor(r), s.Now(), sc.Location()
	v.From, v.To = days(r, timetable.Today(now, loc))
	from, to := timetable.Instant(v.From, 0, loc).UnixMilli(), timetable.Instant(timetable.AddDays(v.To, 1), 0, loc).UnixMilli()
	var mine []string
	if !allow.Can(a, allow.SigninRun, allow.Target{School: sc.ID}) {
		mine = web.Keys(a.People)
		slices.Sort(mine)
		v.Own = true
	}
	list, err := meeting.Between(ctx, q, sc.ID, from, to, mine)
	if err != nil {
		return err
	}
	for _, one := range list {
		v.Sessions = append(v.Sessions, hall.Shown(one, loc, now))
	}
	slices.Reverse(v.Sessions)
	sums, err := meeting.Sums(ctx, q, sc.ID, from, to, mine)
	for _, p := range sums {
		v.People = append(v.People, view.Sum{Name: p.Name, Class: campus.ClassName(p.Grade, p.Class), Expected: p.Expected, In: p.In, Late: p.Late, Hours: p.Hours})
	}
	return err
}

func (s *Signin) office(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawOffice(w, r, school, http.StatusOK, func(*view.Networks) {})
}

// drawOffice shows the office's page; typed puts back what was typed for the networks.
func (s *Signin) drawOffice(w http.ResponseWriter, r *http.Request, school string, status int, typed func(*view.Networks)) error {
	var v view.Office
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) (err error) {
		v.Shell = sh
		if v.Networks, err = s.networks(ctx, q, r, sc.ID); err != nil {
			return err
		}
		return s.readOffice(ctx, q, r, sc, &v)
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, school, "signin.listed", map[string]any{"from": v.From, "to": v.To, "people": len(v.People)}); err != nil {
		return err
	}
	if v.Networks != nil {
		typed(v.Networks)
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.OfficePage(v))
}

// file reads what a file has; who takes it is on record.
func (s *Signin) file(r *http.Request) (v view.Office, err error) {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return v, err
	}
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, _ frame.Shell, sc campus.School) error {
		return s.readOffice(ctx, q, r, sc, &v)
	})
	if err != nil {
		return v, err
	}
	return v, s.Viewed(r, school, "signin.exported", map[string]any{"from": v.From, "to": v.To, "people": len(v.People)})
}

// officeFile answers with a file: of the sessions, or of the people.
func (s *Signin) officeFile(people, xlsx bool) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := s.file(r)
		if err != nil {
			return err
		}
		name, head, rows := "signins", view.SessionsHead(r.Context()), view.SessionsRows(r.Context(), v.Sessions)
		if people {
			name, head, rows = "signin-people", view.PeopleHead(r.Context()), view.PeopleRows(v.People)
		}
		return sheetOf(w, r, name+"-"+v.From+"-"+v.To, xlsx, head, rows)
	}
}
