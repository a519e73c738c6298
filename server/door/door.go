// Package door is how people come in: login, activation, a reset slip, the
// password and PIN, language and look, and the pages that a device needs before it
// is one of ours (the private root, the check of what the browser can do).
package door

import (
	"yunka/server/card"
	"yunka/server/web"
)

// Door has the handlers of its routes.
type Door struct {
	*web.Kit
	Cards *card.Service
}

// New makes the face.
func New(kit *web.Kit, cards *card.Service) *Door { return &Door{Kit: kit, Cards: cards} }
