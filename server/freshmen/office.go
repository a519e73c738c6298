package freshmen

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/freshmen/desk"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/intake/file"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/freshmen/office"
	"yunka/views/msg"
)

// moment reads a date and time field in the school's zone; 0 is an empty one, -1 is none.
func moment(text string, loc *time.Location) int64 {
	if text == "" {
		return 0
	}
	t, err := time.ParseInLocation("2006-01-02T15:04", text, loc)
	if err != nil {
		return -1
	}
	return t.UnixMilli()
}

func local(ms int64, loc *time.Location) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(loc).Format("2006-01-02T15:04")
}

func (s *Freshmen) shown(in intake.Intake, loc *time.Location) view.Intake {
	now := s.Now().UnixMilli()
	return view.Intake{ID: in.ID, Name: in.Name, NameEn: in.NameEn, Day: in.Day, Place: in.Place, Help: in.Help, Reveal: local(in.RevealAt, loc), Deadline: local(in.DeadlineAt, loc),
		RevealAt: web.At(in.RevealAt, loc), DeadlineAt: web.At(in.DeadlineAt, loc), Revealed: in.Revealed(now), Over: in.DeadlineAt > 0 && now > in.DeadlineAt, Closed: in.State == "closed"}
}

// draft reads the form of an intake; typed puts it back.
func draft(r *http.Request, loc *time.Location) (d intake.Draft, typed view.Intake, err error) {
	get := r.PostForm.Get
	typed = view.Intake{Name: get("name"), NameEn: get("name_en"), Day: get("day"), Place: get("place"), Help: get("help"), Reveal: get("reveal"), Deadline: get("deadline"), Closed: get("closed") == "1"}
	d = intake.Draft{Name: typed.Name, NameEn: typed.NameEn, Day: typed.Day, Place: typed.Place, Help: typed.Help, RevealAt: moment(typed.Reveal, loc), DeadlineAt: moment(typed.Deadline, loc)}
	if d.RevealAt < 0 || d.DeadlineAt < 0 {
		return d, typed, fault.New(fault.Invalid, "intake_times")
	}
	return d, typed, nil
}

func (s *Freshmen) intakesPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.drawIntakes(w, r, school, http.StatusOK, view.Intakes{})
}

func (s *Freshmen) drawIntakes(w http.ResponseWriter, r *http.Request, school string, status int, v view.Intakes) error {
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		list, err := intake.Of(ctx, q, school)
		for _, in := range list {
			v.List = append(v.List, s.shown(in, sc.Location()))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.IntakesPage(v))
}

// zone is the school's time zone.
func (s *Freshmen) zone(r *http.Request, school string) (loc *time.Location, err error) {
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		loc = sc.Location()
		return err
	})
	return loc, err
}

func (s *Freshmen) addIntake(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	loc, err := s.zone(r, school)
	if err != nil {
		return err
	}
	d, typed, err := draft(r, loc)
	id := ""
	if err == nil {
		id, err = s.intakes.Make(web.Finish(r), web.Actor(r), school, d)
	}
	if err == nil {
		return web.See(w, r, "/console/freshmen/"+id+"?done=freshmen-made")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawIntakes(w, r, school, fault.Status(err), view.Intakes{Draft: typed, Error: words})
}

// template is the file that an office begins with.
func (s *Freshmen) template(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.SchoolFor(r, ""); err != nil {
		return err
	}
	return web.Sheet(w, "freshmen.csv", file.TemplateHeads(msg.LangOf(r.Context()) == msg.En), nil)
}

func (s *Freshmen) overviewPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	return s.drawOverview(w, r, o, http.StatusOK, view.Overview{}, nil)
}

func count(c day.Count) view.Count {
	return view.Count{Name: campus.ClassName(c.Grade, c.Class), Expected: c.Expected, Arrived: c.Arrived, Deferred: c.Deferred, NoShow: c.NoShow, Late: c.Late,
		Enrolled: c.Enrolled, Invited: c.Invited, Proven: c.Proven, Sent: c.Sent, Accepted: c.Accepted}
}

