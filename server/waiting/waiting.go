// Package waiting is the scene of what waits for somebody: one page with a line for each
// kind of thing, from all scenes that have such things (scene.Waiting). The card and the
// console show how many there are, live by the topic waiting:<person>.
package waiting

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/scene"
	"yunka/server/web"
	rail "yunka/views/console"
	view "yunka/views/waiting"
)

const topic = "waiting"

// Waiting has the handlers of its routes.
type Waiting struct {
	*console.Console
	of []scene.Waiting
}

// New makes the scene on the console.
func New(c *console.Console) *Waiting { return &Waiting{Console: c} }

// Take learns what of all scenes waits.
func (s *Waiting) Take(scenes []scene.Scene) {
	for _, sc := range scenes {
		if sc.Waiting.List != nil {
			s.of = append(s.of, sc.Waiting)
		}
	}
}

// Scene is the page as the program takes it in.
func (s *Waiting) Scene() scene.Scene {
	return scene.Scene{
		Name:      "waiting",
		Functions: functions,
		Routes: []web.Route{
			{Method: "GET", Pattern: "/waiting", Action: allow.SessionUse, Handle: s.page},
			{Method: "GET", Pattern: "/console/waiting", Action: allow.ConsoleView, Handle: s.office},
		},
		Topics:   []web.Topic{{Kind: topic, Permit: mayFollow, Snapshot: s.state, Render: s.pieces}},
		Rail:     []scene.RailEntry{{Item: view.Rail, Action: allow.ConsoleView, Fill: s.badge}},
		Sections: []scene.Section{{Order: 4, Draw: s.entry, Topics: entryTopics}},
	}
}

// lines are what waits for an actor in a school.
func (s *Waiting) lines(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) (list []view.Line, err error) {
	for _, of := range s.of {
		some, err := of.List(ctx, q, a, sc)
		if err != nil {
			return nil, err
		}
		for _, l := range some {
			list = append(list, view.Line{Icon: l.Icon, Title: l.Title, Text: l.Text, Link: l.Link, N: l.N, Since: l.Since, Late: l.Late})
		}
	}
	return list, nil
}

func (s *Waiting) page(w http.ResponseWriter, r *http.Request) error {
	if err := s.Check(r, allow.Target{}); err != nil {
		return err
	}
	a := web.Actor(r)
	v := view.View{Page: s.Page(r)}
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		var schools []string
		for _, seat := range a.Seats {
			if slices.Contains(schools, seat.School) {
				continue
			}
			schools = append(schools, seat.School)
			sc, err := campus.SchoolByID(ctx, q, seat.School)
			if err != nil {
				return err
			}
			lines, err := s.lines(ctx, q, a, sc)
			if err != nil {
				return err
			}
			v.Page.SchoolName, v.Page.Demo, v.Page.AsOf = sc.Name, sc.Demo, s.Now().In(sc.Location())
			v.Lists = append(v.Lists, view.List{Person: seat.Person, School: sc.Name, Lines: lines})
		}
		if len(schools) != 1 {
			return nil // a stream is of one school
		}
		since, err := feed.Last(ctx, q, schools[0])
		v.Page.Live = "/live?topics=" + url.QueryEscape(topic+":"+v.Lists[0].Person) + "&since=" + strconv.FormatInt(since, 10)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Page(v))
}

func (s *Waiting) office(w http.ResponseWriter, r *http.Request) error {
	var v view.OfficeView
	err := s.SchoolPage(r, func(ctx context.Context, q bun.IDB, sh rail.Shell, sc campus.School) (err error) {
		v.Shell = sh
		v.Lines, err = s.lines(ctx, q, web.Actor(r), sc)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, view.Office(v))
}

// badge is how many things wait for who looks at the console.
func (s *Waiting) badge(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School, item *rail.RailItem) (bool, error) {
	list, err := s.lines(ctx, q, a, sc)
	item.Badge = view.RailCount(view.Count(list))
	return true, err
}

// entry is the line of the card page, for whom anything ever waits: once for a person,
// who may have several cards.
func (s *Waiting) entry(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if h.Child {
		return nil, nil
	}
	list, err := s.lines(ctx, q, h.Actor, h.School)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	cards, err := card.Of(ctx, q, []string{h.PersonID})
	if err != nil || len(cards) == 0 || cards[0].ID != h.CardID {
		return nil, err
	}
	return view.Entry(h.PersonID, view.Count(list)), nil
}

func entryTopics(h scene.Holder) []string { return []string{topic + ":" + h.PersonID} }

// mayFollow keeps the people that the account is.
func mayFollow(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		t.School, err = campus.SchoolOfPerson(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if allow.Can(a, allow.CardView, allow.Target{School: t.School, Person: t.ID}) {
			may = append(may, t)
		}
	}
	return may, nil
}

func (s *Waiting) state(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	p, err := s.piece(ctx, q, sc, t.ID, at)
	return []web.Piece{p}, err
}

// pieces are the lists that news may have changed: each is read for the account that the
// person has now.
func (s *Waiting) pieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	changed := slices.ContainsFunc(n.Items, func(it feed.Item) bool {
		return it.Kind == feed.RightsMoved || slices.ContainsFunc(s.of, func(of scene.Waiting) bool { return slices.Contains(of.Kinds, it.Kind) })
	})
	if !changed {
		return nil, nil
	}
	for _, id := range ids {
		p, err := s.piece(ctx, q, n.School, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func (s *Waiting) piece(ctx context.Context, q bun.IDB, sc campus.School, person string, at int64) (p web.Piece, err error) {
	id, err := account.OfPerson(ctx, q, sc.ID, person)
	if err != nil {
		return p, err
	}
	var list []view.Line
	if id != "" {
		a, err := account.ActorOf(ctx, q, id, s.Now().UnixMilli())
		if err != nil {
			return p, err
		}
		if list, err = s.lines(ctx, q, a, sc); err != nil {
			return p, err
		}
	}
	return web.Piece{ID: person, Key: "waiting", State: true, Version: at, Content: templ.Join(
		web.Partial("waiting-count-"+person, "outerMorph", at, view.Tail(person, view.Count(list))),
		web.Partial("waiting-list-"+person, "outerMorph", at, view.Lines(view.List{Person: person, Lines: list})))}, nil
}
