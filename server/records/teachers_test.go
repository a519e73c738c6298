package records_test

import (
	"regexp"
	"testing"

	"yunka/server/allow"
	"yunka/server/web/webtest"
)

// A teachers' file is checked first, says what is wrong by line, and is applied
// only as the file that was checked; the class is there with the next request.
func TestATeachersFileIsCheckedAndApplied(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		h := o.Mine.Holder(t, allow.Teacher)
		hers := o.As(h.Person)
		o.Exec("UPDATE person SET number = 'T7', name = '安娜' WHERE id = ?", h.Person)
		o.Exec("UPDATE person SET number = 'T1' WHERE id = ?", o.Teacher.Person)
		b.Get("/console/teachers").Has(t, 200, "教师名单", "工号、姓名、手机、任教班级、班主任、卡号")
		b.Get("/console/people").Has(t, 200, "/console/teachers")
		hers.Get("/console/teachers").Has(t, 403)
		head := "工号,姓名,手机,任教班级,班主任,卡号\n"
		send := func(who webtest.Browser, file string, fields ...string) webtest.Answer {
			return who.Upload("/console/teachers", "teachers.csv", []byte(file), append([]string{"school", o.Mine.School}, fields...)...)
		}
		send(hers, head+"T7,安娜,,,三年级3班,\n").Has(t, 403)
		send(b, head+"T7,安娜,,九年级1班,三年级2班,AB\nT9,新来,,,三年级3班,\nT8,也新,,,三年级3班,\n").Has(t, 200, "学校没有这个班", "九年级1班", "这个班已有班主任，而他不在文件里",
			"卡号的格式不对", "系统里没有这个工号", "两个班主任，另一个在第 3 行", "有要改正的行")
		send(b, "学号,姓名\n1,2\n").Has(t, 422, "不是教师名单")
		send(b, "").Has(t, 422)

		good := head + "T7,安娜,,三年级3班 数学,三年级3班,\n"
		checked := send(b, good)
		checked.Has(t, 200, "给职务：三年级3班 班主任", "给职务：三年级3班 任课老师（数学）", `name="checked"`)
		if o.Text("SELECT COUNT(*) FROM post WHERE person_id = ?", h.Person) != "0" {
			t.Error("a check gave a post")
		}
		hash := regexp.MustCompile(`name="checked" value="([0-9a-f]+)"`).FindStringSubmatch(checked.Body)[1]
		send(b, good+"T9,新来,,,,\n", "apply", "yes", "checked", hash).Has(t, 409, "这不是刚才检查的那个文件")
		hers.Get("/console/people").Has(t, 403)
		send(b, good, "apply", "yes", "checked", hash).Want(t, 303, "/console/people?role=teacher&done=teachers")
		hers.Get("/console/people").Has(t, 200, o.Foreign.Person)
		send(b, good).Has(t, 200, "和系统里一样，没有要改的")
		b.Get("/console/audit").Has(t, 200, "导入了教师名单", "给了职务")
		o.Verified()
	})
}
