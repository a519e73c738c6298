package delegate

import (
	"context"
	"fmt"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/mandate"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/delegate"
)

// row is a mandate as a page shows it to the actor.
func (s *Delegate) row(a allow.Actor, m mandate.Mandate, sc campus.School) view.Delegate {
	loc, now := sc.Location(), s.Now()
	d := view.Delegate{ID: m.ID, PersonID: m.PersonID, Name: m.Name, Relation: m.Relation, Phone: m.Phone, State: string(m.State(now, loc)), Days: days(m.When(), sc),
		Guardian: m.Guardian, Mine: a.People[m.GuardianID], Device: m.Device, EndedBy: m.EndedName,
		Opened: web.At(m.OpenedAt, loc), Claimed: web.At(m.ClaimedAt, loc), Ended: web.At(m.EndedAt, loc), LinkUntil: web.At(m.LinkUntil, loc)}
	if d.Mine && d.State == string(mandate.Waiting) {
		d.Digits = m.Digits
	}
	for _, c := range m.Children {
		d.Children = append(d.Children, view.Child{ID: c.ID, Name: c.Name, Class: campus.ClassName(c.Grade, c.Class), Ended: c.EndedAt != 0})
		d.MayEnd = d.MayEnd || c.EndedAt == 0 && allow.Can(a, allow.DelegateEnd, allow.Target{School: m.SchoolID, Person: c.ID, Class: c.ClassID})
	}
	return d
}

func days(w mandate.When, sc campus.School) view.Days {
	d := view.Days{First: timetable.Instant(w.First, 12*60, sc.Location()), Last: timetable.Instant(w.Last, 12*60, sc.Location()), From: clock(w.From), To: clock(w.To)}
	for n := 1; n <= 7; n++ {
		if w.Weekdays>>(n-1)&1 == 1 {
			d.Weekdays = append(d.Weekdays, n)
		}
	}
	return d
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// list is /delegates: the account's, in every school.
func (s *Delegate) list(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	a := web.Actor(r)
	v := view.ListView{Page: s.Page(r)}
	v.Page.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		children, err := s.names(ctx, q, a, "")
		if err != nil {
			return err
		}
		bySchool, order := map[string][]campus.Child{}, []string{}
		for _, c := range children {
			if bySchool[c.SchoolID] == nil {
				order = append(order, c.SchoolID)
			}
			bySchool[c.SchoolID] = append(bySchool[c.SchoolID], c)
		}
		for _, school := range order {
			sc, err := campus.SchoolByID(ctx, q, school)
			if err != nil {
				return err
			}
			all, err := mandate.List(ctx, q, a, school, ids(bySchool[school]))
			if err != nil {
				return err
			}
			l := view.List{SchoolID: school, School: sc.Name, MayName: true}
			for _, m := range all {
				l.Delegates = append(l.Delegates, s.row(a, m, sc))
			}
			v.Lists = append(v.Lists, l)
			v.Page.SchoolName, v.Page.Demo = sc.Name, v.Page.Demo || sc.Demo
		}
		return nil
	})
	if err != nil {
		return err
	}
	private(w)
	return s.Render(w, r, http.StatusOK, view.ListPage(v))
}

// private is a page about a person that nobody keeps.
func private(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }

// asked reads the mandate of the address, for who may read it.
func (s *Delegate) asked(r *http.Request) (m mandate.Mandate, sc campus.School, err error) {
	a := web.Actor(r)
	if a.Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return m, sc, err
		}
	}
	s.CheckedByService(r)
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		if m, err = mandate.Read(ctx, q, a, r.PathValue("id")); err != nil {
			return err
		}
		sc, err = campus.SchoolByID(ctx, q, m.SchoolID)
		return err
	})
	return m, sc, err
}

func (s *Delegate) one(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, r.PathValue("id"), view.OneView{})
}

// show draws the page of one; v has a link that was just made, or what went wrong.
func (s *Delegate) show(w http.ResponseWriter, r *http.Request, status int, id string, v view.OneView) error {
	r.SetPathValue("id", id)
	m, sc, err := s.asked(r)
	if err != nil {
		return err
	}
	a := web.Actor(r)
	if v.Staff = !kin(a, m); v.Staff {
		if err := s.Viewed(r, m.SchoolID, "delegate.viewed", map[string]any{"mandate": m.ID}); err != nil {
			return err
		}
	}
	problem := v.Page.Problem
	v.Page = s.Page(r)
	v.Page.Notice, v.Page.Problem = doneWords(r.Context(), r.URL.Query().Get("done")), problem
	v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
	v.Delegate = s.row(a, m, sc)
	if v.Link != "" {
		v.Code = web.QR(v.Link)
	}
	for _, e := range m.Events {
		v.Events = append(v.Events, view.Event{At: web.At(e.At, sc.Location()), Kind: e.Kind, By: e.ByName, Child: e.Child})
	}
	private(w)
	return s.Render(w, r, status, view.OnePage(v))
}

// kin reports whether the actor reads a mandate as a guardian of its children.
func kin(a allow.Actor, m mandate.Mandate) bool {
	for _, c := range m.Children {
		if a.Children[c.ID].Has(allow.Delegate) {
			return true
		}
	}
	return false
}

func (s *Delegate) photo(w http.ResponseWriter, r *http.Request) error {
	m, _, err := s.asked(r)
	if err != nil {
		return err
	}
	if !kin(web.Actor(r), m) {
		if err := s.Viewed(r, m.SchoolID, "delegate.viewed", map[string]any{"mandate": m.ID}); err != nil {
			return err
		}
	}
	return s.Photo(w, r, m.SchoolID, m.PersonID)
}

func (s *Delegate) end(w http.ResponseWriter, r *http.Request) error {
	s.CheckedByService(r)
	if err := s.mandates.End(web.Finish(r), web.Actor(r), r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, view.Path(r.PathValue("id"))+"?done=delegate-ended")
}

// renew makes a new link, once the password is proved, and shows it in this answer only.
func (s *Delegate) renew(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	a, id := web.Actor(r), r.PathValue("id")
	s.CheckedByService(r)
	if a.Kind != allow.Account {
		return fault.New(fault.Unauthenticated, "login_required")
	}
	if err := s.mandates.MayRenew(r.Context(), a, id); err != nil {
		return err
	}
	if text, err := s.proved(w, r, r.PostForm.Get("password")); err != nil {
		if text == "" {
			return err
		}
		return s.show(w, r, fault.Status(err), id, view.OneView{Error: text})
	}
	link, err := s.mandates.Renew(web.Finish(r), a, id)
	if err != nil {
		text := faultWords(r.Context(), fault.As(err))
		if text == "" {
			return err
		}
		v := view.OneView{}
		v.Page.Problem = text
		return s.show(w, r, fault.Status(err), id, v)
	}
	return s.show(w, r, http.StatusOK, id, view.OneView{Link: s.url(r, link)})
}

// proved asks for the password of who is signed in; text is what to say beside the field.
func (s *Delegate) proved(w http.ResponseWriter, r *http.Request, password string) (text string, err error) {
	if err = s.Accounts.CheckPassword(r.Context(), web.Actor(r).Account, password); err != nil {
		s.RetryAfter(w, err)
		text = web.SecretWords(r.Context(), fault.As(err))
	}
	return text, err
}

func (s *Delegate) url(r *http.Request, link string) string { return s.Address(r) + "/d/" + link }
