package gate

import (
	"context"
	"net/http"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/terminal"
	"yunka/server/web"
	view "yunka/views/gate"
	"yunka/views/kiosk"
)

// askAtKiosk tells a guard who opened the search whether somebody may pass here
// now, and what decides it. Nothing opens and no passage is recorded; that the
// guard looked is.
func (s *Gate) askAtKiosk(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Person string `json:"person"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	if err := s.Accounts.OnDuty(web.Finish(r), who.Actor()); err != nil {
		return err
	}
	var answer kiosk.May
	gate := ""
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		row, err := terminal.Find(ctx, q, who.School, who.ID)
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, who.School)
		if err != nil {
			return err
		}
		if gate = row.GateID; gate == "" {
			return fault.New(fault.NotFound, "not_found") // it stands at no gate
		}
		why, err := access.Ask(ctx, q, who.Actor(), who.School, body.Person, gate, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		name, err := campus.PersonName(ctx, q, who.School, body.Person)
		if err != nil {
			return err
		}
		says := asked(ctx, view.Found{ID: body.Person, Name: name}, why, sc.Location())
		answer = kiosk.May{Decision: why.Decision.Decision, Text: says.Headline(ctx), Lines: says.Lines(ctx)}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, who.School, "presence.asked", map[string]any{"person": body.Person, "gate": gate}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, answer)
}
