package timetable

import (
	"errors"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/fault"
)

var (
	autumn = Term{ID: "t1", Name: "第一学期", FirstDay: "2026-09-01", LastDay: "2027-01-22"}
	spring = Term{ID: "t2", Name: "第二学期", FirstDay: "2027-02-22", LastDay: "2027-07-02"}
)

func year() Calendar {
	var days []access.Day
	for _, day := range []string{"2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"} {
		days = append(days, access.Day{Day: day, WorksAs: 8, Name: "国庆节"})
	}
	days = append(days,
		access.Day{Day: "2026-10-10", WorksAs: 3, Name: "补课"},
		access.Day{Day: "2026-12-05", WorksAs: 1, Follows: "2026-12-07", Name: "家长开放日"},
		access.Day{Day: "2026-12-07", WorksAs: 8, Name: "补休"},
		access.Day{Day: "2026-11-10", WorksAs: 2, Name: "期中考试"},
		access.Day{Day: "2026-11-12", WorksAs: 1, Name: "换课"},
		access.Day{Day: "2026-11-13", WorksAs: 6, Name: "运动会后休息"},
		access.Day{Day: "2026-11-14", WorksAs: 6, Name: "校庆"},
		access.Day{Day: "2027-02-13", WorksAs: 4, Name: "寒假里的补课"},
		access.Day{Day: "2027-01-29", WorksAs: 8, Name: "春节"})
	return NewCalendar([]Term{spring, autumn}, days)
}

func TestDay(t *testing.T) {
	c := year()
	for _, x := range []struct {
		day     string
		kind    Kind
		worksAs int
		week    int
		odd     bool
		name    string
	}{
		{"2026-08-31", Vacation, 0, 0, false, ""}, // the Monday of week 1 is before the term
		{"2026-09-01", School, 2, 1, true, ""},
		{"2026-09-06", Weekend, 0, 1, true, ""},
		{"2026-09-07", School, 1, 2, false, ""},
		{"2026-10-01", Holiday, 0, 5, true, "国庆节"},
		{"2026-10-08", School, 4, 6, false, ""}, // weeks go on through a holiday
		{"2026-10-10", MakeUp, 3, 6, false, "补课"},
		{"2026-11-10", School, 2, 11, true, "期中考试"},
		{"2026-11-12", School, 1, 11, true, "换课"},
		{"2026-11-13", Weekend, 0, 11, true, "运动会后休息"}, // works as a Saturday
		{"2026-11-14", Weekend, 0, 11, true, "校庆"},
		{"2026-11-23", School, 1, 13, true, ""},
		{"2026-12-05", MakeUp, 1, 14, true, "家长开放日"}, // in week 14, with the odd week's Monday
		{"2026-12-07", Holiday, 0, 15, true, "补休"},
		{"2026-12-31", School, 4, 18, false, ""},
		{"2027-01-01", School, 5, 18, false, ""}, // nobody has said that it is a holiday
		{"2027-01-22", School, 5, 21, true, ""},
		{"2027-01-23", Vacation, 0, 0, false, ""},
		{"2027-01-29", Holiday, 0, 0, false, "春节"},
		{"2027-02-13", Vacation, 0, 0, false, "寒假里的补课"}, // no term, no school
		{"2027-02-22", School, 1, 1, true, ""},
		{"2027-07-02", School, 5, 19, true, ""},
		{"2027-02-29", Vacation, 0, 0, false, ""}, // no day
		{"", Vacation, 0, 0, false, ""},
	} {
		d := c.Day(x.day)
		if d.Kind != x.kind || d.WorksAs != x.worksAs || d.Week != x.week || d.Odd != x.odd || d.Name != x.name {
			t.Errorf("%s: %+v", x.day, d)
		}
		if got := c.SchoolDay(x.day); got != (x.kind == School || x.kind == MakeUp) {
			t.Errorf("%s: school day %v", x.day, got)
		}
	}
}

