package report_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/report"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/schooltest"
	"yunka/server/timetable"
)

// desk is a school whose cells were put there by hand.
type desk struct {
	*testing.T
	*schooltest.Fixture
	clock   *schooltest.Clock
	school  campus.School
	classes []string
	people  []string // in classes in turn
}

func each(t *testing.T, story func(d *desk)) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := schooltest.NewClock()
			story(newDesk(t, dbtest.Open(t, e, db.WithClock(clock.Now)), clock, 24))
		})
	}
}

func newDesk(t *testing.T, base *db.DB, clock *schooltest.Clock, people int) *desk {
	d := &desk{T: t, Fixture: schooltest.New(t, base), clock: clock}
	d.read(func(ctx context.Context, q bun.IDB) (err error) {
		d.school, err = campus.SchoolByID(ctx, q, d.School)
		return err
	})
	d.classes = []string{d.Class(t, "三年级", "1班"), d.Class(t, "三年级", "2班"), d.Class(t, "四年级", "1班")}
	for i := range people {
		d.people = append(d.people, d.Member(t, allow.Student, campus.Person{Name: fmt.Sprintf("学生%02d", i), Number: fmt.Sprintf("2026%010d", i)}, d.classes[i%3]).Person)
	}
	return d
}

func (d *desk) read(fn func(ctx context.Context, q bun.IDB) error) {
	d.Helper()
	if err := d.DB.Read(context.Background(), fn); err != nil {
		d.Fatal(err)
	}
}

// cell is a row of attendance_cell.
type cell struct {
	person, day, session, class string
	role                        allow.Role
	state, was                  rule.State
	late                        int64
	excuse                      string
}

func (d *desk) put(cells []cell) {
	d.Helper()
	for part := range slices.Chunk(cells, 300) {
		var rows [][]any
		for _, c := range part {
			rows = append(rows, []any{d.School, 0, c.person, c.day, c.session, string(c.role), c.class, string(c.state), string(c.was), 0, 0, c.late, 0, c.excuse, false})
		}
		d.Tx(d.T, func(ctx context.Context, tx *db.Tx) error {
			return schooltest.Insert(ctx, tx, "attendance_cell (school_id, generation, person_id, day, session_id, role, class_id, state, was, came, left_at, late, early, excuse, vouched)", rows)
		})
	}
}

func (d *desk) make(a report.Ask) (r report.Report) {
	d.Helper()
	d.read(func(ctx context.Context, q bun.IDB) (err error) {
		r, err = report.Make(ctx, q, d.school, a, d.clock.Now().In(d.school.Location()))
		return err
	})
	return r
}

// random are cells of everybody on the days, two sessions each, of every state.
func (d *desk) random(first, last string) (cells []cell) {
	rnd := rand.New(rand.NewPCG(7, 11))
	for day := first; day <= last; day = timetable.AddDays(day, 1) {
		if timetable.Weekday(day) > 5 {
			continue
		}
		for i, p := range d.people {
			for _, s := range []string{"am", "pm"} {
				c := cell{person: p, day: day, session: s, class: d.classes[i%3], role: allow.Student, state: rule.Present}
				if i == 5 && day >= "2026-11-01" { // who changed the class
					c.class = d.classes[0]
				}
				if i == 7 {
					c.class = ""
				}
				if i == 9 {
					c.role = allow.Teacher
				}
				if rnd.IntN(3) == 0 {
					c.state = rule.States[rnd.IntN(len(rule.States))]
				}
				if c.state == rule.OnLeave {
					c.excuse = []string{"sick", "personal", "other", ""}[rnd.IntN(4)]
				}
				if rnd.IntN(4) == 0 {
					c.late = int64(rnd.IntN(4000)) // also of who was late and counts as absent
				}
				cells = append(cells, c)
			}
		}
	}
	return cells
}

