package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/terminal"
)

func (s *Web) liveRoutes() []Route {
	return []Route{{Method: "GET", Pattern: "/live", Action: allow.SessionUse, Handle: s.openSocket, Socket: true}}
}

const maxTopics = 64

// Hub holds the pages' sockets; app runs it.
func (s *Web) Hub() *live.Hub { return s.hub }

func (s *Web) newHub() *live.Hub {
	h := live.New(live.Config{DB: s.DB, Feed: s.Feed, Logger: s.Logger, Secure: s.Secure, Reauthorise: s.reauthorise, Affected: s.affected, RecheckEvery: s.Recheck})
	h.Register(stream{s}, live.Card, live.Child, live.Console, live.Wall, live.Gate)
	s.Accounts.OnChange(h.Recheck)
	return h
}

// openSocket is a page's one WebSocket. Its topics are permissions: one that is not
// the viewer's is answered like one that does not exist.
func (s *Web) openSocket(w http.ResponseWriter, r *http.Request) error {
	epoch := s.hub.Epoch()
	topics, err := topicsOf(r)
	if err != nil {
		return err
	}
	since, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
	if err != nil || since < 0 {
		since = 0
	}
	screen, hung, err := s.wallViewer(r, topics, epoch)
	if err != nil {
		return err
	}
	if hung {
		return s.hub.Serve(w, r, screen, since)
	}
	terminal, gate, err := s.gateViewer(r, topics, epoch)
	switch {
	case err != nil:
		return err
	case gate && terminal.ID == "":
		return s.hub.Refuse(w, r, live.CloseLoggedOut, "pair")
	case gate:
		return s.hub.Serve(w, r, terminal, since)
	}
	a := actor(r)
	if a.Kind != allow.Account { // a browser cannot see why an upgrade failed
		return s.hub.Refuse(w, r, live.CloseLoggedOut, "log in")
	}
	var may []live.Topic
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		may, err = s.permitted(ctx, q, a, topics)
		return err
	})
	if err != nil {
		return err
	}
	if len(may) != len(topics) {
		return fault.New(fault.NotFound, "not_found")
	}
	return s.hub.Serve(w, r, live.Viewer{ID: a.Account, Session: s.tokenHash(r), Lang: s.lang(r), Topics: may, Epoch: epoch}, since)
}

// topicsOf reads the address. Whether anybody may see them is another question.
func topicsOf(r *http.Request) (topics []live.Topic, err error) {
	names := strings.Split(r.URL.Query().Get("topics"), ",")
	if len(names) > maxTopics {
		return nil, fault.New(fault.Malformed, "topics")
	}
	for _, name := range names {
		kind, id, ok := strings.Cut(name, ":")
		if !ok || id == "" || len(id) > 64 {
			return nil, fault.New(fault.Malformed, "topics")
		}
		topics = append(topics, live.Topic{Kind: kind, ID: id})
	}
	return topics, nil
}

// permitted returns the topics that the actor may see, with their schools.
func (s *Web) permitted(ctx context.Context, q bun.IDB, a allow.Actor, topics []live.Topic) ([]live.Topic, error) {
	var cards []string
	for _, t := range topics {
		if t.Kind == live.Card {
			cards = append(cards, t.ID)
		}
	}
	views, err := card.ByID(ctx, q, cards)
	if err != nil {
		return nil, err
	}
	var out []live.Topic
	for _, t := range topics {
		ok := false
		switch t.Kind {
		case live.Card:
			for _, v := range views {
				if v.ID == t.ID {
					t.School, ok = v.SchoolID, allow.Can(a, allow.CardView, allow.Target{School: v.SchoolID, Person: v.PersonID, Card: v.ID})
				}
			}
		case live.Child:
			if allow.Can(a, allow.ChildView, allow.Target{Person: t.ID}) {
				t.School, err = campus.SchoolOfPerson(ctx, q, t.ID)
				ok = err == nil
			}
		case live.Console, live.Wall:
			t.School, ok = t.ID, allow.Can(a, allow.ConsoleView, allow.Target{School: t.ID})
		}
		if ok {
			out = append(out, t)
		}
	}
	return out, nil
}

