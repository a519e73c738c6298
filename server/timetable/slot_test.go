package timetable

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestPeriodsThatCannotBe(t *testing.T) {
	p := func(n, from, to int) Period { return Period{n, fmt.Sprint("第", n, "节"), from, to} }
	for _, x := range []struct {
		why, code  string
		list       []Period
		row, other int
	}{
		{"good", "", []Period{p(1, 480, 520), p(2, 520, 560), p(4, 600, 1440)}, 0, 0},
		{"overlap", "period_overlap", []Period{p(1, 480, 520), p(2, 519, 560)}, 2, 1},
		{"inside", "period_overlap", []Period{p(1, 480, 620), p(2, 519, 560)}, 2, 1},
		{"ends before it starts", "period_time", []Period{p(1, 480, 520), p(2, 560, 530)}, 2, 0},
		{"no length", "period_time", []Period{p(1, 480, 480)}, 1, 0},
		{"over midnight", "period_time", []Period{p(1, 1430, 1441)}, 1, 0},
		{"number twice", "period_number", []Period{p(1, 480, 520), p(1, 530, 560)}, 2, 1},
		{"number 0", "period_number", []Period{p(0, 480, 520)}, 1, 0},
		{"later number earlier", "period_order", []Period{p(2, 480, 520), p(1, 530, 560)}, 2, 1},
		{"no name", "period_name", []Period{{1, "", 480, 520}}, 1, 0},
		{"many", "period_many", make([]Period, 21), 0, 0},
	} {
		err := checkPeriods(x.list)
		if code(err) != x.code {
			t.Errorf("%s: %v", x.why, err)
		}
		var bad *BadPeriod
		if x.row > 0 && (!errors.As(err, &bad) || bad.Row != x.row || bad.Other != x.other) {
			t.Errorf("%s names %+v", x.why, bad)
		}
	}
}

