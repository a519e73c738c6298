package signin

import (
	"context"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/signin/place"
	"yunka/server/web"
	view "yunka/views/signin"
)

// networks is the office's part that says which networks are the school's; nil for who may
// not change them.
func (s *Signin) networks(ctx context.Context, q bun.IDB, r *http.Request, school string) (*view.Networks, error) {
	if !allow.Can(web.Actor(r), allow.SchoolManage, allow.Target{School: school}) {
		return nil, nil
	}
	list, err := place.Networks(ctx, q, school)
	from := strings.TrimSuffix(web.StateOf(r).Network, "/32")
	return &view.Networks{School: school, Text: strings.Join(list, "\n"), From: from}, err
}

func (s *Signin) setNetworks(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	text := r.PostForm.Get("networks")
	err = place.New(s.DB).Set(web.Finish(r), web.Actor(r), school, text)
	if err == nil {
		return web.See(w, r, "/console/signins?done=signin-networks")
	}
	wrong := faultWords(r.Context(), fault.As(err))
	if wrong == "" {
		return err
	}
	return s.drawOffice(w, r, school, fault.Status(err), func(n *view.Networks) { n.Text, n.Error = text, wrong })
}
