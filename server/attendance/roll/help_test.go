package roll_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/roll"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/projection"
	"yunka/server/schooltest"
	"yunka/server/timetable"
)

// monday is the day on which clocks of tests begin.
const monday = "2026-11-23"

// stage is a school with a class of four, a morning session from 08:00 and four lessons
// from 08:00 on, each of 40 minutes and 50 apart. Chen has the class; Li gives its
// lessons.
type stage struct {
	*testing.T
	*schooltest.Fixture
	clock        *schooltest.Clock
	register     *register.Service
	rolls        *roll.Service
	year         *timetable.Service
	cells        *projection.Projection
	class, other string
	session      string
	reader       string
	pupils       []*schooltest.Holder
	chen, li, wu *schooltest.Holder
}

func each(t *testing.T, fn func(s *stage)) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock.Set(at("05:00:00"))
		s := &stage{T: t, Fixture: schooltest.New(t, d), clock: clock}
		s.register = register.New(d, s.Feed, nil)
		s.rolls, s.year, s.cells = roll.New(d, s.Feed, s.register), timetable.NewService(d, s.Feed, nil), s.register.Projection()
		s.class, s.other = s.Class(t, "三年级", "1班"), s.Class(t, "三年级", "2班")
		who, _ := s.Terminal(t, s.GateIn, false)
		s.reader = who.ID
		s.session = s.must(s.register.AddSession(t.Context(), s.Admin, rule.Session{SchoolID: s.School, Name: "上午", Role: allow.Student, Weekdays: 31,
			Opens: 390, Starts: 480, Grace: 5, AbsentAfter: 90, Ends: 700, Closes: 750}))
		for i := range 4 {
			s.pupils = append(s.pupils, s.GiveChip(t, s.Member(t, allow.Student, campus.Person{Name: fmt.Sprint("学生", i)}, s.class)))
		}
		for i, h := range []**schooltest.Holder{&s.chen, &s.li, &s.wu} {
			*h = s.Member(t, allow.Teacher, campus.Person{Name: []string{"陈老师", "李老师", "吴老师"}[i], Number: fmt.Sprint("T", i)})
		}
		s.chen.Actor.Posts = []allow.Held{{School: s.School, Membership: s.chen.Membership, Post: allow.ClassTeacher, Of: allow.OfClass, ID: s.class, Classes: []string{s.class}}}
		s.lessons()
		s.keep()
		fn(s)
	}, db.WithClock(clock.Now))
}

func (s *stage) lessons() {
	s.must(s.year.SaveTerm(s.Context(), s.Admin, s.School, timetable.Term{Name: "第一学期", FirstDay: "2026-09-01", LastDay: "2027-01-22"}))
	var periods []timetable.Period
	for n := range 4 {
		periods = append(periods, timetable.Period{Number: n + 1, Name: fmt.Sprint("第 ", n+1, " 节"), From: 480 + n*50, To: 520 + n*50})
	}
	s.ok(s.year.SetPeriods(s.Context(), s.Admin, s.School, timetable.PeriodSet{FromDay: "2026-09-01", List: periods}))
	for n := range 4 {
		s.must(s.year.SetLesson(s.Context(), s.Admin, s.School, timetable.LessonDraft{From: monday,
			Slot: timetable.Slot{ClassID: s.class, Weekday: 1, Period: n + 1, Subject: "数学", Teacher: s.li.Person}}))
	}
}

func (s *stage) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *stage) must(id string, err error) string {
	s.Helper()
	s.ok(err)
	return id
}

func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", monday+" "+clock, schooltest.Noon.Location())
	if err != nil {
		panic(err)
	}
	return t
}

// passes writes a scan at the gate, as the path of a scan would.
func (s *stage) passes(i int, way, when string) {
	s.Helper()
	id := db.NewID()
	s.Tx(s.T, func(ctx context.Context, tx *db.Tx) error {
		n, err := s.Feed.Take(ctx, tx, s.School, 1)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO scan (id, school_id, feed, terminal_id, gate_id, request_key, request_hash, kind, person_id, consumed, decision, reason, open, direction, at, answer, mode)
			VALUES (?, ?, ?, ?, ?, ?, '', 'chip', ?, FALSE, 'ALLOW', 'OK', TRUE, ?, ?, '{}', 'online')`,
			id, s.School, n, s.reader, s.GateIn, id, s.pupils[i].Person, way, at(when).UnixMilli()).Exec(ctx)
		return err
	})
}

// keep lets the keeper and the projection do all there is to do; every terminal has told
// everything by now.
func (s *stage) keep() {
	s.Helper()
	now := s.clock.Now().UnixMilli()
	s.Exec(s.T, "UPDATE terminal SET last_at = ?, complete_until = ? WHERE school_id = ?", now, now, s.School)
	s.ok(s.register.Keep(s.Context()))
	s.ok(projection.Catch(s.Context(), s.DB, s.cells, s.School, 10_000))
}

func (s *stage) at(clock string) { s.clock.Set(at(clock)); s.keep() }

func (s *stage) find(period int) (l roll.Lesson) {
	s.Helper()
	s.ok(s.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		l, err = s.rolls.Find(ctx, q, s.School, s.class, monday, period)
		return err
	}))
	return l
}

// says are states of the pupils in their order.
func (s *stage) says(states ...roll.State) map[string]roll.State {
	all := map[string]roll.State{}
	for i, state := range states {
		all[s.pupils[i].Person] = state
	}
	return all
}

func (s *stage) asked(period int, key string, after int, states ...roll.State) roll.Asked {
	return roll.Asked{School: s.School, Class: s.class, Day: monday, Period: period, Key: key, After: after, States: s.says(states...)}
}

func (s *stage) call(in roll.Asked) {
	s.Helper()
	s.ok(s.rolls.Call(s.Context(), s.li.Actor, in))
	s.keep()
}

// stand is what a lesson says of the pupils by now, and how often it was handed in.
func (s *stage) stand(period int) string {
	s.Helper()
	l := s.find(period)
	text := fmt.Sprint(len(l.Book))
	for _, p := range s.pupils {
		text += " " + string(l.Book.States()[p.Person]) + "."
	}
	return text
}

func (s *stage) stands(period int, want, when string) {
	s.Helper()
	if got := s.stand(period); got != want {
		s.Errorf("%s: %q, want %q", when, got, want)
	}
}

// cell is the projected cell of a pupil: what families are told by.
func (s *stage) cell(i int) (c register.Cell) {
	s.Helper()
	s.ok(s.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		list, err := register.OfPeople(ctx, q, s.School, []string{s.pupils[i].Person}, monday, monday)
		if err == nil && len(list) == 1 {
			c = list[0]
		}
		return err
	}))
	return c
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}

func campusPerson(name string) campus.Person { return campus.Person{Name: name} }

// find1 is the number of a lesson's last roll; 0 for a lesson that is none.
func (s *stage) find1(period int) (n int) {
	_ = s.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		l, err := s.rolls.Find(ctx, q, s.School, s.class, monday, period)
		n = l.Book.N()
		return err
	})
	return n
}
