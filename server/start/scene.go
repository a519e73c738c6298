// Package start is the scene of the guided start, which leads a new school's owner to
// the first accepted scan.
package start

import (
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/scene"
)

// Deps is what the scene stands on beside the console.
type Deps struct {
	Campus *campus.Service
}

// Start has the handlers of its routes.
type Start struct {
	*console.Console
	Deps
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *Start {
	return &Start{Console: c, Deps: d}
}

// Scene is the pages as the program takes them in.
func (s *Start) Scene() scene.Scene {
	return scene.Scene{
		Name:   "start",
		Routes: s.routes(),
		Rail:   s.rail(),
		Words:  scene.Words{Action: actionWords},
	}
}
