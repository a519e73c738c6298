package timetable_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/timetable"
	"yunka/server/timetable/ical"
	"yunka/server/timetable/sheet"
)

// A file replaces what its classes have from the day on, all of it or nothing, and
// leaves other classes alone.
func TestAFileIsAppliedWholeOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.set(t, w.lesson(w.a, 1, 1, "数学", w.chen, "2026-09-01"))
		w.set(t, w.lesson(w.a, 2, 1, "语文", w.chen, "2026-09-01"))
		w.set(t, w.lesson(w.b, 3, 1, "英语", w.li, "2026-09-01"))
		file := func(lessons ...timetable.FileLesson) timetable.File { return timetable.File{Lessons: lessons} }
		maths := timetable.FileLesson{Row: 2, Column: "科目", Class: "1年级1班", Weekday: 1, Period: 1, Subject: "数学", Teacher: "T1"}
		music := timetable.FileLesson{Row: 3, Column: "科目", Class: "一（1）班", Weekday: 3, Period: 2, Subject: "音乐", Teacher: "李老师", Room: "音乐室"}
		clash := music
		clash.Row, clash.Weekday, clash.Period = 4, 3, 1
		before := w.last(t)
		p, err := w.s.ApplyFile(t.Context(), w.Admin, w.School, "2026-11-23", file(maths, music, clash))
		must(t, err)
		if p.Applied || len(p.Problems) != 1 || p.Problems[0].Code != "lesson_clash" || p.Problems[0].Row != 4 || p.Problems[0].Clash.B.Class != "2班" {
			t.Errorf("%+v", p)
		}
		if w.last(t) != before {
			t.Error("a refused file changed something")
		}
		checked, err := w.s.CheckFile(t.Context(), w.Admin, w.School, "2026-11-23", file(maths, music))
		must(t, err)
		if w.last(t) != before || checked.Same != 1 || len(checked.Adds) != 1 || len(checked.Ends) != 1 || checked.Classes != 1 {
			t.Errorf("%+v", checked)
		}
		p, err = w.s.ApplyFile(t.Context(), w.Admin, w.School, "2026-11-23", file(maths, music))
		must(t, err)
		if got := w.moved(t, before); !p.Applied || !slices.Equal(got, []string{"timetable.changed 2026-11-23 2027-01-22"}) {
			t.Errorf("%+v, the feed says %v", p, got)
		}
		tt := w.load(t, "2026-11-16", "2026-11-27", timetable.Filter{})
		for day, want := range map[string]string{"2026-11-16": "数学", "2026-11-17": "语文", "2026-11-18": "", "2026-11-23": "数学", "2026-11-24": "", "2026-11-25": "音乐"} {
			if got := subjects(tt.Lessons(w.a, day)); got != want {
				t.Errorf("%s: %q, want %q", day, got, want)
			}
		}
		if got := subjects(tt.Lessons(w.b, "2026-11-25")); got != "英语" {
			t.Errorf("another class has %q", got)
		}
		again, err := w.s.ApplyFile(t.Context(), w.Admin, w.School, "2026-11-23", file(maths, music))
		must(t, err)
		if again.Same != 2 || len(again.Adds)+len(again.Ends) > 0 {
			t.Errorf("the same file again: %+v", again)
		}
		_, err = w.s.CheckFile(t.Context(), w.Admin, w.School, "2026-08-31", file(maths))
		refused(t, err, "lesson_from")
		_, err = w.s.CheckFile(t.Context(), w.Admin, w.School, "2026-11-23", timetable.File{})
		refused(t, err, "file_empty")
		for _, fn := range []func(context.Context, allow.Actor, string, string, timetable.File) (timetable.Planned, error){w.s.CheckFile, w.s.ApplyFile} {
			_, err = fn(t.Context(), w.chen.Actor, w.School, "2026-11-23", file(maths))
			refused(t, err, "forbidden")
			_, err = fn(t.Context(), w.another, w.School, "2026-11-23", file(maths))
			refused(t, err, "not_found")
		}
	})
}

