package freshmen

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/freshmen/office"
)

func (s *Freshmen) enrolPage(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	return s.drawEnrol(w, r, o, http.StatusOK, view.Enrol{Early: r.URL.Query().Get("early") == "1"})
}

func (s *Freshmen) drawEnrol(w http.ResponseWriter, r *http.Request, o web.Named, status int, v view.Enrol) error {
	err := s.SchoolRead(r, o.School, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell = sh
		in, err := intake.ByID(ctx, q, o.ID)
		if err != nil {
			return err
		}
		v.In = s.shown(in, sc.Location())
		list, err := day.Preview(ctx, q, in, v.Early, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		for _, one := range list {
			row := enrolRow(ctx, one, sc.Location())
			if row.Why == "" {
				v.Ready++
			}
			v.Rows = append(v.Rows, row)
		}
		_, v.NoShow, err = intake.Applicants(ctx, q, in.ID, intake.Filter{Tab: "missing"}, 1, 0)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, o.School, "freshmen.viewed", map[string]any{"intake": o.ID, "tab": "enrol", "people": len(v.Rows)}); err != nil {
		return err
	}
	return s.Render(w, r, status, view.EnrolPage(v))
}

func enrolRow(ctx context.Context, one day.Ready, loc *time.Location) view.EnrolRow {
	row := view.EnrolRow{Row: rowOf(one.Applicant, one.Kin, loc)}
	if one.Why != "" {
		row.Why = whyNot(ctx, one.Why)
	}
	if len(one.Kin) > 0 {
		row.Guardian = one.Kin[0].Name
	}
	return row
}

// enrol makes pupils of those whom the preview has shown as ready.
func (s *Freshmen) enrol(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	if err := allow.Check(web.Actor(r), allow.PeopleManage, allow.Target{School: o.School}); err != nil {
		return err
	}
	early := r.PostForm.Get("early") == "1"
	done, err := s.days.Enrol(web.Finish(r), web.Actor(r), o.ID, r.PostForm["one"], early)
	if err != nil {
		return err
	}
	loc, err := s.zone(r, o.School)
	if err != nil {
		return err
	}
	v := view.Enrol{Early: early, IsDone: true, Done: done.Pupils}
	for _, one := range done.Left {
		v.Left = append(v.Left, enrolRow(r.Context(), one, loc))
	}
	for _, one := range done.NoBeds {
		v.NoBeds = append(v.NoBeds, enrolRow(r.Context(), one, loc))
	}
	return s.drawEnrol(w, r, o, http.StatusOK, v)
}

func (s *Freshmen) closeNoShows(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	if _, err := s.days.CloseNoShows(web.Finish(r), web.Actor(r), o.ID); err != nil {
		return err
	}
	return web.See(w, r, "/console/freshmen/"+o.ID+"/enrol?done=freshmen-closed")
}
