package timetable_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/schooltest"
	"yunka/server/timetable"
)

// world is a school with a term around schooltest.Noon, four periods, two classes
// and two teachers.
type world struct {
	*schooltest.Fixture
	s            *timetable.Service
	sc           campus.School
	term         string
	a, b         string // classes
	chen, li     *schooltest.Holder
	another      allow.Actor // an admin of another school
	anotherClass string
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	f := schooltest.New(t, d)
	w := &world{Fixture: f, s: timetable.NewService(d, f.Feed, nil)}
	w.a, w.b = f.Class(t, "一年级", "1班"), f.Class(t, "一年级", "2班")
	w.chen = f.Member(t, allow.Teacher, campus.Person{Name: "陈老师", Number: "T1"})
	w.li = f.Member(t, allow.Teacher, campus.Person{Name: "李老师", Number: "T2"})
	other := schooltest.New(t, d)
	w.another, w.anotherClass = other.Admin, other.Class(t, "一年级", "1班")
	must(t, d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		w.sc, err = campus.SchoolByID(ctx, q, f.School)
		return err
	}))
	var err error
	w.term, err = w.s.SaveTerm(t.Context(), f.Admin, f.School, timetable.Term{Name: "第一学期", FirstDay: "2026-09-01", LastDay: "2027-01-22"})
	must(t, err)
	must(t, w.s.SetPeriods(t.Context(), f.Admin, f.School, timetable.PeriodSet{FromDay: "2026-09-01", List: periods(480)}))
	return w
}

func periods(start int) (list []timetable.Period) {
	for n := 1; n <= 4; n++ {
		list = append(list, timetable.Period{Number: n, Name: "第 " + string(rune('0'+n)) + " 节", From: start + (n-1)*50, To: start + (n-1)*50 + 40})
	}
	return list
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, code string) {
	t.Helper()
	if err == nil || fault.As(err).Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func (w *world) lesson(class string, weekday, period int, subject string, teacher *schooltest.Holder, from string) timetable.LessonDraft {
	d := timetable.LessonDraft{Slot: timetable.Slot{ClassID: class, Weekday: weekday, Period: period, Subject: subject}, From: from}
	if teacher != nil {
		d.Teacher = teacher.Person
	}
	return d
}

func (w *world) set(t *testing.T, d timetable.LessonDraft) string {
	t.Helper()
	id, err := w.s.SetLesson(t.Context(), w.Admin, w.School, d)
	must(t, err)
	return id
}

func (w *world) load(t *testing.T, first, last string, f timetable.Filter) (tt *timetable.Timetable) {
	t.Helper()
	must(t, w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		tt, err = timetable.Load(ctx, q, w.sc, first, last, f)
		return err
	}))
	return tt
}

func subjects(list []timetable.Lesson) string {
	var s []string
	for _, l := range list {
		s = append(s, l.Subject)
	}
	return strings.Join(s, " ")
}

// moved are the feed's items of the school's time since a number.
func (w *world) moved(t *testing.T, after int64) (list []string) {
	t.Helper()
	must(t, w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		items, err := feed.Read(ctx, q, w.School, after, 1000)
		for _, it := range items {
			var m timetable.Moved
			if it.Kind == feed.CalendarMoved || it.Kind == feed.TimetableMoved {
				must(t, json.Unmarshal([]byte(it.Data), &m))
				list = append(list, it.Kind+" "+m.From+" "+m.To)
			}
		}
		return err
	}))
	return list
}

func (w *world) last(t *testing.T) (n int64) {
	t.Helper()
	must(t, w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) { n, err = feed.Last(ctx, q, w.School); return err }))
	return n
}

