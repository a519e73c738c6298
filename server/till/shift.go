package till

import (
	"context"
	"net/http"

	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/shift"
	"yunka/server/terminal"
	"yunka/server/web"
)

// takeShift begins a shift by a PIN, once for all that follows.
func (s *Till) takeShift(w http.ResponseWriter, r *http.Request) error {
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
	var name string
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) (err error) {
		if name, err = shift.Take(ctx, tx, who.School, who.ID, staff); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: who.School, Actor: who.Actor().Name(), Action: "till.shift", Target: "person:" + staff})
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, map[string]string{"name": name})
}

func (s *Till) endShift(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error { return shift.End(ctx, tx, who.School, who.ID) })
	if err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}

// onShift is who is on shift at a till; asking uses it. Forbidden till_shift if nobody is.
func (s *Till) onShift(r *http.Request, who terminal.Identity) (staff string, err error) {
	err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error {
		now, err := shift.Use(ctx, tx, who.School, who.ID)
		if staff = now.Staff; err == nil && staff == "" {
			err = fault.New(fault.Forbidden, "till_shift")
		}
		return err
	})
	return staff, err
}
