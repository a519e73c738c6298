package signin

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/signin/hall"
	"yunka/server/signin/meeting"
	"yunka/server/timetable/sheet"
	"yunka/server/web"
	view "yunka/views/signin"
)

// most is how many of a list stand on the live page; the whole list is a page of its own.
const most = 60

// tabs are the three lists, which together are everybody.
var tabs = map[string]bool{"missing": true, "signed": true, "away": true}

func (s *Signin) listPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawList(w, r, http.StatusOK, "")
}

// drawList shows a session to who runs it; problem is what just did not go.
func (s *Signin) drawList(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	one, sc, err := s.Session(r)
	if err != nil {
		return err
	}
	tab := r.URL.Query().Get("tab")
	if !tabs[tab] {
		tab = "missing"
		if one.Who == meeting.Open {
			tab = "signed"
		}
	}
	limit := most
	if r.URL.Query().Get("all") == "1" {
		limit = 0
	}
	v := view.ListView{Page: s.Page(r), All: limit == 0}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		since, err := feed.Last(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		if limit > 0 {
			v.Page.Live = "/live?topics=" + url.QueryEscape(topicList+":"+one.ID+"."+tab) + "&since=" + strconv.FormatInt(since, 10)
		}
		doors, err := meeting.DoorsOf(ctx, q, one.ID, false)
		if err != nil {
			return err
		}
		for _, d := range doors {
			v.Doors = append(v.Doors, d.Name)
		}
		if one.AskBy != "" {
			if v.AskedBy, err = campus.PersonName(ctx, q, sc.ID, one.AskBy); err != nil {
				return err
			}
			v.Second = meeting.SelfIn(web.Actor(r), sc.ID) != one.AskBy
		}
		v.List, err = s.Read(ctx, q, sc, one.ID, tab, limit)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, sc.ID, "signin.viewed", map[string]any{"signin": one.ID}); err != nil {
		return err
	}
	v.Lesson = one.LessonClass != ""
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
	v.Page.Notice, v.Page.Problem = doneWords(r.Context(), r.URL.Query().Get("done")), problem
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.ListPage(v))
}

// rows are the whole list as a file has it.
func (s *Signin) rows(r *http.Request) (id string, rows [][]string, err error) {
	one, sc, err := s.Session(r)
	if err != nil {
		return "", nil, err
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := meeting.Rows(ctx, q, one.ID)
		if err != nil {
			return err
		}
		away, err := s.AwayOf(ctx, q, one, list, s.Now())
		for _, l := range list {
			rows = append(rows, view.SheetRow(ctx, hall.Row(l, sc.Location(), one), l.Expected, away[l.PersonID]))
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	return one.ID, rows, s.Viewed(r, sc.ID, "signin.exported", map[string]any{"signin": one.ID, "people": len(rows)})
}

// listFile answers with the whole list as a file.
func (s *Signin) listFile(xlsx bool) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, rows, err := s.rows(r)
		if err != nil {
			return err
		}
		return sheetOf(w, r, "signin", xlsx, view.SheetHead(r.Context()), rows)
	}
}

// sheetOf answers with rows as CSV or as a workbook.
func sheetOf(w http.ResponseWriter, r *http.Request, name string, xlsx bool, head []string, rows [][]string) error {
	w.Header().Set("Cache-Control", "no-store")
	if !xlsx {
		return web.Sheet(w, name+".csv", head, rows)
	}
	b, err := sheet.Plain(view.SheetName(r.Context()), head, rows)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
	_, _ = w.Write(b) // the client may have gone
	return nil
}

// said answers a form of a session: back to the list, or the list with what is wrong.
func (s *Signin) said(w http.ResponseWriter, r *http.Request, err error, done string) error {
	if err == nil {
		return web.See(w, r, view.Path(r.PathValue("id"))+"?done="+done)
	}
	return s.problem(w, r, err)
}

// problem is the list with what did not go.
func (s *Signin) problem(w http.ResponseWriter, r *http.Request, err error) error {
	text := s.FaultWords(r.Context(), fault.As(err))
	if text == "" {
		return err
	}
	return s.drawList(w, r, fault.Status(err), text)
}

func (s *Signin) reopen(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := s.Session(r); err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	open, err := s.meetings.Reopen(web.Finish(r), web.Actor(r), r.PathValue("id"), r.PostForm.Get("why"))
	done := "signin-asked"
	if open {
		done = "signin-reopened"
	}
	return s.said(w, r, err, done)
}

func (s *Signin) check(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := s.Session(r); err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	n, _ := strconv.Atoi(strings.TrimSpace(r.PostForm.Get("people")))
	return s.said(w, r, s.meetings.StartCheck(web.Finish(r), web.Actor(r), r.PathValue("id"), n), "signin-checked")
}