func TestClock(t *testing.T) {
	for s, want := range map[string]int{"8:20": 500, "08:20": 500, " 8：20 ": 500, "0:00": 0, "24:00": 1440, "23:59": 1439} {
		if got, ok := ParseClock(s); !ok || got != want {
			t.Errorf("%q: %d %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "8", "8:2", "8:60", "24:01", "25:00", "-1:00", "08:20:00", "x:10", "8:+1", "008:20"} {
		if got, ok := ParseClock(s); ok {
			t.Errorf("%q: %d", s, got)
		}
	}
	if Clock(500) != "08:20" || Clock(1440) != "24:00" {
		t.Error(Clock(500), Clock(1440))
	}
}

// The upper grades' periods begin ten minutes later, and from May on all begin an
// hour earlier.
func grades() Periods {
	day := func(start int) (list []Period) {
		for n := 1; n <= 4; n++ {
			list = append(list, Period{n, fmt.Sprintf("第 %d 节", n), start + (n-1)*50, start + (n-1)*50 + 40})
		}
		return list
	}
	return NewPeriods([]PeriodSet{
		{"", "2027-05-01", day(420)},
		{"六年级", "2026-09-01", day(490)},
		{"", "2026-09-01", day(480)},
	})
}

func TestPeriodsOfAGradeAndADay(t *testing.T) {
	p := grades()
	for _, x := range []struct {
		grade, day string
		from       int
	}{
		{"一年级", "2026-08-31", -1}, {"一年级", "2026-09-01", 480}, {"六年级", "2026-09-01", 490},
		{"一年级", "2027-04-30", 480}, {"一年级", "2027-05-01", 420}, {"六年级", "2027-05-01", 490}, // its own still hold
	} {
		got := -1
		if one, ok := p.Period(x.grade, x.day, 1); ok {
			got = one.From
		}
		if got != x.from {
			t.Errorf("%s on %s: %d", x.grade, x.day, got)
		}
	}
}

func TestClashes(t *testing.T) {
	class := func(id string, weekday, period int, weeks Weeks, teacher, room string) Slot {
		grade := "一年级"
		if id[0] == '6' {
			grade = "六年级"
		}
		return Slot{ClassID: id, Grade: grade, Weekday: weekday, Period: period, Weeks: weeks, Teacher: teacher, Room: room, FromDay: "2026-09-01"}
	}
	until := func(s Slot, day string) Slot { s.UntilDay = day; return s }
	since := func(s Slot, day string) Slot { s.FromDay = day; return s }
	for _, x := range []struct {
		why    string
		a, b   Slot
		shared Shared
	}{
		{"other teachers", class("1a", 1, 1, Every, "x", ""), class("1b", 1, 1, Every, "y", ""), ""},
		{"nobody teaches", class("1a", 1, 1, Every, "", ""), class("1b", 1, 1, Every, "", ""), ""},
		{"one teacher", class("1a", 1, 1, Every, "x", ""), class("1b", 1, 1, Every, "x", ""), SharedTeacher},
		{"one teacher, other days", class("1a", 1, 1, Every, "x", ""), class("1b", 2, 1, Every, "x", ""), ""},
		{"odd and even", class("1a", 1, 1, OddWeeks, "x", ""), class("1b", 1, 1, EvenWeeks, "x", ""), ""},
		{"odd against every", class("1a", 1, 1, OddWeeks, "x", ""), class("1b", 1, 1, Every, "x", ""), SharedTeacher},
		{"odd and odd", class("1a", 1, 1, OddWeeks, "x", ""), class("1b", 1, 1, OddWeeks, "x", ""), SharedTeacher},
		{"one class", class("1a", 1, 1, Every, "x", ""), class("1a", 1, 1, EvenWeeks, "y", ""), SharedClass},
		{"one room", class("1a", 1, 1, Every, "x", "机房 1"), class("1b", 1, 1, Every, "y", "机房１"), SharedRoom},
		{"the third of one grade and the third of another", class("1a", 1, 3, Every, "x", ""), class("6a", 1, 3, Every, "x", ""), SharedTeacher},
		{"after each other", class("1a", 1, 3, Every, "x", ""), class("6a", 1, 4, Every, "x", ""), ""},
		// From May on the sixth grade's first period (08:10) meets the others' second (07:50).
		{"other numbers at one time", class("1a", 1, 2, Every, "x", ""), class("6a", 1, 1, Every, "x", ""), SharedTeacher},
		{"the same, ended before", until(class("1a", 1, 2, Every, "x", ""), "2027-04-30"), class("6a", 1, 1, Every, "x", ""), ""},
		{"one follows the other", until(class("1a", 1, 1, Every, "x", ""), "2026-10-31"), since(class("1b", 1, 1, Every, "x", ""), "2026-11-01"), ""},
		{"one day both", until(class("1a", 1, 1, Every, "x", ""), "2026-11-01"), since(class("1b", 1, 1, Every, "x", ""), "2026-11-01"), SharedTeacher},
	} {
		term := Term{FirstDay: "2026-09-01", LastDay: "2027-07-02"}
		for _, list := range [][]Slot{{x.a, x.b}, {x.b, x.a}} {
			found := Clashes(term, grades(), list)
			switch {
			case x.shared == "" && len(found) > 0:
				t.Errorf("%s: %v", x.why, found)
			case x.shared != "" && (len(found) != 1 || found[0].Shared != x.shared):
				t.Errorf("%s: found %v", x.why, found)
			}
		}
	}
}

// lessonsByHand goes over days and slots in the plainest way.
func TestLessonsOfADay(t *testing.T) {
	slot := func(id string, weekday, period int, weeks Weeks, subject, teacher string) Slot {
		return Slot{ID: id + subject, TermID: "t1", ClassID: id, Grade: "一年级", Class: id, Weekday: weekday, Period: period, Weeks: weeks, Subject: subject, Teacher: teacher, FromDay: "2026-09-01"}
	}
	chinese := slot("1班", 1, 1, Every, "语文", "chen")
	until := slot("1班", 4, 1, Every, "自习", "chen")
	until.UntilDay = "2026-11-19"
	slots := []Slot{chinese, slot("1班", 1, 2, OddWeeks, "书法", "li"), slot("1班", 1, 2, EvenWeeks, "劳动", "wu"), slot("2班", 1, 1, Every, "数学", "li"),
		slot("1班", 3, 1, Every, "体育", "gao"), until, {TermID: "t2", ClassID: "1班", Grade: "一年级", Weekday: 1, Period: 1, Subject: "春", FromDay: "2027-02-22"}}
	subs := []Substitution{
		{ID: "s1", Day: "2026-11-23", ClassID: "1班", Period: 1, Teacher: "li2", Name: "李老师", Room: "录播室"},
		{ID: "s2", Day: "2026-11-30", ClassID: "1班", Period: 1, Cancelled: true},
	}
	tt := New(year(), grades(), time.UTC, slots, subs)
	subjects := func(list []Lesson) (s string) {
		for _, l := range list {
			s += l.Subject
			if l.Cancelled {
				s += "×"
			}
		}
		return s
	}
	for day, want := range map[string]string{
		"2026-11-16": "语文劳动", "2026-11-23": "语文书法", "2026-11-30": "语文×劳动",
		"2026-10-10": "体育", // works as a Wednesday
		"2026-12-05": "语文书法", "2026-12-07": "", "2026-10-05": "", "2026-11-21": "", "2026-11-12": "语文书法",
		"2026-11-19": "自习", "2026-11-26": "", "2027-02-22": "春", "2027-02-01": "",
	} {
		if got := subjects(tt.Lessons("1班", day)); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
	monday := tt.Lessons("1班", "2026-11-23")[0]
	if monday.Teacher != "li2" || monday.Name != "李老师" || monday.Room != "录播室" || monday.PlannedTeacher != "chen" || !monday.Replaced() {
		t.Errorf("%+v", monday)
	}
	if !monday.Running(monday.Start) || monday.Running(monday.End) || monday.Running(monday.Start.Add(-1)) {
		t.Error("a lesson runs from its start on, and no longer at its end")
	}
	if got := subjects(tt.OfTeacher("chen", "2026-11-23")); got != "语文" {
		t.Errorf("who is replaced sees %q", got)
	}
	if got := subjects(tt.OfTeacher("li2", "2026-11-23")); got != "语文" {
		t.Errorf("the substitute sees %q", got)
	}
	if got := subjects(tt.InRoom("录播室", "2026-11-23")); got != "语文" {
		t.Errorf("the room has %q", got)
	}
	if _, busy := tt.Busy("2026-11-23", "chen", "", 480, 520, Key{}); busy {
		t.Error("who is replaced is not free")
	}
	if _, busy := tt.Busy("2026-11-23", "li2", "", 480, 520, Key{}); !busy {
		t.Error("the substitute is free")
	}
	if _, busy := tt.Busy("2026-11-30", "chen", "", 480, 520, Key{}); busy {
		t.Error("a cancelled lesson keeps its teacher busy")
	}
}
