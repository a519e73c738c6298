package schoolyear

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/schoolyear"
)

// topic is the kind of the live part of one person's lessons.
const topic = "lessons"

// roles have lessons: those of their class, and those they give.
var roles = []allow.Role{allow.Student, allow.Teacher}

// section is today's lessons on the card page: of a pupil's or a teacher's card, and
// of each child that the account may see.
func (s *SchoolYear) section() scene.Section {
	return scene.Section{
		Order: 30,
		Draw: func(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
			whom := allow.Target{School: h.School.ID, Person: h.PersonID}
			if !slices.Contains(roles, h.Role) || !allow.Can(h.Actor, allow.CardView, whom) && !allow.Can(h.Actor, allow.ChildView, whom) {
				return nil, nil
			}
			v, err := s.lessons(ctx, q, h.School, nil, campus.Member{PersonID: h.PersonID, Role: h.Role, ClassID: h.Class})
			if err != nil {
				return nil, err
			}
			if h.Child || !v.Planned { // without lessons there is no box, only the place for them
				return view.Lessons(v), nil
			}
			return view.OwnLessons(v), nil
		},
		Topics: func(h scene.Holder) []string {
			if !slices.Contains(roles, h.Role) {
				return nil
			}
			return []string{topic + ":" + h.PersonID}
		},
	}
}

// cards remembers when the lessons of whom change by time alone, and for a moment
// the timetable of a school, because a bell rings for all of its cards at once.
type cards struct {
	mu      sync.Mutex
	changes map[string]time.Time // person -> when the part says something else
	school  string
	day     string
	read    time.Time
	tt      *timetable.Timetable
}

// aMoment is how long one reading of a school's day serves the pulses of its cards.
// News of the timetable ends it at once.
const aMoment = 2 * time.Second

// lessons is what the card says of a person today. tt nil reads what is needed.
func (s *SchoolYear) lessons(ctx context.Context, q bun.IDB, sc campus.School, tt *timetable.Timetable, m campus.Member) (view.LessonsView, error) {
	now, loc := s.Now(), sc.Location()
	day := timetable.Today(now, loc)
	v := view.LessonsView{Key: m.PersonID + "-" + string(m.Role), Day: day, Teacher: m.Role == allow.Teacher}
	if tt == nil {
		f := timetable.Filter{Classes: []string{m.ClassID}}
		if v.Teacher {
			f = timetable.Filter{Teachers: []string{m.PersonID}}
		}
		var err error
		if tt, err = timetable.Load(ctx, q, sc, day, day, f); err != nil {
			return v, err
		}
	}
	list := tt.Lessons(m.ClassID, day)
	if v.Teacher {
		list = tt.OfTeacher(m.PersonID, day)
	}
	d := tt.Day(day)
	v.Kind, v.Name = string(d.Kind), d.Name
	v.Planned = len(list) > 0 || slices.ContainsFunc(tt.Slots(), func(o timetable.Slot) bool {
		return v.Teacher && o.Teacher == m.PersonID || !v.Teacher && o.ClassID == m.ClassID
	})
	_, midnight := campus.DayOf(now, loc)
	change := midnight
	for _, l := range list {
		v.Lessons = append(v.Lessons, todayLesson(l, m, now))
		for _, at := range []time.Time{l.Start, l.End} {
			if at.After(now) && at.Before(change) {
				change = at
			}
		}
	}
	if len(list) == 0 {
		if next, ok := tt.Next(day); ok {
			v.Next = next.Day
		}
	}
	s.cards.mu.Lock()
	s.cards.changes[m.PersonID] = change
	s.cards.mu.Unlock()
	return v, nil
}

func todayLesson(l timetable.Lesson, m campus.Member, now time.Time) view.TodayLesson {
	one := view.TodayLesson{From: timetable.Clock(l.From), To: timetable.Clock(l.To), Subject: l.Subject, Who: l.Name, Room: l.Room, Cancelled: l.Cancelled, Now: l.Running(now)}
	if m.Role == allow.Teacher {
		one.Class = campus.ClassName(l.Grade, l.Class)
		if one.Away = l.Replaced() && l.Teacher != m.PersonID; one.Away {
			one.Now = false
		}
	}
	if l.Replaced() && !one.Away {
		one.Instead = l.PlannedName
	}
	one.OtherRoom = l.Sub != nil && l.Sub.Room != ""
	return one
}

