package floor

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/pickup/calls"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/timetable"
	"yunka/server/web"
	"yunka/views/pickup/queue"
)

// Kinds of topics: the id is a class, for its staff, and a board's terminal, for itself.
const (
	topicClass = "pickup-class"
	topicBoard = "pickup-board"
)

// glanceEvery is how often a page is read because time has passed: a day has changed, a
// leave has begun.
const glanceEvery = 5 * time.Second

// glances keep what was read last, for the languages that ask after it.
type glances struct {
	mu sync.Mutex
	of map[string]glance
}

type glance struct {
	at   time.Time
	says string // what tells one state from another
	draw func(version int64) templ.Component
}

func (g *glances) get(topic string, now time.Time) (k glance, fresh bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k, ok := g.of[topic]
	return k, ok && now.Sub(k.at) < glanceEvery && !now.Before(k.at)
}

func (g *glances) put(topic string, now time.Time, v any, draw func(version int64) templ.Component) glance {
	says, _ := json.Marshal(v)
	g.mu.Lock()
	defer g.mu.Unlock()
	for t, k := range g.of {
		if now.Sub(k.at) > time.Hour { // nobody has watched it since
			delete(g.of, t)
		}
	}
	if g.of == nil {
		g.of = map[string]glance{}
	}
	k := glance{at: now, says: string(says), draw: draw}
	g.of[topic] = k
	return k
}

// Topics are what its pages follow.
func (s *Floor) Topics() []web.Topic {
	one := func(kind string, read func(context.Context, bun.IDB, campus.School, string) (glance, error)) web.Topic {
		return web.Topic{
			Kind: kind,
			Snapshot: func(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
				sc, err := campus.SchoolByID(ctx, q, t.School)
				if err != nil {
					return nil, err
				}
				k, err := read(ctx, q, sc, t.ID)
				if err != nil {
					return nil, gone(err)
				}
				return []web.Piece{{ID: t.ID, Key: kind, State: true, Version: at, Content: k.draw(at)}}, nil
			},
			Render: func(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
				some, err := s.touched(ctx, q, n, kind, ids)
				for _, id := range some {
					k, err := read(ctx, q, n.School, id)
					if fault.Is(err, fault.NotFound) {
						continue
					}
					if err != nil {
						return nil, err
					}
					out = append(out, web.Piece{ID: id, Key: kind, State: true, Version: n.Last, Content: k.draw(n.Last)})
				}
				return out, err
			},
			Pulse: func(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
				k, fresh := s.glances.get(t.String(), s.Now())
				if !fresh {
					sc, err := campus.SchoolByID(ctx, q, t.School)
					if err != nil {
						return nil, err
					}
					if k, err = read(ctx, q, sc, t.ID); err != nil {
						return nil, gone(err)
					}
				}
				return []web.Pulse{{Key: kind, Same: k.says, Age: 24 * time.Hour, Draw: k.draw}}, nil
			},
		}
	}
	class, board := one(topicClass, s.lookAtClass), one(topicBoard, s.lookAtBoard)
	class.Permit = mayWatchClass
	board.Screen, board.Still = s.boardViewer, boardStill
	return []web.Topic{class, board, s.gateTopic()}
}

// gone is nil for what is no more: its page stands as it was.
func gone(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func mayWatchClass(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		whose, err := plan.OwnerOfClass(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		t.School = whose.School
		if allow.Can(a, allow.PickupStaff, allow.Target{School: t.School, Class: t.ID}) {
			may = append(may, t)
		}
	}
	return may, nil
}

func (s *Floor) lookAtClass(ctx context.Context, q bun.IDB, sc campus.School, id string) (glance, error) {
	n, err := s.classNow(ctx, q, sc, id)
	if err != nil {
		return glance{}, err
	}
	return s.glances.put(topicClass+":"+id, s.Now(), n, func(version int64) templ.Component {
		return web.Partial("pickup-"+id, "outerMorph", version, queue.Part(n))
	}), nil
}

// touched are those of the watched pages that news changes: a class where a child was
// moved, a board wherever one was, and all when the school's rules or people changed.
func (s *Floor) touched(ctx context.Context, q bun.IDB, n web.News, kind string, ids []string) (some []string, err error) {
	people, scans, boards := map[string]bool{}, []string{}, map[string]bool{}
	for _, it := range n.Items {
		switch it.Kind {
		case release.Frozen, feed.CalendarMoved, feed.RosterDone, feed.PersonState:
			return ids, nil
		case release.Moved, plan.Changed:
			people[it.Subject] = true
		case calls.BoardSet:
			boards[it.Subject] = true
		case feed.Scan:
			scans = append(scans, it.Subject)
		}
	}
	came, err := calls.TouchedBy(ctx, q, n.School.ID, timetable.Today(n.Now, n.Loc), scans)
	if err != nil {
		return nil, err
	}
	for _, id := range came {
		people[id] = true
	}
	if kind == topicBoard {
		for _, id := range ids {
			if len(people) > 0 || boards[id] {
				some = append(some, id)
			}
		}
		return some, nil
	}
	if len(people) == 0 {
		return nil, nil
	}
	members, err := campus.MembersAt(ctx, q, n.School.ID, n.Now.UnixMilli(), []allow.Role{allow.Student}, web.Keys(people)...)
	of := map[string]bool{}
	for _, m := range members {
		of[m.ClassID] = true
	}
	for _, id := range ids {
		if of[id] {
			some = append(some, id)
		}
	}
	return some, err
}
