package dorm

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/dorm/housing"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/dorm"
)

// eventDays is how far back refusals at doors are listed.
const eventDays = 30

// inBuilding reads a page of a building for its warden or the office.
func (s *Dorm) inBuilding(r *http.Request, o web.Named, fill func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School, b view.Building) error) error {
	return s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		b, err := housing.BuildingOf(ctx, q, o.School, o.Building, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		return fill(ctx, q, sh, sc, buildingOf(b))
	})
}

func (s *Dorm) repairsPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	return s.drawRepairs(w, r, o, http.StatusOK, "", view.Repair{})
}

// drawRepairs shows a building's repairs; of the wrong one what was typed.
func (s *Dorm) drawRepairs(w http.ResponseWriter, r *http.Request, o web.Named, status int, problem string, wrong view.Repair) error {
	v := view.RepairsView{Error: problem}
	err := s.inBuilding(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School, b view.Building) error {
		v.Shell, v.B = sh, b
		list, err := housing.Repairs(ctx, q, o.Building)
		for _, f := range list {
			one := repairOf(f, sc.Location())
			if f.ID == wrong.ID {
				one.State, one.Told = wrong.State, wrong.Told
			}
			v.List = append(v.List, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Repairs(v))
}

func repairOf(f housing.Repair, loc *time.Location) view.Repair {
	return view.Repair{ID: f.ID, Room: f.Room, Person: f.Person, What: f.What, State: f.State, Told: f.Told, AskedAt: web.At(f.AskedAt, loc), ChangedAt: web.At(f.ChangedAt, loc), Confirmed: f.ConfirmedAt != 0}
}

func (s *Dorm) answerRepair(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, housing.OwnerOfRepair)
	if err != nil {
		return err
	}
	state, told := r.PostForm.Get("state"), strings.TrimSpace(r.PostForm.Get("told"))
	building, err := s.homes.Answer(web.Finish(r), web.Actor(r), o.School, o.ID, state, told)
	if err == nil {
		return web.See(w, r, "/console/dorm/houses/"+building+"/repairs?done=dorm-saved")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawRepairs(w, r, o, fault.Status(err), words, view.Repair{ID: o.ID, State: state, Told: typed(told)})
}

func (s *Dorm) eventsPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	var v view.EventsView
	err = s.inBuilding(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School, b view.Building) error {
		v.Shell, v.B = sh, b
		list, err := housing.Events(ctx, q, o.Building)
		if err != nil {
			return err
		}
		for _, e := range list {
			v.Events = append(v.Events, view.Event{ID: e.ID, Kind: e.Kind, Person: e.Person, Place: e.Place, At: web.At(e.At, sc.Location()), Seen: e.SeenAt != 0})
		}
		refused, err := housing.Refused(ctx, q, o.School, o.Building, s.Now().AddDate(0, 0, -eventDays).UnixMilli())
		for _, e := range refused {
			v.Refused = append(v.Refused, view.Event{Person: e.Person, Place: e.Gate, At: web.At(e.At, sc.Location())})
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "dorm.events_viewed", map[string]any{"building": o.Building}); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Events(v))
}

func (s *Dorm) seen(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfEvent)
	if err != nil {
		return err
	}
	building, err := s.homes.Seen(web.Finish(r), web.Actor(r), o.School, o.ID)
	if err != nil {
		return err
	}
	return web.See(w, r, "/console/dorm/houses/"+building+"/events?done=dorm-saved")
}
