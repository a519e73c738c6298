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

const typedTime = "2006-01-02T15:04" // of datetime-local

func (s *Dorm) freePage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	var v view.FreeView
	now := s.Now().UnixMilli()
	err = s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, _ campus.School) error {
		v.Shell = sh
		b, err := housing.BuildingOf(ctx, q, o.School, o.ID, now)
		if err != nil {
			return err
		}
		v.B = buildingOf(b)
		beds, err := housing.Beds(ctx, q, o.ID, -1, now)
		for _, one := range beds {
			if one.State == housing.Open && one.PersonID == "" && one.NextID == "" {
				v.Beds = append(v.Beds, view.FreeBed{ID: one.ID, Room: one.Room, Name: one.Name, Floor: one.Floor})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Free(v))
}

func (s *Dorm) bedPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBed)
	if err != nil {
		return err
	}
	return s.drawBed(w, r, o, http.StatusOK, view.BedView{Overlap: true}, r.URL.Query().Get("person"))
}

func (s *Dorm) drawBed(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.BedView, person string) error {
	now := s.Now().UnixMilli()
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		bed, err := housing.BedIn(ctx, q, o.School, o.ID, now)
		if err != nil {
			return err
		}
		b, err := housing.BuildingOf(ctx, q, o.School, bed.BuildingID, now)
		if err != nil {
			return err
		}
		people, err := classes(ctx, q, o.School, now, []housing.Bed{bed})
		if err != nil {
			return err
		}
		rooms, err := housing.RoomsOf(ctx, q, bed.BuildingID)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			v.Door = v.Door || room.ID == bed.RoomID && room.ZoneID != ""
		}
		loc := sc.Location()
		v.B, v.RoomID, v.Room, v.Floor, v.Bed, v.StayID = buildingOf(b), bed.RoomID, bed.Room, bed.Floor, bedOf(bed, people, loc), bed.StayID
		v.Since = web.At(bed.Since, loc)
		if v.Mover, err = mover(ctx, q, o.School, person, now); err != nil {
			return err
		}
		list, err := housing.HistoryOfBed(ctx, q, o.ID)
		v.History = history(list, loc)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.BedPage(v))
}

func history(list []housing.Stay, loc *time.Location) (out []view.Stay) {
	for _, st := range list {
		one := view.Stay{PersonID: st.PersonID, Person: st.Person, Place: st.Building + " " + st.Room + "-" + st.Bed, From: web.At(st.FromAt, loc)}
		if st.UntilAt != 0 {
			one.To = web.At(st.UntilAt, loc)
		}
		if st.DoorUntil > st.UntilAt {
			one.Doors = web.At(st.DoorUntil, loc)
		}
		out = append(out, one)
	}
	return out
}

func (s *Dorm) setBed(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, housing.OwnerOfBed)
	if err != nil {
		return err
	}
	if _, err := s.homes.SetBed(web.Finish(r), web.Actor(r), o.School, o.ID, r.PostForm.Get("state")); err != nil {
		return err
	}
	return web.See(w, r, "/console/dorm/beds/"+o.ID+"?done=dorm-saved")
}

// give gives the bed to who was typed or chosen. Of several people with a name the form asks
// which.
func (s *Dorm) give(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, housing.OwnerOfBed)
	if err != nil {
		return err
	}
	v := view.BedView{Who: typed(r.PostForm.Get("who")), At: typed(r.PostForm.Get("at")), Overlap: r.PostForm.Get("overlap") == "1"}
	g := housing.Give{Bed: o.ID, Person: strings.ToValidUTF8(r.PostForm.Get("person"), ""), Overlap: v.Overlap}
	chosen := g.Person
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		if v.At != "" {
			t, err := time.ParseInLocation(typedTime, v.At, sc.Location())
			if err != nil {
				return fault.New(fault.Invalid, "dorm_time")
			}
			g.At = t.UnixMilli()
		}
		if g.Person != "" {
			return nil
		}
		hits, err := campus.Search(ctx, q, o.School, v.Who)
		switch {
		case err != nil:
			return err
		case len(hits) == 0:
			return fault.New(fault.Invalid, "dorm_person")
		case len(hits) > 1:
			for _, h := range hits {
				v.Hits = append(v.Hits, view.Mover{ID: h.ID, Name: h.Name, Class: h.Class, Number: h.Number})
			}
			return fault.New(fault.Invalid, "dorm_which")
		}
		g.Person = hits[0].ID
		return nil
	})
	building := ""
	if err == nil {
		building, err = s.homes.Assign(web.Finish(r), web.Actor(r), o.School, g)
	}
	if err == nil {
		return web.See(w, r, "/console/dorm/houses/"+building+"?done=dorm-given")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	v.Error = words
	return s.drawBed(w, r, o, fault.Status(err), v, chosen)
}

func (s *Dorm) endStay(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, housing.OwnerOfStay)
	if err != nil {
		return err
	}
	building, err := s.homes.End(web.Finish(r), web.Actor(r), o.School, o.ID, 0, r.PostForm.Get("overlap") == "1")
	if err != nil {
		return err
	}
	return web.See(w, r, "/console/dorm/houses/"+building+"?done=dorm-ended")
}

func (s *Dorm) giveDoor(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfRoom)
	if err != nil {
		return err
	}
	building, err := s.homes.GiveDoor(web.Finish(r), web.Actor(r), o.School, o.ID)
	if err != nil {
		return err
	}
	return web.See(w, r, "/console/dorm/houses/"+building+"?done=dorm-door")
}
