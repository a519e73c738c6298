package gate

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/reason"
	"yunka/server/scan/history"
	"yunka/server/stats"
	"yunka/server/terminal"
	"yunka/server/web"
	frame "yunka/views/console"
	"yunka/views/gate/dashboard"
)

// wallRows are how many passages a screen in the hall lists.
const wallRows = 7

// consoleWall shows an admin what a screen in the hall would show, and hangs it
// up: the browser gets a pass of its own, because an admin's session is short and
// does not belong on a screen that nobody watches over.
func (s *Gate) wallPreview(w http.ResponseWriter, r *http.Request) error {
	var view dashboard.WallView
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) (err error) {
		if view, err = s.wallPage(ctx, q, r, sc); err != nil {
			return err
		}
		view.MayHang, view.SchoolID = true, sc.ID
		view.Screens, err = terminal.Walls(ctx, q, sc.ID)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, dashboard.Wall(view))
}

// wallPage is the first state of the wall. Its topic is one of its own: not a
// name goes over its socket.
func (s *Gate) wallPage(ctx context.Context, q bun.IDB, r *http.Request, sc campus.School) (dashboard.WallView, error) {
	number, err := feed.Last(ctx, q, sc.ID)
	if err != nil {
		return dashboard.WallView{}, err
	}
	view, err := s.wall(ctx, q, sc.ID)
	view.Page = s.Page(r)
	view.Page.SchoolName, view.Page.Demo, view.Page.AsOf, view.Page.Theme = sc.Name, sc.Demo, s.Now().In(sc.Location()), "dark"
	view.Page.Live = "/live?topics=" + url.QueryEscape("wall:"+sc.ID) + "&since=" + strconv.FormatInt(number, 10)
	return view, err
}

// hangWall makes this browser a screen of the school.
func (s *Gate) hangWall(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	token, err := s.Terminals.HangWall(web.Finish(r), web.Actor(r), school)
	if err != nil {
		return err
	}
	s.SetCookie(w, terminal.WallCookie, token, terminal.WallLife)
	return web.See(w, r, "/wall")
}

// endWalls takes every screen of the school down.
func (s *Gate) endWalls(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	ids, err := s.Terminals.EndWalls(web.Finish(r), web.Actor(r), school)
	if err != nil {
		return err
	}
	for _, id := range ids {
		s.Hub().CloseViewer(terminal.WallViewer(id), live.CloseLoggedOut)
	}
	return web.See(w, r, "/console?done=walls")
}

// hungWall is the page of a screen, for whoever holds its pass.
func (s *Gate) hungWall(w http.ResponseWriter, r *http.Request) error {
	var view dashboard.WallView
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		screen, err := s.screen(ctx, q, r)
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, screen.School)
		if err != nil {
			return err
		}
		view, err = s.wallPage(ctx, q, r, sc)
		return err
	})
	if fault.Is(err, fault.Unauthenticated) {
		return web.See(w, r, "/console/wall") // which asks who is there
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, dashboard.Wall(view))
}

// screen is the one whose pass the request carries.
func (s *Gate) screen(ctx context.Context, q bun.IDB, r *http.Request) (terminal.Wall, error) {
	token := ""
	if c, err := r.Cookie(s.Cookie(terminal.WallCookie)); err == nil {
		token = c.Value
	}
	return terminal.WallOf(ctx, q, token, s.DB.Now())
}

// wallViewer is who a socket is that asks for a wall: a screen with its pass,
// whoever else may be signed in in that browser.
func (s *Gate) wallViewer(r *http.Request, t live.Topic, epoch uint64) (v live.Viewer, mine bool, err error) {
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		screen, err := s.screen(ctx, q, r)
		if fault.Is(err, fault.Unauthenticated) || err == nil && screen.School != t.ID {
			return nil
		}
		t.School = screen.School
		v, mine = live.Viewer{ID: terminal.WallViewer(screen.ID), Session: screen.TokenHash, Lang: s.Lang(r), Topics: []live.Topic{t}, Epoch: epoch}, err == nil
		return err
	})
	return v, mine, err
}

// wallStill says whether the screen has not been taken down.
func (s *Gate) wallStill(ctx context.Context, q bun.IDB, v live.Viewer) (bool, error) {
	screen, err := terminal.WallByHash(ctx, q, v.Session, s.DB.Now())
	if fault.Is(err, fault.Unauthenticated) {
		return false, nil
	}
	return err == nil && terminal.WallViewer(screen.ID) == v.ID, err
}

func (s *Gate) wall(ctx context.Context, q bun.IDB, school string) (v dashboard.WallView, err error) {
	f, terminals, loc, now, err := s.today(ctx, q, school)
	if err != nil {
		return v, err
	}
	if v.Arrivals, err = s.arrivals(ctx, q, school, f, loc, now, false); err != nil {
		return v, err
	}
	v.Figures = dashboard.WallNumbers{Day: f.Start, Came: f.Came, Expected: v.Arrivals.Expected, Inside: f.Inside, In: f.In, Out: f.Out, Alarms: frame.AlarmsIn(terminals)}
	for _, t := range terminals {
		if t.State == frame.Online {
			v.Figures.Online++
		}
	}
	v.Last, err = lastPassed(ctx, q, school, f, loc)
	return v, err
}

// lastPassed are the newest passages without a person in them.
func lastPassed(ctx context.Context, q bun.IDB, school string, f stats.Figures, loc *time.Location) (rows []frame.Row, err error) {
	// The newest few hundred facts hold them; looking further would cost more
	// than it says.
	entries, err := history.List(ctx, q, school, history.Filter{After: max(f.Feed-300, 0), UpTo: f.Feed, From: f.Start.UnixMilli(), Until: f.End.UnixMilli(), Decision: reason.Allow}, wallRows)
	for _, e := range entries {
		row := console.FeedRow(e, loc)
		rows = append(rows, frame.Row{At: row.At, Role: row.Role, Gate: row.Gate, Direction: row.Direction, Zone: row.Zone})
	}
	return rows, err
}

// wallPulses are the moving parts of the wall.
func (s *Gate) wallPulses(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	v, err := s.wall(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	return []web.Pulse{
		web.Part("wall-figures", time.Second/4, func() templ.Component { return dashboard.WallFigures(v.Figures) }),
		web.Part("wall-last", time.Second/4, func() templ.Component { return dashboard.WallLast(v.Last) }),
		web.Part("wall-day", time.Second, func() templ.Component { return dashboard.WallDay(v.Figures) }),
		web.Part("wall-terminals", time.Second, func() templ.Component { return dashboard.WallTerminals(v.Figures) }),
		web.Part("arrivals", 2*time.Second, func() templ.Component { return dashboard.Arrivals(v.Arrivals) }),
	}, nil
}

func (s *Gate) wallState(ctx context.Context, q bun.IDB, t live.Topic, version int64) ([]web.Piece, error) {
	pulses, err := s.wallPulses(ctx, q, t)
	return web.Whole(t.ID, pulses, version), err
}

// rolls are how many pupils each school has, asked at most once a minute.
type rolls struct {
	mu   sync.Mutex
	list map[string]roll
}

type roll struct {
	n  int
	at time.Time
}

func (r *rolls) of(school string, now time.Time, count func() (int, error)) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if was, ok := r.list[school]; ok && now.Sub(was.at).Abs() < time.Minute {
		return was.n, nil
	}
	n, err := count()
	if err != nil {
		return 0, err
	}
	if r.list == nil {
		r.list = map[string]roll{}
	}
	r.list[school] = roll{n, now}
	return n, nil
}
