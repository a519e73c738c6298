package web_test

import (
	"regexp"
	"testing"
	"time"

	"yunka/server/allow"
)

// railLinks are the links of the console's rail.
var railLinks = regexp.MustCompile(`<a href="(/console[a-z/]*)"[^>]*>\s*<svg`)

// The office makes somebody class teacher by form; from the next request on the
// pupils are there, and from the next one after the end they are gone.
func TestPostsAreGivenAndEndedByForm(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		other := o.mine.Holder(t, allow.Teacher)
		hers := o.as(other.Person)
		page := "/console/people/" + other.Person
		hers.get("/console/people").has(t, 403)
		b.get(page).has(t, 200, "职务", "还没有职务", "三年级3班", "班主任 — ")
		b.get("/console/people/"+o.pupil.Person).hasNot(t, `id="posts"`)

		count := func() string { return o.text("SELECT COUNT(*) FROM post") }
		before := count()
		today := o.db.Now().In(time.FixedZone("CST", 8*3600))
		day := func(n int) string { return today.AddDate(0, 0, n).Format(time.DateOnly) }
		for name, bad := range map[string]struct {
			pairs  []string
			status int
			says   string
		}{
			"no post":             {[]string{}, 422, "请选职务"},
			"a word":              {[]string{"post", "head"}, 422, "请选职务"},
			"no class":            {[]string{"post", "class_teacher"}, 422, "请选班级"},
			"no grade":            {[]string{"post", "grade_head"}, 422, "请选年级"},
			"a class with one":    {[]string{"post", "class_teacher", "class", o.class}, 409, "这个班已有班主任：人"},
			"yesterday's end":     {[]string{"post", "auditor", "to", day(-1)}, 422, "最后一天不能早于"},
			"the end comes first": {[]string{"post", "auditor", "from", day(9), "to", day(8)}, 422, "最后一天不能早于"},
			"no date":             {[]string{"post", "auditor", "from", "soon"}, 422, "最后一天不能早于"},
		} {
			b.post(page+"/posts", nil, bad.pairs...).has(t, bad.status, bad.says)
			if count() != before {
				t.Errorf("%s: given", name)
			}
		}
		b.post("/console/people/"+o.parent.Person+"/posts", nil, "post", "auditor").has(t, 422, "要先有相应的身份")

		// Somebody who holds other posts gives none, not even to themselves.
		for _, who := range []browser{hers, o.as(o.teacher.Person), o.as(o.guard.Person)} {
			who.post(page+"/posts", nil, "post", "auditor").has(t, 403)
		}
		b.post(page+"/posts", nil, "post", "class_teacher", "class", o.elsewhere, "to", day(0)).want(t, 303, page+"?done=post-given#posts")
		hers.get("/console/people").has(t, 200, `/console/people/`+o.foreign.Person)
		hers.get("/console/people").hasNot(t, o.pupil.Person)
		hers.get("/console/people/"+o.foreign.Person).has(t, 200)
		hers.get("/console/people/"+o.pupil.Person).has(t, 403)
		b.get(page).has(t, 200, "三年级3班 班主任", "在任", day(0))
		id := o.text("SELECT id FROM post WHERE person_id = ?", other.Person)
		hers.post("/console/posts/"+id+"/end", nil).has(t, 403)

		// The teacher of the other class stands in for her; ending hers ends his.
		his := o.as(adminOf(o.other))
		his.post("/console/posts/"+id+"/end", nil).has(t, 404)
		b.post("/console/people/"+o.teacher.Person+"/stand-in", nil, "for", id).has(t, 422, "代理要写到哪天止")
		b.post("/console/people/"+o.teacher.Person+"/stand-in", nil, "for", "nothing", "to", day(0)).has(t, 404, "请选代谁")
		b.post("/console/people/"+o.teacher.Person+"/stand-in", nil, "for", id, "to", day(1)).has(t, 422, "代理要写到哪天止")
		b.post("/console/people/"+o.teacher.Person+"/stand-in", nil, "for", id, "to", day(0)).want(t, 303, "/console/people/"+o.teacher.Person+"?done=post-given#posts")
		b.get("/console/people/"+o.teacher.Person).has(t, 200, "代 人")

		b.post("/console/posts/"+id+"/end", nil).want(t, 303, page+"?done=post-ended")
		hers.get("/console/people").has(t, 403)
		hers.get("/console/people/"+o.foreign.Person).has(t, 403)
		b.get(page).has(t, 200, "已结束的职务（1）")
		if o.text("SELECT COUNT(*) FROM post WHERE valid_to IS NULL OR valid_to > ?", o.db.Now().UnixMilli()) != before {
			t.Error("who stood in still does")
		}
		b.get("/console/audit").has(t, 200, "给了职务", "结束了职务")
		o.verified()
	})
}