// recount is what a report must say, by hand.
func recount(cells []cell, a report.Ask, in func(cell) bool) (total report.Sums, classes, people, days map[string]report.Sums) {
	type key struct{ class, person, day, session string }
	worst, late := map[key]report.Kind{}, map[key]int64{}
	for _, c := range cells {
		if c.day < a.First || c.day > a.Last || c.role != a.Role || !in(c) {
			continue
		}
		k := key{c.class, c.person, c.day, ""}
		if a.Sessions {
			k.session = c.session
		}
		kind := report.KindOf(c.state, c.excuse)
		if was, there := worst[k]; !there || kind > was {
			worst[k] = kind
		}
		if c.state == rule.Late || c.state == rule.LateEarly {
			late[k] += c.late
		}
	}
	classes, people, days = map[string]report.Sums{}, map[string]report.Sums{}, map[string]report.Sums{}
	seen, inClass := map[string]bool{}, map[string]map[string]bool{}
	add := func(m map[string]report.Sums, k string, kind report.Kind, late int64) {
		s := m[k]
		s.Of[kind]++
		s.Late += late
		m[k] = s
	}
	for k, kind := range worst {
		total.Of[kind]++
		total.Late += late[k]
		add(classes, k.class, kind, late[k])
		add(people, k.class+"/"+k.person, kind, late[k])
		add(days, k.day, kind, late[k])
		seen[k.person] = true
		if inClass[k.class] == nil {
			inClass[k.class] = map[string]bool{}
		}
		inClass[k.class][k.person] = true
	}
	total.People = len(seen)
	for class, set := range inClass {
		s := classes[class]
		s.People = len(set)
		classes[class] = s
	}
	return total, classes, people, days
}

// Every figure of a report is the same when somebody counts the cells again by hand: whole
// school, a grade, a class, one person, staff; days and sessions; on both engines.
func TestFiguresEqualARecount(t *testing.T) {
	each(t, func(d *desk) {
		cells := d.random("2026-10-12", "2026-11-20")
		d.put(cells)
		month := report.Ask{Role: allow.Student, Span: "days", First: "2026-10-15", Last: "2026-11-13"}
		for name, x := range map[string]struct {
			change func(*report.Ask)
			in     func(cell) bool
		}{
			"school": {func(*report.Ask) {}, func(cell) bool { return true }},
			"grade":  {func(a *report.Ask) { a.Grade = "三年级" }, func(c cell) bool { return c.class == d.classes[0] || c.class == d.classes[1] }},
			"class":  {func(a *report.Ask) { a.Class = d.classes[0] }, func(c cell) bool { return c.class == d.classes[0] }},
			"person": {func(a *report.Ask) { a.Person = d.people[3] }, func(c cell) bool { return c.person == d.people[3] }},
			"staff":  {func(a *report.Ask) { a.Role = allow.Teacher }, func(cell) bool { return true }},
			"nobody": {func(a *report.Ask) { a.Grade = "九年级" }, func(cell) bool { return false }},
		} {
			for _, sessions := range []bool{false, true} {
				a := month
				a.Sessions = sessions
				x.change(&a)
				total, classes, people, days := recount(cells, a, x.in)
				r := d.make(a)
				same := func(what string, got, want any) {
					d.Helper()
					if !reflect.DeepEqual(got, want) {
						d.Errorf("%s (sessions %v), %s: %+v, want %+v", name, sessions, what, got, want)
					}
				}
				same("total", r.Total, total)
				if len(r.Classes) != len(classes) || len(r.People) != len(people) || len(r.Days) != len(days) {
					d.Errorf("%s: %d classes, %d people, %d days; want %d, %d, %d", name, len(r.Classes), len(r.People), len(r.Days), len(classes), len(people), len(days))
				}
				sum := report.Sums{People: r.Total.People}
				for _, c := range r.Classes {
					same("class "+c.Class.Name, c.Sums, classes[c.Class.ID])
					for k, n := range c.Of {
						sum.Of[k] += n
					}
					sum.Late += c.Late
				}
				same("classes sum to the total", sum, r.Total)
				for _, p := range r.People {
					want := people[p.Class.ID+"/"+p.PersonID]
					want.People = 1
					same("person "+p.Name, p.Sums, want)
				}
				for _, day := range r.Days {
					same("day "+day.Day, day.Sums, days[day.Day])
				}
				var alone report.Sums
				d.read(func(ctx context.Context, q bun.IDB) (err error) {
					alone, err = report.Total(ctx, q, d.school, a)
					return err
				})
				alone.People = total.People
				same("the total alone", alone, total)
				if r.Total.Known()+r.Total.Of[report.Pending] != r.Total.Expected() || r.Complete && r.Total.Of[report.Pending] > 0 {
					d.Errorf("%s: the denominator is wrong, or it is called complete", name)
				}
			}
		}
	})
}

