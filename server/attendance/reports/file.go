package reports

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/report"
	"yunka/server/attendance/report/export"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/reports"
	frame "yunka/views/console"
	"yunka/views/msg"
)

// topicExport is the making of a file; its id is the export's.
const topicExport = "report-export"

const exportEvery = time.Second

// Topics are the pages that are kept true.
func (s *Reports) Topics() []web.Topic {
	parts := func(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
		e, err := export.Any(ctx, q, t.ID)
		return []web.Pulse{web.Part(topicExport, exportEvery, func() templ.Component { return view.ExportPart(partOf(e)) })}, err
	}
	return []web.Topic{{Kind: topicExport,
		Permit: func(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
			for _, t := range asked {
				e, err := export.Find(ctx, q, t.ID, a.Account)
				if fault.Is(err, fault.NotFound) {
					continue
				}
				if err != nil {
					return nil, err
				}
				sc, err := s.scope(ctx, q, a, e.SchoolID)
				if err != nil {
					return nil, err
				}
				all, err := campus.Classes(ctx, q, e.SchoolID)
				if err != nil {
					return nil, err
				}
				if t.School = e.SchoolID; sc.may(e.Ask, all) {
					may = append(may, t)
				}
			}
			return may, nil
		},
		Snapshot: func(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
			list, err := parts(ctx, q, t)
			return web.Whole(t.ID, list, at), err
		},
		Pulse: func(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
			if !s.Due(t, topicExport, exportEvery) {
				return nil, nil
			}
			return parts(ctx, q, t)
		}}}
}

func partOf(e export.Export) view.Progress {
	return view.Progress{ID: e.ID, Format: e.Format, State: e.State, Done: e.DoneRows, All: e.AllRows, Size: e.Size}
}

// export asks for a file.
func (s *Reports) export(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	v, a := askOf(r.PostForm.Get)
	school, err := s.school(r, &v, &a)
	if err != nil {
		return err
	}
	if posted := r.PostForm.Get("school"); posted != "" {
		school = posted
	}
	if err := s.permit(r, school, a); err != nil {
		return err
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		calendar, err := timetable.LoadCalendar(ctx, q, school)
		if err != nil {
			return err
		}
		if v.Day == "" {
			v.Day = timetable.Today(s.Now(), sc.Location())
		}
		return a.Over(calendar, v.Day)
	})
	if err != nil {
		return err
	}
	id, err := s.files.Ask(web.Finish(r), web.Actor(r).Name(), school, web.Actor(r).Account, a, r.PostForm.Get("format"), string(msg.LangOf(r.Context())))
	if err != nil {
		return err
	}
	return web.See(w, r, "/console/reports/exports/"+id)
}

// asked is the export of an address, if it is the account's and the right still holds.
func (s *Reports) asked(r *http.Request) (e export.Export, err error) {
	if err := s.mayAsk(r); err != nil {
		return e, err
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		e, err = export.Find(ctx, q, r.PathValue("id"), web.Actor(r).Account)
		return err
	})
	if err != nil {
		s.CheckedByService(r)
		return e, err
	}
	return e, s.permit(r, e.SchoolID, e.Ask)
}

// mayAsk refuses who sees no report at all before anything is said of ids.
func (s *Reports) mayAsk(r *http.Request) error {
	school, err := s.SchoolOf(r)
	if err != nil {
		return err
	}
	var v view.Ask
	a := report.Ask{Role: allow.Student}
	if school, err = s.school(r, &v, &a); err != nil {
		return err
	}
	return s.permit(r, school, a)
}

func (s *Reports) exportPage(w http.ResponseWriter, r *http.Request) error {
	e, err := s.asked(r)
	if err != nil {
		return err
	}
	a := e.Ask
	v := view.ExportView{First: a.First, Last: a.Last, Part: partOf(e), Ask: view.Ask{Role: string(a.Role), Span: a.Span, Day: a.First, From: a.First, To: a.Last, Grade: a.Grade, Class: a.Class, Person: a.Person, Sessions: a.Sessions}}
	err = s.SchoolRead(r, e.SchoolID, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		number, err := feed.Last(ctx, q, sc.ID)
		v.Shell = sh
		v.Shell.Page.Live = "/live?topics=" + url.QueryEscape(topicExport+":"+e.ID) + "&since=" + strconv.FormatInt(number, 10)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Export(v))
}

func (s *Reports) file(w http.ResponseWriter, r *http.Request) error {
	e, err := s.asked(r)
	if err != nil {
		return err
	}
	var content []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		content, err = export.Content(ctx, q, e.ID)
		return err
	})
	if err != nil {
		return err
	}
	kind := "text/csv; charset=utf-8"
	if e.Format == export.XLSX {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="attendance-`+e.Ask.First+`-`+e.Ask.Last+`.`+e.Format+`"`)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(content) // a client may go
	return nil
}

func (s *Reports) cancel(w http.ResponseWriter, r *http.Request) error {
	e, err := s.asked(r)
	if err != nil {
		return err
	}
	if err := s.files.Cancel(web.Finish(r), e.ID); err != nil {
		return err
	}
	return web.See(w, r, "/console/reports/exports/"+e.ID)
}