// Each post opens its part of the console and nothing beside it.
func TestAPostOpensItsPartOfTheConsole(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		pages := []string{"/console/people", "/console/imports", "/console/gates", "/console/inside", "/console/ask", "/console/terminals", "/console/conflicts", "/console/audit",
			"/console", "/console/people/new", "/console/calendar", "/console/groups", "/console/people/" + o.pupil.Person, "/console/people/" + o.foreign.Person}
		for kind, may := range map[string][]string{
			"grade_head":      {"/console/people", "/console/people/" + o.pupil.Person, "/console/people/" + o.foreign.Person},
			"registrar":       {"/console/people", "/console/imports", "/console/people/" + o.pupil.Person, "/console/people/" + o.foreign.Person},
			"gate_manager":    {"/console/gates", "/console/inside", "/console/ask", "/console/terminals", "/console/calendar", "/console/groups"},
			"auditor":         {"/console/audit"},
			"subject_teacher": {},
			"finance":         {},
			"librarian":       {},
		} {
			h := o.mine.Holder(t, allow.Teacher)
			b.post("/console/people/"+h.Person+"/posts", nil, "post", kind, "grade", "三年级", "class", o.class).want(t, 303, "/console/people/"+h.Person+"?done=post-given#posts")
			who := o.as(h.Person)
			for _, page := range pages {
				want := 403
				for _, m := range may {
					if m == page {
						want = 200
					}
				}
				if a := who.get(page); a.StatusCode != want {
					t.Errorf("%s: %s is %d, want %d", kind, page, a.StatusCode, want)
				}
			}
			if len(may) > 0 { // no page of theirs leads where they may not go
				body := who.get(may[0]).body
				for _, m := range railLinks.FindAllStringSubmatch(body, -1) {
					if a := who.get(m[1]); a.StatusCode != 200 {
						t.Errorf("%s: the rail leads to %s, which is %d", kind, m[1], a.StatusCode)
					}
				}
			}
		}
	})
}

// A teachers' file is checked first, says what is wrong by line, and is applied
// only as the file that was checked; the class is there with the next request.
func TestATeachersFileIsCheckedAndApplied(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		h := o.mine.Holder(t, allow.Teacher)
		hers := o.as(h.Person)
		o.exec("UPDATE person SET number = 'T7', name = '安娜' WHERE id = ?", h.Person)
		o.exec("UPDATE person SET number = 'T1' WHERE id = ?", o.teacher.Person)
		b.get("/console/teachers").has(t, 200, "教师名单", "工号、姓名、手机、任教班级、班主任、卡号")
		b.get("/console/people").has(t, 200, "/console/teachers")
		hers.get("/console/teachers").has(t, 403)
		head := "工号,姓名,手机,任教班级,班主任,卡号\n"
		send := func(who browser, file string, fields ...string) answer {
			return who.upload("/console/teachers", "teachers.csv", []byte(file), append([]string{"school", o.mine.School}, fields...)...)
		}
		send(hers, head+"T7,安娜,,,三年级3班,\n").has(t, 403)
		send(b, head+"T7,安娜,,九年级1班,三年级2班,AB\nT9,新来,,,三年级3班,\nT8,也新,,,三年级3班,\n").has(t, 200, "学校没有这个班", "九年级1班", "这个班已有班主任，而他不在文件里",
			"卡号的格式不对", "系统里没有这个工号", "两个班主任，另一个在第 3 行", "有要改正的行")
		send(b, "学号,姓名\n1,2\n").has(t, 422, "不是教师名单")
		send(b, "").has(t, 422)

		good := head + "T7,安娜,,三年级3班 数学,三年级3班,\n"
		checked := send(b, good)
		checked.has(t, 200, "给职务：三年级3班 班主任", "给职务：三年级3班 任课老师（数学）", `name="checked"`)
		if o.text("SELECT COUNT(*) FROM post WHERE person_id = ?", h.Person) != "0" {
			t.Error("a check gave a post")
		}
		hash := regexp.MustCompile(`name="checked" value="([0-9a-f]+)"`).FindStringSubmatch(checked.body)[1]
		send(b, good+"T9,新来,,,,\n", "apply", "yes", "checked", hash).has(t, 409, "这不是刚才检查的那个文件")
		hers.get("/console/people").has(t, 403)
		send(b, good, "apply", "yes", "checked", hash).want(t, 303, "/console/people?role=teacher&done=teachers")
		hers.get("/console/people").has(t, 200, o.foreign.Person)
		send(b, good).has(t, 200, "和系统里一样，没有要改的")
		b.get("/console/audit").has(t, 200, "导入了教师名单", "给了职务")
		o.verified()
	})
}
