package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/stats"
	"yunka/views/console"
)

// wallRows are how many passages a screen in the hall lists.
const wallRows = 7

// consoleWall is the screen in the hall. Its topic is one of its own: not a name
// goes over its socket, whoever has signed it in.
func (s *Web) consoleWall(w http.ResponseWriter, r *http.Request) error {
	var view console.WallView
	err := s.deskPage(r, func(ctx context.Context, q bun.IDB, sh console.Shell, sc campus.School) error {
		number, err := feed.Last(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		view, err = s.wall(ctx, q, sc.ID)
		view.Page = sh.Page
		view.Page.Theme = "dark"
		view.Page.Live = "/live?topics=" + url.QueryEscape("wall:"+sc.ID) + "&since=" + strconv.FormatInt(number, 10)
		return err
	})
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, console.Wall(view))
}

func (s *Web) wall(ctx context.Context, q bun.IDB, school string) (v console.WallView, err error) {
	f, terminals, loc, now, err := s.today(ctx, q, school)
	if err != nil {
		return v, err
	}
	if v.Arrivals, err = s.arrivals(ctx, q, school, f, loc, now, false); err != nil {
		return v, err
	}
	v.Figures = console.WallNumbers{Day: f.Start, Came: f.Came, Expected: v.Arrivals.Expected, Inside: f.Inside, In: f.In, Out: f.Out, Alarms: console.AlarmsIn(terminals)}
	for _, t := range terminals {
		if t.State == console.Online {
			v.Figures.Online++
		}
	}
	v.Last, err = lastPassed(ctx, q, school, f, loc)
	return v, err
}

// lastPassed are the newest passages without a person in them.
func lastPassed(ctx context.Context, q bun.IDB, school string, f stats.Figures, loc *time.Location) (rows []console.Row, err error) {
	// The newest few hundred facts hold them; looking further would cost more
	// than it says.
	entries, err := scan.List(ctx, q, school, scan.Filter{After: max(f.Feed-300, 0), UpTo: f.Feed, From: f.Start.UnixMilli(), Until: f.End.UnixMilli(), Decision: reason.Allow}, wallRows)
	for _, e := range entries {
		row := feedRow(e, loc)
		rows = append(rows, console.Row{At: row.At, Role: row.Role, Gate: row.Gate, Direction: row.Direction})
	}
	return rows, err
}

// wallPulses are the moving parts of the wall.
func (s *Web) wallPulses(ctx context.Context, q bun.IDB, school string) ([]pulse, error) {
	v, err := s.wall(ctx, q, school)
	if err != nil {
		return nil, err
	}
	return []pulse{
		part("wall-figures", time.Second/4, func() templ.Component { return console.WallFigures(v.Figures) }),
		part("wall-last", time.Second/4, func() templ.Component { return console.WallLast(v.Last) }),
		part("wall-day", time.Second, func() templ.Component { return console.WallDay(v.Figures) }),
		part("wall-terminals", time.Second, func() templ.Component { return console.WallTerminals(v.Figures) }),
		part("arrivals", 2*time.Second, func() templ.Component { return console.Arrivals(v.Arrivals) }),
	}, nil
}

func (s *Web) wallState(ctx context.Context, q bun.IDB, school string, version int64) ([]piece, error) {
	pulses, err := s.wallPulses(ctx, q, school)
	return whole(school, pulses, version), err
}

// spoken is a component that is put together in the language it is drawn in.
func spoken(fn func(ctx context.Context) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error { return fn(ctx).Render(ctx, w) })
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