// What must never happen: a closed month changes. A correction that is agreed to later is a
// line of its own with the sums after it; one from before the closing is in the figures; what a
// terminal brings later counts nowhere and is told.
func TestClosedDaysStay(t *testing.T) {
	each(t, func(d *desk) {
		const day, last = "2026-10-27", "2026-10-31"
		kid, other, third := d.people[0], d.people[1], d.people[2]
		base := func(person, class, session string, state, was rule.State) cell {
			return cell{person: person, day: day, session: session, class: class, role: allow.Student, state: state, was: was}
		}
		d.put([]cell{
			base(kid, d.classes[0], "am", rule.OnLeave, rule.Absent), base(kid, d.classes[0], "pm", rule.Present, ""),
			base(other, d.classes[1], "am", rule.MadeUp, rule.Absent), base(other, d.classes[1], "pm", rule.Present, ""),
			base(third, d.classes[2], "am", rule.Absent, ""), base(third, d.classes[2], "pm", rule.Present, ""),
		})
		locked := time.Date(2026, 11, 3, 12, 0, 0, 0, schooltest.Noon.Location()).UnixMilli()
		d.Exec(d.T, "INSERT INTO attendance_lock (school_id, until_day, by_person, at, feed) VALUES (?, ?, ?, ?, 5)", d.School, last, d.people[0], locked)
		agree := func(person string, wanted rule.State, at int64) {
			d.Exec(d.T, `INSERT INTO attendance_correction (id, school_id, day, person_id, session_id, was, wanted, reason, note, asked_by, asked_at, state, decided_at, answer)
				VALUES (?, ?, ?, ?, 'am', 'absent', ?, 'sick', '', ?, 0, 'accepted', ?, '')`, db.NewID(), d.School, day, person, string(wanted), person, at)
		}
		agree(kid, rule.OnLeave, locked+1000)
		agree(other, rule.MadeUp, locked-1000)
		a := report.Ask{Role: allow.Student, Span: "days", First: "2026-10-01", Last: last}
		r := d.make(a)
		if r.Total.Of[report.Absent] != 2 || r.Total.Of[report.OnTime] != 1 || r.Total.Of[report.Leave] != 0 {
			d.Errorf("as it was closed: %+v", r.Total)
		}
		if r.After == nil || r.After.Of[report.Absent] != 1 || r.After.Of[report.Leave] != 1 || r.After.Expected() != r.Total.Expected() {
			d.Errorf("after: %+v", r.After)
		}
		if len(r.Corrections) != 1 || r.Corrections[0].PersonID != kid || r.Corrections[0].From != report.Absent || r.Corrections[0].To != report.Leave || r.Corrections[0].Name != "学生00" {
			d.Errorf("%+v", r.Corrections)
		}
		if len(r.Absents) != 2 {
			d.Errorf("absent when it was closed: %+v", r.Absents)
		}
		who, _ := d.Terminal(d.T, d.GateIn, false)
		for key, at := range map[string]time.Time{"late": time.Date(2026, 10, 27, 7, 58, 0, 0, schooltest.Noon.Location()), "elsewhen": time.Date(2026, 10, 28, 7, 58, 0, 0, schooltest.Noon.Location())} {
			d.Exec(d.T, `INSERT INTO punch (id, school_id, terminal_id, request_key, said_at, at, number, chip, way, suspect, person_id, received_at, feed)
				VALUES (?, ?, ?, ?, ?, ?, '1', '', 'here', FALSE, ?, ?, 9)`, key, d.School, who.ID, key, at.UnixMilli(), at.UnixMilli(), third, locked+5000)
		}
		again := d.make(a)
		if again.Total != r.Total {
			d.Errorf("what came late changed %+v to %+v", r.Total, again.Total)
		}
		if len(again.Lates) != 1 || again.Lates[0].PersonID != third || again.Lates[0].Day != day || again.Lates[0].CameAt != locked+5000 {
			d.Errorf("%+v", again.Lates)
		}
	})
}

