package pickup

import (
	"net/http"

	"yunka/server/pickup/floor"
	"yunka/server/web"
	view "yunka/views/pickup"
)

// host is what the floor asks of the scene.
func (s *Pickup) host() floor.Host {
	return floor.Host{
		Child: func(r *http.Request) (school, child, class string, err error) {
			c, err := s.child(r)
			return c.School, c.ID, c.Class, err
		},
		Office: func(w http.ResponseWriter, r *http.Request, school string, status int, refused string) error {
			return s.drawOffice(w, r, school, status, view.OfficeView{Refused: refused})
		},
	}
}

// returned says that a child who was picked up is at school again.
func (s *Pickup) returned(w http.ResponseWriter, r *http.Request) error {
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