// A change is valid from its day on, and what was before stays.
func TestAChangeKeepsThePast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		maths := w.set(t, w.lesson(w.a, 1, 1, "数学", w.chen, "2026-09-01"))
		change := w.lesson(w.a, 1, 1, "英语", w.li, "2026-11-16")
		change.Replaces = maths
		before := w.last(t)
		english := w.set(t, change)
		if got := w.moved(t, before); !slices.Equal(got, []string{"timetable.changed 2026-11-16 2027-01-22"}) {
			t.Errorf("the feed says %v", got)
		}
		tt := w.load(t, "2026-09-01", "2027-01-22", timetable.Filter{})
		for day, want := range map[string]string{"2026-11-09": "数学", "2026-11-16": "英语", "2027-01-18": "英语"} {
			if got := subjects(tt.Lessons(w.a, day)); got != want {
				t.Errorf("%s: %q", day, got)
			}
		}
		// The free hour of Chen may be given to another class, from then on only.
		_, err := w.s.SetLesson(t.Context(), w.Admin, w.School, w.lesson(w.b, 1, 1, "数学", w.chen, "2026-11-15"))
		var clash *timetable.Clash
		if refused(t, err, "lesson_clash"); err == nil || !errors.As(err, &clash) || clash.Shared != timetable.SharedTeacher {
			t.Errorf("clash of %+v", clash)
		}
		w.set(t, w.lesson(w.b, 1, 1, "数学", w.chen, "2026-11-16"))
		// What is removed from its first day on never was; else it ends the day before.
		must(t, w.s.RemoveLesson(t.Context(), w.Admin, w.School, english, "2026-12-14"))
		tt = w.load(t, "2026-09-01", "2027-01-22", timetable.Filter{Classes: []string{w.a}})
		if got := subjects(tt.Lessons(w.a, "2026-12-07")) + "|" + subjects(tt.Lessons(w.a, "2026-12-14")); got != "英语|" {
			t.Errorf("%q", got)
		}
		if got := subjects(tt.Lessons(w.b, "2026-12-07")); got != "" {
			t.Errorf("the filter lets through %q", got)
		}
	})
}

func TestLessonsThatCannotBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.set(t, w.lesson(w.a, 1, 1, "数学", w.chen, "2026-09-01"))
		guard := w.Member(t, allow.Guard, campus.Person{Name: "门卫"})
		good := w.lesson(w.b, 1, 2, "英语", w.li, "2026-09-01")
		before := w.last(t)
		for name, x := range map[string]struct {
			change func(*timetable.LessonDraft)
			code   string
		}{
			"Saturday":                {func(d *timetable.LessonDraft) { d.Weekday = 6 }, "lesson_weekday"},
			"no weekday":              {func(d *timetable.LessonDraft) { d.Weekday = 0 }, "lesson_weekday"},
			"no such weeks":           {func(d *timetable.LessonDraft) { d.Weeks = 3 }, "lesson_weeks"},
			"no subject":              {func(d *timetable.LessonDraft) { d.Subject = " " }, "lesson_subject"},
			"a long subject":          {func(d *timetable.LessonDraft) { d.Subject = strings.Repeat("语", 21) }, "lesson_subject"},
			"a NUL":                   {func(d *timetable.LessonDraft) { d.Subject = "语\x00文" }, "lesson_subject"},
			"a long room":             {func(d *timetable.LessonDraft) { d.Room = strings.Repeat("室", 31) }, "lesson_room"},
			"no class":                {func(d *timetable.LessonDraft) { d.ClassID = "" }, "lesson_class"},
			"another school's class":  {func(d *timetable.LessonDraft) { d.ClassID = w.anotherClass }, "lesson_class"},
			"a guard":                 {func(d *timetable.LessonDraft) { d.Teacher = guard.Person }, "lesson_teacher"},
			"nobody":                  {func(d *timetable.LessonDraft) { d.Teacher = "x" }, "lesson_teacher"},
			"no such period":          {func(d *timetable.LessonDraft) { d.Period = 5 }, "lesson_period"},
			"before the term":         {func(d *timetable.LessonDraft) { d.From = "2026-08-31" }, "lesson_from"},
			"no day":                  {func(d *timetable.LessonDraft) { d.From = "2026-09-31" }, "lesson_from"},
			"the teacher is taken":    {func(d *timetable.LessonDraft) { d.Period, d.Teacher = 1, w.chen.Person }, "lesson_clash"},
			"the class is taken":      {func(d *timetable.LessonDraft) { d.ClassID, d.Period = w.a, 1 }, "lesson_clash"},
			"taken in odd weeks":      {func(d *timetable.LessonDraft) { d.ClassID, d.Period, d.Weeks = w.a, 1, timetable.OddWeeks }, "lesson_clash"},
			"another class's lesson":  {func(d *timetable.LessonDraft) { d.Replaces = "x" }, "not_found"},
			"a term that is not here": {func(d *timetable.LessonDraft) { d.From = "2027-06-01" }, "lesson_from"},
		} {
			draft := good
			x.change(&draft)
			_, err := w.s.SetLesson(t.Context(), w.Admin, w.School, draft)
			if err == nil || fault.As(err).Code != x.code {
				t.Errorf("%s: %v, want %s", name, err, x.code)
			}
		}
		for name, actor := range map[string]allow.Actor{"a teacher": w.chen.Actor, "another school's admin": w.another, "nobody": {}} {
			if _, err := w.s.SetLesson(t.Context(), actor, w.School, good); err == nil || fault.As(err).Kind == fault.Internal {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := w.last(t); n != before {
			t.Errorf("refusals left %d items in the feed", n-before)
		}
		w.set(t, good)
	})
}

