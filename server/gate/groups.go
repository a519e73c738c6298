package gate

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/gate"
)

func (s *Gate) groups(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.groupsPage(w, r, school, http.StatusOK, "", "")
}

func (s *Gate) groupsPage(w http.ResponseWriter, r *http.Request, school string, status int, name, wrong string) error {
	v := view.GroupsView{Name: name, Error: wrong}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		groups, err := access.Groups(ctx, q, sc.ID, s.Now().UnixMilli())
		for _, g := range groups {
			v.Groups = append(v.Groups, view.Group(g))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.GroupsPage(v))
}

func (s *Gate) addGroup(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	name := strings.TrimSpace(r.PostForm.Get("name"))
	id, err := access.AddGroup(web.Finish(r), s.DB, web.Actor(r), school, name)
	if err == nil {
		return web.See(w, r, "/console/groups/"+id+"?done=saved")
	}
	if code := fault.As(err).Code; code == "group_name" || code == "group_taken" {
		return s.groupsPage(w, r, school, fault.Status(err), name, view.GroupNameWrong(r.Context()))
	}
	return err
}

func (s *Gate) group(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfGroup)
	if err != nil {
		return err
	}
	return s.groupPage(w, r, o, http.StatusOK, view.GroupView{})
}

func (s *Gate) groupPage(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.GroupView) error {
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		now := s.Now().UnixMilli()
		loc, err := time.LoadLocation(sc.Zone)
		if err != nil {
			return err
		}
		groups, err := access.Groups(ctx, q, sc.ID, now)
		if err != nil {
			return err
		}
		for _, g := range groups {
			if g.ID == o.ID {
				v.Group = view.Group(g)
			}
		}
		people, err := access.GroupMembers(ctx, q, sc.ID, o.ID, now)
		for _, p := range people {
			one := view.GroupMember{ID: p.PersonID, Name: p.Name, Number: p.Number, Class: p.Grade + p.Class, Over: p.Over}
			if p.Until != 0 {
				one.Until = time.UnixMilli(p.Until - 1).In(loc).Format(time.DateOnly)
			}
			v.People = append(v.People, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.GroupPage(v))
}

func (s *Gate) grant(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfGroup)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	v := view.GroupView{Typed: r.PostForm.Get("people"), Until: strings.TrimSpace(r.PostForm.Get("until"))}
	var until int64
	if v.Until != "" {
		sc, err := s.Campus.SchoolByID(r.Context(), o.School)
		if err != nil {
			return err
		}
		day, wrong := time.ParseInLocation(time.DateOnly, v.Until, sc.Location())
		if until = day.AddDate(0, 0, 1).UnixMilli(); wrong != nil {
			until = 1 // past
		}
	}
	_, err = access.Grant(web.Finish(r), s.DB, web.Actor(r), o.School, o.ID, strings.Fields(strings.NewReplacer(",", " ", "，", " ", ";", " ", "、", " ").Replace(v.Typed)), until)
	if err == nil {
		return web.See(w, r, "/console/groups/"+o.ID+"?done=saved")
	}
	switch f := fault.As(err); f.Code {
	case "group_people":
		v.Error, v.Field = view.GroupNobody(r.Context(), f.Detail), "people"
	case "group_until":
		v.Error, v.Field = view.GroupUntilWrong(r.Context()), "until"
	default:
		return err
	}
	return s.groupPage(w, r, o, fault.Status(err), v)
}

func (s *Gate) ungrant(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, access.OwnerOfGroup)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	if err := access.Ungrant(web.Finish(r), s.DB, web.Actor(r), o.School, o.ID, r.PostForm.Get("person")); err != nil {
		return err
	}
	return web.See(w, r, "/console/groups/"+o.ID+"?done=saved")
}
