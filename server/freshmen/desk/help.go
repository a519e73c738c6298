package desk

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/web"
	view "yunka/views/freshmen"
)

// helper is the intake for which the account that asks scans, and as whom. A teacher who is
// not named, and everybody else, is refused as for any other right.
func (s *Desk) helper(r *http.Request) (at day.Spot, in intake.Intake, sc campus.School, err error) {
	a := web.Actor(r)
	people := web.Keys(a.People)
	found := fault.New(fault.NotFound, "not_found")
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		seen := map[string]bool{}
		for _, seat := range a.Seats {
			if seen[seat.School] || seat.Role == allow.Student || seat.Role == allow.Parent {
				continue
			}
			seen[seat.School] = true
			person := ""
			manages := allow.Can(a, allow.FreshmenManage, allow.Target{School: seat.School})
			one, person, err := day.HelpsAt(ctx, q, seat.School, people, manages)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			name, err := campus.PersonName(ctx, q, seat.School, seat.Person)
			if err != nil {
				return err
			}
			in, found = one, nil
			at = day.Spot{School: seat.School, Intake: one.ID, Name: name, Helper: person}
			sc, err = campus.SchoolByID(ctx, q, seat.School)
			return err
		}
		return nil
	})
	if err != nil {
		return at, in, sc, err
	}
	if err := s.Check(r, at.Target()); err != nil {
		return at, in, sc, err
	}
	if found != nil {
		return at, in, sc, found
	}
	return at, in, sc, nil
}

// helpPage is a helper's phone.
func (s *Desk) helpPage(w http.ResponseWriter, r *http.Request) error {
	at, in, sc, err := s.helper(r)
	if err != nil {
		return err
	}
	v := view.Desk{Page: s.Page(r), Name: at.Name, Phone: true, Now: s.Now().In(sc.Location())}
	v.Page.SchoolName, v.Page.Demo = sc.Name, sc.Demo
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		steps, err := intake.Steps(ctx, q, in.ID)
		for _, st := range steps {
			if st.Owner != intake.AtDesk {
				continue
			}
			v.Steps = append(v.Steps, view.Named{ID: st.ID, Name: stepName(ctx, st)})
			if v.Step == "" || st.ID == r.URL.Query().Get("step") {
				v.Step, v.Does = st.ID, stepName(ctx, st)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	v.Nothing = v.Step == ""
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.DeskPage(v))
}

func (s *Desk) scanByPhone(w http.ResponseWriter, r *http.Request) error {
	at, _, _, err := s.helper(r)
	if err != nil {
		return err
	}
	in, err := read(r)
	if err != nil {
		return err
	}
	at.Step = in.Step
	return s.scan(w, r, web.Actor(r), at, in)
}

func (s *Desk) undoByPhone(w http.ResponseWriter, r *http.Request) error {
	at, _, _, err := s.helper(r)
	if err != nil {
		return err
	}
	return s.undo(w, r, web.Actor(r), at)
}

// here is the spot that asks: a paired desk, else a helper.
func (s *Desk) here(r *http.Request) (at day.Spot, err error) {
	if _, err := r.Cookie(s.Cookie(web.TerminalCookie)); err == nil {
		if _, at, err = s.spot(r); err == nil {
			return at, nil
		}
	}
	at, _, _, err = s.helper(r)
	return at, err
}

// paper is what is printed for somebody who has come.
func (s *Desk) paper(w http.ResponseWriter, r *http.Request) error {
	at, err := s.here(r)
	if err != nil {
		return err
	}
	v := view.Paper{Page: s.Page(r)}
	v.Page.Account, v.Page.NeedsPIN, v.Page.Reset, v.Page.Dormant = "", "", nil, false
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		got, err := day.Reported(ctx, q, at, r.PathValue("id"), s.Now().UnixMilli())
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, at.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo, v.School, v.Intake = sc.Name, sc.Demo, sc.Name, got.Intake.Name
		v.Main, v.Code = mainOf(ctx, got, sc.Location(), s.Now()), web.QR(day.PassText(got.Applicant.Pass))
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, at.School, "freshmen.printed", map[string]any{"applicant": r.PathValue("id")}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.PaperPage(v))
}
