package contact

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/contact/thread"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/outbox/deliver"
	"yunka/server/picture"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/contact"
)

// whose finds the child of an address and asks for the route's action.
func (s *Contact) whose(r *http.Request) (web.Named, error) {
	if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return web.Named{}, err
		}
		return web.Named{}, fault.New(fault.Forbidden, "forbidden")
	}
	o, err := s.OwnerOf(r.Context(), campus.OwnerOfPerson, r.PathValue("id"))
	if err != nil {
		s.CheckedByService(r)
		return o, err
	}
	return o, s.Check(r, o.Target)
}

// teachers is who teaches a child, each with the way to a thread.
func (s *Contact) teachers(w http.ResponseWriter, r *http.Request) error {
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	return s.drawTeachers(w, r, o, http.StatusOK, "")
}

func (s *Contact) drawTeachers(w http.ResponseWriter, r *http.Request, o web.Named, status int, problem string) error {
	a := web.Actor(r)
	v := view.Teachers{Page: s.Page(r), Child: o.ID, Own: a.People[o.ID]}
	v.Page.Problem = problem
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
		if v.Name, err = campus.PersonName(ctx, q, o.School, o.ID); err != nil {
			return err
		}
		now := s.Now()
		class, err := thread.ClassOf(ctx, q, o.School, o.ID, now.UnixMilli())
		if err != nil {
			return err
		}
		list, err := thread.Teachers(ctx, q, o.School, class, timetable.Today(now, sc.Location()), now.UnixMilli())
		if err != nil {
			return err
		}
		talks, err := mine(ctx, q, a)
		if err != nil {
			return err
		}
		for _, t := range list {
			row := view.Teacher{ID: t.ID, Name: t.Name, Main: t.Main, Subjects: t.Subjects}
			for _, one := range talks {
				if one.ChildID == o.ID && one.TeacherID == t.ID && a.People[one.FamilyID] {
					row.Thread, row.Unread = one.ID, one.Unread
				}
			}
			v.List = append(v.List, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.TeachersPage(v))
}

// begin opens the thread with a teacher.
func (s *Contact) begin(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.whose(r)
	if err != nil {
		return err
	}
	id, err := s.threads.Begin(web.Finish(r), web.Actor(r), o.School, o.ID, r.PostForm.Get("teacher"))
	if words := s.FaultWords(r.Context(), fault.As(err)); err != nil && words != "" && fault.Is(err, fault.Conflict) {
		return s.drawTeachers(w, r, o, http.StatusConflict, words)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/threads/"+id)
}

// list is all threads of an account.
func (s *Contact) list(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	a := web.Actor(r)
	v := view.Threads{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := mine(ctx, q, a)
		if err != nil {
			return err
		}
		for _, t := range list {
			loc, err := web.SchoolZone(ctx, q, t.SchoolID)
			if err != nil {
				return err
			}
			row := view.Thread{ID: t.ID, With: t.Teacher, Child: t.Child, Last: t.Last, At: web.At(t.LastAt, loc), Unread: t.Unread}
			if t.SideOf(a) == thread.TeacherSide {
				row.With = t.Family
			}
			v.List = append(v.List, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.ThreadsPage(v))
}

// ofThread finds a thread of which somebody is a side, and asks for the route's action.
func (s *Contact) ofThread(r *http.Request) (t thread.Thread, side thread.Side, err error) {
	a := web.Actor(r)
	if a.Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return t, side, err
		}
		return t, side, fault.New(fault.Forbidden, "forbidden")
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		t, err = thread.One(ctx, q, r.PathValue("id"))
		return err
	})
	if err == nil && t.SideOf(a) == thread.Nobody {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		s.CheckedByService(r)
		return t, side, err
	}
	side = t.SideOf(a)
	return t, side, s.Check(r, t.Target(side))
}

func (s *Contact) thread(w http.ResponseWriter, r *http.Request) error {
	t, side, err := s.ofThread(r)
	if err != nil {
		return err
	}
	return s.drawThread(w, r, t, side, http.StatusOK, view.Page{})
}

func (s *Contact) drawThread(w http.ResponseWriter, r *http.Request, t thread.Thread, side thread.Side, status int, v view.Page) error {
	v.Page, v.ID, v.Child, v.With, v.Teacher = s.Page(r), t.ID, t.Child, t.Teacher, side == thread.TeacherSide
	v.Page.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	other := t.TeacherID
	if v.Teacher {
		v.With, other = t.Family, t.FamilyID
	}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, t.SchoolID)
		if err != nil {
			return err
		}
		loc, now := sc.Location(), s.Now()
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, now.In(loc)
		if v.Talk, err = talkOf(ctx, q, t, loc); err != nil {
			return err
		}
		teaches, err := thread.Teaches(ctx, q, t, now.UnixMilli())
		if err != nil {
			return err
		}
		v.Over = !teaches
		quiet, err := deliver.QuietOf(ctx, q, other, t.SchoolID)
		if err != nil {
			return err
		}
		if until := deliver.QuietFor(quiet, t.SchoolID, other).Until(now, loc); until.After(now) {
			v.QuietUntil = until.In(loc)
		}
		since, err := feed.Last(ctx, q, t.SchoolID)
		v.Page.Live = "/live?topics=" + url.QueryEscape(topic+":"+t.ID) + "&since=" + strconv.FormatInt(since, 10)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.ThreadPage(v))
}

