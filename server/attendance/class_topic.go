package attendance

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/roll"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/web"
	view "yunka/views/attendance"
)

// Kinds of topics; the id is a class. One frame goes to everybody who watches a topic,
// so who may see the families' numbers watches another one.
const (
	topicClass = live.Class
	topicCalls = "classcalls"
)

// lookEvery is how often a class is read because time has passed: a session begins, a
// gate falls silent or is back.
const lookEvery = 5 * time.Second

// looks keeps what a pulse read last, for the languages that ask after it.
type looks struct {
	mu sync.Mutex
	of map[string]look // by topic
}

type look struct {
	at   time.Time
	says string // what tells one state from another
	draw func(version int64) templ.Component
}

// lookAge is how long a state that does not change is told once.
const lookAge = 24 * time.Hour

func (l *looks) get(topic string, now time.Time) (k look, fresh bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.of[topic]
	return k, ok && now.Sub(k.at) < lookEvery && !now.Before(k.at)
}

func (l *looks) put(topic string, now time.Time, v any, draw func(version int64) templ.Component) look {
	l.mu.Lock()
	defer l.mu.Unlock()
	for t, k := range l.of {
		if now.Sub(k.at) > time.Hour { // nobody has watched it since
			delete(l.of, t)
		}
	}
	says, _ := json.Marshal(v)
	k := look{at: now, says: string(says), draw: draw}
	if l.of == nil {
		l.of = map[string]look{}
	}
	l.of[topic] = k
	return k
}

func (s *Attendance) classTopics() []web.Topic {
	one := func(kind string, calls bool) web.Topic {
		return web.Topic{
			Kind: kind,
			Permit: func(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) ([]live.Topic, error) {
				return mayWatch(ctx, q, a, asked, calls)
			},
			Snapshot: func(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
				sc, err := campus.SchoolByID(ctx, q, t.School)
				if err != nil {
					return nil, err
				}
				return s.classPieces(ctx, q, sc, kind, []string{t.ID}, at, calls)
			},
			Render: func(ctx context.Context, q bun.IDB, n web.News, ids []string) ([]web.Piece, error) {
				some, err := touchedClasses(ctx, q, n, ids)
				if err != nil || len(some) == 0 {
					return nil, err
				}
				return s.classPieces(ctx, q, n.School, kind, some, n.Last, calls)
			},
			Pulse: func(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
				return s.classPulse(ctx, q, t, calls)
			},
		}
	}
	return []web.Topic{one(topicClass, false), one(topicCalls, true)}
}

// mayWatch keeps the classes that the account may read now.
func mayWatch(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic, calls bool) (may []live.Topic, err error) {
	for _, t := range asked {
		whose, err := register.OwnerOfClass(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		t.School = whose.School
		if allow.Can(a, allow.AttendanceRead, allow.Target{School: t.School, Class: t.ID}) && (!calls || mayCall(a, t.School, t.ID)) {
			may = append(may, t)
		}
	}
	return may, nil
}

// touchedClasses are those of the watched classes that a batch of news changes: where
// somebody came or was noted or the roll was called, and all when the school's rules or its people did.
func touchedClasses(ctx context.Context, q bun.IDB, n web.News, ids []string) (some []string, err error) {
	people, of := map[string]bool{}, map[string]bool{}
	for _, it := range n.Items {
		switch it.Kind {
		case register.RulesChanged, register.DayOpened, register.Known, feed.CalendarMoved, feed.TimetableMoved, feed.RosterDone, feed.PersonState:
			return ids, nil
		case roll.Called:
			of[it.Subject] = true
		case feed.Scan, feed.Confirmation, feed.Undo, register.Marked, register.Punched:
			if it.Person != "" {
				people[it.Person] = true
			}
		}
	}
	if len(people) > 0 {
		members, err := campus.MembersAt(ctx, q, n.School.ID, n.Now.UnixMilli(), rule.Expects, web.Keys(people)...)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			of[m.ClassID] = true
		}
	}
	for _, id := range ids {
		if of[id] {
			some = append(some, id)
		}
	}
	return some, nil
}

func (s *Attendance) classPieces(ctx context.Context, q bun.IDB, sc campus.School, kind string, ids []string, version int64, calls bool) (out []web.Piece, err error) {
	classes, err := ofIDs(ctx, q, sc.ID, ids)
	if err != nil {
		return nil, err
	}
	list, err := s.classesNow(ctx, q, sc, classes, calls)
	if err != nil {
		return nil, err
	}
	lessons, err := s.lessonsOf(ctx, q, sc, ids...)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		c.Lessons = lessons[c.ID]
		k := s.looks.put(kind+":"+c.ID, s.Now(), c, classContent(c))
		out = append(out, web.Piece{ID: c.ID, Key: "class", State: true, Version: version, Content: k.draw(version)})
	}
	return out, nil
}

// classContent is the class's own part and its line on other pages; a page takes what
// it has a place for.
func classContent(c view.ClassNow) func(version int64) templ.Component {
	return func(version int64) templ.Component {
		return templ.Join(
			web.Partial("class-"+c.ID, "outerMorph", version, view.ClassPart(c)),
			web.Partial("class-line-"+c.ID, "outerMorph", version, view.ClassTail(c.Line())))
	}
}

func (s *Attendance) classPulse(ctx context.Context, q bun.IDB, t live.Topic, calls bool) ([]web.Pulse, error) {
	k, fresh := s.looks.get(t.String(), s.Now())
	if !fresh {
		sc, err := campus.SchoolByID(ctx, q, t.School)
		if err != nil {
			return nil, err
		}
		c, err := s.classNow(ctx, q, sc, t.ID, calls)
		if fault.Is(err, fault.NotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		k = s.looks.put(t.String(), s.Now(), c, classContent(c))
	}
	return []web.Pulse{{Key: "class", Same: k.says, Age: lookAge, Draw: k.draw}}, nil
}
