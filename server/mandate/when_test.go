package mandate

import (
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/fault"
	"yunka/server/timetable"
)

var shanghai = time.FixedZone("CST", 8*3600)

// calendar has a term with a holiday on a Wednesday and a Saturday that works as that Wednesday.
func calendar() timetable.Calendar {
	return timetable.NewCalendar([]timetable.Term{
		{ID: "t1", FirstDay: "2026-09-01", LastDay: "2027-01-22"}, {ID: "t2", FirstDay: "2027-02-22", LastDay: "2027-07-02"},
	}, []access.Day{{Day: "2026-12-02", WorksAs: rule.Holiday}, {Day: "2026-12-05", WorksAs: 3}})
}

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05.000", text, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func TestHolds(t *testing.T) {
	const wednesdays = 1 << 2
	day := When{First: "2026-11-25", Last: "2026-11-25", From: 14*60 + 50, To: 15*60 + 30}
	weekly := When{First: "2026-11-25", Last: "2026-12-16", Weekdays: wednesdays, From: 14*60 + 50, To: 15*60 + 30}
	sunday := When{First: "2026-11-29", Last: "2026-11-29", From: 0, To: 24 * 60}
	for _, c := range []struct {
		name string
		w    When
		at   string
		want bool
	}{
		{"the last millisecond before", day, "2026-11-25 14:49:59.999", false},
		{"the first", day, "2026-11-25 14:50:00.000", true},
		{"the last", day, "2026-11-25 15:29:59.999", true},
		{"the end", day, "2026-11-25 15:30:00.000", false},
		{"the day before", day, "2026-11-24 15:00:00.000", false},
		{"the day after", day, "2026-11-26 15:00:00.000", false},
		{"a week later, once", day, "2026-12-02 15:00:00.000", false},
		{"the first Wednesday", weekly, "2026-11-25 15:00:00.000", true},
		{"the Wednesday before", weekly, "2026-11-18 15:00:00.000", false},
		{"a Thursday", weekly, "2026-11-26 15:00:00.000", false},
		{"a holiday", weekly, "2026-12-02 15:00:00.000", false},
		{"a Saturday that works as a Wednesday", weekly, "2026-12-05 15:00:00.000", true},
		{"the last Wednesday", weekly, "2026-12-16 15:29:59.999", true},
		{"the one after", weekly, "2026-12-23 15:00:00.000", false},
		{"a whole Sunday, once, its first second", sunday, "2026-11-29 00:00:00.000", true},
		{"its last", sunday, "2026-11-29 23:59:59.999", true},
		{"Monday", sunday, "2026-11-30 00:00:00.000", false},
	} {
		if got := c.w.Holds(calendar(), at(c.at), shanghai); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		// An instant is the same in whatever zone it is said.
		if got := c.w.Holds(calendar(), at(c.at).UTC(), shanghai); got != c.want {
			t.Errorf("%s, said in UTC: %v", c.name, got)
		}
	}
}

// The hours are those of the clock on the wall, on the days on which it is changed, too.
func TestHoldsWhereTheClockIsChanged(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	w := When{First: "2026-10-25", Last: "2026-10-25", From: 15 * 60, To: 16 * 60}
	for clock, want := range map[int]bool{14: false, 15: true, 16: false} {
		if got := w.Holds(timetable.Calendar{}, time.Date(2026, 10, 25, clock, 0, 0, 0, berlin), berlin); got != want {
			t.Errorf("%d:00: %v", clock, got)
		}
	}
}

func TestCheck(t *testing.T) {
	now := at("2026-11-23 12:00:00.000") // Monday
	hour := func(w When) When {
		w.From, w.To = 15*60, 16*60
		return w
	}
	for _, c := range []struct {
		name string
		w    When
		want string
	}{
		{"today", hour(When{First: "2026-11-23"}), ""},
		{"today until term's end, every day", hour(When{First: "2026-11-23", Last: "2027-01-22", Weekdays: 31}), ""},
		{"next term, all of it", hour(When{First: "2027-02-22", Last: "2027-07-02", Weekdays: 31}), ""},
		{"in the vacation, once", hour(When{First: "2027-02-01"}), ""},
		{"yesterday", hour(When{First: "2026-11-22"}), "mandate_past"},
		{"today, over", When{First: "2026-11-23", From: 11 * 60, To: 12 * 60}, "mandate_past"},
		{"backwards", hour(When{First: "2026-11-25", Last: "2026-11-24", Weekdays: 4}), "mandate_days"},
		{"no day", hour(When{First: "2026-02-30"}), "mandate_days"},
		{"nothing", hour(When{}), "mandate_days"},
		{"an eighth weekday", hour(When{First: "2026-11-25", Last: "2026-12-25", Weekdays: 128}), "mandate_days"},
		{"longer than the term", hour(When{First: "2026-11-25", Last: "2027-01-23", Weekdays: 31}), "mandate_long"},
		{"years", hour(When{First: "2026-11-25", Last: "2036-11-25", Weekdays: 31}), "mandate_long"},
		{"far ahead", hour(When{First: "2027-06-01"}), "mandate_long"},
		{"Sundays", hour(When{First: "2026-11-25", Last: "2026-12-25", Weekdays: 64}), "mandate_never"},
		{"a Wednesday of a week without", hour(When{First: "2026-11-26", Last: "2026-12-01", Weekdays: 4}), "mandate_never"},
		{"no hours", When{First: "2026-11-25", From: 900, To: 900}, "mandate_window"},
		{"past midnight", When{First: "2026-11-25", From: 900, To: 1500}, "mandate_window"},
	} {
		err := c.w.check(calendar(), now, shanghai)
		if got := code(err); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}