func (s *SchoolYear) topics() []web.Topic {
	return []web.Topic{{Kind: topic, Permit: mayFollow, Snapshot: s.lessonsState, Render: s.lessonsNews, Pulse: s.lessonsPulse}}
}

// mayFollow keeps the people whose lessons the account may see: itself and the
// children that it may view.
func mayFollow(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		t.School, err = campus.SchoolOfPerson(ctx, q, t.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		whom := allow.Target{School: t.School, Person: t.ID}
		if allow.Can(a, allow.CardView, whom) || allow.Can(a, allow.ChildView, whom) {
			may = append(may, t)
		}
	}
	return may, nil
}

func (s *SchoolYear) lessonsState(ctx context.Context, q bun.IDB, t live.Topic, version int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	return s.drawLessons(ctx, q, sc, nil, []string{t.ID}, version)
}

// lessonsNews are the lessons that a batch of news changes: everybody's when the
// school's time did, and those of who is in another class or role now.
func (s *SchoolYear) lessonsNews(ctx context.Context, q bun.IDB, n web.News, ids []string) ([]web.Piece, error) {
	today := timetable.Today(n.Now, n.Loc)
	for _, it := range n.Items {
		switch it.Kind {
		case feed.CalendarMoved, feed.TimetableMoved:
			s.forget()
			if timetable.Concerns(it, today) {
				tt, err := timetable.Load(ctx, q, n.School, today, today, timetable.Filter{})
				if err != nil {
					return nil, err
				}
				return s.drawLessons(ctx, q, n.School, tt, ids, n.Last)
			}
		case feed.RosterDone:
			return s.drawLessons(ctx, q, n.School, nil, ids, n.Last)
		}
	}
	some := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !n.Touched[id] })
	return s.drawLessons(ctx, q, n.School, nil, some, n.Last)
}

func (s *SchoolYear) drawLessons(ctx context.Context, q bun.IDB, sc campus.School, tt *timetable.Timetable, people []string, version int64) (out []web.Piece, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	members, err := campus.MembersAt(ctx, q, sc.ID, s.Now().UnixMilli(), roles, people...)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		v, err := s.lessons(ctx, q, sc, tt, m)
		if err != nil {
			return nil, err
		}
		out = append(out, web.Piece{ID: m.PersonID, Key: "lessons-" + v.Key, State: true, Version: version,
			Content: web.Partial("lessons-"+v.Key, "outerMorph", version, view.Lessons(v))})
	}
	return out, nil
}

// lessonsPulse draws a person's lessons again when a bell has rung since, or the day
// is over; else it reads nothing.
func (s *SchoolYear) lessonsPulse(ctx context.Context, q bun.IDB, t live.Topic) (out []web.Pulse, err error) {
	now := s.Now()
	s.cards.mu.Lock()
	change, known := s.cards.changes[t.ID]
	s.cards.mu.Unlock()
	if known && now.Before(change) {
		return nil, nil
	}
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	tt, err := s.moment(ctx, q, sc, timetable.Today(now, sc.Location()))
	if err != nil {
		return nil, err
	}
	members, err := campus.MembersAt(ctx, q, sc.ID, now.UnixMilli(), roles, t.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		v, err := s.lessons(ctx, q, sc, tt, m)
		if err != nil {
			return nil, err
		}
		out = append(out, web.Part("lessons-"+v.Key, 0, func() templ.Component { return view.Lessons(v) }))
	}
	return out, nil
}

// moment is a school's whole day, read at most once in a moment.
func (s *SchoolYear) moment(ctx context.Context, q bun.IDB, sc campus.School, day string) (*timetable.Timetable, error) {
	s.cards.mu.Lock()
	defer s.cards.mu.Unlock()
	if c := &s.cards; c.school == sc.ID && c.day == day && time.Since(c.read) < aMoment {
		return c.tt, nil
	}
	tt, err := timetable.Load(ctx, q, sc, day, day, timetable.Filter{})
	if err == nil {
		s.cards.school, s.cards.day, s.cards.read, s.cards.tt = sc.ID, day, time.Now(), tt
	}
	return tt, err
}

func (s *SchoolYear) forget() {
	s.cards.mu.Lock()
	defer s.cards.mu.Unlock()
	s.cards.tt, s.cards.school = nil, ""
}
