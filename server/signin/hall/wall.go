package hall

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/web"
	view "yunka/views/signin"
)

// wallNames is how many of the missing a wall names: what is read from the back of a room.
const wallNames = 50

// wallPage is the list for a large screen: how many have come, who came last, who is
// missing. It names people, so it is the organiser's own, who reads it on record.
func (s *Hall) wallPage(w http.ResponseWriter, r *http.Request) error {
	one, sc, err := s.Session(r)
	if err != nil {
		return err
	}
	v := view.WallView{Page: s.Page(r), Back: view.Path(one.ID)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		since, err := feed.Last(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		v.Page.Live = "/live?topics=" + url.QueryEscape(topicWall+":"+one.ID) + "&since=" + strconv.FormatInt(since, 10)
		v.Wall, err = s.Read(ctx, q, sc, one.ID, "missing", wallNames)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.Viewed(r, sc.ID, "signin.viewed", map[string]any{"signin": one.ID}); err != nil {
		return err
	}
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf, v.Page.Theme = sc.Name, sc.Demo, s.Now().In(sc.Location()), "dark"
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.WallPage(v))
}

func (s *Hall) wallPiece(ctx context.Context, q bun.IDB, sc campus.School, id string, version int64) (web.Piece, error) {
	v, err := s.Read(ctx, q, sc, id, "missing", wallNames)
	return web.Piece{ID: id, Key: "signin-wall", State: true, Version: version, Content: web.Partial("signin-wall", "outerMorph", version, view.WallPart(v))}, err
}

func (s *Hall) wallState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	p, err := s.wallPiece(ctx, q, sc, t.ID, at)
	return []web.Piece{p}, err
}

func (s *Hall) wallPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	some, err := Touched(ctx, q, n, ids)
	for _, id := range some {
		p, err := s.wallPiece(ctx, q, n.School, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, err
}

// lookEvery is how often a screen is read because time has passed: it opens, it is late.
const lookEvery = 2 * time.Second

func (s *Hall) wallPulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	if !s.Due(t, "signin-wall", lookEvery) {
		return nil, nil
	}
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	v, err := s.Read(ctx, q, sc, t.ID, "missing", wallNames)
	return []web.Pulse{web.Part("signin-wall", lookEvery, func() templ.Component { return view.WallPart(v) })}, err
}
