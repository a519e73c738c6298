package schoolyear_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"yunka/server/web/webtest"
)

// The office sets up its time. What cannot be is refused in words that name both
// sides, and changes nothing.
func TestTheOfficeSetsUpItsTime(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		post := func(path string, pairs ...string) webtest.Answer {
			return b.Post(path, nil, append([]string{"school", o.Mine.School}, pairs...)...)
		}
		b.Get("/console/timetable").Has(t, 200, "还没有学期", "/console/terms")
		post("/console/terms", "name", "第一学期", "first", "2026-09-01", "last", "2027-01-22").Want(t, 303, "/console/terms?done=term-saved")
		b.Get("/console/timetable").Has(t, 200, "还没有时段", "/console/periods")
		b.Get("/console/periods").Has(t, 200, "还没有时段", `value="08:20"`, "2026年9月1日")
		day := []string{"from", "2026-09-01", "number", "1", "name", "第一节", "begins", "08:20", "ends", "09:00", "number", "2", "name", "第二节", "begins", "09:10", "ends", "09:50"}
		periods := func(pairs ...string) webtest.Answer {
			form := url.Values{"school": {o.Mine.School}}
			for i := 0; i < len(pairs); i += 2 {
				form.Add(pairs[i], pairs[i+1])
			}
			return b.Send("POST", "/console/periods", form)
		}
		periods(day...).Want(t, 303, "/console/periods?done=periods-saved")
		b.Get("/console/timetable").Has(t, 200, "这一周没有课", "三年级2班")
		monday := "2026-11-23"
		lesson := func(class, period, subject string, more ...string) webtest.Answer {
			return post("/console/timetable/lessons", append([]string{"class", class, "day", monday, "period", period, "subject", subject, "weeks", "0", "from", "2026-09-01"}, more...)...)
		}
		back := fmt.Sprintf("/console/timetable?class=%s&day=%s&done=lesson-saved", o.Class, monday)
		lesson(o.Class, "1", "数学", "by", o.Teacher.Person, "where", "机房").Want(t, 303, back)

		before := o.Books()
		for name, bad := range map[string]webtest.Answer{
			"“第一学期”到 2027-01-22 才结束，“第二学期”从 2027-01-20": post("/console/terms", "name", "第二学期", "first", "2027-01-20", "last", "2027-07-01"),
			"空了 2027-01-23 到 2027-01-27":                post("/console/terms", "name", "第二学期", "first", "2027-01-28", "last", "2027-07-01"),
			"最后一天不早于第一天":                                post("/console/terms", "name", "x", "first", "2027-03-01", "last", "2027-02-01"),
			"第 1 行和第 2 行的时间重叠了":                         periods("from", "2026-09-01", "number", "1", "name", "a", "begins", "08:20", "ends", "09:20", "number", "2", "name", "b", "begins", "09:10", "ends", "09:50"),
			"第 1 行的结束要晚于开始":                             periods("from", "2026-09-01", "number", "1", "name", "a", "begins", "23:50", "ends", "00:30"),
			"三年级2班 周一第 1 节 数学":                          periods("from", "2026-09-01", "number", "2", "name", "b", "begins", "09:10", "ends", "09:50"),
			"至少写一节":                                     periods("from", "2026-09-01"),
			"同一位老师同时有两节课：":                              lesson(o.Elsewhere, "1", "语文", "by", o.Teacher.Person),
			"同一间教室（机房）同时有两节课：":                          lesson(o.Elsewhere, "1", "信息", "where", "机房"),
			"一个班同时有两节课：":                                lesson(o.Class, "1", "书法", "weeks", "1"),
			"现在不是本校老师":                                  lesson(o.Elsewhere, "1", "语文", "by", o.Guard.Person),
			"这个年级没有这一节":                                 lesson(o.Elsewhere, "9", "语文"),
			"科目写 1 到 20 个字":                             lesson(o.Elsewhere, "1", " "),
			"不在这节课的学期里":                                 lesson(o.Elsewhere, "1", "语文", "from", "2026-08-01"),
			"补哪天的课只能写给一天":                               post("/console/calendar", "first", "2026-10-10", "last", "2026-10-11", "as", "1", "follows", "2026-10-12"),
			"考试或活动要有名称":                                 post("/console/calendar", "first", "2026-10-10", "as", "event"),
			"和课表一样":                                     post("/console/substitutions", "class", o.Class, "day", monday, "period", "1"),
			"这个班这一节没有课":                                 post("/console/substitutions", "class", o.Class, "day", monday, "period", "2", "cancelled", "1"),
		} {
			if bad.StatusCode != 422 && bad.StatusCode != 409 && bad.StatusCode != 404 {
				t.Errorf("%s: %d", name, bad.StatusCode)
			}
			bad.Has(t, bad.StatusCode, name)
		}
		if after := o.Books(); after != before {
			t.Errorf("what was refused changed something\n%s\n%s", before, after)
		}
		post("/console/substitutions", "class", o.Class, "day", monday, "period", "1", "cancelled", "1").Has(t, 303)
		b.Get("/console/substitutions?day="+monday).Has(t, 200, "三年级2班", "停课")
		panel := b.Get("/console/timetable?class=" + o.Class + "&day=" + monday + "&period=1")
		panel.Has(t, 200, "这节停课", "改课表")
		o.EveryFormHasItsRoute(panel)
		o.Verified()
	})
}

