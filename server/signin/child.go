package signin

import (
	"context"
	"net/http"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/signin"
)

// childSection is the line of a child; nothing where the child neither is expected nor has
// signed in to anything in a year.
func (s *Signin) childSection(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if !allow.Can(h.Actor, allow.AttendanceRead, allow.Target{School: h.School.ID, Person: h.PersonID, Class: h.Class}) {
		return nil, nil
	}
	var v view.Mine
	if err := s.own(ctx, q, &v, []string{h.PersonID}, map[string]campus.School{h.School.ID: h.School}, h.Now); err != nil {
		return nil, err
	}
	if len(v.Coming) == 0 && len(v.Signed) == 0 {
		return nil, nil
	}
	view.Sort(&v, h.Now)
	var last *view.Own
	if len(v.Signed) > 0 {
		last = &v.Signed[0]
	}
	return view.ChildEntry(h.PersonID, len(v.Coming), last), nil
}

// childPage is what is coming for one person and what they signed in to, for who may read
// their attendance.
func (s *Signin) childPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.OwnerOf(r.Context(), campus.OwnerOfPerson, r.PathValue("id"))
	if err != nil {
		s.CheckedByService(r)
		if web.Actor(r).Kind != allow.Account {
			return s.Check(r, allow.Target{})
		}
		return err
	}
	if err := s.Check(r, o.Target); err != nil {
		return err
	}
	v := view.Child{Page: s.Page(r)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
		if v.Name, err = campus.PersonName(ctx, q, sc.ID, o.ID); err != nil {
			return err
		}
		return s.own(ctx, q, &v.Mine, []string{o.ID}, map[string]campus.School{sc.ID: sc}, s.Now())
	})
	if err != nil {
		return err
	}
	view.Sort(&v.Mine, s.Now())
	if err := s.Viewed(r, o.School, "signin.viewed", map[string]any{"person": o.ID}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.ChildPage(v))
}
