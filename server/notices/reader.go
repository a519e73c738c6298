package notices

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/notices/board"
	"yunka/server/web"
	view "yunka/views/notices"
)

// whose finds the pupil of an address and asks for the route's action.
func (s *Notices) whose(r *http.Request) (web.Named, error) {
	o, err := s.OwnerOf(r.Context(), campus.OwnerOfPerson, r.PathValue("id"))
	if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return o, err
		}
		return o, fault.New(fault.Forbidden, "forbidden")
	}
	if err != nil {
		s.CheckedByService(r)
		return o, err
	}
	return o, s.Check(r, o.Target)
}

// page is what a pupil's class is told.
func (s *Notices) page(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	a := web.Actor(r)
	v := view.Reader{Page: s.Page(r), Pupil: o.ID, Own: a.People[o.ID]}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
		if v.Name, err = campus.PersonName(ctx, q, o.School, o.ID); err != nil {
			return err
		}
		classes, err := board.ClassesOf(ctx, q, []string{o.ID}, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		reader := board.ReaderOf(a, o.School, o.ID)
		since, err := feed.Last(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Page.Live = "/live?topics=" + url.QueryEscape(topic+":"+o.ID+"."+reader) + "&since=" + strconv.FormatInt(since, 10)
		v.List, err = listOf(ctx, q, sc, classes[o.ID], o.ID, reader)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.ReaderPage(v))
}

func listOf(ctx context.Context, q bun.IDB, sc campus.School, class, pupil, reader string) (list []view.Notice, err error) {
	told, err := board.ToldTo(ctx, q, sc.ID, class, pupil, reader, most)
	for _, n := range told {
		one := noticeOf(n, sc)
		one.Base = "/notices/" + pupil
		list = append(list, one)
	}
	return list, err
}

func noticeOf(n board.Notice, sc campus.School) view.Notice {
	loc := sc.Location()
	one := view.Notice{ID: n.ID, Text: n.Text, By: n.ByName, At: web.At(n.TellAt, loc), Waits: n.ToldAt == 0 && n.WithdrawnAt == 0, Seen: n.Seen, Pupils: n.Pupils, Read: n.SeenAt != 0}
	if n.ToldAt != 0 {
		one.At = web.At(n.ToldAt, loc)
	}
	if n.WithdrawnAt != 0 {
		one.Withdrawn = web.At(n.WithdrawnAt, loc)
	}
	for _, f := range n.Files {
		one.Files = append(one.Files, view.File{ID: f.ID, Name: f.Name, Picture: f.Picture, Size: f.Size})
	}
	return one
}

// seen is a reader's word that they read one.
func (s *Notices) seen(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	if err := s.board.See(web.Finish(r), web.Actor(r), o.School, o.ID, r.PostForm.Get("notice")); err != nil {
		return err
	}
	return web.See(w, r, "/notices/"+o.ID)
}

func (s *Notices) file(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	var f board.File
	var content []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		classes, err := board.ClassesOf(ctx, q, []string{o.ID}, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		f, content, err = board.Content(ctx, q, o.School, classes[o.ID], r.PathValue("file"), true)
		return err
	})
	if err != nil {
		return err
	}
	return handOut(w, f, content)
}