func TestLeapDay(t *testing.T) {
	c := NewCalendar([]Term{{FirstDay: "2028-02-21", LastDay: "2028-06-30"}}, nil)
	if d := c.Day("2028-02-29"); d.Kind != School || d.Week != 2 || d.WorksAs != 2 {
		t.Errorf("%+v", d)
	}
	if d := c.Day("2028-03-01"); d.WorksAs != 3 || d.Week != 2 {
		t.Errorf("%+v", d)
	}
	if n := c.SchoolDays("2028-02-28", "2028-03-03"); n != 5 {
		t.Errorf("%d school days", n)
	}
}

func TestNext(t *testing.T) {
	c := year()
	for from, want := range map[string]string{
		"2026-09-30": "2026-10-08", "2026-10-09": "2026-10-10", "2026-12-04": "2026-12-05", "2026-12-05": "2026-12-08",
		"2027-01-22": "2027-02-22", "2027-07-02": "", "2020-01-01": "",
	} {
		d, ok := c.Next(from)
		if d.Day != want || ok != (want != "") {
			t.Errorf("after %s: %s", from, d.Day)
		}
	}
}

// A period shows what the clock on the wall shows, on the days on which it moves,
// too.
func TestInstantsOnDaysOfTheClock(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for day, offset := range map[string]int{"2026-03-29": 2, "2026-03-28": 1, "2026-10-25": 1, "2026-10-24": 2} {
		at := Instant(day, 8*60+20, berlin)
		if at.Format("2006-01-02 15:04") != day+" 08:20" {
			t.Errorf("%s: %v", day, at)
		}
		if _, seconds := at.Zone(); seconds != offset*3600 {
			t.Errorf("%s: %v", day, at)
		}
	}
	if end := Instant("2026-03-29", dayMinutes, berlin); end.Format(time.DateTime) != "2026-03-30 00:00:00" {
		t.Errorf("the end of a short day: %v", end)
	}
}

func TestTermsThatCannotBe(t *testing.T) {
	term := func(name, first, last string) Term { return Term{ID: name, Name: name, FirstDay: first, LastDay: last} }
	for _, x := range []struct {
		why, code string
		list      []Term
	}{
		{"none", "", nil},
		{"a year", "", []Term{autumn, spring}},
		{"next to each other", "", []Term{term("a", "2026-09-01", "2026-11-13"), term("b", "2026-11-14", "2027-01-22")}},
		{"a weekend between", "", []Term{term("a", "2026-09-01", "2026-11-13"), term("b", "2026-11-16", "2027-01-22")}},
		{"a week between", "", []Term{term("a", "2026-09-01", "2026-11-13"), term("b", "2026-11-21", "2027-01-22")}},
		{"a forgotten Monday", "term_gap", []Term{term("b", "2026-11-17", "2027-01-22"), term("a", "2026-09-01", "2026-11-13")}},
		{"one day shared", "term_overlap", []Term{term("a", "2026-09-01", "2026-11-13"), term("b", "2026-11-13", "2027-01-22")}},
		{"one inside the other", "term_overlap", []Term{term("a", "2026-09-01", "2027-01-22"), term("b", "2026-10-01", "2026-10-02")}},
		{"ends before it starts", "term_days", []Term{term("a", "2026-09-02", "2026-09-01")}},
		{"no such day", "term_days", []Term{term("a", "2026-02-30", "2026-09-01")}},
		{"longer than a year", "term_days", []Term{term("a", "2026-09-01", "2027-09-02")}},
		{"no name", "term_name", []Term{term("", "2026-09-01", "2027-01-01")}},
	} {
		err := checkTerms(x.list)
		if got := code(err); got != x.code {
			t.Errorf("%s: %q, want %q", x.why, got, x.code)
		}
		var two *TwoTerms
		if (x.code == "term_gap" || x.code == "term_overlap") && (!errors.As(err, &two) || two.Earlier.Name != "a" || two.Later.Name != "b") {
			t.Errorf("%s names %v", x.why, two)
		}
	}
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}
