package dorm

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/dorm/housing"
	"yunka/server/fault"
	"yunka/server/lock"
	"yunka/server/terminal"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/dorm"
)

func (s *Dorm) noticesPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	return s.drawNotices(w, r, o, http.StatusOK, view.NoticesView{})
}

func (s *Dorm) drawNotices(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.NoticesView) error {
	err := s.inBuilding(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School, b view.Building) error {
		v.Shell, v.B = sh, b
		if v.Until == "" {
			v.Until = web.At(s.Now().AddDate(0, 0, 1).UnixMilli(), sc.Location()).Format(typedTime)
		}
		list, err := housing.Notices(ctx, q, o.Building, s.Now().UnixMilli())
		v.List = noticesOf(list, sc.Location())
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Notices(v))
}

func noticesOf(list []housing.Notice, loc *time.Location) (out []view.HouseNotice) {
	for _, n := range list {
		out = append(out, view.HouseNotice{ID: n.ID, Text: n.Text, By: n.ByName, Until: web.At(n.UntilAt, loc), PostedAt: web.At(n.PostedAt, loc)})
	}
	return out
}

func (s *Dorm) postNotice(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	text, typedUntil := strings.TrimSpace(r.PostForm.Get("text")), typed(r.PostForm.Get("until"))
	until := int64(0) // no time: refused as such
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, o.School)
		if err != nil {
			return err
		}
		if t, err := time.ParseInLocation(typedTime, typedUntil, sc.Location()); err == nil {
			until = t.UnixMilli()
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err = s.homes.PostNotice(web.Finish(r), web.Actor(r), o.School, o.Building, text, until); err == nil {
		return web.See(w, r, "/console/dorm/houses/"+o.Building+"/notices?done=dorm-posted")
	}
	words, failed := s.beside(r, err)
	if failed != nil {
		return failed
	}
	return s.drawNotices(w, r, o, fault.Status(err), view.NoticesView{Text: typed(text), Until: typedUntil, Error: words})
}

func (s *Dorm) endNotice(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfNotice)
	if err != nil {
		return err
	}
	building, err := s.homes.TakeDown(web.Finish(r), web.Actor(r), o.School, o.ID)
	if err != nil {
		return err
	}
	return web.See(w, r, "/console/dorm/houses/"+building+"/notices?done=dorm-saved")
}

// quietLock is how long a lock may say nothing before its warden is told.
const quietLock = 24 * time.Hour

func (s *Dorm) locksPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, housing.OwnerOfBuilding)
	if err != nil {
		return err
	}
	var v view.LocksView
	err = s.inBuilding(r, o, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School, b view.Building) error {
		v.Shell, v.B = sh, b
		list, err := lock.Locks(ctx, q, o.School, o.Building, s.Now().UnixMilli())
		for _, l := range list {
			v.Locks = append(v.Locks, s.lockOf(l, sc.Location()))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Locks(v))
}

func (s *Dorm) lockOf(l lock.Row, loc *time.Location) view.Lock {
	last := max(l.LastAt, l.PulledAt)
	v := view.Lock{Name: l.Name, Place: l.Place, Battery: int(l.Battery), Tokens: l.Tokens, Ending: l.Ending, Lapsed: l.Lapsed, Low: l.Battery >= 0 && l.Battery < lock.LowBattery,
		Quiet: s.Now().UnixMilli()-last > quietLock.Milliseconds()}
	if last != 0 {
		v.Last = web.At(last, loc)
	}
	if l.FirstEnds != 0 {
		v.FirstEnds = web.At(l.FirstEnds, loc)
	}
	if max(l.OffsetMS, -l.OffsetMS) > terminal.SkewMS {
		v.Off = l.OffsetMS / 1000
	}
	return v
}

// person is the part of the console's page of a person: where they live, and the plan.
func (s *Dorm) person(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School, person string) (templ.Component, error) {
	if !allow.Can(a, allow.DormManage, allow.Target{School: sc.ID}) {
		return nil, nil
	}
	list, err := housing.HistoryOf(ctx, q, sc.ID, person)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return view.Part(view.PersonPart{Stays: history(list, sc.Location()), Plan: "/console/dorm/houses/" + list[0].BuildingID + "?person=" + person}), nil
}
