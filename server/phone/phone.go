// Package phone is the card page that parents, teachers and pupils carry: their
// cards with the codes, the children, what happened today, consents, and the
// visitor's page behind a link.
package phone

import (
	"yunka/server/card"
	"yunka/server/web"
)

// Phone has the handlers of its routes.
type Phone struct {
	*web.Kit
	Cards *card.Service
}

// New makes the face.
func New(kit *web.Kit, cards *card.Service) *Phone { return &Phone{Kit: kit, Cards: cards} }
