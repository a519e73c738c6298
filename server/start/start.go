package start

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/roster"
	"yunka/server/scan/history"
	"yunka/server/terminal"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/start"
)

func (s *Start) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/start", Action: allow.ConsoleView, Handle: s.startPage},
		{Method: "GET", Pattern: "/console/start/roster.csv", Action: allow.RosterRead, Handle: s.startRoster},
		{Method: "GET", Pattern: "/console/start/sample.csv", Action: allow.RosterRead, Handle: s.startRoster},
		{Method: "POST", Pattern: "/console/start/school", Action: allow.SchoolManage, Handle: s.startSchool},
		{Method: "POST", Pattern: "/console/start/gate", Action: allow.SchoolManage, Handle: s.startGate},
		{Method: "POST", Pattern: "/console/start/done", Action: allow.SchoolManage, Handle: s.startDone},
	}
}

// startPage leads a new school's owner to the first accepted scan. The page asks
// for itself from time to time: half of what ticks its steps is in no feed (a
// tablet that is paired, an account that is activated), so it looks instead of
// being told.
func (s *Start) startPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.startAgain(w, r, school, http.StatusOK, view.StartForms{})
}

// startAgain draws the page, with what was typed and what is wrong with it.
func (s *Start) startAgain(w http.ResponseWriter, r *http.Request, school string, status int, forms view.StartForms) error {
	var page view.StartView
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v, err := s.startView(ctx, q, r, sc)
		v.Shell, v.Forms = sh, forms
		page = v
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Start(page))
}

// startView reads how far the school is, from the facts.
func (s *Start) startView(ctx context.Context, q bun.IDB, r *http.Request, sc campus.School) (v view.StartView, err error) {
	said, err := campus.StartOf(ctx, q, sc.ID)
	if err != nil {
		return v, err
	}
	loc := sc.Location()
	v = view.StartView{School: sc.Name, Zone: sc.Zone, Now: s.Now().In(loc), Checked: said.CheckedAt != 0, Done: said.DoneAt != 0, Home: s.Address(r)}
	v.KioskCode, v.CardCode = web.QR(v.Home+"/kiosk"), web.QR(v.Home+"/card")
	if v.Pupils, err = campus.CountRole(ctx, q, sc.ID, allow.Student); err != nil {
		return v, err
	}
	if v.Parents, err = campus.CountRole(ctx, q, sc.ID, allow.Parent); err != nil {
		return v, err
	}
	gates, err := access.GateNames(ctx, q, sc.ID)
	if err != nil {
		return v, err
	}
	v.Gates = len(gates)
	if v.Terminals, v.Paired, err = terminal.CountAtGates(ctx, q, sc.ID); err != nil {
		return v, err
	}
	if v.Accounts, err = account.CountOf(ctx, q, sc.ID); err != nil {
		return v, err
	}
	if v.Phones, err = card.CountLivePhones(ctx, q, sc.ID); err != nil {
		return v, err
	}
	first, gate, err := history.FirstOpened(ctx, q, sc.ID)
	v.FirstAt, v.FirstWhere = web.At(first, loc), gate
	return v, err
}

// startRoster gives the table to fill in, empty or with two examples.
func (s *Start) startRoster(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.SchoolFor(r, ""); err != nil {
		return err
	}
	name := "yunka-roster.csv"
	sample := strings.HasSuffix(r.URL.Path, "sample.csv")
	if sample {
		name = "yunka-sample.csv"
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(roster.Template(sample))
	return nil
}

func (s *Start) startSchool(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	f := view.StartForms{Name: r.PostForm.Get("name"), Zone: r.PostForm.Get("zone")}
	if err := s.Campus.CheckSchool(web.Finish(r), web.Actor(r), school, f.Name, f.Zone); err != nil {
		if f.SchoolError = startWords(r.Context(), fault.As(err)); f.SchoolError == "" {
			return err
		}
		return s.startAgain(w, r, school, fault.Status(err), f)
	}
	return web.See(w, r, "/console/start")
}

func (s *Start) startGate(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	f := view.StartForms{Gate: strings.TrimSpace(r.PostForm.Get("gate")), Days: r.PostForm.Get("days"), From: r.PostForm.Get("from"), To: r.PostForm.Get("to")}
	ctx := r.Context()
	e := access.Entrance{Zone: view.StartZoneName(ctx), In: view.StartGateIn(ctx, f.Gate), Out: view.StartGateOut(ctx, f.Gate)}
	if f.Gate == "" {
		e.In = ""
	}
	last := map[string]int{"always": 0, "weekdays": 5, "daily": 7}
	days, known := last[f.Days]
	from, fromErr := time.Parse("15:04", f.From)
	to, toErr := time.Parse("15:04", f.To)
	for day := 1; day <= days; day++ {
		e.Hours = append(e.Hours, access.Opening{Weekday: day, From: from.Hour()*60 + from.Minute(), To: to.Hour()*60 + to.Minute()})
	}
	if !known || days > 0 && (fromErr != nil || toErr != nil) {
		err = fault.New(fault.Invalid, "gate_hours")
	} else {
		err = access.AddEntrance(web.Finish(r), s.DB, web.Actor(r), school, e)
	}
	if err != nil {
		if f.GateError = startWords(ctx, fault.As(err)); f.GateError == "" {
			return err
		}
		return s.startAgain(w, r, school, fault.Status(err), f)
	}
	return web.See(w, r, "/console/start")
}

func (s *Start) startDone(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	if err := s.Campus.FinishStart(web.Finish(r), web.Actor(r), school); err != nil {
		return err
	}
	return web.See(w, r, "/console")
}

// starting shows the guided start until it is put away.
func starting(ctx context.Context, q bun.IDB, _ allow.Actor, sc campus.School, _ *frame.RailItem) (bool, error) {
	said, err := campus.StartOf(ctx, q, sc.ID)
	return said.DoneAt == 0, err
}
