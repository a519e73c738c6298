package console

import (
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/server/stats"
	"yunka/server/terminal"
	"yunka/server/visit"
	"yunka/server/web"
)

// Deps is what the console's pages stand on beside the kit.
type Deps struct {
	Campus    *campus.Service
	Roster    *roster.Service
	Cards     *card.Service
	Visits    *visit.Service
	Terminals *terminal.Service
	Posts     *post.Service
	Days      *stats.Book
}

// Console has the handlers of its routes, and the frame of a console page for the
// scenes.
type Console struct {
	*web.Kit
	Deps
}

// New makes the face.
func New(kit *web.Kit, d Deps) *Console { return &Console{Kit: kit, Deps: d} }