// Who is away for days in a row, often late, or unknown is named; a weekend ends no run.
func TestNotes(t *testing.T) {
	each(t, func(d *desk) {
		var cells []cell
		for i, day := range []string{"2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17", "2026-11-18"} {
			for n, state := range []rule.State{rule.Present, rule.OnLeave, rule.Late, rule.Pending} {
				if n == 1 && i == 4 {
					state = rule.Present
				}
				if n == 3 && i < 4 {
					state = rule.Present
				}
				cells = append(cells, cell{person: d.people[n], day: day, session: "am", class: d.classes[n%3], role: allow.Student, state: state, late: 600})
			}
		}
		d.put(cells)
		r := d.make(report.Ask{Role: allow.Student, Span: "month", First: "2026-11-01", Last: "2026-11-30"})
		if len(r.Streaks) != 1 || r.Streaks[0].PersonID != d.people[1] || r.Streaks[0].N != 4 || r.Streaks[0].Days[0] != "2026-11-12" {
			d.Errorf("%+v", r.Streaks)
		}
		if len(r.OftenLate) != 1 || r.OftenLate[0].N != 5 || r.OftenLate[0].Seconds != 3000 {
			d.Errorf("%+v", r.OftenLate)
		}
		if len(r.Unregistered) != 1 || r.Unregistered[0].PersonID != d.people[3] || r.Complete {
			d.Errorf("%+v %v", r.Unregistered, r.Complete)
		}
	})
}

func TestSpans(t *testing.T) {
	c := timetable.NewCalendar([]timetable.Term{{FirstDay: "2026-09-01", LastDay: "2027-01-20"}}, nil)
	for span, want := range map[string][2]string{"day": {"2026-11-23", "2026-11-23"}, "week": {"2026-11-23", "2026-11-29"}, "month": {"2026-11-01", "2026-11-30"}, "term": {"2026-09-01", "2027-01-20"}} {
		a := report.Ask{Role: allow.Student, Span: span}
		if err := a.Over(c, "2026-11-23"); err != nil || a.First != want[0] || a.Last != want[1] {
			t.Errorf("%s: %s to %s, %v", span, a.First, a.Last, err)
		}
	}
	for name, a := range map[string]report.Ask{
		"401 days":  {Role: allow.Student, Span: "days", First: "2026-01-01", Last: timetable.AddDays("2026-01-01", 400)},
		"backwards": {Role: allow.Student, Span: "days", First: "2026-01-02", Last: "2026-01-01"}, "no day": {Role: allow.Student, Span: "days", First: "x", Last: "y"},
		"no role": {Span: "day"}, "no span": {Role: allow.Student, Span: "year"},
	} {
		if err := a.Over(c, "2026-11-23"); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	a := report.Ask{Role: allow.Student, Span: "days", First: "2026-01-01", Last: timetable.AddDays("2026-01-01", 399)}
	if err := a.Over(c, ""); err != nil {
		t.Errorf("400 days: %v", err)
	}
	a = report.Ask{Role: allow.Student, Span: "term"}
	if err := a.Over(c, "2026-08-01"); fault.As(err).Code != "report_term" {
		t.Error(err)
	}
	a.Span = "day"
	_ = a.Over(c, "2026-11-23")
	if b, ok := a.Before(c); !ok || b.First != "2026-11-20" {
		t.Errorf("before a Monday: %+v", b)
	}
}
