package dorm

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/dorm/housing"
	"yunka/server/fault"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/dorm"
)

// repairDays is how long a repair that has ended stays on the room's page.
const repairDays = 14

// section is the card's line, for who lives somewhere or is about to.
func (s *Dorm) section(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if !allow.Can(h.Actor, allow.DormRead, allow.Target{School: h.School.ID, Person: h.PersonID}) {
		return nil, nil
	}
	list, err := housing.HistoryOf(ctx, q, h.School.ID, h.PersonID)
	now := h.Now.UnixMilli()
	for _, st := range list { // newest first
		if st.UntilAt == 0 || st.UntilAt > now {
			return view.Entry(h.PersonID, st.Building, st.Room, st.Bed, h.Child), err
		}
	}
	return nil, err
}

// whose finds the person of an address and asks for the route's action.
func (s *Dorm) whose(r *http.Request) (p web.Named, sc campus.School, err error) {
	if web.Actor(r).Kind != allow.Account { // who is not signed in learns nothing about ids
		if err := s.Check(r, allow.Target{}); err != nil {
			return p, sc, err
		}
		return p, sc, fault.New(fault.Forbidden, "forbidden")
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		t, err := campus.OwnerOfPerson(ctx, q, r.PathValue("id"))
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

func (s *Dorm) roomPage(w http.ResponseWriter, r *http.Request) error {
	p, sc, err := s.whose(r)
	if err != nil {
		return err
	}
	return s.drawRoom(w, r, p, sc, http.StatusOK, view.RoomView{})
}

func (s *Dorm) drawRoom(w http.ResponseWriter, r *http.Request, p web.Named, sc campus.School, status int, v view.RoomView) error {
	v.Page, v.ID, v.Own = s.Page(r), p.Person, web.Actor(r).People[p.Person]
	v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
	v.Page.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if v.Name, err = campus.PersonName(ctx, q, p.School, p.Person); err != nil {
			return err
		}
		return s.fillRoom(ctx, q, p, sc, &v)
	})
	if err != nil {
		return err
	}
	if !v.Own {
		if err := s.Viewed(r, p.School, "dorm.viewed", map[string]any{"person": p.Person}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.RoomPage(v))
}

func (s *Dorm) fillRoom(ctx context.Context, q bun.IDB, p web.Named, sc campus.School, v *view.RoomView) error {
	now, loc := s.Now().UnixMilli(), sc.Location()
	list, err := housing.HistoryOf(ctx, q, p.School, p.Person)
	if err != nil {
		return err
	}
	var here housing.Stay
	for _, st := range list {
		switch {
		case st.FromAt > now:
			v.Next, v.NextAt = st.Building+" "+st.Room+"-"+st.Bed, web.At(st.FromAt, loc)
		case st.UntilAt == 0 || st.UntilAt > now:
			here = st
		case st.DoorUntil > now:
			v.Old, v.OldUntil = st.Building+" "+st.Room, web.At(st.DoorUntil, loc)
		}
	}
	if here.ID == "" {
		return nil
	}
	v.Lives, v.Building, v.Room, v.Bed = true, here.Building, here.Room, here.Bed
	b, err := housing.BuildingOf(ctx, q, p.School, here.BuildingID, now)
	if err != nil {
		return err
	}
	v.Curfew = clock(b.Curfew)
	posted, err := housing.Notices(ctx, q, here.BuildingID, now)
	if err != nil {
		return err
	}
	v.Notices = noticesOf(posted, loc)
	wardens, err := housing.Wardens(ctx, q, p.School, here.BuildingID, now)
	if err != nil {
		return err
	}
	for _, one := range wardens {
		v.Wardens = append(v.Wardens, view.Mate{Name: one.Name, Phone: one.Phone})
	}
	if !v.Own { // the room and who looks after it: roommates are not a guardian's
		return nil
	}
	beds, err := housing.BedsOf(ctx, q, here.RoomID, now)
	if err != nil {
		return err
	}
	people, err := classes(ctx, q, p.School, now, beds)
	if err != nil {
		return err
	}
	var ids []string
	for _, bed := range beds {
		if bed.PersonID != "" {
			ids = append(ids, bed.PersonID)
		}
	}
	phones, err := housing.Phones(ctx, q, p.School, ids)
	if err != nil {
		return err
	}
	_, v.Shares = phones[p.Person]
	v.Beds = len(beds)
	for _, bed := range beds {
		if bed.PersonID != "" {
			m := people[bed.PersonID]
			v.Mates = append(v.Mates, view.Mate{Name: bed.Person, Bed: bed.Name, Class: campus.ClassName(m.Grade, m.Class), Phone: phones[bed.PersonID], You: bed.PersonID == p.Person})
		}
		if bed.NextID != "" && bed.NextID != p.Person {
			v.Comes = append(v.Comes, view.Mate{Bed: bed.Name, At: web.At(bed.NextAt, loc)})
		}
	}
	repairs, err := housing.RepairsOf(ctx, q, here.RoomID, s.Now().AddDate(0, 0, -repairDays).UnixMilli())
	for _, f := range repairs {
		v.Repairs = append(v.Repairs, repairOf(f, loc))
	}
	return err
}

func (s *Dorm) askRepair(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	p, sc, err := s.whose(r)
	if err != nil {
		return err
	}
	what := r.PostForm.Get("what")
	if err = s.homes.Ask(web.Finish(r), web.Actor(r), p.School, p.Person, what); err == nil {
		return web.See(w, r, view.Path(p.Person)+"?done=dorm-asked")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawRoom(w, r, p, sc, fault.Status(err), view.RoomView{What: typed(what), Error: words})
}

// mended is a resident's word on a repair that is said to be done.
func (s *Dorm) mended(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	p, sc, err := s.whose(r)
	if err != nil {
		return err
	}
	mended := r.PostForm.Get("mended") == "1"
	if err = s.homes.Confirm(web.Finish(r), web.Actor(r), p.School, p.Person, strings.ToValidUTF8(r.PostForm.Get("repair"), ""), mended); err == nil {
		return web.See(w, r, view.Path(p.Person)+"?done=dorm-mended")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawRoom(w, r, p, sc, fault.Status(err), view.RoomView{Error: words})
}

func (s *Dorm) setPhone(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	p, _, err := s.whose(r)
	if err != nil {
		return err
	}
	if err := s.homes.Consent(web.Finish(r), web.Actor(r), p.School, p.Person, r.PostForm.Get("phone") == "1"); err != nil {
		return err
	}
	return web.See(w, r, view.Path(p.Person)+"?done=dorm-phone")
}
