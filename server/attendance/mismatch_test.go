package attendance_test

import (
	"testing"
	"time"

	"yunka/server/attendance/register"
	"yunka/server/feed"
	"yunka/server/projection"
	"yunka/server/web/webtest"
)

// calls hands in a roll of the noon lesson in which the pupil is in a state.
func (s school) calls(by webtest.Browser, state string) {
	s.Helper()
	form := append(fields(by.Get(s.rollOf(3)), "finish", "1"), "quietly", "1")
	for i := 0; i < len(form); i += 2 {
		if form[i] == "s-"+s.Pupil.Person {
			form[i+1] = state
		}
	}
	by.Post(s.rollOf(3), nil, form...).Has(s.T, 204)
}

// follow lets the projection do what the feed has.
func (s school) follow() {
	s.Helper()
	if err := projection.Catch(s.Context(), s.DB, register.New(s.DB, feed.New(), nil).Projection(), s.Mine.School, 10_000); err != nil {
		s.Fatal(err)
	}
}

// The dangerous one: a gate saw the pupil come, and the lesson does not see them. It
// stands first with who has the class, the grade and the office, until they are found.
func TestSeenAtTheGateAndNotInTheLesson(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		gives, _ := s.taught()
		s.Tablet(s.Mine, s.Mine.GateIn, false).Pass(s.Office, s.Mine, s.Pupil)
		s.Pass(time.Minute)
		s.follow()
		s.admin.Get("/console/attendance").HasNot(t, "课上没见到")
		s.calls(gives, "absent")
		page := s.teacher.Get(s.path())
		page.Has(t, 200, "在校，课上没见到", "林知夏", "12:00 从", "没有离校记录", "12:00 数学课没见到，吴老师 12:01 点的名", "找到了", `href="tel:13812341706"`, "1 人没见到")
		s.EveryFormHasItsRoute(page)
		if got := strip(t, page); got != [5]int{0, 1, 0, 0, 0} {
			t.Errorf("the gate's figures move by a roll: %v", got)
		}
		s.head.Get("/class").Has(t, 200, "1 人课上没见到")
		s.admin.Get("/console/classes").Has(t, 200, "在校，课上没见到")
		s.admin.Get("/console/attendance").Has(t, 200, "1 名学生在校，课上没见到", "三年级2班 1 人", `href="`+s.path()+`"`)
		gives.Get(s.rollOf(3)).Has(t, 200, "页面上已标红")
		other := s.other.Get("/class/" + s.Elsewhere)
		other.Has(t, 200)
		other.HasNot(t, "林知夏", "课上没见到")
		// A note does not find anybody; finding does.
		s.Pass(time.Minute)
		s.teacher.Post(s.path()+"/mark", nil, s.about("sick")...).Has(t, 303)
		s.teacher.Get(s.path()).Has(t, 200, "在校，课上没见到", "病了", "12:02 记的")
		s.teacher.Post(s.path()+"/mark", nil, s.about("here")...).Has(t, 303)
		s.follow()
		s.teacher.Get(s.path()).HasNot(t, "在校，课上没见到")
		s.admin.Get("/console/attendance").HasNot(t, "课上没见到")
		s.teacher.Post(s.path()+"/unmark", nil, s.about("")...).Has(t, 303)
		s.teacher.Get(s.path()).Has(t, 200, "在校，课上没见到")
		s.calls(gives, "late")
		s.follow()
		s.teacher.Get(s.path()).HasNot(t, "在校，课上没见到")
		s.admin.Get("/console/attendance").HasNot(t, "课上没见到")
		s.Verified()
	})
}

// The other way round: no gate saw them, and they sit in the lesson.
func TestInTheLessonAndNotSeenAtTheGate(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		gives, _ := s.taught()
		s.calls(gives, "here")
		s.teacher.Get(s.path()).Has(t, 200, "课上在，闸机没看到", "12:00 数学课在，吴老师点的名", "家长不会收到缺勤通知")
		s.calls(gives, "absent")
		page := s.teacher.Get(s.path())
		page.HasNot(t, "课上在，闸机没看到", "在校，课上没见到") // both say that they are not here
		page.Has(t, 200, "没到", "林知夏")
		s.teacher.Post("/language", nil, "lang", "en").Has(t, 303)
		s.calls(gives, "late")
		s.teacher.Get(s.path()).Has(t, 200, "In the lesson, not seen at a gate", "In 数学 at 12:00, says 吴老师")
	})
}
