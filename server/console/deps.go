package console

import (
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/post"
	"yunka/server/roster"
	"yunka/server/scene"
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
	entries []scene.RailEntry // the lines of the rail
	words   []scene.Words     // the office's, then the scenes'
}

// New makes the face.
func New(kit *web.Kit, d Deps) *Console {
	s := &Console{Kit: kit, Deps: d}
	s.entries, s.words = s.ownRail(), []scene.Words{{Action: actionWords, Done: doneWords, Fault: faultWords, Detail: detailWords}}
	return s
}

// Take gives the console the lines and words of scenes, before it serves.
func (s *Console) Take(scenes []scene.Scene) {
	for _, sc := range scenes {
		s.entries = append(s.entries, sc.Rail...)
		s.words = append(s.words, sc.Words)
	}
}
