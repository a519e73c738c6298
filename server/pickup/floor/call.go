package floor

import (
	"context"
	"net/http"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/pickup/rule"
	"yunka/server/web"
	"yunka/views/pickup/queue"
)

// call calls a child to the kiosk's gate for the adult of a scan.
func (s *Floor) call(w http.ResponseWriter, r *http.Request) error {
	who, err := s.kiosk.AtKiosk(r)
	if err != nil {
		return err
	}
	var body struct {
		Scan  string `json:"scan"`
		Child string `json:"child"`
	}
	if err := web.ReadJSON(r, &body); err != nil {
		return err
	}
	state, err := s.calls.Call(web.Finish(r), who.Actor(), who.School, body.Child, body.Scan)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.WriteJSON(w, struct {
		State rule.State `json:"state"`
	}{state})
}

func (s *Floor) callOut(w http.ResponseWriter, r *http.Request) error {
	return s.move(w, r, func(ctx context.Context, a allow.Actor, school, child string) error {
		_, err := s.calls.Call(ctx, a, school, child, "")
		return err
	})
}

func (s *Floor) sendOut(w http.ResponseWriter, r *http.Request) error {
	return s.move(w, r, s.calls.Ready)
}

func (s *Floor) callBack(w http.ResponseWriter, r *http.Request) error {
	return s.move(w, r, s.calls.Back)
}

// move is a button of the class's page. The stream brings what came of it, so a script
// that says quietly gets no page; a refusal has one.
func (s *Floor) move(w http.ResponseWriter, r *http.Request, do func(context.Context, allow.Actor, string, string) error) error {
	school, child, class, err := s.host.Child(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	if err := do(web.Finish(r), web.Actor(r), school, child); err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" || class == "" {
			return err
		}
		return s.drawReady(w, r, school, class, fault.Status(err), text)
	}
	if r.PostForm.Get("quietly") != "" {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.See(w, r, queue.ReadyPath(class))
}
