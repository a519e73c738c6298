package people

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/people"
)

// codes makes an activation code for everybody of a class who has no
// account, or for their guardians, and shows them once, to be printed and cut.
func (s *People) codes(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	v := view.CodesView{Guardians: r.PostForm.Get("who") == "parents"}
	var slips []campus.Slip
	loc := time.UTC
	class := r.PostForm.Get("class")
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Shell, v.School, loc = sh, sc.Name, sc.Location()
		classes, err := campus.Classes(ctx, q, school)
		if err != nil {
			return err
		}
		for _, c := range classes {
			if c.ID == class {
				v.Class = c.Grade + c.Name
			}
		}
		if v.Class == "" {
			return fault.New(fault.NotFound, "not_found")
		}
		v.URL, v.Local = s.Address(r)+"/activate", web.OnlyHere(s.Address(r))
		slips, err = campus.Slips(ctx, q, school, class, v.Guardians, s.Now().UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range slips {
		code, until, err := s.Accounts.IssueActivation(web.Finish(r), web.Actor(r), p.PersonID)
		if fault.As(err).Code == "person_has_account" {
			continue // activated a moment ago
		}
		if err != nil {
			return err
		}
		v.Until = until.In(loc)
		v.Slips = append(v.Slips, view.Slip{Name: p.Name, Child: p.Child, Code: code})
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Codes(v))
}
