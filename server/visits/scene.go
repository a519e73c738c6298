// Package visits is the scene of visitors: invitations, their links, and the end of a
// visit.
package visits

import (
	"yunka/server/console"
	"yunka/server/scene"
	"yunka/server/visit"
)

// Deps is what the scene stands on beside the console.
type Deps struct {
	Visits *visit.Service
}

// Visits has the handlers of its routes.
type Visits struct {
	*console.Console
	Deps
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *Visits {
	return &Visits{Console: c, Deps: d}
}

// Scene is the pages as the program takes them in.
func (s *Visits) Scene() scene.Scene {
	return scene.Scene{
		Name:   "visits",
		Routes: s.routes(),
		Rail:   s.rail(),
		Words:  scene.Words{Action: actionWords, Done: doneWords},
	}
}