func (s *Freshmen) drawOverview(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.Overview, typed *view.Intake) error {
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		in, err := intake.ByID(ctx, q, o.ID)
		if err != nil {
			return err
		}
		v.In = s.shown(in, sc.Location())
		f, err := day.FiguresOf(ctx, q, in, s.Now(), sc.Location())
		if err != nil {
			return err
		}
		v.All = count(f.All)
		for _, c := range f.Classes {
			v.Classes = append(v.Classes, count(c))
		}
		v.PlaceRead, err = intake.PlaceReaders(ctx, q, in.ID)
		return err
	})
	if err != nil {
		return err
	}
	if typed != nil {
		typed.ID, typed.Revealed, typed.Over, typed.RevealAt, typed.DeadlineAt = v.In.ID, v.In.Revealed, v.In.Over, v.In.RevealAt, v.In.DeadlineAt
		v.In = *typed
	}
	return s.Render(w, r, status, view.OverviewPage(v))
}

func (s *Freshmen) saveIntake(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	loc, err := s.zone(r, o.School)
	if err != nil {
		return err
	}
	d, typed, err := draft(r, loc)
	if err == nil {
		err = s.intakes.Save(web.Finish(r), web.Actor(r), o.ID, d, typed.Closed)
	}
	if err == nil {
		return web.See(w, r, "/console/freshmen/"+o.ID+"?done=freshmen-saved")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawOverview(w, r, o, fault.Status(err), view.Overview{SaveError: words}, &typed)
}

// importFile looks at a list, or takes it in: the file is sent again for that, so what is done
// is what was sent.
func (s *Freshmen) importFile(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	u, err := web.ReadUpload(r, "file", file.MaxBytes)
	var lines []file.Line
	if err == nil {
		lines, err = file.Read(u.Content)
	}
	var p *file.Plan
	done := u.Get("look") == "0"
	switch {
	case err != nil:
	case done:
		p, err = file.Import(web.Finish(r), s.intakes, web.Actor(r), o.ID, lines)
	default:
		err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
			in, err := intake.ByID(ctx, q, o.ID)
			if err != nil {
				return err
			}
			p, err = file.Look(ctx, q, in, lines)
			return err
		})
	}
	if err != nil {
		words, failed := s.beside(r, err)
		if failed != nil {
			return failed
		}
		return s.drawOverview(w, r, o, fault.Status(err), view.Overview{FileError: words}, nil)
	}
	v := view.Import{Done: done, New: p.New, Changed: p.Changed, Same: p.Same, WithoutClass: p.WithoutClass, More: p.MoreProblems}
	for _, bad := range p.Problems {
		v.Problems = append(v.Problems, view.Problem{Row: bad.Row, Text: problemWords(r.Context(), bad)})
	}
	return s.drawOverview(w, r, o, http.StatusOK, view.Overview{Import: &v}, nil)
}

// report is how many of each class, as a file.
func (s *Freshmen) report(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	var rows [][]string
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		in, err := intake.ByID(ctx, q, o.ID)
		if err != nil {
			return err
		}
		f, err := day.FiguresOf(ctx, q, in, s.Now(), sc.Location())
		if err != nil {
			return err
		}
		f.All.Grade = totalWord(ctx)
		for _, c := range append(f.Classes, f.All) {
			row := []string{campus.ClassName(c.Grade, c.Class)}
			for _, n := range []int{c.Expected, c.Invited, c.Proven, c.Sent, c.Accepted, c.Arrived, c.Missing(), c.Deferred, c.NoShow, c.Late, c.Enrolled} {
				row = append(row, strconv.Itoa(n))
			}
			complete := "1"
			if !f.Complete() {
				complete = "0"
			}
			rows = append(rows, append(row, complete, f.At.Format("2006-01-02 15:04:05")))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "freshmen.exported", map[string]any{"rows": len(rows)}); err != nil {
		return err
	}
	return web.Sheet(w, "freshmen-report.csv", reportHeads(r.Context()), rows)
}

// items are a checklist as pages show it.
func items(ctx context.Context, list []intake.Item, loc *time.Location) []view.Item {
	return desk.Items(ctx, list, loc)
}
