package signin_test

import (
	"strings"
	"testing"
	"time"

	"yunka/server/timetable"
)

// taught gives the class 数学 now and every day of the week at this hour, by our teacher, in
// room 302, and 语文 in the hour after; it returns today and the lesson's key.
func (s hall) taught(t *testing.T) (day, key string) {
	t.Helper()
	ctx, admin, school := t.Context(), s.Mine.Admin, s.Mine.School
	year := timetable.NewService(s.DB, s.Mine.Feed, nil)
	check := func(_ string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	loc := time.FixedZone("", 8*3600)
	now := s.Clock().In(loc)
	day = timetable.Today(s.Clock(), loc)
	minute := now.Hour()*60 + now.Minute()
	check(year.SaveTerm(ctx, admin, school, timetable.Term{Name: "学期", FirstDay: timetable.AddDays(day, -70), LastDay: timetable.AddDays(day, 70)}))
	check("", year.SetPeriods(ctx, admin, school, timetable.PeriodSet{FromDay: timetable.AddDays(day, -70), List: []timetable.Period{
		{Number: 1, Name: "第 1 节", From: minute - 5, To: minute + 35}, {Number: 2, Name: "第 2 节", From: minute + 45, To: minute + 85}}}))
	monday := timetable.Monday(day)
	for weekday := 1; weekday <= 5; weekday++ {
		for period, subject := range map[int]string{1: "数学", 2: "语文"} {
			check(year.SetLesson(ctx, admin, school, timetable.LessonDraft{From: monday, Slot: timetable.Slot{ClassID: s.Class, Period: period, Weekday: weekday, Subject: subject, Room: "302", Teacher: s.Teacher.Person}}))
		}
	}
	return day, s.Class + ".1"
}

// A session of a lesson hands in the lesson's roll when it is closed: who signed in is here,
// who did not is absent.
func TestASessionOfALessonHandsInItsRoll(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		day, key := s.taught(t)
		s.Exec("UPDATE membership SET class_id = ? WHERE id = ?", s.Class, s.Foreign.Membership)
		form := s.teacher.Get("/signins/new?lesson=" + key)
		form.Has(t, 200, "三年级2班 数学", "302", "按课表", `value="`+key+`"`)
		id := s.make(t, "title", "数学", "who", "classes", "class", s.Class, "lesson", key, "day", day)
		s.pupil.Get(s.code(id, 0)).Want(t, 303, "/in")
		s.pupil.Post("/in", nil).Has(t, 200, "已签到")
		s.teacher.Get("/signins/"+id).Has(t, 200, "结束时交这节课的点名")
		s.teacher.Post("/signins/"+id+"/close", nil).Want(t, 303, "/signins/"+id+"?done=signin-closed-roll")
		s.teacher.Get("/signins/"+id+"?done=signin-closed-roll").Has(t, 200, "点名也交了")
		roll := s.teacher.Get("/class/" + s.Class + "/roll/1")
		roll.Has(t, 200, "都点到了", `data-count="here">1<`, `data-count="absent">1<`)
		if n := s.Text("SELECT count(*) FROM attendance_roll"); n != "1" {
			t.Errorf("%s rolls", n)
		}
	})
}

// A lesson becomes a series of its subject, for so many weeks: each lesson a session of its
// own, with its day, its room's screen and its roll.
func TestASeriesByTheTimetable(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		day, key := s.taught(t)
		id := s.make(t, "title", "数学", "who", "classes", "class", s.Class, "lesson", key, "day", day, "weeks", "2", "every", "1")
		count := func(where string, args ...any) string {
			return s.Text("SELECT count(*) FROM signin_session WHERE title = '数学' AND "+where, args...)
		}
		series := s.Text("SELECT series_id FROM signin_session WHERE id = ?", id)
		if all, days := count("series_id = ?", series), s.Text("SELECT count(DISTINCT lesson_day) FROM signin_session WHERE series_id = ?", series); all != "10" || days != "10" {
			t.Errorf("%s sessions on %s days of two weeks", all, days)
		}
		if n := count("place = '302' AND lesson_period = 1 AND lesson_class = ?", s.Class); n != "10" {
			t.Errorf("%s are of the lesson", n)
		}
		first := s.Text("SELECT starts_at FROM signin_session WHERE id = ?", id)
		last := s.Text("SELECT max(starts_at) FROM signin_session WHERE series_id = ?", series)
		if first >= last {
			t.Errorf("they start at %s to %s", first, last)
		}
		s.teacher.Get("/signins").Has(t, 200, "数学")
		s.teacher.Post("/signins", nil, s.form("who", "classes", "class", s.Class, "lesson", s.Class+".9", "weeks", "2", "every", "1")...).Has(t, 422, "没有您的这门课")
		s.teacher.Post("/signins", nil, s.form("who", "classes", "class", s.Class, "lesson", key, "weeks", "99", "every", "1")...).Has(t, 422, "每周重复")
		admin := s.admin.Post("/signins", nil, s.form("who", "classes", "class", s.Class, "lesson", key, "weeks", "2", "every", "1")...)
		admin.Has(t, 422, "没有您的这门课") // another's lesson
	})
}

// A guardian with the right to see reads what a child is expected at and signed in to; who
// has not the right, or is restricted, does not.
func TestAGuardianSeesWhatAChildSignedInTo(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		parent := s.As(s.Parent.Person)
		path := "/signed/" + s.Pupil.Person
		parent.Get("/card").Has(t, 200, `href="`+path+`"`, "1 场要去")
		parent.Get(path).Has(t, 200, "天体物理讲座", "林知夏", "一年内还没有签到过")
		s.pupil.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		s.pupil.Post("/in", nil).Has(t, 200)
		page := parent.Get(path)
		page.Has(t, 200, "已签到", "报告厅")
		page.HasNot(t, "/signins/"+s.id)
		s.EveryFormHasItsRoute(page)
		parent.Post("/language", nil, "lang", "en").Has(t, 303)
		parent.Get(path).Has(t, 200, "Signed in to")
		s.As(s.Foreign.Person).Get(path).Has(t, 403)
		s.As(s.Alien.Person).Get(path).Has(t, 404)
		s.Browser().Get(path).Has(t, 303)
		s.pupil.Get("/signed/nobody").Has(t, 404)
		s.Exec("UPDATE guardianship SET restricted = TRUE WHERE child_id = ?", s.Pupil.Person)
		if a := parent.Get(path); a.StatusCode != 403 {
			t.Errorf("who is restricted reads it: %d", a.StatusCode)
		}
		if strings.Contains(parent.Get("/card").Body, path) {
			t.Error("and finds it on the card")
		}
		if s.Events(s.Mine.School, "signin.viewed") < 3 {
			t.Error("who read it is not on record")
		}
	})
}
