package library

import (
	"context"
	"net/http"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/library/catalogue"
	"yunka/server/library/entry"
	"yunka/server/library/loans"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/layout"
	view "yunka/views/library"
)

func (s *Library) readerRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/library/{id}", Action: allow.LibraryRead, Handle: s.readerPage},
		{Method: "GET", Pattern: "/library/{id}/find", Action: allow.LibraryUse, Handle: s.findPage},
		{Method: "POST", Pattern: "/library/{id}/holds", Action: allow.LibraryUse, Handle: s.place},
		{Method: "POST", Pattern: "/library/{id}/consent", Action: allow.LibraryConsent, Handle: s.consent},
		{Method: "POST", Pattern: "/library/holds/{id}/cancel", Action: allow.LibraryUse, Handle: s.cancel},
		{Method: "POST", Pattern: "/library/loans/{id}/renew", Action: allow.LibraryUse, Handle: s.renew},
	}
}

// section is the card's line, for whom the library lends something to.
func (s *Library) section(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if !allow.Can(h.Actor, allow.LibraryRead, allow.Target{School: h.School.ID, Person: h.PersonID}) {
		return nil, nil
	}
	books, _, err := catalogue.Count(ctx, q, h.School.ID)
	if err != nil || books == 0 {
		return nil, err
	}
	rules, err := loans.Rules(ctx, q, h.School.ID)
	if err != nil {
		return nil, err
	}
	out, err := loans.Out(ctx, q, h.School.ID, h.PersonID)
	if err != nil || len(out) == 0 && loans.Pick(rules, string(h.Role), catalogue.Ordinary).Most == 0 {
		return nil, err
	}
	holds, err := loans.Holds(ctx, q, h.School.ID, h.PersonID)
	late, ready := 0, 0
	for _, l := range out {
		if l.DueDay < timetable.Today(h.Now, h.Loc) {
			late++
		}
	}
	for _, one := range holds {
		if one.State == loans.HoldReady {
			ready++
		}
	}
	return view.Entry(h.PersonID, len(out), late, ready, h.Child), err
}

// whose finds the person or thing of an address and asks for the route's action.
func (s *Library) whose(r *http.Request, find campus.Owner) (p web.Named, sc campus.School, err error) {
	if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return p, sc, err
		}
		return p, sc, fault.New(fault.Forbidden, "forbidden")
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		t, err := find(ctx, q, r.PathValue("id"))
		if err != nil {
			return err
		}
		p = web.Named{ID: r.PathValue("id"), Target: t}
		sc, err = campus.SchoolByID(ctx, q, t.School)
		return err
	})
	if err != nil {
		s.CheckedByService(r)
		return p, sc, err
	}
	return p, sc, s.Check(r, p.Target)
}

func (s *Library) page(r *http.Request, sc campus.School) layout.Page {
	p := s.Page(r)
	p.SchoolName, p.Demo = sc.Name, sc.Demo
	return p
}

