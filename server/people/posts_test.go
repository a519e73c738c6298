package people_test

import (
	"regexp"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/web/webtest"
)

// railLinks are the links of the console's rail.
var railLinks = regexp.MustCompile(`<a href="(/console[a-z/]*)"[^>]*>\s*<svg`)

// The office makes somebody class teacher by form; from the next request on the
// pupils are there, and from the next one after the end they are gone.
func TestPostsAreGivenAndEndedByForm(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		other := o.Mine.Holder(t, allow.Teacher)
		hers := o.As(other.Person)
		page := "/console/people/" + other.Person
		hers.Get("/console/people").Has(t, 403)
		b.Get(page).Has(t, 200, "职务", "还没有职务", "三年级3班", "班主任 — ")
		b.Get("/console/people/"+o.Pupil.Person).HasNot(t, `id="posts"`)

		count := func() string { return o.Text("SELECT COUNT(*) FROM post") }
		before := count()
		today := o.DB.Now().In(time.FixedZone("CST", 8*3600))
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
			"a class with one":    {[]string{"post", "class_teacher", "class", o.Class}, 409, "这个班已有班主任：人"},
			"yesterday's end":     {[]string{"post", "auditor", "to", day(-1)}, 422, "最后一天不能早于"},
			"the end comes first": {[]string{"post", "auditor", "from", day(9), "to", day(8)}, 422, "最后一天不能早于"},
			"no date":             {[]string{"post", "auditor", "from", "soon"}, 422, "最后一天不能早于"},
		} {
			b.Post(page+"/posts", nil, bad.pairs...).Has(t, bad.status, bad.says)
			if count() != before {
				t.Errorf("%s: given", name)
			}
		}
		b.Post("/console/people/"+o.Parent.Person+"/posts", nil, "post", "auditor").Has(t, 422, "要先有相应的身份")

		// Somebody who holds other posts gives none, not even to themselves.
		for _, who := range []webtest.Browser{hers, o.As(o.Teacher.Person), o.As(o.Guard.Person)} {
			who.Post(page+"/posts", nil, "post", "auditor").Has(t, 403)
		}
		b.Post(page+"/posts", nil, "post", "class_teacher", "class", o.Elsewhere, "to", day(0)).Want(t, 303, page+"?done=post-given#posts")
		hers.Get("/console/people").Has(t, 200, `/console/people/`+o.Foreign.Person)
		hers.Get("/console/people").HasNot(t, o.Pupil.Person)
		hers.Get("/console/people/"+o.Foreign.Person).Has(t, 200)
		hers.Get("/console/people/"+o.Pupil.Person).Has(t, 403)
		b.Get(page).Has(t, 200, "三年级3班 班主任", "在任", day(0))
		id := o.Text("SELECT id FROM post WHERE person_id = ?", other.Person)
		hers.Post("/console/posts/"+id+"/end", nil).Has(t, 403)

		// The teacher of the other class stands in for her; ending hers ends his.
		his := o.As(webtest.AdminOf(o.Other))
		his.Post("/console/posts/"+id+"/end", nil).Has(t, 404)
		b.Post("/console/people/"+o.Teacher.Person+"/stand-in", nil, "for", id).Has(t, 422, "代理要写到哪天止")
		b.Post("/console/people/"+o.Teacher.Person+"/stand-in", nil, "for", "nothing", "to", day(0)).Has(t, 404, "请选代谁")
		b.Post("/console/people/"+o.Teacher.Person+"/stand-in", nil, "for", id, "to", day(1)).Has(t, 422, "代理要写到哪天止")
		b.Post("/console/people/"+o.Teacher.Person+"/stand-in", nil, "for", id, "to", day(0)).Want(t, 303, "/console/people/"+o.Teacher.Person+"?done=post-given#posts")
		b.Get("/console/people/"+o.Teacher.Person).Has(t, 200, "代 人")

		b.Post("/console/posts/"+id+"/end", nil).Want(t, 303, page+"?done=post-ended")
		hers.Get("/console/people").Has(t, 403)
		hers.Get("/console/people/"+o.Foreign.Person).Has(t, 403)
		b.Get(page).Has(t, 200, "已结束的职务（1）")
		if o.Text("SELECT COUNT(*) FROM post WHERE valid_to IS NULL OR valid_to > ?", o.DB.Now().UnixMilli()) != before {
			t.Error("who stood in still does")
		}
		b.Get("/console/audit").Has(t, 200, "给了职务", "结束了职务")
		o.Verified()
	})
}

// Each post opens its part of the console and nothing beside it.
func TestAPostOpensItsPartOfTheConsole(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		pages := []string{"/console/people", "/console/imports", "/console/gates", "/console/inside", "/console/ask", "/console/terminals", "/console/conflicts", "/console/audit",
			"/console", "/console/people/new", "/console/calendar", "/console/groups", "/console/people/" + o.Pupil.Person, "/console/people/" + o.Foreign.Person}
		for kind, may := range map[string][]string{
			"grade_head":      {"/console/people", "/console/people/" + o.Pupil.Person, "/console/people/" + o.Foreign.Person},
			"registrar":       {"/console/people", "/console/imports", "/console/people/" + o.Pupil.Person, "/console/people/" + o.Foreign.Person},
			"gate_manager":    {"/console/gates", "/console/inside", "/console/ask", "/console/terminals", "/console/calendar", "/console/groups"},
			"auditor":         {"/console/audit"},
			"subject_teacher": {},
			"finance":         {},
			"librarian":       {},
		} {
			h := o.Mine.Holder(t, allow.Teacher)
			b.Post("/console/people/"+h.Person+"/posts", nil, "post", kind, "grade", "三年级", "class", o.Class).Want(t, 303, "/console/people/"+h.Person+"?done=post-given#posts")
			who := o.As(h.Person)
			for _, page := range pages {
				want := 403
				for _, m := range may {
					if m == page {
						want = 200
					}
				}
				if a := who.Get(page); a.StatusCode != want {
					t.Errorf("%s: %s is %d, want %d", kind, page, a.StatusCode, want)
				}
			}
			if len(may) > 0 { // no page of theirs leads where they may not go
				body := who.Get(may[0]).Body
				for _, m := range railLinks.FindAllStringSubmatch(body, -1) {
					if a := who.Get(m[1]); a.StatusCode != 200 {
						t.Errorf("%s: the rail leads to %s, which is %d", kind, m[1], a.StatusCode)
					}
				}
			}
		}
	})
}
