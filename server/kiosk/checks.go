package kiosk

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/scan"
	"yunka/server/scan/history"
	"yunka/server/shift"
	"yunka/server/terminal"
	"yunka/server/web"
	"yunka/views/kiosk"
	"yunka/views/msg"
)

// takeShift begins a shift by a PIN, once for every decision that follows.
func (s *Kiosk) takeShift(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		PIN string `json:"pin"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	staff, err := s.Accounts.GuardByPIN(r.Context(), who.School, who.ID, body.PIN)
	if err != nil {
		return err
	}
	var name string
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) (err error) {
		if name, err = shift.Take(ctx, tx, who.School, who.ID, staff); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: who.School, Actor: who.Actor().Name(), Action: "kiosk.shift", Target: "person:" + staff})
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, kiosk.OnShift{Name: name, Left: shift.Idle.Milliseconds()})
}

func (s *Kiosk) endShift(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error { return shift.End(ctx, tx, who.School, who.ID) })
	if err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}

// staff is who decides: whose PIN came with the request, or who is on shift, which goes
// on. Forbidden kiosk_shift if nobody is.
func (s *Kiosk) staff(r *http.Request, who terminal.Identity, pin *string) (staff string, err error) {
	if pin != nil {
		return s.Accounts.GuardByPIN(r.Context(), who.School, who.ID, *pin)
	}
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error {
		now, err := shift.Use(ctx, tx, who.School, who.ID)
		if staff = now.Staff; err == nil && staff == "" {
			err = fault.Newf(fault.Forbidden, "kiosk_shift", "Nobody is on shift at this terminal.")
		}
		return err
	})
	return staff, err
}

// checks is who still waits here for somebody to look, and who is on shift. After
// scan.ConfirmLife it is the office's matter: the dashboard has them all.
func (s *Kiosk) checks(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	view := kiosk.Checks{Waiting: []kiosk.Check{}}
	shown := map[string]bool{}
	now := s.Now()
	err = s.atSchool(r.Context(), who.School, func(ctx context.Context, q bun.IDB, _ *time.Location) error {
		clear(shown)
		view.Waiting = view.Waiting[:0]
		sh, err := shift.At(ctx, q, who.School, who.ID, now)
		if err != nil {
			return err
		}
		view.Shift = kiosk.OnShift{Name: sh.Name, Left: sh.Left.Milliseconds()}
		entries, err := history.WaitingAt(ctx, q, who.School, who.ID, now.Add(-scan.ConfirmLife).UnixMilli())
		if err != nil {
			return err
		}
		var people []string
		for _, e := range entries {
			if e.PersonID != "" {
				shown[e.PersonID] = true
				people = append(people, e.PersonID)
			}
		}
		kids, err := campus.ChildrenOf(ctx, q, now.UnixMilli(), people...)
		if err != nil {
			return err
		}
		for _, e := range entries {
			c := kiosk.Check{Scan: e.Scan, Name: e.Name, Why: msg.Reason(ctx, e.Reason), Waited: now.UnixMilli() - e.At}
			var names []string
			for _, k := range kids {
				if k.AdultID == e.PersonID && k.SchoolID == who.School {
					names = append(names, k.Name)
					if c.Relation == "" {
						c.Relation = k.Relation
					} else if c.Relation != k.Relation {
						c.Relation = "other"
					}
				}
			}
			c.Who = kiosk.WhoIs(ctx, e.Role, campus.ClassName(e.Grade, e.Class), c.Relation, names)
			if c.Photo, err = campus.HasPhoto(ctx, q, who.School, e.PersonID); err != nil {
				return err
			}
			view.Waiting = append(view.Waiting, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(shown) > 0 {
		if err := s.Viewed(r, who.School, "kiosk.viewed", map[string]any{"people": web.Keys(shown)}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, view)
}
