package rule_test

import (
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/attendance/rule"
)

// morning is a session of pupils from 08:00 to 11:40.
func morning(school string) rule.Session {
	return rule.Session{SchoolID: school, Name: "上午", Role: allow.Student, Weekdays: 31, Opens: 390, Starts: 480, Grace: 5, AbsentAfter: 90, Ends: 700, Closes: 750}
}

func with(s rule.Session, change func(*rule.Session)) rule.Session {
	change(&s)
	return s
}

// The closest sessions count alone: the class's, else the grade's, else the role's.
func TestSessionsForSomebody(t *testing.T) {
	list := []rule.Session{
		with(morning(""), func(s *rule.Session) { s.ID = "all" }),
		with(morning(""), func(s *rule.Session) { s.ID, s.Starts, s.Ends, s.Closes = "noon", 780, 900, 900 }),
		with(morning(""), func(s *rule.Session) { s.ID, s.Grade, s.Weekdays = "grade", "三年级", 1 }),
		with(morning(""), func(s *rule.Session) {
			s.ID, s.Grade, s.ClassID, s.FromDay = "class", "三年级", "k1", "2026-11-24"
		}),
		with(morning(""), func(s *rule.Session) { s.ID, s.Role = "staff", allow.Teacher }),
		with(morning(""), func(s *rule.Session) { s.ID, s.Grade, s.UntilDay = "past", "四年级", "2026-11-23" }),
	}
	for _, c := range []struct {
		role         allow.Role
		grade, class string
		day          string
		worksAs      int
		want         string
	}{
		{allow.Student, "一年级", "k9", "2026-11-23", 1, "all noon"},
		{allow.Student, "", "", "2026-11-23", 1, "all noon"},
		{allow.Student, "一年级", "k9", "2026-11-28", 6, ""},
		{allow.Student, "一年级", "k9", "2026-11-28", 5, "all noon"}, // a Saturday that works as a Friday
		{allow.Student, "三年级", "k2", "2026-11-23", 1, "grade"},
		{allow.Student, "三年级", "k2", "2026-11-24", 2, ""}, // the grade has none on a Tuesday
		{allow.Student, "三年级", "k1", "2026-11-23", 1, "grade"},
		{allow.Student, "三年级", "k1", "2026-11-24", 2, "class"},
		{allow.Student, "四年级", "k3", "2026-11-22", 1, "past"},
		{allow.Student, "四年级", "k3", "2026-11-23", 1, "all noon"},
		{allow.Teacher, "", "", "2026-11-23", 1, "staff"},
		{allow.Guard, "", "", "2026-11-23", 1, ""},
	} {
		var got []string
		for _, s := range rule.For(list, c.role, c.grade, c.class, c.day, c.worksAs) {
			got = append(got, s.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