func TestFilesThatCannotBe(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := newWorld(t, d)
	w.Member(t, allow.Teacher, campus.Person{Name: "王老师", Number: "T8"})
	w.Member(t, allow.Teacher, campus.Person{Name: "王 老师", Number: "T9"})
	good := timetable.FileLesson{Row: 2, Column: "B", Class: "一年级1班", Weekday: 1, Period: 1, Subject: "数学", Teacher: "陈老师"}
	for name, x := range map[string]struct {
		change func(*timetable.FileLesson)
		code   string
		value  string
	}{
		"good":             {func(l *timetable.FileLesson) {}, "", ""},
		"number in name":   {func(l *timetable.FileLesson) { l.Teacher = "王老师（t9）" }, "", ""},
		"nobody":           {func(l *timetable.FileLesson) { l.Teacher = "" }, "", ""},
		"unknown class":    {func(l *timetable.FileLesson) { l.Class = "九年级1班" }, "class_unknown", "九年级1班"},
		"unknown teacher":  {func(l *timetable.FileLesson) { l.Teacher = "孙悟空" }, "teacher_unknown", "孙悟空"},
		"two of a name":    {func(l *timetable.FileLesson) { l.Teacher = "王老师" }, "teacher_several", "王老师"},
		"wrong number":     {func(l *timetable.FileLesson) { l.Teacher = "陈老师(T2)" }, "teacher_unknown", "陈老师(T2)"},
		"no such period":   {func(l *timetable.FileLesson) { l.Period = 9 }, "lesson_period", "9"},
		"Sunday":           {func(l *timetable.FileLesson) { l.Weekday = 7 }, "lesson_weekday", "数学"},
		"a long subject":   {func(l *timetable.FileLesson) { l.Subject = strings.Repeat("数", 21) }, "lesson_subject", strings.Repeat("数", 21)},
		"a cell of two":    {func(l *timetable.FileLesson) { l.Subject = "数学;语文" }, "lesson_subject", "数学;语文"},
		"a very long room": {func(l *timetable.FileLesson) { l.Room = strings.Repeat("室", 31) }, "lesson_room", "数学"},
	} {
		l := good
		x.change(&l)
		p, err := w.s.CheckFile(t.Context(), w.Admin, w.School, "2026-09-01", timetable.File{Lessons: []timetable.FileLesson{l}})
		must(t, err)
		if x.code == "" && len(p.Problems) == 0 && len(p.Adds) == 1 {
			continue
		}
		if len(p.Problems) != 1 || p.Problems[0].Code != x.code || p.Problems[0].Value != x.value || p.Problems[0].Row != 2 {
			t.Errorf("%s: %+v", name, p.Problems)
		}
	}
	// Two rows of one file: named at the later one, with the earlier behind it.
	twice, every := good, good
	twice.Row, twice.Teacher, twice.Subject = 7, "李老师", "英语"
	every.Row, every.Weeks, every.Teacher = 5, timetable.OddWeeks, ""
	for name, second := range map[string]timetable.FileLesson{"two lessons": twice, "odd against every week": every} {
		p, err := w.s.CheckFile(t.Context(), w.Admin, w.School, "2026-09-01", timetable.File{Lessons: []timetable.FileLesson{second, good}})
		must(t, err)
		if len(p.Problems) != 1 || p.Problems[0].Row != second.Row || p.Problems[0].Clash == nil || p.Problems[0].Clash.B.Row != 2 {
			t.Errorf("%s: %+v", name, p.Problems)
		}
	}
	many := make([]timetable.FileLesson, 500)
	for i := range many {
		many[i] = good
		many[i].Row, many[i].Teacher = i+1, fmt.Sprint("谁", i)
	}
	p, err := w.s.CheckFile(t.Context(), w.Admin, w.School, "2026-09-01", timetable.File{Lessons: many})
	must(t, err)
	if len(p.Problems) != 200 || p.More != 300 {
		t.Errorf("%d problems and %d more", len(p.Problems), p.More)
	}
}

