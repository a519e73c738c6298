package pickup

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/pickup/release"
	"yunka/server/terminal"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/pickup"
)

// staff is who confirms: whose PIN came along or, without one, who is on shift here.
func (s *Pickup) staff(r *http.Request, who terminal.Identity, pin string) (string, error) {
	if pin == "" {
		return s.release.OnShift(web.Finish(r), who.Actor())
	}
	return s.Accounts.GuardByPIN(r.Context(), who.School, who.ID, pin)
}

// handOver releases one child to the adult of a scan.
func (s *Pickup) handOver(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Scan    string `json:"scan"`
		Child   string `json:"child"`
		PIN     string `json:"pin"`
		Second  string `json:"second"` // the PIN of another one, without a phone
		Differs bool   `json:"differs"`
		Sure    bool   `json:"sure"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	a := release.Ask{Scan: body.Scan, Child: body.Child, Differs: body.Differs, Sure: body.Sure}
	if a.Staff, err = s.staff(r, who, body.PIN); err != nil {
		return err
	}
	if body.Second != "" {
		if a.Second, err = s.Accounts.GuardByPIN(r.Context(), who.School, who.ID, body.Second); err != nil {
			return err
		}
	}
	out, err := s.release.Release(web.Finish(r), who.Actor(), a)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, out)
}

// takeBack says that somebody has not gone after all.
func (s *Pickup) takeBack(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Child string `json:"child"`
		PIN   string `json:"pin"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	staff, err := s.staff(r, who, body.PIN)
	if err != nil {
		return err
	}
	if err := s.release.TakeBack(web.Finish(r), who.Actor(), body.Child, staff); err != nil {
		return err
	}
	return web.WriteJSON(w, struct{}{})
}

// hold keeps a child at school, or no longer.
func (s *Pickup) hold(w http.ResponseWriter, r *http.Request) error {
	c, err := s.child(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	if err := s.release.Hold(web.Finish(r), web.Actor(r), c.School, c.ID, r.PostForm.Get("why")); err != nil {
		return s.refused(w, r, c, "", err)
	}
	return web.See(w, r, view.Path(c.ID)+"?done=plan-saved")
}

func (s *Pickup) lockDown(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	if err := s.release.LockDown(web.Finish(r), web.Actor(r), school, r.PostForm.Get("why")); err != nil {
		return s.notLocked(w, r, school, err)
	}
	return web.See(w, r, "/console/pickup?done=locked-down")
}

func (s *Pickup) liftLock(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	ended, err := s.release.LiftLock(web.Finish(r), web.Actor(r), school)
	if err != nil {
		return s.notLocked(w, r, school, err)
	}
	done := "lockdown-first"
	if ended {
		done = "lockdown-ended"
	}
	return web.See(w, r, "/console/pickup?done="+done)
}

func (s *Pickup) notLocked(w http.ResponseWriter, r *http.Request, school string, err error) error {
	text := s.FaultWords(r.Context(), fault.As(err))
	if text == "" {
		return err
	}
	return s.drawOffice(w, r, school, fault.Status(err), view.OfficeView{Locked: text})
}

// lock is the lockdown that holds, as pages say it.
func lock(ctx context.Context, q bun.IDB, sc campus.School) (*view.Lock, error) {
	l, err := release.Lockdown(ctx, q, sc.ID)
	if err != nil || l.ID == "" {
		return nil, err
	}
	return &view.Lock{Why: l.Why, By: l.Name, First: l.FirstName, Since: web.At(l.At, sc.Location())}, nil
}

// gone is where children stand today.
func (s *Pickup) gone(ctx context.Context, q bun.IDB, sc campus.School) (map[string]view.Gone, error) {
	loc := sc.Location()
	list, err := release.Orders(ctx, q, sc.ID, timetable.Today(s.Now(), loc))
	all := make(map[string]view.Gone, len(list))
	for id, o := range list {
		g := view.Gone{State: string(o.State), At: web.At(max(o.ReleasedAt, o.ArrivedAt), loc), Adult: o.Adult, By: o.Staff, HeldWhy: o.HeldWhy}
		if o.HeldBy != "" {
			if g.HeldBy, err = campus.PersonName(ctx, q, sc.ID, o.HeldBy); err != nil {
				return nil, err
			}
		}
		all[id] = g
	}
	return all, err
}
