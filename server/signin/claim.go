package signin

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/secret"
	"yunka/server/signin/hall"
	"yunka/server/signin/meeting"
	"yunka/server/web"
	view "yunka/views/signin"
)

// Cookies of who signs in: what tells this browser from others, and the claim it has.
const (
	deviceCookie = "yunka-signin-device"
	claimCookie  = "yunka-signin"
)

func (s *Signin) claimRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/in/{id}/{code}", Action: allow.PagePublic, Handle: s.trade},
		{Method: "GET", Pattern: "/in", Action: allow.PagePublic, Handle: s.claimPage},
		{Method: "POST", Pattern: "/in", Action: allow.SigninSelf, Handle: s.submit},
	}
}

// device tells this browser from others: a random word of its own, kept for a year. It is
// no proof of anything: who clears it, or opens another browser, is another device.
func (s *Signin) device(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(s.Cookie(deviceCookie)); err == nil && len(c.Value) == deviceLength {
		return secret.Hash(c.Value)
	}
	word := secret.Token(24)
	if w != nil {
		s.SetCookie(w, deviceCookie, word, web.CookieYear)
	}
	return secret.Hash(word)
}

// from is this browser, as far as the server knows it.
func (s *Signin) from(w http.ResponseWriter, r *http.Request) meeting.From {
	return meeting.From{Device: s.device(w, r), Network: web.StateOf(r).Network}
}

const deviceLength = 32 // of 24 bytes as base64

func (s *Signin) claim(r *http.Request) string {
	if c, err := r.Cookie(s.Cookie(claimCookie)); err == nil && len(c.Value) < 1000 {
		return c.Value
	}
	return ""
}

// trade is what the code of a room leads to: it becomes a claim at this first load, and
// the address is worth nothing more. What comes early or late says so and keeps nothing.
func (s *Signin) trade(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
	token, err := s.meetings.Trade(web.Finish(r), web.Actor(r), r.PathValue("id"), r.PathValue("code"), s.from(w, r))
	if f := fault.As(err); err != nil && f.Kind == fault.Conflict {
		return s.Render(w, r, http.StatusConflict, view.SaidPage(view.Said{Page: s.Page(r), What: f.Code}))
	}
	if err != nil {
		return err
	}
	s.SetCookie(w, claimCookie, token, meeting.ClaimLife)
	return web.See(w, r, "/in")
}

// claimPage asks who is not signed in to log in, and comes back here; then it says what
// pressing the button does.
func (s *Signin) claimPage(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	if s.claim(r) == "" { // typed, or opened again: nothing went wrong
		return s.Render(w, r, http.StatusOK, view.SaidPage(view.Said{Page: s.Page(r), What: "signin_claim"}))
	}
	return s.drawClaim(w, r, http.StatusOK, "", "")
}

// drawClaim shows what a claim would do; seat is what was typed for one, wrong what is the matter
// with it.
func (s *Signin) drawClaim(w http.ResponseWriter, r *http.Request, status int, seat, wrong string) error {
	a, now := web.Actor(r), s.Now()
	v := view.Claim{Page: s.Page(r), Seat: seat, Wrong: wrong}
	var p meeting.Preview
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if p, err = meeting.Look(ctx, q, a, s.claim(r), s.from(nil, r), now.UnixMilli()); err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, p.Session.SchoolID)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
		v.Session = hall.Shown(p.Session, sc.Location(), now)
		v.Until, v.Left = web.At(p.Claim.Until, sc.Location()), int((p.Claim.Until-now.UnixMilli())/1000)
		v.Refused, v.Out, v.Shared, v.Rank = p.Refused, p.Out, p.Shared, p.Rank
		v.In, v.At = p.Mark.In() && !p.Out, web.At(p.Mark.At, sc.Location())
		if p.Person == "" {
			return nil
		}
		v.Name, err = campus.PersonName(ctx, q, sc.ID, p.Person)
		return err
	})
	if f := fault.As(err); err != nil && f.Kind == fault.Conflict {
		return s.Render(w, r, http.StatusConflict, view.SaidPage(view.Said{Page: s.Page(r), What: f.Code}))
	}
	if err != nil {
		return err
	}
	if a.Kind != allow.Account {
		return web.See(w, r, "/login?next=%2Fin")
	}
	if p.Token != "" {
		s.SetCookie(w, claimCookie, p.Token, meeting.ClaimLife)
	}
	return s.Render(w, r, status, view.ClaimPage(v))
}

// submit signs in by the claim that this browser has, and ends it.
func (s *Signin) submit(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	if web.Actor(r).Kind != allow.Account {
		if err := s.Check(r, allow.Target{}); err != nil {
			return err
		}
	}
	s.CheckedByService(r)
	if err := web.Form(r); err != nil {
		return err
	}
	seat := r.PostForm.Get("seat")
	said, err := s.meetings.Submit(web.Finish(r), web.Actor(r), s.claim(r), s.from(nil, r), meeting.Says{WalkIn: r.PostForm.Get("walk_in") == "1", Seat: seat})
	if f := fault.As(err); err != nil && f.Code == "signin_seat" {
		return s.drawClaim(w, r, http.StatusUnprocessableEntity, seat, faultWords(r.Context(), f))
	}
	if f := fault.As(err); err != nil && f.Kind == fault.Conflict {
		if f.Code == meeting.NotListed {
			return s.drawClaim(w, r, http.StatusConflict, seat, "")
		}
		return s.Render(w, r, http.StatusConflict, view.SaidPage(view.Said{Page: s.Page(r), What: f.Code}))
	}
	if err != nil {
		return err
	}
	v := view.Done{Page: s.Page(r), Again: said.Again && !said.Out, Out: said.Out, Rank: said.Rank, Late: said.Mark.Late, Seat: said.Mark.Seat}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, said.Session.SchoolID)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
		v.Session = hall.Shown(said.Session, sc.Location(), s.Now())
		v.At, v.OutAt = web.At(said.Mark.At, sc.Location()), web.At(said.Mark.OutAt, sc.Location())
		v.Name, err = campus.PersonName(ctx, q, sc.ID, said.Mark.PersonID)
		return err
	})
	if err != nil {
		return err
	}
	s.SetCookie(w, claimCookie, "", 0)
	return s.Render(w, r, http.StatusOK, view.DonePage(v))
}

// here answers a re-check.
func (s *Signin) here(w http.ResponseWriter, r *http.Request) error {
	if web.Actor(r).Kind != allow.Account {
		if err := s.Check(r, allow.Target{}); err != nil {
			return err
		}
	}
	s.CheckedByService(r)
	err := s.meetings.Here(web.Finish(r), web.Actor(r), r.PathValue("id"), s.from(nil, r))
	if f := fault.As(err); err != nil && f.Kind == fault.Conflict {
		return s.Render(w, r, http.StatusConflict, view.SaidPage(view.Said{Page: s.Page(r), What: f.Code}))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/signins?done=signin-here")
}