// What is exported and imported again is the same, in each form, also in another
// school with the same classes and teachers.
func TestRoundTrip(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	from, to := newWorld(t, d), newWorld(t, d)
	for _, w := range []*world{from, to} {
		for n := 3; n <= 6; n++ {
			w.Class(t, "一年级", fmt.Sprint(n, "班"))
		}
		w.Class(t, "六年级", "10班")
		must(t, w.s.SetPeriods(t.Context(), w.Admin, w.School, timetable.PeriodSet{Grade: "六年级", FromDay: "2026-09-01", List: periods(490)}))
		must(t, w.s.SetPeriods(t.Context(), w.Admin, w.School, timetable.PeriodSet{FromDay: "2026-12-01", List: periods(470)})) // winter
		for i, name := range []string{"阿卜杜热合曼·麦麦提艾力", "张伟", "张伟", "Anna-Maria O'Neil"} {
			w.Member(t, allow.Teacher, campus.Person{Name: name, Number: fmt.Sprint("N", i)})
		}
		must(t, w.s.SetDays(t.Context(), w.Admin, w.School, []access.Span{{First: "2026-10-01", Last: "2026-10-07", WorksAs: 8, Name: "国庆节"},
			{First: "2026-10-10", Last: "2026-10-10", WorksAs: 3}, {First: "2026-12-05", Last: "2026-12-05", WorksAs: 1, Follows: "2026-12-07"}}, false))
	}
	fill(t, from)
	tt := from.load(t, "2026-09-01", "2027-01-22", timetable.Filter{})
	slots := tt.Slots()
	if len(slots) < 80 {
		t.Fatalf("only %d lessons", len(slots))
	}
	want := sheet.Table(slots, false)
	for name, file := range map[string]func(w *world) timetable.File{
		"CSV":             func(*world) timetable.File { return ofCSV(t, slots, false) },
		"CSV, in English": func(*world) timetable.File { return ofCSV(t, slots, true) },
		"XLSX":            func(w *world) timetable.File { return ofWorkbook(t, w, slots) },
		"iCalendar":       func(w *world) timetable.File { return ofCalendars(t, w, tt) },
	} {
		same, err := from.s.CheckFile(t.Context(), from.Admin, from.School, "2026-09-01", file(from))
		must(t, err)
		if same.Same != len(slots) || len(same.Adds)+len(same.Ends)+len(same.Problems) > 0 {
			t.Errorf("%s: %d of %d the same, %d added, %d ended, %v", name, same.Same, len(slots), len(same.Adds), len(same.Ends), same.Problems)
		}
		_, err = to.s.ApplyFile(t.Context(), to.Admin, to.School, "2026-09-01", timetable.File{Lessons: []timetable.FileLesson{
			{Row: 1, Class: "一年级1班", Weekday: 1, Period: 1, Subject: "占位"}}})
		must(t, err)
		p, err := to.s.ApplyFile(t.Context(), to.Admin, to.School, "2026-09-01", file(to))
		must(t, err)
		if !p.Applied {
			t.Fatalf("%s: %v", name, p.Problems)
		}
		got := sheet.Table(to.load(t, "2026-09-01", "2027-01-22", timetable.Filter{}).Slots(), false)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: the other school has\n%v\nwant\n%v", name, got, want)
		}
	}
}

// fill gives the school lessons by chance, as far as they do not clash.
func fill(t *testing.T, w *world) {
	r := rand.New(rand.NewPCG(1, 2))
	var classes []campus.Class
	var teachers []timetable.Teacher
	must(t, w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if classes, err = campus.Classes(ctx, q, w.School); err != nil {
			return err
		}
		teachers, err = timetable.Teachers(ctx, q, w.School, w.DB.Now().UnixMilli())
		return err
	}))
	subjects := []string{"语文", "数学/思维", "Physical Education", "书法, 水墨"}
	rooms := []string{"", "", "机房 1", "科学楼(204)"}
	for _, c := range classes {
		for weekday := 1; weekday <= 5; weekday++ {
			for period := 1; period <= 4; period++ {
				for _, weeks := range [][]timetable.Weeks{{timetable.Every}, {timetable.OddWeeks, timetable.EvenWeeks}, {timetable.EvenWeeks}}[r.IntN(3)] {
					d := timetable.LessonDraft{From: "2026-09-01", Slot: timetable.Slot{ClassID: c.ID, Weekday: weekday, Period: period, Weeks: weeks,
						Subject: subjects[r.IntN(len(subjects))], Room: rooms[r.IntN(len(rooms))]}}
					if n := r.IntN(len(teachers) + 1); n > 0 {
						d.Teacher = teachers[n-1].ID
					}
					_, err := w.s.SetLesson(t.Context(), w.Admin, w.School, d)
					if err != nil {
						refused(t, err, "lesson_clash")
					}
				}
			}
		}
	}
}

