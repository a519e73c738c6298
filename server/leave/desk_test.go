package leave_test

import (
	"strings"
	"testing"

	"yunka/server/leave/request"
	"yunka/server/timetable"
)

// While the class teacher is on leave a request goes to the head of the grade, then to
// the office; the page says so.
func TestADeputyDecides(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		head := s.Text("SELECT person_id FROM post WHERE kind = 'grade_head'")
		headName := s.Text("SELECT name FROM person WHERE id = ?", head)
		s.parent.Get(s.ask(s.parent, "from", "14:00", "to", "14:30")).Has(t, 200, "由班主任 "+s.teacherName()+" 批")
		told := func(who string) {
			t.Helper()
			if got := s.Text("SELECT to_whom FROM outbox_notice WHERE kind = ? ORDER BY number DESC LIMIT 1", request.NoticeAsked); !strings.Contains(got, who) {
				t.Errorf("%s was told, not %s", got, who)
			}
		}
		told("class:")

		s.teacher.Post("/leave/"+s.Teacher.Person, nil, "kind", "sick", "reason", "发烧", "first", s.day, "last", s.day).Has(t, 303)
		own := s.newest()
		s.teacher.Get(own).Has(t, 200, "由教务处批")
		s.admin.Post(own+"/approve", nil).Has(t, 303)
		one := s.ask(s.parent, "from", "12:30", "to", "13:00")
		s.parent.Get(one).Has(t, 200, s.teacherName()+" 请假中，由年级组长 "+headName+" 批")
		told("person:" + head)
		s.head.Post(one+"/approve", nil).Has(t, 303)

		s.head.Post("/leave/"+head, nil, "kind", "official", "reason", "培训", "first", s.day, "last", s.day).Has(t, 303)
		s.admin.Post(s.newest()+"/approve", nil).Has(t, 303)
		one = s.ask(s.parent, "from", "13:00", "to", "13:30")
		s.parent.Get(one).Has(t, 200, "请假中，由教务处批")
		told("office")
		s.parent.Post("/language", nil, "lang", "en").Has(t, 303)
		s.parent.Get(one).Has(t, 200, "on leave: waits for the office")

		s.Exec("UPDATE post SET valid_to = 1 WHERE kind IN ('class_teacher', 'grade_head')")
		s.parent.Post("/language", nil, "lang", "zh-CN").Has(t, 303)
		s.parent.Get(one).Has(t, 200, "班里现在没有能批的班主任，由教务处批")
		s.Verified()
	})
}

// A school says up to how many days who decides.
func TestLevelsAreTheSchools(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		page := s.admin.Get("/console/leave")
		page.Has(t, 200, "谁批几天的假", `value="3"`, `value="60"`)
		s.EveryFormHasItsRoute(page)
		for _, bad := range [][2]string{{"", "5"}, {"x", "5"}, {"-1", "5"}, {"6", "5"}, {"3", "61"}} {
			s.admin.Post("/console/leave/levels", nil, "class_days", bad[0], "grade_days", bad[1]).Has(t, 422, "不能少于班主任的", `value="`+bad[0]+`"`)
		}
		s.teacher.Post("/console/leave/levels", nil, "class_days", "9", "grade_days", "9").Has(t, 403)
		s.admin.Post("/console/leave", nil, "controlled", "1").Has(t, 303)
		s.admin.Post("/console/leave/levels", nil, "class_days", "0", "grade_days", "2").Has(t, 303)
		s.admin.Get("/console/leave").Has(t, 200, "checked", `value="0"`, `value="2"`)

		one := s.ask(s.parent)
		s.parent.Get(one).Has(t, 200, "由年级组长")
		s.teacher.Post(one+"/approve", nil).Has(t, 403, "这么长的假")
		s.head.Post(one+"/approve", nil).Has(t, 303)
		next := timetable.AddDays(s.day, 7)
		long := s.ask(s.parent, "first", next, "last", timetable.AddDays(next, 2))
		s.parent.Get(long).Has(t, 200, "由教务处批")
		s.head.Post(long+"/approve", nil).Has(t, 403, "这么长的假")
		s.head.Get("/leaves").HasNot(t, "林知夏 等")
		s.admin.Post(long+"/approve", nil).Has(t, 303)
		s.Verified()
	})
}

// newest is the page of the leave that was asked last.
func (s school) newest() string {
	return "/leaves/" + s.Text("SELECT id FROM leave_request ORDER BY asked_at DESC, id DESC LIMIT 1")
}