// Of several who give one teacher lessons at the same time, all but one are refused.
func TestManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		classes := []string{w.a, w.b}
		for n := 3; n <= 12; n++ {
			classes = append(classes, w.Class(t, "一年级", fmt.Sprint(n, "班")))
		}
		errs := make([]error, len(classes))
		var all sync.WaitGroup
		start := make(chan bool)
		for i, class := range classes {
			all.Go(func() {
				<-start
				_, errs[i] = w.s.SetLesson(context.Background(), w.Admin, w.School, w.lesson(class, 1, 1, "数学", w.chen, "2026-09-01"))
			})
		}
		close(start)
		all.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else {
				refused(t, err, "lesson_clash")
			}
		}
		if done != 1 {
			t.Errorf("%d were let through", done)
		}
	})
}

func TestPeriodsKeepTheirLessons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		six := w.Class(t, "六年级", "1班")
		w.set(t, w.lesson(w.a, 1, 4, "数学", w.chen, "2026-09-01"))
		w.set(t, w.lesson(six, 1, 3, "数学", w.chen, "2026-09-01"))
		set := func(s timetable.PeriodSet) error { return w.s.SetPeriods(t.Context(), w.Admin, w.School, s) }
		err := set(timetable.PeriodSet{FromDay: "2026-12-01", List: periods(470)[:3]})
		var lost *timetable.LostPeriod
		if refused(t, err, "period_used"); !errors.As(err, &lost) || lost.Slot.ClassID != w.a {
			t.Errorf("lost %+v", lost)
		}
		refused(t, set(timetable.PeriodSet{FromDay: "2026-09-01"}), "period_used")
		// The sixth grade's third period would meet the others' fourth.
		refused(t, set(timetable.PeriodSet{Grade: "六年级", FromDay: "2026-12-01", List: periods(520)}), "lesson_clash")
		refused(t, set(timetable.PeriodSet{Grade: "九年级", FromDay: "2026-12-01", List: periods(520)}), "period_grade")
		refused(t, set(timetable.PeriodSet{FromDay: "2026-12-32", List: periods(520)}), "period_from")
		must(t, set(timetable.PeriodSet{Grade: "六年级", FromDay: "2026-12-01", List: periods(485)}))
		tt := w.load(t, "2026-11-01", "2026-12-31", timetable.Filter{})
		for day, want := range map[string]string{"2026-11-30": "09:40", "2026-12-07": "09:45"} {
			if got := tt.Lessons(six, day)[0].Start.In(w.sc.Location()).Format("15:04"); got != want {
				t.Errorf("%s: %s", day, got)
			}
		}
		must(t, set(timetable.PeriodSet{Grade: "六年级", FromDay: "2026-12-01"})) // back to everybody's
		if got := w.load(t, "2026-12-07", "2026-12-07", timetable.Filter{}).Lessons(six, "2026-12-07")[0].From; got != 580 {
			t.Errorf("from minute %d", got)
		}
	})
}

func TestTerms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		save := func(term timetable.Term) error {
			_, err := w.s.SaveTerm(t.Context(), w.Admin, w.School, term)
			return err
		}
		refused(t, save(timetable.Term{Name: "x", FirstDay: "2027-01-20", LastDay: "2027-07-01"}), "term_overlap")
		refused(t, save(timetable.Term{Name: "x", FirstDay: "2027-01-26", LastDay: "2027-07-01"}), "term_gap")
		refused(t, save(timetable.Term{ID: "x", Name: "x", FirstDay: "2027-02-22", LastDay: "2027-07-01"}), "not_found")
		must(t, save(timetable.Term{Name: "第二学期", FirstDay: "2027-02-22", LastDay: "2027-07-02"}))
		w.set(t, w.lesson(w.a, 2, 1, "数学", w.chen, "2026-09-01"))
		refused(t, save(timetable.Term{ID: w.term, Name: "x", FirstDay: "2026-09-02", LastDay: "2026-08-30"}), "term_days")
		before := w.last(t)
		must(t, save(timetable.Term{ID: w.term, Name: "上学期", FirstDay: "2026-08-31", LastDay: "2027-01-15"}))
		if got := w.moved(t, before); !slices.Equal(got, []string{"calendar.changed 2026-08-31 2027-01-22"}) {
			t.Errorf("the feed says %v", got)
		}
		must(t, save(timetable.Term{ID: w.term, Name: "上学期", FirstDay: "2026-08-25", LastDay: "2027-01-15"}))
		must(t, w.s.SetPeriods(t.Context(), w.Admin, w.School, timetable.PeriodSet{FromDay: "2026-08-01", List: periods(480)}))
		if got := subjects(w.load(t, "2026-08-25", "2026-08-25", timetable.Filter{}).Lessons(w.a, "2026-08-25")); got != "数学" {
			t.Errorf("lessons do not begin with the term: %q", got)
		}
		refused(t, w.s.RemoveTerm(t.Context(), w.Admin, w.School, w.term), "term_lessons")
		refused(t, w.s.RemoveTerm(t.Context(), w.Admin, w.School, "x"), "not_found")
		refused(t, w.s.RemoveTerm(t.Context(), w.chen.Actor, w.School, w.term), "forbidden")
		refused(t, w.s.RemoveTerm(t.Context(), w.another, w.School, w.term), "not_found")
	})
}

func TestSetDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		set := func(replace bool, spans ...access.Span) error {
			return w.s.SetDays(t.Context(), w.Admin, w.School, spans, replace)
		}
		before := w.last(t)
		must(t, set(false, access.Span{First: "2026-10-01", Last: "2026-10-07", WorksAs: 8, Name: "国庆节"}, access.Span{First: "2026-10-10", Last: "2026-10-10", WorksAs: 3, Name: "补课"}))
		if got := w.moved(t, before); !slices.Equal(got, []string{"calendar.changed 2026-10-01 2026-10-10"}) {
			t.Errorf("the feed says %v", got)
		}
		err := set(false, access.Span{First: "2026-10-06", Last: "2026-10-06", WorksAs: 2, Name: "补课"})
		var taken *timetable.TakenDay
		if refused(t, err, "calendar_taken"); !errors.As(err, &taken) || taken.Was.Name != "国庆节" {
			t.Errorf("taken by %+v", taken)
		}
		refused(t, set(false, access.Span{First: "2026-10-08", Last: "2026-10-11", WorksAs: 8}), "calendar_taken")
		refused(t, set(false, access.Span{First: "2026-10-08", Last: "2026-10-07", WorksAs: 8}), "calendar_days")
		refused(t, set(false, access.Span{First: "2026-02-30", Last: "2026-02-30", WorksAs: 8}), "calendar_days")
		refused(t, set(false, access.Span{First: "2026-01-01", Last: "2026-06-01", WorksAs: 8}), "calendar_days")
		refused(t, set(false, access.Span{First: "2026-10-17", Last: "2026-10-17", WorksAs: 9}), "calendar_as")
		refused(t, set(false, access.Span{First: "2026-10-17", Last: "2026-10-17", WorksAs: 1, Follows: "2026-10-20"}), "calendar_follows")
		refused(t, set(false, access.Span{First: "2026-10-17", Last: "2026-10-17", WorksAs: 1, Follows: "2027-05-03"}), "calendar_follows_none")
		refused(t, set(false), "calendar_days")
		must(t, set(true, access.Span{First: "2026-10-06", Last: "2026-10-06", WorksAs: 2, Name: "补课"}))
		must(t, set(false, access.Span{First: "2026-10-17", Last: "2026-10-17", WorksAs: 1, Follows: "2026-10-19"}))
		tt := w.load(t, "2026-10-06", "2026-10-06", timetable.Filter{})
		if !tt.SchoolDay("2026-10-06") || tt.SchoolDay("2026-10-05") || tt.Day("2026-10-17").Follows != "2026-10-19" {
			t.Errorf("%+v, %+v", tt.Day("2026-10-05"), tt.Day("2026-10-17"))
		}
		must(t, set(false, access.Span{First: "2026-10-01", Last: "2026-10-31"}))
		if !w.load(t, "2026-10-06", "2026-10-06", timetable.Filter{}).SchoolDay("2026-10-05") {
			t.Error("cleared days are still holidays")
		}
		refused(t, w.s.SetDays(t.Context(), w.chen.Actor, w.School, []access.Span{{First: "2026-10-01", Last: "2026-10-01", WorksAs: 8}}, false), "forbidden")
		refused(t, w.s.SetDays(t.Context(), w.another, w.School, []access.Span{{First: "2026-10-01", Last: "2026-10-01", WorksAs: 8}}, false), "not_found")
	})
}

