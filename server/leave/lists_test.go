package leave_test

import (
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/timetable"
)

// The lists of the office, of a class teacher and of the head of a grade: each own
// school, class or grade, narrowed, and as files.
func TestListsAndFiles(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.teacher.Post(s.ask(s.parent, "reason", "=1+1")+"/approve", nil).Has(t, 303)
		next := timetable.AddDays(s.day, 7)
		s.ask(s.parent, "kind", "personal", "first", next, "last", next)
		colleague := s.Mine.Holder(t, allow.Teacher).Person
		own := s.As(colleague)
		own.Post("/leave/"+colleague, nil, "kind", "official", "reason", "培训", "first", s.day, "last", s.day).Has(t, 303)

		page := s.admin.Get("/console/leave/list")
		page.Has(t, 200, "林知夏", "2 张，2 人", "病假 1", "公假（比赛、活动） 1", "全校", "三年级全年级", "CSV", "XLSX")
		page.HasNot(t, "事假 1")
		s.EveryFormHasItsRoute(page)
		s.admin.Get("/console/leave/list?from="+s.day+"&to="+next).Has(t, 200, "3 张，2 人")
		s.admin.Get("/console/leave/list?from="+next).Has(t, 200, "1 张，1 人", "等答复")
		s.admin.Get("/console/leave/list?state=approved").Has(t, 200, "1 张，1 人", "批了")
		s.admin.Get("/console/leave/list?kind=official").Has(t, 200, "1 张，1 人")
		s.admin.Get("/console/leave/list?q=知夏").Has(t, 200, "1 张，1 人")
		s.admin.Get("/console/leave/list?q=没这人").Has(t, 200, "没有符合的假条")
		s.admin.Get("/console/leave/list?from=x&to=2026-99-99&class=nobody&kind=x&state=x&q=%20").Has(t, 200, "2 张，2 人")
		class := s.Text("SELECT class_id FROM membership WHERE person_id = ?", s.Pupil.Person)
		s.admin.Get("/console/leave/list?class="+class).Has(t, 200, "1 张，1 人", "林知夏")

		mine := s.teacher.Get("/console/leave/list")
		mine.Has(t, 200, "1 张，1 人", "我管的各班", "林知夏", `href="/console/leave/list" aria-current`)
		page.HasNot(t, `href="/console/leave/list" aria-current`) // the office's line is another
		mine.HasNot(t, "公假（比赛、活动） 1")
		s.teacher.Get("/leaves").Has(t, 200, "/console/leave/list")
		s.teacher.Get("/console/leave/list?class="+s.otherClass()).Has(t, 200, "1 张，1 人") // not theirs: it narrows nothing
		s.head.Get("/console/leave/list").Has(t, 200, "1 张，1 人")
		own.Get("/console/leave/list").Has(t, 403)
		s.parent.Get("/console/leave/list").Has(t, 403)
		own.Get("/leaves").HasNot(t, "/console/leave/list")

		csv := s.admin.Get("/console/leave/list.csv")
		csv.Has(t, 200, "谁,班级,为什么请假", "林知夏", "病假", "'=1+1", "批了")
		if n := strings.Count(csv.Body, "\r\n"); n != 3 {
			t.Errorf("%d lines", n)
		}
		s.teacher.Get("/console/leave/list.csv").HasNot(t, "培训")
		if book := s.admin.Get("/console/leave/list.xlsx"); book.StatusCode != 200 || !strings.HasPrefix(book.Body, "PK") {
			t.Errorf("%d, %d bytes", book.StatusCode, len(book.Body))
		}
		s.parent.Get("/console/leave/list.xlsx").Has(t, 403)
		if n := s.Text("SELECT CAST(count(*) AS TEXT) FROM audit_event WHERE action = 'leave.exported'"); n != "3" {
			t.Errorf("%s exports are on record", n)
		}
		s.Verified()
	})
}

// otherClass is a class of the school that the pupil is not in; "none" if it has one.
func (s school) otherClass() string {
	return s.Text("SELECT COALESCE((SELECT c.id FROM class c WHERE c.id <> (SELECT m.class_id FROM membership m WHERE m.person_id = ?) LIMIT 1), 'none')", s.Pupil.Person)
}