func ofCSV(t *testing.T, slots []timetable.Slot, en bool) timetable.File {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	must(t, w.Write(sheet.Heads(en)))
	must(t, w.WriteAll(sheet.Table(slots, en)))
	f, err := sheet.Lessons(b.Bytes())
	must(t, err)
	return f
}

func ofWorkbook(t *testing.T, w *world, slots []timetable.Slot) timetable.File {
	b, err := sheet.Workbook(classesOf(t, w), slots, false)
	must(t, err)
	f, err := sheet.Lessons(b)
	must(t, err)
	return f
}

func classesOf(t *testing.T, w *world) (list []sheet.Class) {
	tt := w.load(t, "2026-09-01", "2026-09-01", timetable.Filter{})
	must(t, w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		classes, err := campus.Classes(ctx, q, w.School)
		for _, c := range classes {
			list = append(list, sheet.Class{Grade: c.Grade, Name: c.Name, Periods: tt.Periods.Of(c.Grade, "2026-09-01")})
		}
		return err
	}))
	return list
}

// ofCalendars joins the calendars of all classes of the school that tt is of.
func ofCalendars(t *testing.T, w *world, tt *timetable.Timetable) (all timetable.File) {
	term, _ := tt.Term("2026-09-01")
	seen := map[string]bool{}
	for _, s := range tt.Slots() {
		if seen[s.ClassID] {
			continue
		}
		seen[s.ClassID] = true
		b, err := ical.Write(tt, term, ical.Whose{Class: s.ClassID}, ical.Words{Name: s.Class, Substitutes: func(a, b string) string { return a + b }}, time.UnixMilli(0))
		must(t, err)
		f, err := ical.Lessons(b, ical.School{Calendar: tt.Calendar, Periods: tt.Periods, Loc: tt.Loc, From: "2026-09-01", Grade: func(class string) (string, bool) {
			return class[:len("一年级")], true
		}})
		must(t, err)
		all.Lessons, all.Problems = append(all.Lessons, f.Lessons...), append(all.Problems, f.Problems...)
	}
	return all
}

func TestAFileOfHolidays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		days := func(row int, first, last string, as int) timetable.FileDays {
			return timetable.FileDays{Row: row, Column: "开始", Span: access.Span{First: first, Last: last, WorksAs: as, Name: "国庆节"}}
		}
		bad := timetable.Holidays{Days: []timetable.FileDays{days(2, "2026-10-01", "2026-10-07", 8), days(3, "2026-10-06", "2026-10-06", 2), days(4, "2026-10-01", "2026-10-01", 8)}}
		p, err := w.s.CheckDays(t.Context(), w.Admin, w.School, bad)
		must(t, err)
		if len(p.Problems) != 2 || p.Problems[0].Code != "day_both" || p.Problems[0].Row != 3 || p.Problems[0].Value != "2026-10-06\n2" || p.Problems[1].Code != "day_twice" {
			t.Errorf("%+v", p.Problems)
		}
		refused(t, w.s.ApplyDays(t.Context(), w.Admin, w.School, bad), "file_problems")
		good := timetable.Holidays{Days: []timetable.FileDays{days(2, "2026-10-01", "2026-10-07", 8), days(3, "2026-10-10", "2026-10-10", 3)}}
		must(t, w.s.ApplyDays(t.Context(), w.Admin, w.School, good))
		p, err = w.s.CheckDays(t.Context(), w.Admin, w.School, good)
		must(t, err)
		if p.Same != 2 || len(p.Days)+len(p.Problems) > 0 {
			t.Errorf("again: %+v", p)
		}
		p, err = w.s.CheckDays(t.Context(), w.Admin, w.School, timetable.Holidays{Days: []timetable.FileDays{days(2, "2026-10-07", "2026-10-07", 1)}})
		must(t, err)
		if len(p.Problems) != 1 || p.Problems[0].Code != "calendar_taken" || p.Problems[0].Value != "2026-10-07\n国庆节" {
			t.Errorf("%+v", p.Problems)
		}
		_, err = w.s.CheckDays(t.Context(), w.chen.Actor, w.School, good)
		refused(t, err, "forbidden")
		_, err = w.s.CheckDays(t.Context(), w.Admin, w.School, timetable.Holidays{})
		refused(t, err, "file_empty")
	})
}