func TestSubstitutions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		day := "2026-11-23" // a Monday
		maths := w.lesson(w.a, 1, 1, "数学", w.chen, "2026-09-01")
		maths.Room = "录播室"
		w.set(t, maths)
		w.set(t, w.lesson(w.b, 1, 1, "英语", w.li, "2026-09-01"))
		w.set(t, w.lesson(w.b, 1, 2, "音乐", w.li, "2026-09-01"))
		free := w.Member(t, allow.Teacher, campus.Person{Name: "王老师"})
		sub := func(class string, period int, change func(*timetable.Substitution)) (string, error) {
			s := timetable.Substitution{Day: day, ClassID: class, Period: period}
			change(&s)
			return w.s.Substitute(t.Context(), w.Admin, w.School, s)
		}
		teacher := func(h *schooltest.Holder) func(*timetable.Substitution) {
			return func(s *timetable.Substitution) { s.Teacher = h.Person }
		}
		_, err := sub(w.a, 1, teacher(w.li))
		var busy *timetable.BusyLesson
		if refused(t, err, "substitution_busy"); !errors.As(err, &busy) || busy.Lesson.ClassID != w.b {
			t.Errorf("busy with %+v", busy)
		}
		_, err = sub(w.b, 1, func(s *timetable.Substitution) { s.Room = "录 播室" })
		refused(t, err, "substitution_taken")
		_, err = sub(w.a, 1, teacher(w.chen))
		refused(t, err, "substitution_empty")
		_, err = sub(w.a, 1, func(s *timetable.Substitution) { s.Cancelled, s.Room = true, "机房" })
		refused(t, err, "substitution_empty")
		_, err = sub(w.a, 1, func(s *timetable.Substitution) { s.Teacher = "x" })
		refused(t, err, "substitution_teacher")
		_, err = sub(w.a, 1, func(s *timetable.Substitution) { s.Room = strings.Repeat("室", 31) })
		refused(t, err, "substitution_room")
		_, err = sub(w.a, 3, teacher(free))
		refused(t, err, "lesson_not_found")
		_, err = sub(w.anotherClass, 1, teacher(free))
		refused(t, err, "lesson_not_found")

		before := w.last(t)
		first, err := sub(w.a, 1, teacher(free))
		must(t, err)
		if got := w.moved(t, before); !slices.Equal(got, []string{"timetable.changed 2026-11-23 2026-11-23"}) {
			t.Errorf("the feed says %v", got)
		}
		l := w.load(t, day, day, timetable.Filter{Teachers: []string{free.Person}}).OfTeacher(free.Person, day)
		if len(l) != 1 || l[0].Name != "王老师" || l[0].PlannedName != "陈老师" || l[0].Room != "录播室" {
			t.Fatalf("the substitute's card shows %+v", l)
		}
		// Chen is free now and helps elsewhere; then the first cannot simply be undone.
		second, err := sub(w.b, 1, teacher(w.chen))
		must(t, err)
		refused(t, w.s.Undo(t.Context(), w.Admin, w.School, first), "substitution_busy")
		_, err = sub(w.a, 1, func(s *timetable.Substitution) { s.Room = "机房" })
		refused(t, err, "substitution_busy") // only the room differs: Chen would have to be here again
		refused(t, w.s.Undo(t.Context(), w.chen.Actor, w.School, second), "forbidden")
		refused(t, w.s.Undo(t.Context(), w.another, w.School, second), "not_found")
		must(t, w.s.Undo(t.Context(), w.Admin, w.School, second))
		must(t, w.s.Undo(t.Context(), w.Admin, w.School, first))
		refused(t, w.s.Undo(t.Context(), w.Admin, w.School, first), "not_found")
		if l := w.load(t, day, day, timetable.Filter{}).Lessons(w.a, day)[0]; l.Sub != nil || l.Name != "陈老师" {
			t.Errorf("after the undo %+v", l)
		}
		_, err = sub(w.a, 1, func(s *timetable.Substitution) { s.Cancelled = true })
		must(t, err)
		_, err = sub(w.a, 1, teacher(free)) // replaces it
		must(t, err)
		tt := w.load(t, "2026-11-23", "2026-11-30", timetable.Filter{})
		if a, b := tt.Lessons(w.a, day)[0], tt.Lessons(w.a, "2026-11-30")[0]; a.Cancelled || !a.Replaced() || b.Sub != nil {
			t.Errorf("%+v, a week later %+v", a, b)
		}
		var actions []string
		must(t, d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
			actions, err = audit.Actions(ctx, q, w.School)
			return err
		}))
		for _, a := range []string{"term.saved", "periods.changed", "lesson.set", "substitution.made", "substitution.undone"} {
			if !slices.Contains(actions, a) {
				t.Errorf("%s is not in the audit", a)
			}
		}
	})
}
