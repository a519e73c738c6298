package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
)

func (s *Kit) liveRoutes() []Route {
	return []Route{{Method: "GET", Pattern: "/live", Action: allow.SessionUse, Handle: s.openSocket, Socket: true}}
}

const maxTopics = 64

// Hub holds the pages' sockets; app runs it.
func (s *Kit) Hub() *live.Hub { return s.hub }

func (s *Kit) newHub() *live.Hub {
	var origins []string
	if s.URL != "" {
		origins = []string{s.URL}
	}
	h := live.New(live.Config{Origins: origins, DB: s.DB, Feed: s.Feed, Logger: s.Logger, Secure: s.Secure, Reauthorise: s.reauthorise, Affected: s.affected, RecheckEvery: s.Recheck})
	s.Accounts.OnChange(h.Recheck)
	return h
}

// register takes the topics of the faces and scenes; two of one kind are a
// mistake of the program.
func (s *Kit) register(topics []Topic) {
	s.stream = &stream{web: s, topics: map[string]Topic{}}
	for _, t := range topics {
		if s.stream.topics[t.Kind].Kind != "" {
			panic("web: two topics of kind " + t.Kind)
		}
		if t.Snapshot == nil || (t.Screen == nil) != (t.Still == nil) {
			panic("web: topic " + t.Kind + " is not whole")
		}
		s.stream.topics[t.Kind] = t
	}
	s.hub.Register(s.stream, s.stream.kinds()...)
}

// openSocket is a page's one WebSocket. Its topics are permissions: one that is not
// the viewer's is answered like one that does not exist.
func (s *Kit) openSocket(w http.ResponseWriter, r *http.Request) error {
	epoch := s.hub.Epoch()
	topics, err := topicsOf(r)
	if err != nil {
		return err
	}
	since, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
	if err != nil || since < 0 {
		since = 0
	}
	screen, mine, err := s.stream.screen(r, topics, epoch)
	switch {
	case err != nil:
		return err
	case mine && screen.ID == "":
		return s.hub.Refuse(w, r, live.CloseLoggedOut, "pair")
	case mine:
		return s.hub.Serve(w, r, screen, since)
	}
	a := Actor(r)
	if a.Kind != allow.Account { // a browser cannot see why an upgrade failed
		return s.hub.Refuse(w, r, live.CloseLoggedOut, "log in")
	}
	var may []live.Topic
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		may, err = s.stream.permitted(ctx, q, a, topics)
		return err
	})
	if err != nil {
		return err
	}
	if len(may) != len(topics) {
		return fault.New(fault.NotFound, "not_found")
	}
	return s.hub.Serve(w, r, live.Viewer{ID: a.Account, Session: s.TokenHash(r), Lang: s.Lang(r), Topics: may, Epoch: epoch}, since)
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

// reauthorise asks anew who a viewer is: the session may have ended, the rights
// may have moved, the account may read another language now.
func (s *Kit) reauthorise(ctx context.Context, v live.Viewer, topics []live.Topic) (verdict live.Verdict, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		if ok, screen, err := s.stream.still(ctx, q, v); screen || err != nil {
			verdict.OK, verdict.Topics = ok, topics
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
		verdict.Topics, err = s.stream.permitted(ctx, q, a, topics)
		verdict.OK = err == nil && len(verdict.Topics) > 0
		return err
	})
	return verdict, err
}

// affected are the accounts whose rights these items may have moved: of the people
// they are about, and of the adults who look after those.
func (s *Kit) affected(ctx context.Context, q bun.IDB, school string, items []feed.Item) ([]string, error) {
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
