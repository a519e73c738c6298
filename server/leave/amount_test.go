package leave_test

import (
	"fmt"
	"testing"

	"yunka/server/allow"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
)

// lessons gives the pupil's class the third and fourth to sixth periods of the Monday,
// from 12:00 on; the fifth is nobody's.
func (s school) lessons() {
	s.Helper()
	ctx, admin := s.Context(), allow.Actor{Kind: allow.Account, People: map[string]bool{}, Seats: []allow.Seat{{School: s.Mine.School, Role: allow.Admin, Membership: "m"}}}
	year := timetable.NewService(s.DB, s.Mine.Feed, nil)
	check := func(_ any, err error) {
		s.Helper()
		if err != nil {
			s.Fatal(err)
		}
	}
	class := s.Text("SELECT class_id FROM membership WHERE person_id = ?", s.Pupil.Person)
	check(year.SaveTerm(ctx, admin, s.Mine.School, timetable.Term{Name: "学期", FirstDay: timetable.AddDays(s.day, -70), LastDay: timetable.AddDays(s.day, 70)}))
	var periods []timetable.Period
	for n := 1; n <= 4; n++ {
		periods = append(periods, timetable.Period{Number: n, Name: fmt.Sprint("第 ", n, " 节"), From: 660 + n*60, To: 700 + n*60}) // the first at 12:00
	}
	check("", year.SetPeriods(ctx, admin, s.Mine.School, timetable.PeriodSet{FromDay: timetable.AddDays(s.day, -70), List: periods}))
	for n, subject := range []string{"语文", "数学", "英语"} {
		check(year.SetLesson(ctx, admin, s.Mine.School, timetable.LessonDraft{Slot: timetable.Slot{ClassID: class, Weekday: 1, Period: n + 1, Subject: subject}, From: s.day}))
	}
}

// What a leave covers is seen before it is sent, without a script: half a day, or lessons
// that follow each other.
func TestLessonsAndHalves(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.lessons()
		page := s.parent.Get(s.path())
		page.Has(t, 200, "第 1 节 语文", "12:00–12:40", "先看看覆盖哪些课")
		s.EveryFormHasItsRoute(page)
		look := func(pairs ...string) webtest.Answer {
			return s.parent.File(s.path(), "evidence", "", nil, append([]string{"look", "1", "kind", "sick", "first", s.day, "last", s.day}, pairs...)...)
		}
		look("amount", "lessons", "lesson", "2", "lesson", "3").Has(t, 200, "13:00–14:40", "覆盖时段：全天 08:00–15:00", "课：第 2 节 数学、第 3 节 英语", "还没有送出")
		look("amount", "morning").Has(t, 200, "12:00 前", "覆盖时段：全天")
		look("amount", "afternoon").Has(t, 200, "12:00 起", "第 1 节 语文、第 2 节 数学")
		look("amount", "lessons", "lesson", "1", "lesson", "3").Has(t, 422, "几节课要连着")
		look("amount", "lessons", "lesson", "9").Has(t, 422, "请选要请的课")
		look("amount", "clock", "from", "16:00", "to", "17:00").Has(t, 200, "没有要上的课")
		look("first", "nonsense").Has(t, 422, "日期不对")
		look("amount", "day").Has(t, 200, "整天")
		if n := s.Text("SELECT CAST(count(*) AS TEXT) FROM leave_request"); n != "0" {
			t.Errorf("looking kept %s", n)
		}
		s.parent.Post(s.path(), nil, "kind", "sick", "reason", "牙科", "first", s.day, "last", s.day, "amount", "lessons", "lesson", "2").Has(t, 303)
		s.parent.Get(s.newest()).Has(t, 200, "13:00–13:40")
		look("amount", "lessons", "lesson", "2", "lesson", "3").Has(t, 409, "重叠")
		s.parent.Post(s.path(), nil, "kind", "sick", "reason", "牙科", "first", s.day, "last", s.day, "amount", "lessons", "lesson", "3").Has(t, 303)
		s.parent.Post(s.path(), nil, "kind", "sick", "reason", "牙科", "first", s.day, "last", s.day, "amount", "lessons").Has(t, 422, "请选要请的课")
		two := s.parent.File(s.path(), "evidence", "", nil, "kind", "sick", "reason", "牙科", "first", s.day, "last", s.day, "amount", "lessons", "lesson", "1")
		two.Has(t, 303)
		s.Verified()
	})
}
