package attendance_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"yunka/server/allow"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
)

// taught gives the class a lesson each hour from 10:00 today: the third, at noon, is of a
// teacher without a post, who also has one elsewhere. It returns that teacher and another
// who stands in for the fourth.
func (s *school) taught() (gives, standsIn webtest.Browser) {
	s.Helper()
	ctx := context.Background()
	year, admin, school := timetable.NewService(s.DB, s.Mine.Feed, nil), s.Mine.Admin, s.Mine.School
	check := func(_ string, err error) {
		s.Helper()
		if err != nil {
			s.Fatal(err)
		}
	}
	a, b := s.Mine.Holder(s.T, allow.Teacher), s.Mine.Holder(s.T, allow.Teacher)
	s.Exec("UPDATE person SET name = '吴老师' WHERE id = ?", a.Person)
	s.Exec("UPDATE person SET name = '李老师' WHERE id = ?", b.Person)
	check(year.SaveTerm(ctx, admin, school, timetable.Term{Name: "学期", FirstDay: timetable.AddDays(s.day, -70), LastDay: timetable.AddDays(s.day, 70)}))
	var periods []timetable.Period
	for n := 1; n <= 4; n++ {
		periods = append(periods, timetable.Period{Number: n, Name: fmt.Sprint("第 ", n, " 节"), From: 540 + n*60, To: 580 + n*60})
	}
	check("", year.SetPeriods(ctx, admin, school, timetable.PeriodSet{FromDay: timetable.AddDays(s.day, -70), List: periods}))
	for _, l := range []timetable.Slot{{ClassID: s.Class, Period: 3, Teacher: a.Person}, {ClassID: s.Class, Period: 4, Teacher: a.Person}, {ClassID: s.Elsewhere, Period: 1, Teacher: a.Person}} {
		l.Weekday, l.Subject, l.Room = 1, "数学", "302"
		check(year.SetLesson(ctx, admin, school, timetable.LessonDraft{Slot: l, From: s.day}))
	}
	check(year.Substitute(ctx, admin, school, timetable.Substitution{Day: s.day, ClassID: s.Class, Period: 4, Teacher: b.Person}))
	return s.As(a.Person), s.As(b.Person)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// fields are those of a page's form, with what a button adds.
func fields(a webtest.Answer, button ...string) (pairs []string) {
	for _, f := range hidden.FindAllStringSubmatch(a.Body, -1) {
		pairs = append(pairs, f[1], f[2])
	}
	return append(pairs, button...)
}

func (s school) rollOf(period int) string { return fmt.Sprint(s.path(), "/roll/", period) }

// What a teacher does in a lesson, without a script: tap, finish, come back, change.
func TestTheRollOfALesson(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		gives, standsIn := s.taught()
		gives.Get("/card").Has(t, 200, `href="/class"`)
		list := gives.Get("/class")
		list.Has(t, 200, "我今天的课", "第 3 节 数学", "三年级2班", "三年级3班", "李老师 代您上", "正在上，还没点名", `href="`+s.rollOf(3)+`"`)
		list.HasNot(t, "还没有您的班", `href="`+s.rollOf(4)+`"`)
		standsIn.Get("/class").Has(t, 200, "第 4 节 数学", "您代 吴老师", "12:50 起可以点名")
		s.teacher.Get(s.path()).Has(t, 200, "今天的课", "第 3 节 数学", "吴老师", `href="`+s.rollOf(3)+`"`)

		page := gives.Get(s.rollOf(3))
		page.Has(t, 200, "还有 1 人没点", "先点这几位", "林知夏", "到现在没有进校记录", "其余都在", "交点名，1 人没点", `href="/class"`)
		page.HasNot(t, "秦朗", "tel:")
		s.EveryFormHasItsRoute(page)
		path := s.rollOf(3)
		page = gives.Post(path, nil, fields(page, "set", s.Pupil.Person+":absent")...)
		page.Has(t, 200, "还没交", "都点到了", `name="s-`+s.Pupil.Person+`" value="absent"`)
		if n := s.Text("SELECT count(*) FROM attendance_roll"); n != "0" {
			t.Fatalf("a tap is a roll: %s", n)
		}
		page = gives.Post(path, nil, fields(page, "tap", s.Pupil.Person)...)
		page.Has(t, 200, `value="late"`)
		page = gives.Post(path, nil, fields(page, "tap", s.Pupil.Person)...)
		page.Has(t, 200, `name="s-`+s.Pupil.Person+`" value="here"`)
		form := fields(page, "finish", "1")
		gives.Post(path, nil, form...).Has(t, 303)
		gives.Post(path, nil, append(form, "quietly", "1")...).Has(t, 204)
		if n := s.Text("SELECT count(*) FROM attendance_roll"); n != "1" {
			t.Errorf("sent twice: %s rolls", n)
		}
		done := gives.Get(path + "?done=called")
		done.Has(t, 200, "点名已交", "吴老师 12:00 点的名", "交修改")
		done.HasNot(t, "其余都在")
		// She is vouched for: not missing on the class's page, which says who called.
		class := s.teacher.Get(s.path())
		class.Has(t, 200, "全到了 1", "在教室", "吴老师 12:00 记的", "都在")

		// The class teacher changes it; both stay, and the mark goes with it.
		theirs := s.teacher.Get(path)
		theirs.Has(t, 200, `href="`+s.path()+`"`)
		mine := fields(gives.Get(path), "finish", "1")
		s.teacher.Post(path, nil, fields(s.teacher.Post(path, nil, fields(theirs, "tap", s.Pupil.Person)...), "finish", "1")...).Has(t, 303)
		s.teacher.Get(path).Has(t, 200, "12:00 改了", "林知夏：在 → 没见到")
		s.teacher.Get(s.path()).HasNot(t, "全到了")
		gives.Post(path, nil, mine...).Has(t, 409, "别人已经点过", "没见到") // made before that
		gives.Post("/language", nil, "lang", "en").Has(t, 303)
		gives.Get(path).Has(t, 200, "Called at 12:00 by 吴老师", "Missing", "Hand in the change")
		gives.Get("/class").Has(t, 200, "My lessons today", "1 missing")
		s.Verified()
	})
}

