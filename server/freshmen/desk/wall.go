package desk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/intake"
	"yunka/server/intake/day"
	"yunka/server/live"
	"yunka/server/terminal"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/freshmen"
)

// Kinds of topics. The office's wall is of an intake, the hall's of the terminal that shows it.
const (
	topicWall = "freshmen"
	topicHall = "freshmen-hall"
)

// Topics keep the walls true. They name nobody.
func (s *Desk) Topics() []web.Topic {
	return []web.Topic{
		{Kind: topicWall, Permit: permit, Snapshot: s.wallState, Render: s.wallPieces, Pulse: s.wallPulse},
		{Kind: topicHall, Screen: s.hallViewer, Still: hallStill, Snapshot: s.wallState, Render: s.wallPieces, Pulse: s.wallPulse},
	}
}

func permit(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		target, err := intake.OwnerOfIntake(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if t.School = target.School; allow.Can(a, allow.FreshmenManage, target) {
			may = append(may, t)
		}
	}
	return may, nil
}

func (s *Desk) officeWall(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, intake.OwnerOfIntake)
	if err != nil {
		return err
	}
	return s.drawWall(w, r, o.School, o.ID, topicWall+":"+o.ID, "/console/freshmen/"+o.ID)
}

// hallWall is the wall on a paired desk's screen, or on another terminal of that use in the
// hall; it names nobody, so its reading is not on record.
func (s *Desk) hallWall(w http.ResponseWriter, r *http.Request) error {
	who, at, err := s.spot(r)
	if err != nil {
		return err
	}
	return s.drawWall(w, r, who.School, at.Intake, topicHall+":"+who.ID, "")
}

func (s *Desk) drawWall(w http.ResponseWriter, r *http.Request, school, id, topic, back string) error {
	v := view.Wall{}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		since, err := feed.Last(ctx, q, school)
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		v, err = s.wall(ctx, q, sc, id)
		v.Page = s.Page(r)
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf, v.Page.Theme = sc.Name, sc.Demo, s.Now().In(sc.Location()), "dark"
		v.Page.Live = "/live?topics=" + url.QueryEscape(topic) + "&since=" + strconv.FormatInt(since, 10)
		v.Back = back
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.WallPage(v))
}

// wall is how an intake stands.
func (s *Desk) wall(ctx context.Context, q bun.IDB, sc campus.School, id string) (v view.Wall, err error) {
	in, err := intake.ByID(ctx, q, id)
	if err != nil {
		return v, err
	}
	loc, now := sc.Location(), s.Now()
	f, err := day.FiguresOf(ctx, q, in, now, loc)
	if err != nil {
		return v, err
	}
	v = view.Wall{Title: in.Name, Day: timetable.Instant(in.Day, 12*60, loc), At: f.At.Truncate(time.Minute), All: count(f.All, "")}
	for _, g := range f.Grades {
		v.Grades = append(v.Grades, count(g, g.Grade))
	}
	for _, c := range f.Classes {
		v.Classes = append(v.Classes, count(c, campus.ClassName(c.Grade, c.Class)))
	}
	today := timetable.Today(now, loc) == in.Day
	for _, h := range f.Hours {
		v.Hours = append(v.Hours, view.Hour{Hour: h.Hour, Booked: h.Booked, Arrived: h.Arrived, Now: today && now.In(loc).Hour() == h.Hour})
	}
	for _, d := range f.Desks {
		if d.Does == intake.Arrival {
			v.Desks++
		}
	}
	for _, d := range f.Silent {
		v.Silent = append(v.Silent, view.DeskRow{ID: d.TerminalID, Name: d.Name, Seen: web.At(d.BeatAt, loc), Kept: int(d.Kept)})
	}
	return v, nil
}

func count(c day.Count, name string) view.Count {
	return view.Count{Name: name, Expected: c.Expected, Arrived: c.Arrived, Deferred: c.Deferred, NoShow: c.NoShow, Late: c.Late}
}

// of is the intake that a topic shows.
func of(ctx context.Context, q bun.IDB, kind, id string) (string, error) {
	if kind == topicWall {
		return id, nil
	}
	d, err := day.DeskOf(ctx, q, id)
	return d.IntakeID, err
}

func (s *Desk) piece(ctx context.Context, q bun.IDB, sc campus.School, topic, id string, version int64) (web.Piece, error) {
	v, err := s.wall(ctx, q, sc, id)
	return web.Piece{ID: topic, Key: "freshmen-wall", State: true, Version: version, Content: web.Partial("freshmen-wall", "outerMorph", version, view.WallPart(v))}, err
}

func (s *Desk) wallState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	id, err := of(ctx, q, t.Kind, t.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.piece(ctx, q, sc, t.ID, id, at)
	return []web.Piece{p}, err
}

// wallPieces reads each intake that news is of once, however many arrivals the batch has.
func (s *Desk) wallPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	moved := map[string]bool{}
	for _, it := range n.Items {
		if it.Kind == intake.Arrived || it.Kind == intake.Changed {
			moved[it.Subject] = true
		}
	}
	if len(moved) == 0 {
		return nil, nil
	}
	for _, topic := range ids {
		id := topic
		if !moved[id] { // a terminal's
			d, err := day.DeskOf(ctx, q, topic)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if id = d.IntakeID; !moved[id] {
				continue
			}
		}
		p, err := s.piece(ctx, q, n.School, topic, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// lookEvery is how often a wall is read because time has passed: a desk falls silent, an
// hour ends.
const lookEvery = 5 * time.Second

func (s *Desk) wallPulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	if !s.Due(t, "freshmen-wall", lookEvery) {
		return nil, nil
	}
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	id, err := of(ctx, q, t.Kind, t.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.wall(ctx, q, sc, id)
	return []web.Pulse{web.Part("freshmen-wall", lookEvery, func() templ.Component { return view.WallPart(v) })}, err
}

// hallViewer is a paired terminal that asks for its own topic. A zero Viewer is one that is
// none any more.
func (s *Desk) hallViewer(r *http.Request, t live.Topic, epoch uint64) (v live.Viewer, mine bool, err error) {
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		return v, true, nil
	}
	who, err := s.kiosk.Terminals.Authenticate(r.Context(), c.Value)
	if fault.Is(err, fault.Unauthenticated) {
		return v, true, nil
	}
	if err != nil {
		return v, true, err
	}
	if t.ID != who.ID {
		return v, true, fault.New(fault.NotFound, "not_found")
	}
	t.School = who.School
	return live.Viewer{ID: who.ID, Session: who.TokenHash, Lang: s.Lang(r), Topics: []live.Topic{t}, Epoch: epoch}, true, nil
}

func hallStill(ctx context.Context, q bun.IDB, v live.Viewer) (bool, error) {
	who, err := terminal.ByHash(ctx, q, v.Session)
	if fault.Is(err, fault.Unauthenticated) {
		return false, nil
	}
	return err == nil && who.ID == v.ID, err
}
