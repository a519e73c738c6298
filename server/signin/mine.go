package signin

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/scene"
	"yunka/server/signin/hall"
	"yunka/server/signin/meeting"
	"yunka/server/web"
	view "yunka/views/signin"
)

// yearDays is how far back a person's own page looks.
const yearDays = 365

// section is the card's line that leads to somebody's own page; on a child's part it leads
// to what the child signed in to, by the right that attendance asks.
func (s *Signin) section(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if h.Child {
		return s.childSection(ctx, q, h)
	}
	if !allow.Can(h.Actor, allow.SigninSelf, allow.Target{School: h.School.ID, Person: h.PersonID}) {
		return nil, nil
	}
	asked, err := meeting.AskedNow(ctx, q, []string{h.PersonID}, h.Now.UnixMilli())
	if err != nil {
		return nil, err
	}
	coming, err := meeting.Coming(ctx, q, []string{h.PersonID}, h.Now.UnixMilli())
	makes := allow.Can(h.Actor, allow.SigninMake, allow.Target{School: h.School.ID})
	if err != nil || len(coming) == 0 && len(asked) == 0 && !makes {
		return nil, err
	}
	return view.Entry(len(coming), len(asked) > 0), nil
}

// mine is /signins: what somebody is asked, what is coming, what they signed in to, and
// what they run.
func (s *Signin) mine(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	a, now := web.Actor(r), s.Now()
	v := view.Mine{Page: s.Page(r)}
	if _, err := s.SchoolOf(r); err == nil {
		v.Office = true
	}
	people := web.Keys(a.People)
	slices.Sort(people)
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		zones, err := s.zones(ctx, q, a)
		if err != nil {
			return err
		}
		for _, sc := range zones {
			v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
			if !allow.Can(a, allow.SigninMake, allow.Target{School: sc.ID}) {
				continue
			}
			v.Makes = true
			from, to := now.AddDate(0, 0, -14).UnixMilli(), now.AddDate(0, 0, 60).UnixMilli()
			runs, err := meeting.Between(ctx, q, sc.ID, from, to, people)
			if err != nil {
				return err
			}
			for _, one := range runs {
				v.Runs = append(v.Runs, hall.Shown(one, sc.Location(), now))
			}
		}
		if err := s.own(ctx, q, &v, people, zones, now); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Page.Notice = doneWords(r.Context(), r.URL.Query().Get("done"))
	view.Sort(&v, now)
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.MinePage(v))
}

// zones are the schools of an account.
func (s *Signin) zones(ctx context.Context, q bun.IDB, a allow.Actor) (map[string]campus.School, error) {
	var ids []string
	for _, seat := range a.Seats {
		ids = append(ids, seat.School)
	}
	slices.Sort(ids)
	list, err := campus.Schools(ctx, q, slices.Compact(ids))
	by := map[string]campus.School{}
	for _, sc := range list {
		by[sc.ID] = sc
	}
	return by, err
}

// own is what is coming for these people and what they signed in to.
func (s *Signin) own(ctx context.Context, q bun.IDB, v *view.Mine, people []string, zones map[string]campus.School, now time.Time) error {
	asked, err := meeting.AskedNow(ctx, q, people, now.UnixMilli())
	if err != nil {
		return err
	}
	for _, id := range asked {
		one, err := meeting.Read(ctx, q, id)
		if err != nil {
			return err
		}
		sc := zones[one.SchoolID]
		v.Asked = append(v.Asked, hall.Shown(one, sc.Location(), now))
	}
	coming, err := meeting.Coming(ctx, q, people, now.UnixMilli())
	if err != nil {
		return err
	}
	for _, one := range coming {
		sc := zones[one.SchoolID]
		v.Coming = append(v.Coming, hall.Shown(one, sc.Location(), now))
	}
	for _, person := range people {
		list, err := meeting.Attended(ctx, q, person, now.AddDate(0, 0, -yearDays).UnixMilli())
		if err != nil {
			return err
		}
		for _, own := range list {
			sc := zones[own.Session.SchoolID]
			credited := own.Session.Credited(own.Mark)
			if own.Session.Phase(now.UnixMilli()) == meeting.Opened || own.Session.Phase(now.UnixMilli()) == meeting.Late {
				credited = 0 // it is not over
			}
			v.Hours += credited
			v.Signed = append(v.Signed, view.Own{Session: hall.Shown(own.Session, sc.Location(), now), At: web.At(own.Mark.At, sc.Location()),
				Out: web.At(own.Mark.OutAt, sc.Location()), Late: own.Mark.Late, Waiting: own.Mark.State == meeting.Waiting, Credited: credited})
		}
	}
	return nil
}
