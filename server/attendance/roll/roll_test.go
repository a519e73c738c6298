package roll_test

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/roll"
	"yunka/server/attendance/rule"
	"yunka/server/timetable"
)

const (
	here    = roll.Here
	late    = roll.Late
	absent  = roll.Absent
	unknown = roll.Unknown
)

// A roll starts from what the gates know when the lesson begins.
func TestARollStartsFromTheGates(t *testing.T) {
	each(t, func(s *stage) {
		s.passes(0, "in", "07:41:00")
		s.passes(1, "in", "08:07:00")
		s.passes(2, "in", "07:50:00")
		s.passes(2, "out", "08:40:00")
		s.at("08:55:00")
		for period, want := range map[int][]roll.State{1: {here, late, here, unknown}, 2: {here, here, unknown, unknown}} {
			l := s.find(period)
			for i, p := range s.pupils {
				if got := l.Preset(p.Person); got != want[i] {
					t.Errorf("lesson %d, pupil %d: %q, want %q", period, i, got, want[i])
				}
			}
		}
	})
}

// One roll is one commit with one line for each; sent again it is the same one, changed
// by the same page it is an edit that is kept beside the first.
func TestARollIsHandedInOnce(t *testing.T) {
	each(t, func(s *stage) {
		s.at("08:03:00")
		s.call(s.asked(1, "a", 0, here, absent, late, unknown))
		s.stands(1, "1 here. absent. late. .", "the first")
		s.call(s.asked(1, "a", 0, here, absent, late, unknown))
		s.stands(1, "1 here. absent. late. .", "sent again")
		s.call(s.asked(1, "a", 0, here, absent, late, absent)) // no answer came, and the teacher went on
		s.stands(1, "2 here. absent. late. absent.", "changed by the same page")
		s.call(s.asked(1, "a", 0, here, absent, late, absent))
		s.stands(1, "2 here. absent. late. absent.", "that one again")
		s.call(s.asked(1, "b", 2, here, here, late, absent))
		s.stands(1, "3 here. here. late. absent.", "edited")
		book := s.find(1).Book
		if len(book[2].Lines) != 1 || book[2].By != "李老师" || book[0].Lines[s.pupils[1].Person] != absent {
			t.Errorf("the book does not keep both: %+v", book)
		}
		// Somebody with an older page overwrites nothing, and is not refused for what is so anyway.
		if err := s.rolls.Call(ctx(s), s.chen.Actor, s.asked(1, "c", 0, here, absent, here, here)); code(err) != "roll_taken" {
			t.Errorf("an older page: %v", err)
		}
		if err := s.rolls.Call(ctx(s), s.chen.Actor, s.asked(1, "c", 0, here, here, late, absent)); err != nil {
			t.Errorf("the same: %v", err)
		}
		s.call(s.asked(1, "a", 0, here, absent, late, absent)) // an old one that was confirmed late
		s.stands(1, "3 here. here. late. absent.", "after the older pages")
		s.clock.Set(at("08:45:00")) // before anybody asks: until then the second lesson is too early
		var many sync.WaitGroup
		for range 6 {
			many.Go(func() {
				if err := s.rolls.Call(ctx(s), s.li.Actor, s.asked(2, "twice", 0, here, here, here, here)); err != nil {
					t.Errorf("at once: %v", err)
				}
			})
		}
		many.Wait()
		s.stands(2, "1 here. here. here. here.", "six times at once")
	})
}

func ctx(s *stage) context.Context { return s.Context() }

// What must never happen: a family is told that a child is absent who sits in the lesson.
func TestHereInALessonIsNotAbsent(t *testing.T) {
	each(t, func(s *stage) {
		s.passes(0, "in", "07:41:00")
		s.at("08:03:00")
		s.call(s.asked(1, "a", 0, here, here, absent, unknown))
		s.at("10:30:00")
		states := func() (all [4]rule.State) {
			for i := range all {
				all[i] = s.cell(i).State
			}
			return all
		}
		if got := states(); got != [4]rule.State{rule.Present, rule.Present, rule.Absent, rule.Absent} {
			t.Errorf("cells: %v", got)
		}
		if s.cell(0).Vouched || !s.cell(1).Vouched {
			t.Error("who was seen is vouched for, or who was not is not")
		}
		s.call(s.asked(1, "b", 1, here, absent, absent, here)) // it was the other one
		if got := states(); got != [4]rule.State{rule.Present, rule.Absent, rule.Absent, rule.Present} {
			t.Errorf("corrected: %v", got)
		}
		// A teacher's own tap is not taken back by a roll.
		if _, err := s.register.Mark(ctx(s), s.chen.Actor, s.School, s.pupils[2].Person, monday, s.session, register.MarkHere); err != nil {
			t.Fatal(err)
		}
		s.call(s.asked(2, "c", 0, here, absent, here, here))
		s.call(s.asked(2, "d", 1, here, absent, absent, here))
		if got := states(); got != [4]rule.State{rule.Present, rule.Absent, rule.Present, rule.Present} {
			t.Errorf("tapped: %v", got)
		}
	})
}

