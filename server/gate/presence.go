package gate

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/reason"
	"yunka/server/web"
	frame "yunka/views/console"
	"yunka/views/gate"
	"yunka/views/msg"
)

// maxMuster bounds one page of a muster list: a list of a whole campus is the
// statistics' business.
const maxMuster = 2000

func (s *Gate) inside(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.insidePage(w, r, school, http.StatusOK, r.URL.Query().Get("zone"), "", "")
}

// insidePage shows who is inside; refused is the zone whose reset was refused,
// with a mark behind it.
func (s *Gate) insidePage(w http.ResponseWriter, r *http.Request, school string, status int, zone, refused, wrong string) error {
	view := gate.InsideView{Reset: refused, Error: wrong}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		view.Shell = sh
		loc, err := time.LoadLocation(sc.Zone)
		if err != nil {
			return err
		}
		now := s.Now()
		view.AsOf = now.In(loc)
		occupied, err := access.Occupancy(ctx, q, sc.ID, now.UnixMilli())
		if err != nil {
			return err
		}
		for _, o := range occupied {
			one := gate.Inside{ID: o.ID, Name: o.Name, Count: o.Count, Unknown: o.Unknown, Limit: o.PeopleLimit}
			view.Zones = append(view.Zones, one)
			if o.ID != zone {
				continue
			}
			view.Chosen = one
			list, err := access.Muster(ctx, q, sc.ID, o.ID, now.Add(-24*time.Hour).UnixMilli(), maxMuster+1)
			if err != nil {
				return err
			}
			view.More = len(list) > maxMuster
			for _, p := range list[:min(len(list), maxMuster)] {
				view.List = append(view.List, gate.Present{ID: p.PersonID, Name: p.Name, Role: p.Role, Class: p.Grade + p.Class, Since: time.UnixMilli(p.Since).In(loc), Before: p.Since <= o.Floor})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if zone != "" && view.Chosen.ID == "" {
		return web.ErrNotFound
	}
	if zone != "" {
		if err := s.Viewed(r, school, "inside.viewed", map[string]any{"zone": zone, "people": len(view.List)}); err != nil {
			return err
		}
	}
	return s.Render(w, r, status, gate.InsidePage(view))
}

func (s *Gate) reset(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	zone := r.PostForm.Get("zone")
	err = access.ResetZone(web.Finish(r), s.DB, web.Actor(r), school, zone, r.PostForm.Get("why"))
	switch {
	case err == nil && zone != "":
		return web.See(w, r, "/console/inside?done=saved&zone="+zone)
	case err == nil:
		return web.See(w, r, "/console/inside?done=saved")
	case fault.As(err).Code == "reset_reason":
		return s.insidePage(w, r, school, fault.Status(err), zone, zone+"!", gate.InsideWhyWrong(r.Context()))
	}
	return err
}

func (s *Gate) resetPerson(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, campus.OwnerOfPerson)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	why := r.PostForm.Get("why")
	if strings.TrimSpace(why) == "" {
		why = frame.PersonReset(r.Context())
	}
	if err := access.ResetPerson(web.Finish(r), s.DB, web.Actor(r), web.Actor(r).Name(), o.School, o.ID, why); err != nil {
		return err
	}
	return web.See(w, r, "/console/people/"+o.ID+"?done=saved")
}

func (s *Gate) ask(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	get := r.URL.Query().Get
	view := gate.AskView{Who: strings.TrimSpace(get("who")), Gate: get("gate"), When: get("at")}
	var found []gate.Found
	if view.Who != "" {
		if found, err = s.meant(r.Context(), school, view.Who); err != nil {
			return err
		}
		if chosen := get("person"); chosen != "" {
			found = slices.DeleteFunc(found, func(f gate.Found) bool { return f.ID != chosen })
		}
		if len(found) == 0 {
			view.Error = gate.AskNobody(r.Context())
		}
	}
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		view.Shell = sh
		loc, err := time.LoadLocation(sc.Zone)
		if err != nil {
			return err
		}
		gates, err := access.Gates(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, g := range gates {
			view.Gates = append(view.Gates, frame.Option{Value: g.ID, Text: g.Name + " · " + gate.GateWay(ctx, g.Direction)})
		}
		if len(found) > 1 {
			view.Several = found
		}
		if len(found) != 1 || len(gates) == 0 {
			return nil
		}
		if view.Gate == "" {
			view.Gate = gates[0].ID
		}
		at := s.Now()
		if view.When != "" {
			if at, err = time.ParseInLocation("2006-01-02T15:04", view.When, loc); err != nil {
				view.Error = gate.RuleDaysWrong(ctx)
				return nil
			}
		}
		why, err := access.Ask(ctx, q, web.Actor(r), sc.ID, found[0].ID, view.Gate, at.UnixMilli())
		if err == nil {
			view.Answer = asked(ctx, found[0], why, loc)
		}
		return err
	})
	if err != nil {
		return err
	}
	if view.Answer != nil {
		if err := s.Viewed(r, school, "presence.asked", map[string]any{"person": view.Answer.PersonID, "gate": view.Gate}); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, gate.AskPage(view))
}

func asked(ctx context.Context, who gate.Found, why access.Why, loc *time.Location) *gate.Asked {
	a := &gate.Asked{PersonID: who.ID, Name: who.Name, Gate: why.Gate.Name, Decision: string(why.Decision.Decision), Open: why.Open, Leaving: why.Gate.Direction == rule.Out,
		State: string(why.There.Self.State), Since: time.UnixMilli(why.There.Self.Since).In(loc), Count: why.There.Count}
	if why.Decision.Reason != reason.OK {
		a.Reason = msg.Reason(ctx, why.Decision.Reason)
	}
	if why.Decision.Warning != "" {
		a.Warning = msg.Reason(ctx, why.Decision.Warning)
	}
	if why.Verdict.Role {
		a.Role = why.Role
	}
	if why.Rule != nil {
		one := ruleOf(*why.Rule)
		a.Rule = &one
	}
	if z := why.There.Zone; z != nil {
		a.Kept, a.Limit = true, z.Limit
	}
	return a
}
