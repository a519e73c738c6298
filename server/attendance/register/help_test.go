package register_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/projection"
	"yunka/server/schooltest"
)

// stage is a school with two classes, sessions in the morning and the afternoon, and
// what a test does to them.
type stage struct {
	*testing.T
	*schooltest.Fixture
	clock    *schooltest.Clock
	register *register.Service
	cells    *projection.Projection
	classes  []string
	am, pm   string            // sessions of all pupils
	gates    map[string]string // a terminal at the gate in and one at the gate out
	n        int
}

// monday is the day on which clocks of tests begin, at noon.
const monday = "2026-11-23"

func setStage(t *testing.T, d *db.DB, clock *schooltest.Clock) *stage {
	t.Helper()
	clock.Set(at(monday, "05:00:00"))
	s := &stage{T: t, Fixture: schooltest.New(t, d), clock: clock, gates: map[string]string{}}
	s.register = register.New(d, s.Feed, nil)
	s.cells = s.register.Projection()
	s.classes = []string{s.Class(t, "三年级", "1班"), s.Class(t, "三年级", "2班")}
	for way, gate := range map[string]string{"in": s.GateIn, "out": s.GateOut} {
		who, _ := s.Terminal(t, gate, false)
		s.gates[way] = who.ID
	}
	s.am = s.session(func(x *rule.Session) {})
	s.pm = s.session(func(x *rule.Session) {
		x.Name, x.Opens, x.Starts, x.Ends, x.Closes, x.MustOut = "下午", 760, 810, 990, 1050, true
	})
	return s
}

func (s *stage) session(change func(*rule.Session)) string {
	s.Helper()
	id, err := s.register.AddSession(ctx, s.Admin, with(morning(s.School), change))
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// at is an instant of a day in Shanghai.
func at(day, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", day+" "+clock, schooltest.Noon.Location())
	if err != nil {
		panic(err)
	}
	return t
}

func (s *stage) pupil(class int) *schooltest.Holder {
	s.n++
	return s.GiveChip(s.T, s.Member(s.T, allow.Student, campus.Person{Name: fmt.Sprintf("学生%d", s.n)}, s.classes[class]))
}

// scan writes a scan as the path of a scan would, at an instant; offline ones are
// recorded now and were then. It returns the id.
func (s *stage) scan(person, way string, when time.Time, offline bool) string {
	s.Helper()
	id := db.NewID()
	gate := map[string]string{"in": s.GateIn, "out": s.GateOut}[way]
	mode := "online"
	if offline {
		mode = "offline"
	}
	s.Tx(s.T, func(ctx context.Context, tx *db.Tx) error {
		n, err := s.Feed.Take(ctx, tx, s.School, 1)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(`INSERT INTO scan (id, school_id, feed, terminal_id, gate_id, request_key, request_hash, kind, person_id, consumed, decision, reason, open, direction, at, answer, mode)
			VALUES (?, ?, ?, ?, ?, ?, '', 'chip', ?, FALSE, 'ALLOW', 'OK', TRUE, ?, ?, '{}', ?)`,
			id, s.School, n, s.gates[way], gate, id, person, way, when.UnixMilli(), mode).Exec(ctx)
		return err
	})
	return id
}

// told says that every terminal has told everything up to an instant.
func (s *stage) told(until time.Time) {
	s.Exec(s.T, "UPDATE terminal SET last_at = ?, complete_until = ? WHERE school_id = ?", until.UnixMilli(), until.UnixMilli(), s.School)
}

// keep lets the keeper and the projection do everything there is to do.
func (s *stage) keep() {
	s.Helper()
	if err := s.register.Keep(ctx); err != nil {
		s.Fatal(err)
	}
	s.follow()
}

func (s *stage) follow() {
	s.Helper()
	if err := projection.Catch(ctx, s.DB, s.cells, s.School, 10_000); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) read(fn func(ctx context.Context, q bun.IDB) error) {
	s.Helper()
	if err := s.DB.Read(ctx, fn); err != nil {
		s.Fatal(err)
	}
}

// day is what the register says of a person on a day: "late +301, pending".
func (s *stage) day(person, day string) string {
	s.Helper()
	var all []string
	s.read(func(ctx context.Context, q bun.IDB) error {
		list, err := register.OfPeople(ctx, q, s.School, []string{person}, day, day)
		for _, c := range list {
			text := string(c.State)
			if c.Late > 0 {
				text += fmt.Sprintf(" +%d", c.Late)
			}
			if c.Early > 0 {
				text += fmt.Sprintf(" -%d", c.Early)
			}
			all = append(all, text)
		}
		return err
	})
	return strings.Join(all, ", ")
}

func (s *stage) is(who *schooltest.Holder, day, want, when string) {
	s.Helper()
	if got := s.day(who.Person, day); got != want {
		s.Errorf("%s: %q, want %q", when, got, want)
	}
}