// What must never happen: a roll is opened or called by who neither gives the lesson nor
// has the class.
func TestWhoseRollItIs(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		gives, standsIn := s.taught()
		good := fields(s.teacher.Get(s.rollOf(3)), "finish", "1")
		s.head.Get(s.rollOf(3)).Has(t, 200, "交点名")
		for name, c := range map[string]struct {
			by     webtest.Browser
			period int
			status int
		}{
			"another class's teacher":   {s.other, 3, 403},
			"no class":                  {s.nobody, 3, 403},
			"parent":                    {s.parent, 3, 403},
			"stands in for another one": {standsIn, 3, 403},
			"is away":                   {gives, 4, 403},
			"no such lesson":            {gives, 2, 403},
			"none of the class":         {s.teacher, 9, 404},
			"of another school":         {s.As(s.Alien.Person), 3, 404},
		} {
			a := c.by.Get(s.rollOf(c.period))
			a.Has(t, c.status)
			a.HasNot(t, "林知夏")
			if a := c.by.Post(s.rollOf(c.period), nil, good...); a.StatusCode != c.status {
				t.Errorf("%s calls: %d", name, a.StatusCode)
			}
		}
		// The office and who teaches the class something else look, and do not call.
		for _, b := range []webtest.Browser{s.admin, s.subject} {
			a := b.Get(s.rollOf(3))
			a.Has(t, 200, "还没点名")
			a.HasNot(t, "交点名", "tel:")
			b.Post(s.rollOf(3), nil, good...).Has(t, 403)
		}
		if n := s.Text("SELECT count(*) FROM attendance_roll"); n != "0" {
			t.Errorf("%s rolls", n)
		}
		s.Browser().Get(s.rollOf(3)).Want(t, 303, "/login?next=%2Fclass%2F"+s.Class+"%2Froll%2F3")
		standsIn.Get(s.rollOf(4)).Has(t, 200, "还没到点名的时候", "12:50 起可以点名")
		standsIn.Post(s.rollOf(4), nil, good...).Has(t, 422, "上课前 10 分钟")
	})
}

func TestBadRolls(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		gives, _ := s.taught()
		good := fields(gives.Get(s.rollOf(3)), "finish", "1")
		with := func(name, value string) []string {
			f := append([]string{}, good...)
			for i := 0; i < len(f); i += 2 {
				if f[i] == name {
					f[i+1] = value
				}
			}
			return f
		}
		gives.Post(s.rollOf(3), nil, with("s-"+s.Pupil.Person, "dead")...).Has(t, 422, "只能记为在、迟到或没见到")
		gives.Post(s.rollOf(3), nil, with("day", timetable.AddDays(s.day, -7))...).Has(t, 422, "这是别的日子的点名")
		gives.Post(s.rollOf(3), nil, with("day", "x")...).Has(t, 422)
		gives.Post(s.rollOf(3), nil, "finish", "1", "day", s.day, "key", "k").Has(t, 422, "没有收到名单")
		gives.Post(s.rollOf(3), nil, with("key", "")...).Has(t, 422)
		s.teacher.Post(s.rollOf(3), nil, fields(s.teacher.Get(s.rollOf(3)), "finish", "1")...).Has(t, 303)
		late := gives.Post(s.rollOf(3), nil, with("s-"+s.Pupil.Person, "absent")...)
		late.Has(t, 409, "别人已经点过", "没点")
		s.Exec("UPDATE substitution SET cancelled = TRUE, teacher_id = NULL, period = 3")
		s.teacher.Get(s.rollOf(3)).Has(t, 200, "这节课取消了")
		s.teacher.Get("/class/none/roll/1").Has(t, 404)
	})
}
