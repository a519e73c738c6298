package pickup

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/pickup/release"
	"yunka/server/reason"
	"yunka/server/shift"
	"yunka/server/terminal"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/pickup"
)

// desk is what a terminal of the scene pickup has beside the kiosk's page.
func (s *Pickup) desk(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	v := view.Desk{Staff: who.Staff}
	err = s.at(r.Context(), who, func(ctx context.Context, q bun.IDB, sc campus.School) error {
		if !who.Staff {
			return nil
		}
		sh, err := shift.At(ctx, q, sc.ID, who.ID, s.Now())
		if err != nil {
			return err
		}
		v.Shift = sh.Name
		busy, err := release.HandledElsewhere(ctx, q, sc, who.ID, s.Now())
		if err != nil {
			return err
		}
		for _, h := range busy {
			v.Handled = append(v.Handled, view.Handled{By: h.By, Where: h.Where, Since: web.At(h.Since, sc.Location())})
		}
		v.Lock, err = lock(ctx, q, sc)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.DeskPage(v))
}

// at reads in the school of a terminal.
func (s *Pickup) at(ctx context.Context, who terminal.Identity, fn func(ctx context.Context, q bun.IDB, sc campus.School) error) error {
	return s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, who.School)
		if err != nil {
			return err
		}
		return fn(ctx, q, sc)
	})
}

// came is the screen of a scan. Whose names it shows is on record: the scan is.
func (s *Pickup) came(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var v view.Came
	err = s.at(r.Context(), who, func(ctx context.Context, q bun.IDB, sc campus.School) error {
		x, err := s.release.Screen(ctx, q, sc, who.ID, r.PathValue("id"), s.Now())
		if err != nil {
			return err
		}
		v = cameView(x, sc)
		return nil
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.CamePage(v))
}

func cameView(x release.Screen, sc campus.School) view.Came {
	loc := sc.Location()
	v := view.Came{Desk: view.Desk{Staff: true, Shift: x.Shift.Name}, Scan: x.Scan, ID: x.Adult, Name: x.Name, Relation: x.Relation, Photo: x.Photo, Manual: x.Manual, At: web.At(x.At, loc)}
	if l := x.Lock; l.ID != "" {
		v.Lock = &view.Lock{Why: l.Why, By: l.Name, First: l.FirstName, Since: web.At(l.At, loc)}
	}
	for _, c := range x.Children {
		k := kidView(c)
		k.Taken = web.At(c.Taken, loc)
		v.Kids = append(v.Kids, k)
	}
	if h := x.Handled; h.By != "" {
		v.Taken = &view.Handled{By: h.By, Where: h.Where, Since: web.At(h.Since, loc)}
	}
	v.Why = string(release.Why(x.Stopped))
	for _, c := range x.Stopped {
		if string(c.Reason) != v.Why {
			continue
		}
		v.Stopped = append(v.Stopped, kidView(c))
		if a, ok := c.Against(); ok && x.Shift.Office && c.Reason == reason.PickCustodyRestricted {
			v.Against = &view.Against{Document: a.Document, From: timetable.Instant(a.FromDay, 12*60, loc)}
			if a.UntilDay != "" {
				v.Against.Until = timetable.Instant(a.UntilDay, 12*60, loc)
			}
		}
	}
	return v
}

func kidView(c release.Child) view.Kid {
	k := view.Kid{ID: c.ID, Name: c.Name, Class: c.Class, State: string(c.State), Reason: string(c.Reason), Plan: view.Plan{Mode: string(c.Mode), Note: c.Note}, Photo: c.Photo, Undo: c.Undo, Delegate: c.Delegate(),
		TakenBy: c.TakenBy, ReleasedBy: c.ReleasedBy}
	if c.PlanBy != "" {
		k.Plan.Adult = view.Adult{ID: "meant", Relation: c.PlanBy}
	}
	return k
}

// facePhoto is a photo of a screen.
func (s *Pickup) facePhoto(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	person := r.URL.Query().Get("of")
	err = s.at(r.Context(), who, func(ctx context.Context, q bun.IDB, sc campus.School) error {
		return s.release.PhotoOf(ctx, q, sc, who.ID, r.PathValue("id"), person, s.Now())
	})
	if err != nil {
		return err
	}
	return s.Photo(w, r, who.School, person)
}

// takeShift begins a shift by a PIN, once for all that follows.
func (s *Pickup) takeShift(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
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
	name, err := s.release.TakeShift(web.Finish(r), who.Actor(), staff)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, map[string]string{"name": name})
}

func (s *Pickup) endShift(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	if err := s.release.EndShift(web.Finish(r), who.Actor()); err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}

// doubt calls staff because who came is not whom the code is of.
func (s *Pickup) doubt(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Scan string `json:"scan"`
		PIN  string `json:"pin"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if body.Scan == "" {
		return fault.New(fault.NotFound, "not_found")
	}
	staff, err := s.staff(r, who, body.PIN)
	if err != nil {
		return err
	}
	if err := s.release.Doubt(web.Finish(r), who.Actor(), body.Scan, staff); err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}