// What is downloaded can be uploaded again and is the same; a bad file is answered
// by row and cell.
func TestFilesOverThePages(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		b.Post("/console/terms", nil, "school", o.Mine.School, "name", "第一学期", "first", "2026-09-01", "last", "2027-01-22").Has(t, 303)
		b.Post("/console/periods", nil, "school", o.Mine.School, "from", "2026-09-01", "number", "1", "name", "第一节", "begins", "08:20", "ends", "09:00").Has(t, 303)
		send := func(content string, pairs ...string) webtest.Answer {
			return b.File("/console/timetable/import", "file", "x.csv", []byte(content), append([]string{"school", o.Mine.School, "from", "2026-09-01"}, pairs...)...)
		}
		bad := send("班级,星期,节次,科目,教师\n三年级2班,周一,1,语文,孙悟空\n九年级1班,周一,1,语文,\n三年级2班,周八,1,语文,\n三年级2班,周二,1,语文,\n三年级2班,周二,1,数学,\n")
		bad.Has(t, 200, "孙悟空", "学校没有这位老师", "九年级1班", "学校没有这个班", "写周一到周五", "一个班同时有两节课：", "（第 5 行）")
		bad.HasNot(t, `name="apply"`)
		good := "班级,星期,节次,科目\n三年级2班,周一,1,=语文\n三(3)班,周二,1,数学\n"
		checked := send(good)
		checked.Has(t, 200, `name="apply"`, "=语文", "新的")
		hash := between(checked.Body, `name="checked" value="`, `"`)
		send("班级,星期,节次,科目\n三年级2班,周一,1,别的\n", "apply", "yes", "checked", hash).Has(t, 409, "这不是刚才检查的文件")
		send(good, "apply", "yes", "checked", hash).Has(t, 303)
		for _, path := range []string{"/console/timetable/export.csv", "/console/timetable/export.xlsx", "/console/timetable/export.ics?class=" + o.Class} {
			a := b.Get(path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "day=2026-11-23")
			a.Has(t, 200)
			again := send(a.Body)
			again.Has(t, 200, "和现在的课表一样")
		}
		b.Get("/console/timetable/template.xlsx").Has(t, 200, "PK")
		for content, says := range map[string]string{
			"PK\x03\x04": "这个工作簿打不开", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n": "不完整或已损坏", "随便": "没有找到课表", "\xff\xff\x00": "编码不认识",
		} {
			send(content).Has(t, 422, says)
		}
		b.File("/console/timetable/import", "file", "", nil, "school", o.Mine.School).Has(t, 422, "选一个文件再传")
		days := b.File("/console/calendar/file", "file", "h.csv", []byte("开始,结束,类型,名称\n2026-10-01,2026-10-07,放假,国庆节\n2026-10-06,,补课,x\n"), "school", o.Mine.School)
		days.Has(t, 200, "补课日要写补周几")
		days = b.File("/console/calendar/file", "file", "h.csv", []byte("开始,结束,类型,按哪天上课,名称\n2026-10-01,2026-10-07,放假,,国庆节\n2026-10-06,,补课,周二,x\n"), "school", o.Mine.School)
		days.Has(t, 200, "又放假又补课", "第 2 行")
	})
}

// A class teacher reads the timetable of the class and no other, and changes nothing.
func TestAClassTeacherReadsTheOwnClass(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		admin := o.As(webtest.AdminOf(o.Mine))
		admin.Post("/console/terms", nil, "school", o.Mine.School, "name", "第一学期", "first", "2026-09-01", "last", "2027-01-22").Has(t, 303)
		admin.Post("/console/periods", nil, "school", o.Mine.School, "from", "2026-09-01", "number", "1", "name", "第一节", "begins", "08:20", "ends", "09:00").Has(t, 303)
		admin.Post("/console/timetable/lessons", nil, "school", o.Mine.School, "class", o.Class, "day", "2026-11-23", "period", "1", "subject", "书法课", "weeks", "0", "from", "2026-09-01").Has(t, 303)
		b := o.As(o.Teacher.Person)
		own := b.Get("/console/timetable?day=2026-11-23")
		own.Has(t, 200, "书法课", "三年级2班")
		own.HasNot(t, "三年级3班", "/console/timetable/import", "/console/terms", "/console/calendar")
		b.Get("/console/timetable/export.ics?class="+o.Class+"&day=2026-11-23").Has(t, 200, "BEGIN:VTIMEZONE")
		before := o.Books()
		for _, path := range []string{"/console/timetable?class=" + o.Elsewhere, "/console/timetable?teacher=" + o.Teacher.Person, "/console/timetable?room=x", "/console/timetable?class=nobody",
			"/console/timetable/export.ics?class=" + o.Elsewhere, "/console/timetable/export.csv", "/console/substitutions", "/console/terms", "/console/calendar"} {
			b.Get(path).Has(t, 403)
		}
		b.Post("/console/timetable/lessons", nil, "school", o.Mine.School, "class", o.Class, "day", "2026-11-23", "period", "1", "subject", "x").Has(t, 403)
		if after := o.Books(); after != before {
			t.Error("a refusal changed something")
		}
	})
}

func between(s, a, b string) string {
	_, s, _ = strings.Cut(s, a)
	s, _, _ = strings.Cut(s, b)
	return s
}