func (s *Contact) write(w http.ResponseWriter, r *http.Request) error {
	t, side, err := s.ofThread(r)
	if err != nil {
		return err
	}
	form, err := web.ReadParts(r, "picture", picture.MaxBytes, 8<<10)
	text := form.Get("text")
	if err == nil {
		err = s.threads.Write(web.Finish(r), web.Actor(r), t.ID, text, form.Content)
	}
	if err == nil {
		return web.See(w, r, "/threads/"+t.ID)
	}
	problem := fault.As(err)
	words := s.FaultWords(r.Context(), problem)
	if words == "" || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return err
	}
	s.RetryAfter(w, err)
	if rs := []rune(text); len(rs) > 2*thread.MaxText {
		text = string(rs[:2*thread.MaxText])
	}
	return s.drawThread(w, r, t, side, fault.Status(problem), view.Page{Text: text, Error: words})
}

func (s *Contact) read(w http.ResponseWriter, r *http.Request) error {
	t, _, err := s.ofThread(r)
	if err != nil {
		return err
	}
	if err := s.threads.Read(web.Finish(r), web.Actor(r), t.ID); err != nil {
		return err
	}
	return web.See(w, r, "/threads/"+t.ID)
}

func (s *Contact) report(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	t, side, err := s.ofThread(r)
	if err != nil {
		return err
	}
	why := r.PostForm.Get("why")
	if err = s.threads.Report(web.Finish(r), web.Actor(r), t.ID, why); err == nil {
		return web.See(w, r, "/threads/"+t.ID+"?done=contact-reported")
	}
	words := s.FaultWords(r.Context(), fault.As(err))
	if words == "" || !fault.Is(err, fault.Invalid) {
		return err
	}
	if rs := []rune(why); len(rs) > 400 {
		why = string(rs[:400])
	}
	return s.drawThread(w, r, t, side, fault.Status(err), view.Page{Why: why, WhyError: words})
}

func (s *Contact) picture(w http.ResponseWriter, r *http.Request) error {
	t, _, err := s.ofThread(r)
	if err != nil {
		return err
	}
	return s.sendPicture(w, r, t)
}

func (s *Contact) sendPicture(w http.ResponseWriter, r *http.Request, t thread.Thread) error {
	var jpeg []byte
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		jpeg, err = thread.Picture(ctx, q, t.ID, r.PathValue("message"))
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(jpeg)
	return err
}
