package freshmen

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/freshmen/office"
)

// setup reads the frame of a page on which an intake is set up.
func (s *Freshmen) setup(r *http.Request, o web.Named, fill func(ctx context.Context, q bun.IDB, sh frame.Shell, in view.Intake, loc *time.Location) error) error {
	return s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		in, err := intake.ByID(ctx, q, o.ID)
		if err != nil {
			return err
		}
		return fill(ctx, q, sh, s.shown(in, sc.Location()), sc.Location())
	})
}

func (s *Freshmen) fieldsPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	return s.drawFields(w, r, o, http.StatusOK, view.SetupField{})
}

// drawFields shows the form's design; typed is what was refused.
func (s *Freshmen) drawFields(w http.ResponseWriter, r *http.Request, o web.Named, status int, typed view.SetupField) error {
	v := view.FormSetup{New: view.SetupField{Kind: string(intake.KindLine)}}
	err := s.setup(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, in view.Intake, _ *time.Location) error {
		v.Shell, v.In = sh, in
		list, err := intake.Fields(ctx, q, in.ID)
		for _, f := range list {
			one := view.SetupField{ID: f.ID, Label: f.Label, LabelEn: f.LabelEn, Help: f.Help, Kind: string(f.Kind), Choices: f.Choices, Required: f.Required}
			if f.ID == typed.ID {
				one = typed
			}
			v.Fields = append(v.Fields, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	if typed.ID == "" && typed.Error != "" {
		v.New = typed
	}
	v.Error = typed.Error
	return s.Render(w, r, status, view.FormSetupPage(v))
}

func (s *Freshmen) saveField(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	f := view.SetupField{ID: get("id"), Label: get("label"), LabelEn: get("label_en"), Help: get("help"), Kind: get("kind"), Choices: get("choices"), Required: get("required") == "1"}
	switch get("do") {
	case "up":
		err = s.intakes.MoveField(web.Finish(r), web.Actor(r), o.ID, f.ID)
	case "drop":
		err = s.intakes.DropField(web.Finish(r), web.Actor(r), o.ID, f.ID)
	default:
		_, err = s.intakes.SaveField(web.Finish(r), web.Actor(r), o.ID, intake.Field{ID: f.ID, Label: f.Label, LabelEn: f.LabelEn, Help: f.Help, Kind: intake.Kind(f.Kind), Choices: f.Choices, Required: f.Required})
	}
	if err == nil {
		return web.See(w, r, "/console/freshmen/"+o.ID+"/form?done=freshmen-saved")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	f.Error = words
	return s.drawFields(w, r, o, fault.Status(err), f)
}

func (s *Freshmen) stepsPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	return s.drawSteps(w, r, o, http.StatusOK, view.SetupStep{})
}

func (s *Freshmen) drawSteps(w http.ResponseWriter, r *http.Request, o web.Named, status int, typed view.SetupStep) error {
	v := view.StepSetup{New: view.SetupStep{Owner: string(intake.AtDesk), Required: true}}
	err := s.setup(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, in view.Intake, _ *time.Location) error {
		v.Shell, v.In = sh, in
		list, err := intake.Steps(ctx, q, in.ID)
		for _, st := range list {
			one := view.SetupStep{ID: st.ID, Name: st.Name, NameEn: st.NameEn, Owner: string(st.Owner), Does: string(st.Does), Spot: st.Spot, Required: st.Required, After: set(st.After)}
			if st.ID == typed.ID {
				typed.Does, one = one.Does, typed
				one.Does = string(st.Does)
			}
			v.Steps = append(v.Steps, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	if typed.ID == "" && typed.Error != "" {
		v.New = typed
	}
	v.Error = typed.Error
	return s.Render(w, r, status, view.StepSetupPage(v))
}

func set(list []string) map[string]bool {
	by := map[string]bool{}
	for _, one := range list {
		by[one] = true
	}
	return by
}

func (s *Freshmen) saveStep(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	st := view.SetupStep{ID: get("id"), Name: get("name"), NameEn: get("name_en"), Owner: get("owner"), Spot: get("spot"), Required: get("required") == "1", After: set(r.PostForm["after"])}
	if get("do") == "drop" {
		err = s.intakes.DropStep(web.Finish(r), web.Actor(r), o.ID, st.ID)
	} else {
		_, err = s.intakes.SaveStep(web.Finish(r), web.Actor(r), o.ID, intake.Step{ID: st.ID, Name: st.Name, NameEn: st.NameEn, Owner: intake.Owner(st.Owner), Spot: st.Spot, Required: st.Required, After: r.PostForm["after"]})
	}
	if err == nil {
		return web.See(w, r, "/console/freshmen/"+o.ID+"/steps?done=freshmen-saved")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	st.Error = words
	return s.drawSteps(w, r, o, fault.Status(err), st)
}

func (s *Freshmen) guideSetupPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	return s.drawGuide(w, r, o, http.StatusOK, view.SetupPage{})
}

func (s *Freshmen) drawGuide(w http.ResponseWriter, r *http.Request, o web.Named, status int, typed view.SetupPage) error {
	v := view.GuideSetup{}
	err := s.setup(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, in view.Intake, loc *time.Location) error {
		v.Shell, v.In = sh, in
		list, err := intake.Pages(ctx, q, in.ID)
		if err != nil {
			return err
		}
		for _, p := range list {
			one := view.SetupPage{ID: p.ID, Title: p.Title, Body: p.Body, Version: p.Version, At: web.At(p.PublishedAt, loc), Readers: p.Readers}
			if p.ID == typed.ID {
				one.Title, one.Body, one.Error = typed.Title, typed.Body, typed.Error
			}
			v.Pages = append(v.Pages, one)
		}
		_, v.Families, err = intake.Applicants(ctx, q, in.ID, intake.Filter{Tab: "all"}, 1, 0)
		return err
	})
	if err != nil {
		return err
	}
	if typed.ID == "" && typed.Error != "" {
		v.New = typed
	}
	v.Error = typed.Error
	return s.Render(w, r, status, view.GuideSetupPage(v))
}

func (s *Freshmen) savePage(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	p := view.SetupPage{ID: get("id"), Title: get("title"), Body: get("body")}
	if _, err = s.intakes.SavePage(web.Finish(r), web.Actor(r), o.ID, intake.Page{ID: p.ID, Title: p.Title, Body: p.Body}, get("publish") == "1"); err == nil {
		return web.See(w, r, "/console/freshmen/"+o.ID+"/guide?done=freshmen-saved")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	p.Error = words
	return s.drawGuide(w, r, o, fault.Status(err), p)
}

func (s *Freshmen) dayPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	return s.drawDay(w, r, o, http.StatusOK, "", "")
}

func (s *Freshmen) drawDay(w http.ResponseWriter, r *http.Request, o web.Named, status int, helpers, problem string) error {
	v := view.DaySetup{Error: problem, Helpers: helpers}
	now := s.Now().UnixMilli()
	err := s.setup(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, in view.Intake, loc *time.Location) error {
		v.Shell, v.In = sh, in
		steps, err := intake.Steps(ctx, q, in.ID)
		if err != nil {
			return err
		}
		for _, st := range steps {
			if st.Owner != intake.AtDesk {
				continue
			}
			wait, err := day.WaitFor(ctx, q, in.ID, st, now)
			if err != nil {
				return err
			}
			v.Steps = append(v.Steps, view.Named{ID: st.ID, Name: st.Name})
			v.Queues = append(v.Queues, view.Queue{Name: st.Name, Spot: st.Spot, Waiting: wait.Waiting, Done: wait.Done, PerMinute: wait.PerMinute})
		}
		all, err := day.Terminals(ctx, q, o.School)
		if err != nil {
			return err
		}
		used, err := day.Desks(ctx, q, in.ID)
		if err != nil {
			return err
		}
		for _, t := range all {
			row := view.DeskRow{ID: t.TerminalID, Name: t.Name}
			for _, d := range used {
				if d.TerminalID == t.TerminalID {
					row.Step, row.Seen, row.Kept, row.Silent = d.StepID, web.At(d.BeatAt, loc), int(d.Kept), d.Silent(now)
				}
			}
			v.Desks = append(v.Desks, row)
		}
		list, err := day.Helpers(ctx, q, in.ID)
		if problem == "" {
			var names []string
			for _, h := range list {
				names = append(names, h.Name)
			}
			v.Helpers = strings.Join(names, "\n")
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.DaySetupPage(v))
}

func (s *Freshmen) saveDesk(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	if err = s.days.SetDesk(web.Finish(r), web.Actor(r), o.ID, r.PathValue("terminal"), r.PostForm.Get("step")); err == nil {
		return web.See(w, r, "/console/freshmen/"+o.ID+"/day?done=freshmen-saved")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawDay(w, r, o, fault.Status(err), "", words)
}

func (s *Freshmen) saveHelpers(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	var names []string
	for line := range strings.Lines(r.PostForm.Get("helpers")) {
		if line = strings.TrimSpace(line); line != "" && len(names) < 200 {
			names = append(names, line)
		}
	}
	if err = s.days.SetHelpers(web.Finish(r), web.Actor(r), o.ID, names); err == nil {
		return web.See(w, r, "/console/freshmen/"+o.ID+"/day?done=freshmen-saved")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawDay(w, r, o, fault.Status(err), typedLong(r.PostForm.Get("helpers")), words)
}

func typedLong(text string) string {
	text = strings.ToValidUTF8(text, "")
	return text[:min(len(text), 4000)]
}
