package days

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/days"
)

// Kinds of topics; the id is a person and a day. One frame goes to everybody who watches
// a topic, so who may ask for a correction watches another one than who only reads.
const (
	topicRead = "attendance-day"
	topicAsk  = "attendance-ask"
)

// lookEvery is how often a day is read because time has passed: a session begins, a gate
// falls silent.
const lookEvery = 15 * time.Second

func topicID(person, day string) string { return person + "." + day }

func ofTopic(id string) (person, day string, ok bool) {
	person, day, ok = strings.Cut(id, ".")
	return person, day, ok && timetable.ValidDay(day)
}

// Topics are the live days.
func (s *Days) Topics() []web.Topic {
	one := func(kind string, action allow.Action) web.Topic {
		return web.Topic{
			Kind: kind,
			Permit: func(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) ([]live.Topic, error) {
				return s.permit(ctx, q, a, asked, action)
			},
			Snapshot: func(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
				sc, err := campus.SchoolByID(ctx, q, t.School)
				if err != nil {
					return nil, err
				}
				p, err := s.piece(ctx, q, sc, kind, t.ID, at)
				return []web.Piece{p}, err
			},
			Render: func(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
				for _, id := range touched(n, ids) {
					p, err := s.piece(ctx, q, n.School, kind, id, n.Last)
					if err != nil {
						return nil, err
					}
					out = append(out, p)
				}
				return out, nil
			},
			Pulse: s.pulse,
		}
	}
	return []web.Topic{one(topicRead, allow.AttendanceRead), one(topicAsk, allow.AttendanceAsk)}
}

// permit keeps the days of people that the account may do the action to now, by the
// class of that day or of today.
func (s *Days) permit(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic, action allow.Action) (may []live.Topic, err error) {
	for _, t := range asked {
		person, day, ok := ofTopic(t.ID)
		if !ok {
			continue
		}
		whom, err := campus.OwnerOfPerson(ctx, q, person)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		sc, err := campus.SchoolByID(ctx, q, whom.School)
		if err != nil {
			return nil, err
		}
		then, err := memberOn(ctx, q, sc, person, day)
		if err != nil {
			return nil, err
		}
		now, err := memberAt(ctx, q, sc, person, s.Now().UnixMilli())
		if err != nil {
			return nil, err
		}
		t.School = whom.School
		for _, class := range []string{then.ClassID, now.ClassID} {
			if whom.Class = class; allow.Can(a, action, whom) {
				may = append(may, t)
				break
			}
		}
	}
	return may, nil
}

// touched are those of the watched days that a batch of news changes.
func touched(n web.News, ids []string) (some []string) {
	people, days := map[string]bool{}, map[string]bool{}
	for _, it := range n.Items {
		var m register.Moment
		switch it.Kind {
		case register.RulesChanged, register.Closed, feed.CalendarMoved, feed.RosterDone:
			return ids
		case register.DayOpened, register.Known:
			_ = json.Unmarshal([]byte(it.Data), &m)
			days[m.Day] = true
		case feed.Scan, feed.Confirmation, feed.Undo, feed.PersonState, register.Marked, register.Punched:
			people[it.Person] = true
		}
	}
	for _, id := range ids {
		if person, day, _ := ofTopic(id); people[person] || days[day] {
			some = append(some, id)
		}
	}
	return some
}

func (s *Days) draw(ctx context.Context, q bun.IDB, sc campus.School, id string, asks bool) (v view.Day, err error) {
	person, day, _ := ofTopic(id)
	m, err := memberOn(ctx, q, sc, person, day)
	if err != nil {
		return v, err
	}
	return s.day(ctx, q, sc, m, person, day, asks)
}

func (s *Days) piece(ctx context.Context, q bun.IDB, sc campus.School, kind, id string, version int64) (web.Piece, error) {
	v, err := s.draw(ctx, q, sc, id, kind == topicAsk)
	s.looks.put(kind+":"+id, s.Now(), v)
	return web.Piece{ID: id, Key: "day", State: true, Version: version,
		Content: web.Partial("day-"+v.Person+"-"+v.Date, "outerMorph", version, view.DayPart(v))}, err
}

// pulse reads today again from time to time; other days stand still.
func (s *Days) pulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	v, fresh := s.looks.get(t.String(), s.Now())
	if !fresh {
		sc, err := campus.SchoolByID(ctx, q, t.School)
		if err != nil {
			return nil, err
		}
		if _, day, _ := ofTopic(t.ID); day != timetable.Today(s.Now(), sc.Location()) {
			return nil, nil
		}
		if v, err = s.draw(ctx, q, sc, t.ID, t.Kind == topicAsk); err != nil {
			return nil, err
		}
		s.looks.put(t.String(), s.Now(), v)
	}
	return []web.Pulse{web.Part("day-"+v.Person+"-"+v.Date, time.Second, func() templ.Component { return view.DayPart(v) })}, nil
}

// looks keeps the days that were read last, for the languages that ask after them.
type looks struct {
	mu sync.Mutex
	of map[string]look // by topic
}

type look struct {
	at  time.Time
	day view.Day
}

func (l *looks) get(topic string, now time.Time) (view.Day, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.of[topic]
	return k.day, ok && now.Sub(k.at) < lookEvery && !now.Before(k.at)
}

func (l *looks) put(topic string, now time.Time, v view.Day) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil {
		l.of = map[string]look{}
	}
	for t, k := range l.of {
		if now.Sub(k.at) > time.Hour { // nobody has watched it since
			delete(l.of, t)
		}
	}
	l.of[topic] = look{now, v}
}
