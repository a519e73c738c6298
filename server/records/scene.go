// Package records is the scene of what comes in and is kept: rosters and teachers'
// files, each checked before it takes effect, and the audit log with its check.
package records

import (
	"yunka/server/card"
	"yunka/server/console"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/server/scene"
)

// Deps is what the scene stands on beside the console.
type Deps struct {
	Roster *roster.Service
	Posts  *post.Service
	Cards  *card.Service
}

// Records has the handlers of its routes.
type Records struct {
	*console.Console
	Deps
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *Records {
	return &Records{Console: c, Deps: d}
}

// Scene is the pages as the program takes them in.
func (s *Records) Scene() scene.Scene {
	return scene.Scene{
		Name:   "records",
		Routes: s.routes(),
		Rail:   s.rail(),
		Words:  scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
	}
}