// The gate says here, the lesson says missing: that comes first, and only for as long as
// it is so.
func TestWhereGateAndLessonDisagree(t *testing.T) {
	each(t, func(s *stage) {
		is := func(want, when string) {
			t.Helper()
			got := ""
			s.ok(s.DB.Read(ctx(s), func(c context.Context, q bun.IDB) error {
				words, err := roll.Words(c, q, s.School, monday, []roll.State{here, late, absent})
				if err != nil {
					return err
				}
				by := map[string]roll.Word{}
				for _, w := range words {
					by[w.PersonID] = w
				}
				marks, err := register.MarksOf(c, q, s.School, monday, []string{s.pupils[0].Person, s.pupils[1].Person, s.pupils[2].Person, s.pupils[3].Person})
				for _, p := range s.pupils {
					w, ok := by[p.Person]
					if !ok {
						got += "-"
						continue
					}
					l := s.find(w.Period)
					got += fmt.Sprint(int(roll.Compare(w, l.Cell(p.Person), l.Start.UnixMilli(), marks)))
				}
				return err
			}))
			if got != want {
				t.Errorf("%s: %s, want %s", when, got, want)
			}
		}
		s.passes(0, "in", "07:41:00")
		s.passes(1, "in", "07:42:00")
		s.at("08:03:00")
		s.call(s.asked(1, "a", 0, absent, here, here, unknown))
		is("102-", "the first lesson")
		s.passes(1, "out", "08:45:00")
		s.at("08:52:00")
		s.call(s.asked(2, "b", 0, unknown, absent, here, absent))
		is("1020", "who left is not looked for; the second lesson did not ask after the first")
		s.call(s.asked(1, "c", 1, here, here, here, unknown))
		is("0020", "the first lesson was wrong")
		s.at("09:42:00")
		s.call(s.asked(3, "d", 0, absent, absent, here, unknown))
		is("1020", "missing in the third")
		if _, err := s.register.Mark(ctx(s), s.chen.Actor, s.School, s.pupils[0].Person, monday, s.session, register.MarkSick); err != nil {
			t.Fatal(err)
		}
		is("1020", "a note does not find anybody")
		s.at("09:43:00")
		if _, err := s.register.Mark(ctx(s), s.chen.Actor, s.School, s.pupils[0].Person, monday, s.session, register.MarkHere); err != nil {
			t.Fatal(err)
		}
		is("0020", "found")
	})
}

// Who may, and what is no roll.
func TestRollsThatAreRefused(t *testing.T) {
	each(t, func(s *stage) {
		s.must(s.year.Substitute(ctx(s), s.Admin, s.School, timetable.Substitution{Day: monday, ClassID: s.class, Period: 2, Teacher: s.wu.Person}))
		s.must(s.year.Substitute(ctx(s), s.Admin, s.School, timetable.Substitution{Day: monday, ClassID: s.class, Period: 3, Cancelled: true}))
		s.at("09:35:00")
		head := s.Member(t, allow.Teacher, campusPerson("组长"))
		head.Actor.Posts = []allow.Held{{School: s.School, Membership: head.Membership, Post: allow.GradeHead, Of: allow.OfGrade, ID: "三年级", Classes: []string{s.class, s.other}}}
		subject := s.Member(t, allow.Teacher, campusPerson("别科"))
		subject.Actor.Posts = []allow.Held{{School: s.School, Membership: subject.Membership, Post: allow.SubjectTeacher, Of: allow.OfSubject, ID: s.class, Classes: []string{s.class}}}
		n := 0
		for name, c := range map[string]struct {
			by     allow.Actor
			period int
			code   string
		}{
			"who gives it":           {s.li.Actor, 1, ""},
			"who has the class":      {s.chen.Actor, 1, ""},
			"head of the grade":      {head.Actor, 1, ""},
			"another teacher":        {s.wu.Actor, 1, "forbidden"},
			"teaches another lesson": {subject.Actor, 1, "forbidden"},
			"the office":             {s.Admin, 1, "forbidden"},
			"a pupil":                {s.pupils[0].Actor, 1, "forbidden"},
			"nobody":                 {allow.Actor{}, 1, "login_required"},
			"who stands in":          {s.wu.Actor, 2, ""},
			"who is away":            {s.li.Actor, 2, "forbidden"},
			"a cancelled one":        {s.chen.Actor, 3, "roll_cancelled"},
			"gives a cancelled one":  {s.li.Actor, 3, "forbidden"},
			"no such lesson":         {s.chen.Actor, 9, "not_found"},
			"an early one":           {s.chen.Actor, 4, "roll_early"},
		} {
			n++
			in := s.asked(c.period, fmt.Sprint("k", n), s.find1(c.period), here, here, here, roll.State([]string{"here", "late"}[n%2]))
			if err := s.rolls.Call(ctx(s), c.by, in); code(err) != c.code {
				t.Errorf("%s: %v", name, err)
			}
		}
		good := s.asked(1, "z", s.find(1).Book.N(), absent, absent, absent, absent)
		for name, c := range map[string]struct {
			code   string
			change func(*roll.Asked)
		}{
			"no key":        {"roll_empty", func(in *roll.Asked) { in.Key = "" }},
			"nobody":        {"roll_empty", func(in *roll.Asked) { in.States = nil }},
			"no such state": {"roll_state", func(in *roll.Asked) { in.States[s.pupils[0].Person] = "dead" }},
			"another day":   {"roll_day", func(in *roll.Asked) { in.Day = "2026-11-16" }},
			"no day":        {"roll_day", func(in *roll.Asked) { in.Day = "2026-02-30" }},
			"another class": {"not_found", func(in *roll.Asked) { in.Class = s.other }},
		} {
			in := good
			in.States = maps.Clone(good.States)
			c.change(&in)
			if err := s.rolls.Call(ctx(s), s.chen.Actor, in); code(err) != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		if got := s.find(1).Book.States()[s.pupils[0].Person]; got != here {
			t.Errorf("a refused roll says %q", got)
		}
		// Who is of another class is not in the roll, whatever a form says.
		stranger := s.Member(t, allow.Student, campusPerson("别班"), s.other)
		good.States[stranger.Person] = absent
		s.call(good)
		if _, is := s.find(1).Book.States()[stranger.Person]; is {
			t.Error("a pupil of another class is in the roll")
		}
	})
}
