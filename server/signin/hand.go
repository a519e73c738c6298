package signin

import (
	"context"
	"net/http"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/signin/hall"
	"yunka/server/signin/meeting"
	"yunka/server/web"
	view "yunka/views/signin"
)

// personPage is one person of a session, for what is done by hand.
func (s *Signin) personPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawPerson(w, r, http.StatusOK, "", "")
}

func (s *Signin) drawPerson(w http.ResponseWriter, r *http.Request, status int, typed, problem string) error {
	one, sc, err := s.Session(r)
	if err != nil {
		return err
	}
	v := view.PersonView{Page: s.Page(r), Session: hall.Shown(one, sc.Location(), s.Now()), Why: typed}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		whom, err := campus.OwnerOfPerson(ctx, q, r.PathValue("person"))
		if err == nil && whom.School != sc.ID {
			err = web.ErrNotFound
		}
		if err != nil {
			return err
		}
		rows, err := meeting.Rows(ctx, q, one.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(one meeting.Row) bool { return one.PersonID == whom.Person })
		if i < 0 {
			v.Row.ID = whom.Person
			v.Row.Name, err = campus.PersonName(ctx, q, sc.ID, whom.Person)
			return err
		}
		v.Row = hall.Row(rows[i], sc.Location(), one)
		for _, sh := range meeting.SharedIn(rows) {
			if slices.Contains(sh.People, whom.Person) {
				for _, p := range sh.People {
					if p != whom.Person {
						v.With = append(v.With, view.Named{ID: p, Name: nameOf(rows, p)})
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Page.SchoolName, v.Page.Demo, v.Page.Problem = sc.Name, sc.Demo, problem
	if err := s.Viewed(r, sc.ID, "signin.viewed", map[string]any{"signin": one.ID, "person": v.Row.ID}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.PersonPage(v))
}

func nameOf(rows []meeting.Row, person string) string {
	for _, r := range rows {
		if r.PersonID == person {
			return r.Name
		}
	}
	return ""
}

func (s *Signin) hand(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := s.Session(r); err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	why := r.PostForm.Get("why")
	err := s.meetings.Hand(web.Finish(r), web.Actor(r), r.PathValue("id"), r.PathValue("person"), r.PostForm.Get("what"), why)
	if err == nil {
		return web.See(w, r, view.Path(r.PathValue("id"))+"?done=signin-hand")
	}
	text := s.FaultWords(r.Context(), fault.As(err))
	if text == "" {
		return err
	}
	return s.drawPerson(w, r, fault.Status(err), why, text)
}

// close closes a session; a lesson's hands its roll in, too, and says if that did not go.
func (s *Signin) close(w http.ResponseWriter, r *http.Request) error {
	one, sc, err := s.Session(r)
	if err != nil {
		return err
	}
	if err := s.meetings.Close(web.Finish(r), web.Actor(r), one.ID); err != nil {
		return s.problem(w, r, err)
	}
	if one.Phase(s.Now().UnixMilli()) == meeting.Scheduled {
		return web.See(w, r, "/signins?done=signin-cancelled")
	}
	if one.LessonClass == "" {
		return s.said(w, r, nil, "signin-closed")
	}
	came := map[string]bool{}
	err = s.DB.Read(web.Finish(r), func(ctx context.Context, q bun.IDB) error {
		rows, err := meeting.Rows(ctx, q, one.ID)
		for _, l := range rows {
			if l.State == meeting.In {
				came[l.PersonID] = l.Late
			}
		}
		return err
	})
	if err == nil {
		l := Lesson{School: sc.ID, Class: one.LessonClass, Day: one.LessonDay, Period: one.LessonPeriod}
		err = s.Roll(web.Finish(r), web.Actor(r), l, one.ID, came)
	}
	if err != nil {
		s.Logger.WarnContext(r.Context(), "roll of a session not handed in", "signin", one.ID, "code", fault.As(err).Code)
		return s.said(w, r, nil, "signin-closed-only")
	}
	return s.said(w, r, nil, "signin-closed-roll")
}

// phone makes the organiser's phone a terminal of this session: from there it is a kiosk,
// with its camera and the one path of a scan.
func (s *Signin) phone(w http.ResponseWriter, r *http.Request) error {
	one, _, err := s.Session(r)
	if err != nil {
		return err
	}
	code, err := s.meetings.Phone(web.Finish(r), web.Actor(r), one.ID, view.PhoneName(r.Context(), one.Title))
	if err != nil {
		return s.problem(w, r, err)
	}
	token, _, err := s.Terminals.Pair(web.Finish(r), code)
	if err != nil {
		return err
	}
	s.SetCookie(w, web.TerminalCookie, token, web.CookieYear)
	return web.See(w, r, "/kiosk")
}
