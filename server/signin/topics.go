package signin

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/live"
	"yunka/server/signin/hall"
	"yunka/server/web"
	view "yunka/views/signin"
)

// topicList is the kind of the list's topic; its id is a session and one of its lists,
// session.tab.
const topicList = "signin"

func (s *Signin) listTopic() web.Topic {
	return web.Topic{Kind: topicList, Permit: permit, Snapshot: s.listState, Render: s.listPieces, Pulse: s.listPulse}
}

func permit(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) ([]live.Topic, error) {
	var known []live.Topic
	for _, t := range asked {
		if _, tab, _ := strings.Cut(t.ID, "."); tabs[tab] {
			known = append(known, t)
		}
	}
	return hall.Permit(ctx, q, a, known)
}

func (s *Signin) listPiece(ctx context.Context, q bun.IDB, sc campus.School, id string, version int64) (web.Piece, error) {
	session, tab, _ := strings.Cut(id, ".")
	v, err := s.Read(ctx, q, sc, session, tab, most)
	return web.Piece{ID: id, Key: "signin-list", State: true, Version: version, Content: web.Partial("signin-list", "outerMorph", version, view.ListPart(v))}, err
}

func (s *Signin) listState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	p, err := s.listPiece(ctx, q, sc, t.ID, at)
	return []web.Piece{p}, err
}

func (s *Signin) listPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	some, err := hall.Touched(ctx, q, n, ids)
	for _, id := range some {
		p, err := s.listPiece(ctx, q, n.School, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, err
}

// lookEvery is how often a page is read because time has passed: it opens, a re-check ends.
const lookEvery = 2 * time.Second

func (s *Signin) listPulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	if !s.Due(t, "signin-list", lookEvery) {
		return nil, nil
	}
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	session, tab, _ := strings.Cut(t.ID, ".")
	v, err := s.Read(ctx, q, sc, session, tab, most)
	v.At = time.Time{} // a look that finds nothing new is no news
	return []web.Pulse{web.Part("signin-list", lookEvery, func() templ.Component { return view.ListPart(v) })}, err
}
