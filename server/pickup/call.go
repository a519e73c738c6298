package pickup

import (
	"context"
	"net/http"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/pickup/rule"
	"yunka/server/web"
	view "yunka/views/pickup"
	"yunka/views/pickup/queue"
)

// call calls a child to the kiosk's gate for the adult of a scan.
func (s dismissal) call(w http.ResponseWriter, r *http.Request) error {
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

func (s dismissal) callOut(w http.ResponseWriter, r *http.Request) error {
	return s.move(w, r, func(ctx context.Context, a allow.Actor, school, child string) error {
		_, err := s.calls.Call(ctx, a, school, child, "")
		return err
	})
}

func (s dismissal) sendOut(w http.ResponseWriter, r *http.Request) error {
	return s.move(w, r, s.calls.Ready)
}

func (s dismissal) callBack(w http.ResponseWriter, r *http.Request) error {
	return s.move(w, r, s.calls.Back)
}

// move is a button of the class's page. The stream brings what came of it, so a script
// that says quietly gets no page; a refusal has one.
func (s dismissal) move(w http.ResponseWriter, r *http.Request, do func(context.Context, allow.Actor, string, string) error) error {
	c, err := s.child(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	if err := do(web.Finish(r), web.Actor(r), c.School, c.ID); err != nil {
		text := s.FaultWords(r.Context(), fault.As(err))
		if text == "" || c.Class == "" {
			return err
		}
		return s.drawReady(w, r, c.School, c.Class, fault.Status(err), text)
	}
	if r.PostForm.Get("quietly") != "" {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.See(w, r, queue.ReadyPath(c.Class))
}

// returned says that a child who was picked up is at school again.
func (s dismissal) returned(w http.ResponseWriter, r *http.Request) error {
	c, err := s.child(r)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	if err := s.calls.Return(web.Finish(r), web.Actor(r), c.School, c.ID, r.PostForm.Get("why")); err != nil {
		return s.refused(w, r, c, "", err)
	}
	return web.See(w, r, view.Path(c.ID)+"?done=pickup-returned")
}
