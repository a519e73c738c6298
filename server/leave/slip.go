package leave

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account/guess"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/leave/request"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/kiosk"
	view "yunka/views/leave"
)

// limitNumber is how many numbers that open nothing one terminal may try: at this pace
// even a million numbers of which a hundred are good hold for days.
var limitNumber = guess.Limit{Name: "leave+terminal", Most: 20, Window: 15 * time.Minute}

// slipRoutes are a leave on paper, and how a kiosk's staff finds it by its number.
func (s *Leaves) slipRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/leaves/{id}/slip", Action: allow.LeaveRead, Handle: s.slipPage},
		{Method: "GET", Pattern: "/leaves/{id}/photo", Action: allow.LeaveRead, Handle: s.slipPhoto},
		{Method: "POST", Pattern: "/kiosk/leave", Action: allow.PeopleSearch, Handle: s.byNumber, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		{Method: "GET", Pattern: "/kiosk/leave/{id}/photo", Action: allow.PeopleSearch, Handle: s.photoByNumber, JSON: true, Bare: true},
	}
}

// slipPage is an approved leave to be printed.
func (s *Leaves) slipPage(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, request.OwnerOf)
	if err != nil {
		return err
	}
	v := view.SlipView{Page: s.page(r, p.sc)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		l, err := request.Read(ctx, q, p.School, p.ID)
		if err != nil {
			return err
		}
		if l.State != request.Approved || l.Number == "" {
			return fault.New(fault.NotFound, "not_found")
		}
		l.Grade, l.Class = p.m.Grade, p.m.Class
		v.Leave = shown(l, p.sc.Location(), s.Now())
		v.Photo, err = campus.HasPhoto(ctx, q, p.School, p.Person)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.viewed(r, p); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Slip(v))
}

func (s *Leaves) slipPhoto(w http.ResponseWriter, r *http.Request) error {
	p, err := s.whose(r, request.OwnerOf)
	if err != nil {
		return err
	}
	return s.Photo(w, r, p.School, p.Person)
}

// byNumber tells a guard who opened the search whose slip a number is, when it opens the
// gate and who collects. It opens nothing: the guard records the exit as for anybody
// without a card, and the leave is used up in that scan's commit.
func (s *Leaves) byNumber(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Number string `json:"number"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if err := s.Accounts.OnDuty(web.Finish(r), who.Actor()); err != nil {
		return err
	}
	answer := view.AtDesk{}
	var l request.Leave
	find := func() (found bool, err error) {
		err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
			answer, l, err = s.atDesk(ctx, q, who.School, strings.TrimSpace(body.Number))
			return err
		})
		return answer.Person != nil, err
	}
	if err := guess.Guard(web.Finish(r), s.DB, []guess.Charge{limitNumber.On(who.ID)}, find, nil); err != nil {
		return err
	}
	if answer.Person != nil { // a name: who looked is on record
		err = s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error {
			return audit.Record(ctx, tx, audit.Event{School: who.School, Actor: who.Actor().Name(), Action: "leave.found", Target: "person:" + l.PersonID,
				Detail: map[string]any{"leave": l.ID}})
		})
		if err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, answer)
}

// atDesk is what a kiosk says of a number. That of another school is none.
func (s *Leaves) atDesk(ctx context.Context, q bun.IDB, school, number string) (v view.AtDesk, l request.Leave, err error) {
	l, err = request.ByNumber(ctx, q, school, number)
	if fault.Is(err, fault.NotFound) {
		return view.AtDesk{Say: view.NoSuchNumber(ctx)}, l, nil
	} else if err != nil {
		return v, l, err
	}
	sc, err := campus.SchoolByID(ctx, q, school)
	if err != nil {
		return v, l, err
	}
	list := []request.Leave{l}
	if err := request.Classed(ctx, q, school, s.Now().UnixMilli(), list); err != nil {
		return v, l, err
	}
	loc, now := sc.Location(), s.Now()
	on := shown(list[0], loc, now)
	v = view.AtDesk{Person: &kiosk.Found{ID: l.PersonID, Name: l.Name, Class: on.Class}, Lines: view.DeskLines(ctx, on)}
	switch {
	case l.State != request.Approved:
		v.Say = view.DeskCancelled(ctx)
	case l.ScanID != "":
		v.Say = view.DeskUsed(ctx)
	case !request.Opens(l.FromAt, l.ToAt, now.UnixMilli()):
		v.Say = view.DeskNotNow(ctx, on, timetable.Today(now, loc) == l.FirstDay && now.UnixMilli() < l.FromAt)
	default:
		v.Say, v.OK = view.DeskGood(ctx), true
	}
	photo, err := campus.HasPhoto(ctx, q, school, l.PersonID)
	if photo {
		v.Photo = "/kiosk/leave/" + number + "/photo"
	}
	return v, l, err
}

func (s *Leaves) photoByNumber(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	if err := s.Accounts.OnDuty(web.Finish(r), who.Actor()); err != nil {
		return err
	}
	var l request.Leave
	find := func() (bool, error) {
		err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			l, err = request.ByNumber(ctx, q, who.School, r.PathValue("id"))
			return err
		})
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		return true, err
	}
	if err := guess.Guard(web.Finish(r), s.DB, []guess.Charge{limitNumber.On(who.ID)}, find, nil); err != nil {
		return err
	}
	if l.ID == "" {
		return fault.New(fault.NotFound, "not_found")
	}
	return s.Photo(w, r, who.School, l.PersonID)
}