func (s *Library) readerPage(w http.ResponseWriter, r *http.Request) error {
	p, sc, err := s.whose(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	return s.drawReader(w, r, p, sc, nil)
}

// drawReader shows a reader's page, with why something was refused.
func (s *Library) drawReader(w http.ResponseWriter, r *http.Request, p web.Named, sc campus.School, refused error) error {
	a, status := web.Actor(r), http.StatusOK
	v := view.ReaderView{Page: s.page(r, sc), ID: p.Person, Own: a.People[p.Person], Today: timetable.Today(s.Now(), sc.Location())}
	if refused != nil {
		if v.Page.Problem = faultWords(r.Context(), fault.As(refused)); v.Page.Problem == "" || !refusedForm(refused) {
			return refused
		}
		status = fault.Status(refused)
	}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error { return s.fillPage(ctx, q, p, &v) })
	if err != nil {
		return err
	}
	if !v.Own {
		if err := s.Viewed(r, p.School, "library.viewed", map[string]any{"person": p.Person, "titles": v.Titles}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.ReaderPage(v))
}

// fillPage reads a reader's page. What a guardian may not read is not in it at all.
func (s *Library) fillPage(ctx context.Context, q bun.IDB, p web.Named, v *view.ReaderView) error {
	var err error
	if v.Name, err = campus.PersonName(ctx, q, p.School, p.Person); err != nil {
		return err
	}
	if v.Consented, err = loans.Consented(ctx, q, p.School, p.Person); err != nil {
		return err
	}
	v.Titles = v.Own || v.Consented
	rules, err := loans.Rules(ctx, q, p.School)
	if err != nil {
		return err
	}
	role, err := loans.RoleOf(ctx, q, p.School, p.Person)
	if err != nil {
		return err
	}
	general := loans.Pick(rules, role, "")
	v.Most, v.HoldsMost = general.Most, general.Holds
	out, err := loans.Out(ctx, q, p.School, p.Person)
	if err != nil {
		return err
	}
	until, err := loans.PausedUntil(ctx, q, p.School, p.Person)
	if err != nil {
		return err
	}
	if until >= v.Today {
		v.Until = until
	}
	calendar, err := timetable.LoadCalendar(ctx, q, p.School)
	if err != nil {
		return err
	}
	for _, l := range out {
		one := view.Loan{Line: lineOf(l, v.Today, rules), Days: timetable.DaysBetween(v.Today, l.DueDay), RenewOn: loans.RenewFrom(l.DueDay)}
		r := loans.PickNamed(rules, l.Rule)
		if one.WhyNot = loans.Renew(l, r, v.Today, until, l.Wanted); one.WhyNot == "" {
			one.RenewTo = loans.DueAfter(calendar, l.DueDay, r.Days)
		}
		if one.Overdue {
			v.Overdue++
		}
		if !v.Titles {
			one.Title, one.Author, one.Barcode = "", "", ""
		}
		v.Out = append(v.Out, one)
	}
	if v.Own {
		holds, err := loans.Holds(ctx, q, p.School, p.Person)
		if err != nil {
			return err
		}
		for _, h := range holds {
			v.Holds = append(v.Holds, view.Hold{ID: h.ID, Title: h.Title, Until: h.UntilDay, Ready: h.State == loans.HoldReady, Rank: h.Rank})
		}
	}
	y, err := loans.YearOf(ctx, q, p.School, p.Person, v.Today)
	if err != nil {
		return err
	}
	if v.Stayed, err = stayed(ctx, q, p.School, p.Person, v.Today); err != nil {
		return err
	}
	if room, is, err := entry.Of(ctx, q, p.School, s.Now().UnixMilli()); err != nil {
		return err
	} else if is && room.Keeps {
		v.Seats, v.Free = room.Seats, room.Free()
	}
	v.Months, v.Sum, v.Before, v.Year, v.Month = y.Months, y.Sum, y.Before, v.Today[:4], int(v.Today[5]-'0')*10+int(v.Today[6]-'0')
	for _, k := range catalogue.Kinds {
		if y.Kinds[k] > 0 {
			v.Kinds = append(v.Kinds, view.Kind{Kind: k, N: y.Kinds[k]})
		}
	}
	if v.Titles {
		for _, l := range y.Titles {
			v.Read = append(v.Read, view.Line{Title: l.Title, Due: l.LentDay})
		}
	}
	return nil
}

func (s *Library) findPage(w http.ResponseWriter, r *http.Request) error {
	p, sc, err := s.whose(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	v := view.FindView{Page: s.page(r, sc), ID: p.Person, Q: typed(r.URL.Query().Get("q"))}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		v.Books, v.More, err = found(ctx, q, p.School, v.Q)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.FindPage(v))
}

func found(ctx context.Context, q bun.IDB, school, text string) (list []view.Found, more bool, err error) {
	books, more, err := catalogue.Search(ctx, q, school, text)
	for _, b := range books {
		list = append(list, view.Found{ID: b.ID, Title: b.Title, Author: b.Author, Publisher: b.Publisher, Year: b.Year, ISBN: b.ISBN, ClassNo: b.ClassNo, Kind: b.Kind, Copies: b.Copies, Free: b.Free})
	}
	return list, more, err
}

func (s *Library) place(w http.ResponseWriter, r *http.Request) error {
	p, sc, err := s.whose(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	if err := s.loans.Place(web.Finish(r), web.Actor(r), p.School, p.Person, r.PostForm.Get("book")); err != nil {
		return s.drawReader(w, r, p, sc, err)
	}
	return web.See(w, r, view.Path(p.Person)+"?done=library-held")
}

func (s *Library) cancel(w http.ResponseWriter, r *http.Request) error {
	p, sc, err := s.whose(r, loans.OwnerOfHold)
	if err != nil {
		return err
	}
	if err := s.loans.Cancel(web.Finish(r), web.Actor(r), p.School, p.ID); err != nil {
		return s.drawReader(w, r, p, sc, err)
	}
	return web.See(w, r, view.Path(p.Person)+"?done=library-cancelled")
}

func (s *Library) renew(w http.ResponseWriter, r *http.Request) error {
	p, sc, err := s.whose(r, loans.OwnerOf)
	if err != nil {
		return err
	}
	if _, err := s.loans.Renew(web.Finish(r), web.Actor(r), p.School, p.ID, ""); err != nil {
		return s.drawReader(w, r, p, sc, err)
	}
	return web.See(w, r, view.Path(p.Person)+"?done=library-renewed")
}

func (s *Library) consent(w http.ResponseWriter, r *http.Request) error {
	p, _, err := s.whose(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	if err := s.loans.Consent(web.Finish(r), web.Actor(r), p.School, p.Person, r.PostForm.Get("titles") == "1"); err != nil {
		return err
	}
	return web.See(w, r, view.Path(p.Person)+"?done=library-consent")
}
