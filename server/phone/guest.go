package phone

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/visit"
	"yunka/server/web"
	"yunka/views/guest"
)

// guestPage is what the link opens: whoever has it has the code.
func (s *Phone) guestPage(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex")
	code := r.PathValue("code")
	var v visit.Row
	view := guest.View{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if v, err = visit.ByCode(ctx, q, code); err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, v.SchoolID)
		if err != nil {
			return err
		}
		loc := sc.Location()
		view.From, view.To = web.At(v.From, loc), web.At(v.To, loc)
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return s.Render(w, r, http.StatusNotFound, guest.Page(view))
	}
	if err != nil {
		return err
	}
	view.Page.SchoolName, view.Name, view.Host, view.Zone, view.Look = v.School, v.Name, v.Host, v.Zone, string(v.Look)
	switch v.State(s.Now().UnixMilli()) {
	case visit.Left, visit.Cancelled, visit.Missed:
		view.Over = true
	default:
		view.Code = web.QR(code)
	}
	return s.Render(w, r, http.StatusOK, guest.Page(view))
}
