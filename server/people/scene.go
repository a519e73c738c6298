// Package people is the scene of the people in the school's books: the list and a
// person's page with cards, posts, guardians, photo and account, the forms that change
// them, and what is printed for them.
package people

import (
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/console"
	"yunka/server/post"
	"yunka/server/scene"
)

// Deps is what the scene stands on beside the console.
type Deps struct {
	Campus *campus.Service
	Cards  *card.Service
	Posts  *post.Service
}

// People has the handlers of its routes.
type People struct {
	*console.Console
	Deps
	parts []scene.PersonPart // of a person's page
}

// Take gives a person's page the parts of scenes, before it serves.
func (s *People) Take(scenes []scene.Scene) {
	for _, sc := range scenes {
		s.parts = append(s.parts, sc.Persons...)
	}
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *People {
	return &People{Console: c, Deps: d}
}

// Scene is the pages as the program takes them in.
func (s *People) Scene() scene.Scene {
	return scene.Scene{
		Name:   "people",
		Routes: s.routes(),
		Rail:   s.rail(),
		Words:  scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords},
	}
}
