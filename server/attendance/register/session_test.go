package register_test

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/schooltest"
)

var ctx = context.Background()

// morning is a session of pupils from 08:00 to 11:40.
func morning(school string) rule.Session {
	return rule.Session{SchoolID: school, Name: "上午", Role: allow.Student, Weekdays: 31, Opens: 390, Starts: 480, Grace: 5, AbsentAfter: 90, Ends: 700, Closes: 750}
}

func with(s rule.Session, change func(*rule.Session)) rule.Session {
	change(&s)
	return s
}

// What cannot be a session is refused, each thing in words of its own.
func TestSessionsThatAreRefused(t *testing.T) {
	clock := schooltest.NewClock() // Monday 2026-11-23
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := schooltest.New(t, d)
		other := schooltest.New(t, d)
		k1, k2, far := f.Class(t, "三年级", "1班"), f.Class(t, "三年级", "2班"), other.Class(t, "三年级", "1班")
		s := register.New(d, f.Feed, nil)
		id, err := s.AddSession(ctx, f.Admin, morning(f.School))
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			code   string
			change func(*rule.Session)
		}{
			"no name":                   {"session_name", func(s *rule.Session) { s.Name = "  " }},
			"a long name":               {"session_name", func(s *rule.Session) { s.Name = strings.Repeat("早", 21) }},
			"parents":                   {"session_role", func(s *rule.Session) { s.Role = allow.Parent }},
			"a class without its grade": {"session_role", func(s *rule.Session) { s.ClassID = k1 }},
			"no weekday":                {"session_days", func(s *rule.Session) { s.Weekdays = 0 }},
			"an eighth weekday":         {"session_days", func(s *rule.Session) { s.Weekdays = 128 }},
			"ends before it starts":     {"session_times", func(s *rule.Session) { s.Ends = 470 }},
			"ends when it starts":       {"session_times", func(s *rule.Session) { s.Ends = 480 }},
			"opens after the start":     {"session_times", func(s *rule.Session) { s.Opens = 481 }},
			"closes before the end":     {"session_times", func(s *rule.Session) { s.Closes = 699 }},
			"past midnight":             {"session_times", func(s *rule.Session) { s.Closes = 1441 }},
			"grace below nothing":       {"session_grace", func(s *rule.Session) { s.Grace = -1 }},
			"absent before late":        {"session_grace", func(s *rule.Session) { s.AbsentAfter = 4 }},
			"absent after the end":      {"session_grace", func(s *rule.Session) { s.AbsentAfter = 221 }},
			"early all the time":        {"session_grace", func(s *rule.Session) { s.EarlyGrace = 220 }},
			"yesterday":                 {"session_from", func(s *rule.Session) { s.FromDay = "2026-11-22" }},
			"no day":                    {"session_from", func(s *rule.Session) { s.FromDay = "2026-13-01" }},
			"far away":                  {"session_from", func(s *rule.Session) { s.FromDay = "3000-01-01" }},
			"a grade that is not there": {"session_class", func(s *rule.Session) { s.Grade = "九年级" }},
			"another school's class":    {"session_class", func(s *rule.Session) { s.Grade, s.ClassID = "三年级", far }},
			"the same again":            {"session_overlap", func(*rule.Session) {}},
			"a minute of it":            {"session_overlap", func(s *rule.Session) { s.Starts, s.Ends, s.Closes, s.AbsentAfter = 699, 800, 800, 50 }},
			"another school":            {"not_found", func(s *rule.Session) { s.SchoolID = other.School }},
		} {
			if _, err := s.AddSession(ctx, f.Admin, with(morning(f.School), c.change)); fault.As(err).Code != c.code {
				t.Errorf("%s: %v", name, err)
			}
		}
		teacher := f.Holder(t, allow.Teacher)
		if _, err := s.AddSession(ctx, teacher.Actor, morning(f.School)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a teacher: %v", err)
		}
		for name, change := range map[string]func(*rule.Session){
			"right after it":   func(s *rule.Session) { s.Starts, s.Ends, s.Closes = 700, 900, 900 },
			"another weekday":  func(s *rule.Session) { s.Weekdays = 32 },
			"another role":     func(s *rule.Session) { s.Role = allow.Teacher },
			"one of the grade": func(s *rule.Session) { s.Grade = "三年级" },
			"one of a class":   func(s *rule.Session) { s.Grade, s.ClassID = "三年级", k2 },
			"its own end":      func(s *rule.Session) { s.Starts, s.Opens, s.Ends, s.Closes = 900, 900, 1440, 1440 },
		} {
			if _, err := s.AddSession(ctx, f.Admin, with(morning(f.School), change)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.EndSession(ctx, other.Admin, other.School, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("another school's session was ended: %v", err)
		}
		// What is ended is held today and no more tomorrow, and leaves room from then on.
		if err := s.EndSession(ctx, f.Admin, f.School, id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddSession(ctx, f.Admin, morning(f.School)); fault.As(err).Code != "session_overlap" {
			t.Errorf("the last day is not over: %v", err)
		}
		later, err := s.AddSession(ctx, f.Admin, with(morning(f.School), func(s *rule.Session) { s.FromDay = "2026-11-24" }))
		if err != nil {
			t.Fatal(err)
		}
		held := func(day string) (list []string) {
			err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
				all, err := register.Sessions(ctx, q, f.School, day, day)
				for _, s := range all {
					if s.ID == id || s.ID == later {
						list = append(list, s.ID)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if got := strings.Join(append(held("2026-11-23"), held("2026-11-24")...), " "); got != id+" "+later {
			t.Errorf("held: %s, want %s %s", got, id, later)
		}
		// One that has not begun leaves nothing behind.
		if err := s.EndSession(ctx, f.Admin, f.School, later); err != nil {
			t.Fatal(err)
		}
		if got := held("2026-11-24"); len(got) != 0 {
			t.Errorf("a session that never began is still held: %v", got)
		}
	}, db.WithClock(clock.Now))
}
