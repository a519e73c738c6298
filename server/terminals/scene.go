// Package terminals is the scene of the terminals: the list, adding and pairing, the
// page of one with what it has told and its last scans.
package terminals

import (
	"yunka/server/console"
	"yunka/server/scene"
	"yunka/server/terminal"
)

// Deps is what the scene stands on beside the console.
type Deps struct {
	Terminals *terminal.Service
}

// Terminals has the handlers of its routes.
type Terminals struct {
	*console.Console
	Deps
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *Terminals {
	return &Terminals{Console: c, Deps: d}
}

// Scene is the pages as the program takes them in.
func (s *Terminals) Scene() scene.Scene {
	return scene.Scene{
		Name:   "terminals",
		Routes: s.routes(),
		Rail:   s.rail(),
		Words:  scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
	}
}
