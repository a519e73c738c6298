package contact

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/contact/thread"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/contact"
)

// office lists the threads that somebody asks the office to look at: who is in them, no words.
func (s *Contact) office(w http.ResponseWriter, r *http.Request) error {
	v := view.Office{}
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		list, err := thread.Reported(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, t := range list {
			row := view.Reported{ID: t.ID, Child: t.Child, Family: t.Family, Teacher: t.Teacher, At: web.At(t.LastAt, sc.Location())}
			if row.Why, err = thread.Why(ctx, q, t.ID); err != nil {
				return err
			}
			v.List = append(v.List, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.OfficePage(v))
}

func (s *Contact) opened(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, thread.OwnerOfThread)
	if err != nil {
		return err
	}
	return s.drawOpened(w, r, o, http.StatusOK, "", "")
}

// drawOpened is a thread for the office: without its words until it has said why it looks.
func (s *Contact) drawOpened(w http.ResponseWriter, r *http.Request, o web.Named, status int, why, problem string) error {
	v := view.Opened{Why: why, Error: problem}
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		t, err := thread.One(ctx, q, o.ID)
		if err != nil {
			return err
		}
		v.ID, v.Child, v.Family, v.Teacher = t.ID, t.Child, t.Family, t.Teacher
		if v.Reports, err = thread.Why(ctx, q, t.ID); err != nil {
			return err
		}
		if v.Open, err = thread.Opened(ctx, q, t.ID, web.Actor(r).Account, s.Now().UnixMilli()); err != nil || !v.Open {
			return err
		}
		v.Talk, err = talkOf(ctx, q, t, sc.Location())
		v.Talk.Base = "/console/contact/" + t.ID
		return err
	})
	if err != nil {
		return err
	}
	if v.Open {
		if err := s.Viewed(r, o.School, "contact.viewed", map[string]any{"thread": o.ID}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.OpenedPage(v))
}

func (s *Contact) open(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, thread.OwnerOfThread)
	if err != nil {
		return err
	}
	why := r.PostForm.Get("why")
	if err = s.threads.Open(web.Finish(r), web.Actor(r), o.ID, why); err == nil {
		return web.See(w, r, "/console/contact/"+o.ID)
	}
	words := s.FaultWords(r.Context(), fault.As(err))
	if words == "" || !fault.Is(err, fault.Invalid) {
		return err
	}
	if rs := []rune(why); len(rs) > 400 {
		why = string(rs[:400])
	}
	return s.drawOpened(w, r, o, fault.Status(err), why, words)
}

func (s *Contact) settle(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, thread.OwnerOfThread)
	if err != nil {
		return err
	}
	if err := s.threads.Settle(web.Finish(r), web.Actor(r), o.ID); err != nil {
		return err
	}
	return web.See(w, r, "/console/contact?done=contact-settled")
}

// openedPicture is a picture of a thread that the account has opened.
func (s *Contact) openedPicture(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, thread.OwnerOfThread)
	if err != nil {
		return err
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		open, err := thread.Opened(ctx, q, o.ID, web.Actor(r).Account, s.Now().UnixMilli())
		if err == nil && !open {
			err = fault.New(fault.NotFound, "not_found")
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.sendPicture(w, r, thread.Thread{ID: o.ID})
}