// reauthorise asks anew who a viewer is: the session may have ended, the rights
// may have moved, the account may read another language now.
func (s *Web) reauthorise(ctx context.Context, v live.Viewer, topics []live.Topic) (verdict live.Verdict, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if len(topics) == 1 && topics[0].Kind == live.Gate {
			still, err := gateStill(ctx, q, v)
			verdict.OK, verdict.Topics = still, topics
			return err
		}
		if strings.HasPrefix(v.ID, "wall:") {
			screen, err := terminal.WallByHash(ctx, q, v.Session, s.DB.Now())
			if fault.Is(err, fault.Unauthenticated) {
				return nil
			}
			verdict.OK, verdict.Topics = err == nil && "wall:"+screen.ID == v.ID, topics
			return err
		}
		alive, err := account.SessionAlive(ctx, q, v.Session, v.ID, s.DB.Now().UnixMilli())
		if err != nil || !alive {
			return err
		}
		a, err := account.ActorOf(ctx, q, v.ID, s.DB.Now().UnixMilli())
		if err != nil {
			return err
		}
		verdict.Topics, err = s.permitted(ctx, q, a, topics)
		verdict.OK = err == nil && len(verdict.Topics) > 0
		return err
	})
	return verdict, err
}

// affected are the accounts whose rights these items may have moved: of the people
// they are about, and of the adults who look after those.
func (s *Web) affected(ctx context.Context, q bun.IDB, school string, items []feed.Item) ([]string, error) {
	var people []string
	for _, it := range items {
		switch it.Kind {
		case feed.PersonState, feed.RightsMoved:
			people = append(people, it.Person)
		case feed.RosterDone: // guardianships and classes of anybody
			return account.OfSchool(ctx, q, school)
		}
	}
	return account.Around(ctx, q, people)
}

// stream renders what happens for the hub.
type stream struct{ web *Web }

// Snapshot implements live.Renderer.
func (st stream) Snapshot(ctx context.Context, q bun.IDB, t live.Topic, lang string, at int64) ([]byte, error) {
	var pieces []piece
	var err error
	switch t.Kind {
	case live.Card:
		pieces, err = st.web.cardState(ctx, q, t.ID, at)
	case live.Child:
		pieces, err = st.web.childState(ctx, q, t.School, t.ID, at)
	case live.Console:
		pieces, err = st.web.consoleState(ctx, q, t.School, at)
	case live.Wall:
		pieces, err = st.web.wallState(ctx, q, t.School, at)
	case live.Gate:
		pieces, err = st.web.gateState(ctx, q, t, at)
	}
	if err != nil {
		return nil, err
	}
	st.web.told.forget(t, lang) // what this page shows is not what was told last
	var out []byte
	for _, p := range pieces {
		html, err := p.html(speak(ctx, lang))
		if err != nil {
			return nil, err
		}
		out = append(out, html...)
	}
	return out, nil
}

// Render implements live.Renderer.
func (st stream) Render(ctx context.Context, q bun.IDB, b live.Batch) ([]live.Fragment, error) {
	n, err := st.web.readNews(ctx, q, b.School, b.Items)
	if err != nil || n.loc == nil {
		return nil, err
	}
	ids := map[string][]string{}
	topics := map[[2]string]live.Topic{}
	for _, t := range b.Topics {
		ids[t.Kind] = append(ids[t.Kind], t.ID)
		topics[[2]string{t.Kind, t.ID}] = t
	}
	var out []live.Fragment
	add := func(kind string, pieces []piece, err error) error {
		for _, p := range pieces {
			html, rerr := p.html(speak(ctx, b.Lang))
			if rerr != nil {
				return rerr
			}
			out = append(out, live.Fragment{Topic: topics[[2]string{kind, p.id}], Version: p.version, State: p.state, Key: p.key, HTML: html})
		}
		return err
	}
	if len(ids[live.Card]) > 0 {
		pieces, err := st.web.cardPieces(ctx, q, n, ids[live.Card])
		if err := add(live.Card, pieces, err); err != nil {
			return nil, err
		}
	}
	if len(ids[live.Child]) > 0 {
		pieces, err := st.web.childPieces(ctx, q, n, ids[live.Child])
		if err := add(live.Child, pieces, err); err != nil {
			return nil, err
		}
	}
	if len(ids[live.Console]) > 0 {
		if err := add(live.Console, consolePieces(n), nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Pulse implements live.Pulser.
func (st stream) Pulse(ctx context.Context, q bun.IDB, b live.Batch) ([]live.Fragment, error) {
	var out []live.Fragment
	for _, t := range b.Topics {
		var pulses []pulse
		var err error
		switch t.Kind {
		case live.Console:
			pulses, err = st.web.consolePulses(ctx, q, t.School)
		case live.Wall:
			pulses, err = st.web.wallPulses(ctx, q, t.School)
		case live.Gate:
			pulses, err = st.web.gatePulses(ctx, q, t)
		}
		if err != nil {
			return nil, err
		}
		for _, p := range pulses {
			html, err := st.web.told.news(speak(ctx, b.Lang), t, b.Lang, p, b.At)
			if err != nil {
				return nil, err
			}
			if html != nil {
				out = append(out, live.Fragment{Topic: t, Version: b.At, State: true, Key: p.key, HTML: html})
			}
		}
	}
	return out, nil
}
