package ical_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yunka/server/access"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/timetable/ical"
)

var (
	term   = timetable.Term{ID: "t", Name: "第一学期", FirstDay: "2026-09-01", LastDay: "2027-01-22"}
	berlin = zone("Europe/Berlin")
	now    = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	words  = ical.Words{Name: "三年级2班", Cancelled: "停课", Substitutes: func(a, b string) string { return a + "代" + b }}
)

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func school(t *testing.T) ical.School {
	periods := timetable.NewPeriods([]timetable.PeriodSet{{FromDay: "2026-09-01", List: []timetable.Period{
		{Number: 1, Name: "1", From: 480, To: 520}, {Number: 2, Name: "2", From: 530, To: 570}, {Number: 3, Name: "3", From: 600, To: 640}}}})
	calendar := timetable.NewCalendar([]timetable.Term{term}, []access.Day{
		{Day: "2026-10-01", WorksAs: 8, Name: "国庆节"}, {Day: "2026-10-05", WorksAs: 8}, {Day: "2026-10-10", WorksAs: 1, Name: "补课"}})
	return ical.School{Calendar: calendar, Periods: periods, Loc: berlin, From: "2026-09-01", Grade: func(class string) (string, bool) {
		return "三年级", class == "三年级2班"
	}}
}

func event(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260901T000000Z\r\nSUMMARY:数学\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func TestReadEventsOfOthers(t *testing.T) {
	const monday = "DTSTART;TZID=Europe/Berlin:20260907T080000"
	const until = "RRULE:FREQ=WEEKLY;UNTIL=20270120T000000Z"
	for name, x := range map[string]struct {
		lines   []string
		lessons []string
		problem string
	}{
		"weekly":            {[]string{monday, "DTEND;TZID=Europe/Berlin:20260907T084000", until}, []string{"1.1/0"}, ""},
		"without end":       {[]string{monday, "DURATION:PT40M", "RRULE:FREQ=WEEKLY"}, []string{"1.1/0"}, ""},
		"by count":          {[]string{monday, "DURATION:PT40M", "RRULE:FREQ=WEEKLY;COUNT=19"}, []string{"1.1/0"}, ""},
		"even weeks":        {[]string{monday, "DURATION:PT40M", "RRULE:FREQ=WEEKLY;INTERVAL=2"}, []string{"1.1/2"}, ""},
		"two days":          {[]string{monday, "DURATION:PT40M", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE"}, []string{"1.1/0", "3.1/0"}, ""},
		"two periods":       {[]string{monday, "DTEND;TZID=Europe/Berlin:20260907T093000", until}, []string{"1.1/0", "1.2/0"}, ""},
		"floating":          {[]string{"DTSTART:20260907T080000", "DTEND:20260907T084000", until}, []string{"1.1/0"}, ""},
		"in UTC":            {[]string{"DTSTART:20260907T060000Z", "DTEND:20260907T064000Z", until}, []string{"1.1/0"}, ""},
		"Outlook's zone":    {[]string{"DTSTART;TZID=W. Europe Standard Time:20260907T080000", "DTEND;TZID=W. Europe Standard Time:20260907T084000", until}, []string{"1.1/0"}, ""},
		"without a holiday": {[]string{monday, "DURATION:PT40M", until, "EXDATE;TZID=Europe/Berlin:20261005T080000"}, []string{"1.1/0"}, ""},
		"left out":          {[]string{monday, "DURATION:PT40M", until, "EXDATE;TZID=Europe/Berlin:20261005T080000,20261012T080000"}, nil, "event_exdate 2026-10-12"},
		"once":              {[]string{monday, "DURATION:PT40M"}, nil, "event_once 2026-09-07"},
		"daily":             {[]string{monday, "DURATION:PT40M", "RRULE:FREQ=DAILY"}, nil, "event_rule "},
		"every third week":  {[]string{monday, "DURATION:PT40M", "RRULE:FREQ=WEEKLY;INTERVAL=3"}, nil, "event_rule "},
		"nonsense":          {[]string{monday, "DURATION:PT40M", "RRULE:FREQ=SOMETIMES"}, nil, "event_rule "},
		"all day":           {[]string{"DTSTART;VALUE=DATE:20260907", "RRULE:FREQ=WEEKLY"}, nil, "event_time "},
		"no start":          {[]string{"RRULE:FREQ=WEEKLY"}, nil, "event_time "},
		"no end":            {[]string{monday, "RRULE:FREQ=WEEKLY"}, nil, "event_time "},
		"ends first":        {[]string{monday, "DTEND;TZID=Europe/Berlin:20260907T074000", until}, nil, "event_time "},
		"over midnight":     {[]string{monday, "DURATION:P2D", until}, nil, "event_time "},
		"no such period":    {[]string{monday, "DURATION:PT45M", until}, nil, "event_period 08:00–08:45"},
		"ends in October":   {[]string{monday, "DURATION:PT40M", "RRULE:FREQ=WEEKLY;UNTIL=20261031T000000Z"}, nil, "event_ends 2026-10-31"},
		"begins in October": {[]string{"DTSTART:20261019T080000", "DURATION:PT40M", until}, nil, "event_begins 2026-10-19"},
		"is over":           {[]string{"DTSTART:20260302T080000", "DURATION:PT40M", "RRULE:FREQ=WEEKLY;UNTIL=20260601T000000Z"}, nil, ""},
		"cancelled":         {[]string{monday, "DURATION:PT40M", until, "STATUS:CANCELLED"}, nil, ""},
		"one day's change":  {[]string{monday, "DURATION:PT40M", "RECURRENCE-ID:20260907T060000Z"}, nil, ""},
		"another class":     {[]string{monday, "DURATION:PT40M", until, "X-YUNKA-CLASS:九年级1班"}, nil, "event_class 九年级1班"},
	} {
		sc := school(t)
		sc.Class = "三年级2班"
		f, err := ical.Lessons([]byte(event(x.lines...)), sc)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, l := range f.Lessons {
			got = append(got, fmt.Sprintf("%d.%d/%d", l.Weekday, l.Period, l.Weeks))
		}
		problem := ""
		for _, p := range f.Problems {
			problem += p.Code + " " + p.Value
			if p.Row != 1 || p.Column != "数学" {
				t.Errorf("%s: %+v", name, p)
			}
		}
		if !slices.Equal(got, x.lessons) || problem != x.problem {
			t.Errorf("%s: %v %q", name, got, problem)
		}
	}
}

func TestBrokenFiles(t *testing.T) {
	for name, content := range map[string]string{
		"cut off":           strings.Split(event("DTSTART:20260907T080000"), "END:VEVENT")[0],
		"not balanced":      "END:VCALENDAR\r\n",
		"deep":              strings.Repeat("BEGIN:VCALENDAR\r\n", 1_000_000/2),
		"folded deep":       strings.Repeat("begin:X\n", 500_000),
		"hidden deep":       strings.Repeat("BEG\r\n IN:VEVENT\r\n", 500_000),
		"deep by parameter": strings.Repeat("BEGIN;A=B:VEVENT\n", 500_000),
		"no colon":          event("DTSTART"),
		"no calendar":       "BEGIN:VCARD\r\nEND:VCARD\r\n",
	} {
		if f, err := ical.Lessons([]byte(content), school(t)); err == nil || fault.As(err).Code != "ical_broken" {
			t.Errorf("%s: %v %v", name, f, err)
		}
	}
	if f, err := ical.Lessons(nil, school(t)); err != nil || len(f.Lessons) > 0 {
		t.Errorf("nothing: %v %v", f, err)
	}
}

func TestWrite(t *testing.T) {
	sc := school(t)
	slot := func(id string, weekday, period int, weeks timetable.Weeks, teacher string) timetable.Slot {
		return timetable.Slot{ID: id, TermID: "t", ClassID: "c2", Grade: "三年级", Class: "2班", Weekday: weekday, Period: period, Weeks: weeks,
			Subject: "数学, 趣味", Teacher: teacher, Name: "名字" + teacher, FromDay: "2026-09-01"}
	}
	slots := []timetable.Slot{slot("a", 1, 1, timetable.Every, "x"), slot("b", 4, 2, timetable.EvenWeeks, "y")}
	subs := []timetable.Substitution{{ID: "s1", Day: "2026-11-23", ClassID: "c2", Period: 1, Teacher: "y", Name: "名字y"},
		{ID: "s2", Day: "2026-11-30", ClassID: "c2", Period: 1, Cancelled: true}}
	tt := timetable.New(sc.Calendar, sc.Periods, berlin, slots, subs)
	b, err := ical.Write(tt, term, ical.Whose{Class: "c2"}, words, now)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("%d bytes: %s", len(line), line)
		}
	}
	for _, want := range []string{
		"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n", "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n", "DTSTART:20261025T030000\r\n",
		"DTSTART;TZID=Europe/Berlin:20260907T080000\r\n", "RRULE:FREQ=WEEKLY;INTERVAL=1;", "INTERVAL=2",
		"EXDATE;TZID=Europe/Berlin:20261005T080000", "RDATE;TZID=Europe/Berlin:20261010T080000",
		"RECURRENCE-ID;TZID=Europe/Berlin:20261123T080000", "名字y代名字x", "STATUS:CANCELLED", "停课 数学",
	} {
		if !strings.Contains(strings.ReplaceAll(text, "\r\n ", ""), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	f, err := ical.Lessons(b, sc)
	if err != nil || len(f.Problems) > 0 {
		t.Fatal(err, f.Problems)
	}
	var got []string
	for _, l := range f.Lessons {
		got = append(got, fmt.Sprintf("%d.%d/%d %s %s %s", l.Weekday, l.Period, l.Weeks, l.Class, l.Subject, l.Teacher))
	}
	if want := []string{"1.1/0 三年级2班 数学, 趣味 名字x", "4.2/2 三年级2班 数学, 趣味 名字y"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	mine, err := ical.Write(tt, term, ical.Whose{Teacher: "y"}, words, now)
	if err != nil || !strings.Contains(string(mine), "UID:s1@yunka") || strings.Contains(string(mine), "UID:a-0@yunka") {
		t.Errorf("the substitute's calendar: %v\n%s", err, mine)
	}
	if b, err := ical.Write(tt, term, ical.Whose{Teacher: "nobody"}, words, now); err != nil || !ical.Is(b) {
		t.Errorf("an empty one: %v", err)
	}
}

func TestHolidays(t *testing.T) {
	all := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
	for _, x := range [][2]string{{"国庆节（休）", "DTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261008"}, {"国庆节（班）", "DTSTART;VALUE=DATE:20261010"}, {"冬至", "DTSTART;VALUE=DATE:20261222"},
		{"元旦 休", "DTSTART:20270101T080000"}} {
		all += "BEGIN:VEVENT\r\nSUMMARY:" + x[0] + "\r\n" + x[1] + "\r\nEND:VEVENT\r\n"
	}
	h, err := ical.Holidays([]byte(all+"END:VCALENDAR\r\n"), berlin)
	if err != nil || len(h.Days) != 1 || h.Days[0].Span != (access.Span{First: "2026-10-01", Last: "2026-10-07", WorksAs: 8, Name: "国庆节"}) {
		t.Errorf("%+v %v", h, err)
	}
	if len(h.Problems) != 2 || h.Problems[0].Code != "cell_follows" || h.Problems[1].Code != "event_days" {
		t.Errorf("%+v", h.Problems)
	}
}

func FuzzLessons(f *testing.F) {
	f.Add([]byte(event("DTSTART;TZID=Europe/Berlin:20260907T080000", "DURATION:PT40M", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270120T000000Z", "EXDATE:20261005T060000Z", "X-YUNKA-CLASS:三年级2班")))
	f.Add([]byte(event("DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261008")))
	f.Fuzz(func(t *testing.T, content []byte) {
		sc := school(nil)
		sc.Class = "三年级2班"
		if file, err := ical.Lessons(content, sc); err == nil {
			for _, l := range file.Lessons {
				if l.Weekday < 1 || l.Weekday > 7 || l.Period < 1 || l.Period > 3 || l.Class != "三年级2班" || l.Row < 1 {
					t.Errorf("%+v", l)
				}
			}
		}
		_, _ = ical.Holidays(content, berlin)
	})
}
