package notices

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/notices/board"
	"yunka/server/web"
	view "yunka/views/notices"
)

// typedTime is how a browser writes a date with a time.
const typedTime = "2006-01-02T15:04"

// classes lists the classes that somebody may tell; the only one is opened.
func (s *Notices) classes(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	a := web.Actor(r)
	v := view.Classes{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		for _, school := range schoolsOf(a) {
			mine := map[string]bool{}
			for _, id := range allow.ClassesFor(a, allow.NoticesPost, school) {
				mine[id] = true
			}
			all := allow.Can(a, allow.NoticesPost, allow.Target{School: school})
			if !all && len(mine) == 0 {
				continue
			}
			list, err := campus.Classes(ctx, q, school)
			if err != nil {
				return err
			}
			for _, c := range list {
				if all || mine[c.ID] {
					v.List = append(v.List, view.Class{ID: c.ID, Name: campus.ClassName(c.Grade, c.Name)})
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(v.List) == 1 {
		return web.See(w, r, view.ClassPath(v.List[0].ID))
	}
	return s.Render(w, r, http.StatusOK, view.ClassesPage(v))
}

// ofClass finds the class of an address and asks for the route's action.
func (s *Notices) ofClass(r *http.Request) (web.Named, error) {
	if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return web.Named{}, err
		}
		return web.Named{}, fault.New(fault.Forbidden, "forbidden")
	}
	o, err := s.OwnerOf(r.Context(), board.OwnerOfClass, r.PathValue("id"))
	if err != nil {
		s.CheckedByService(r)
		return o, err
	}
	return o, s.Check(r, o.Target)
}

func (s *Notices) class(w http.ResponseWriter, r *http.Request) error {
	o, err := s.ofClass(r)
	if err != nil {
		return err
	}
	return s.drawClass(w, r, o, http.StatusOK, view.Board{})
}

func (s *Notices) drawClass(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.Board) error {
	v.Page, v.ID = s.Page(r), o.ID
	v.Page.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	a := web.Actor(r)
	manages := allow.Can(a, allow.NoticesManage, allow.Target{School: o.School})
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
		if v.Class, err = className(ctx, q, o); err != nil {
			return err
		}
		list, err := board.OfClass(ctx, q, o.School, o.ID, s.Now().UnixMilli(), most)
		for _, n := range list {
			one := noticeOf(n, sc)
			one.Base = view.ClassPath(o.ID)
			one.Mine = n.WithdrawnAt == 0 && (manages || a.People[n.ByPerson])
			v.List = append(v.List, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.BoardPage(v))
}

func className(ctx context.Context, q bun.IDB, o web.Named) (string, error) {
	list, err := campus.Classes(ctx, q, o.School)
	for _, c := range list {
		if c.ID == o.ID {
			return campus.ClassName(c.Grade, c.Name), err
		}
	}
	return "", err
}

// post keeps a notice for the class, now or at the time of the form.
func (s *Notices) post(w http.ResponseWriter, r *http.Request) error {
	o, err := s.ofClass(r)
	if err != nil {
		return err
	}
	form, files, err := web.ReadFiles(r, "files", board.MaxFiles, board.MaxBytes)
	v := view.Board{Text: form.Get("text"), When: form.Get("at")}
	if err == nil {
		err = s.keep(web.Finish(r), web.Actor(r), o, v, files)
	}
	if err == nil {
		done := "notices-posted"
		if v.When != "" {
			done = "notices-waits"
		}
		return web.See(w, r, view.ClassPath(o.ID)+"?done="+done)
	}
	problem := fault.As(err)
	words := s.FaultWords(r.Context(), problem)
	if words == "" || problem.Kind != fault.Invalid && problem.Kind != fault.TooLarge && problem.Kind != fault.Conflict {
		return err
	}
	if rs := []rune(v.Text); len(rs) > 2*board.MaxText {
		v.Text = string(rs[:2*board.MaxText])
	}
	v.Error, v.Wrong = words, "files"
	switch problem.Code {
	case "notices_text":
		v.Wrong = "text"
	case "notices_at":
		v.Wrong = "at"
	}
	return s.drawClass(w, r, o, fault.Status(problem), v)
}

func (s *Notices) keep(ctx context.Context, a allow.Actor, o web.Named, v view.Board, files []web.File) error {
	d := board.Draft{Text: v.Text}
	if v.When != "" {
		err := s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
			sc, err := campus.SchoolByID(ctx, q, o.School)
			if err != nil {
				return err
			}
			t, err := time.ParseInLocation(typedTime, v.When, sc.Location())
			if err != nil {
				return fault.New(fault.Invalid, "notices_at")
			}
			d.At = t.UnixMilli()
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, f := range files {
		d.Files = append(d.Files, board.Attached{Name: f.Name, Content: f.Content})
	}
	_, err := s.board.Post(ctx, a, o.School, o.ID, d)
	return err
}

func (s *Notices) withdraw(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.ofClass(r)
	if err != nil {
		return err
	}
	if err := s.board.Withdraw(web.Finish(r), web.Actor(r), strings.ToValidUTF8(r.PostForm.Get("notice"), "")); err != nil {
		return err
	}
	return web.See(w, r, view.ClassPath(o.ID)+"?done=notices-withdrawn")
}

// readers is who has read a notice of the class.
func (s *Notices) readers(w http.ResponseWriter, r *http.Request) error {
	o, err := s.ofClass(r)
	if err != nil {
		return err
	}
	v := view.Readers{Page: s.Page(r), ClassID: o.ID}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
		n, err := board.Read(ctx, q, o.School, r.PathValue("notice"))
		if err == nil && n.ClassID != o.ID {
			return fault.New(fault.NotFound, "not_found")
		}
		if err != nil {
			return err
		}
		if v.Class, err = className(ctx, q, o); err != nil {
			return err
		}
		v.Text = n.Text
		list, err := board.Readers(ctx, q, n, s.Now().UnixMilli())
		for _, one := range list {
			row := view.Row{Name: one.Name, By: one.By}
			if one.SeenAt != 0 {
				row.At = web.At(one.SeenAt, sc.Location())
			}
			v.List = append(v.List, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "notices.readers_viewed", map[string]any{"class": o.ID}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.ReadersPage(v))
}

func (s *Notices) classFile(w http.ResponseWriter, r *http.Request) error {
	o, err := s.ofClass(r)
	if err != nil {
		return err
	}
	var f board.File
	var content []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		f, content, err = board.Content(ctx, q, o.School, o.ID, r.PathValue("file"), false)
		return err
	})
	if err != nil {
		return err
	}
	return handOut(w, f, content)
}
