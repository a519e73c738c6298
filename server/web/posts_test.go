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
