package contact_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/contact/thread"
	"yunka/server/feed"
	"yunka/server/web/webtest"
)

// talk is a mother and the class teacher of her child.
type talk struct {
	*testing.T
	webtest.Office
	mother, pupil, teacher webtest.Browser
	at                     string
}

func each(t *testing.T, story func(h *talk)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '方秀兰', folded = '方秀兰' WHERE id = ?", o.Teacher.Person)
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.Pupil.Person)
		o.Exec("UPDATE person SET name = '何秀兰', folded = '何秀兰' WHERE id = ?", o.Parent.Person)
		story(&talk{T: t, Office: o, mother: o.As(o.Parent.Person), pupil: o.As(o.Pupil.Person), teacher: o.As(o.Teacher.Person), at: "/contact/" + o.Pupil.Person})
	})
}

// begin is the mother's thread with the class teacher.
func (h *talk) begin() string {
	h.Helper()
	a := h.mother.Post(h.at, nil, "teacher", h.Teacher.Person)
	a.Has(h.T, 303)
	return a.Header.Get("Location")
}

func (h *talk) write(b webtest.Browser, at, text string) webtest.Answer {
	h.Helper()
	return b.File(at, "picture", "", nil, "text", text)
}

// The mother finds the teacher and writes; the teacher reads, answers, and both see what was read.
func TestATalk(t *testing.T) {
	each(t, func(h *talk) {
		page := h.mother.Get(h.at)
		page.Has(t, 200, "方秀兰", "班主任", "林知夏")
		h.EveryFormHasItsRoute(page)
		at := h.begin()
		if again := h.begin(); again != at {
			t.Errorf("a second thread: %s", again)
		}
		page = h.mother.Get(at)
		page.Has(t, 200, "方秀兰", "还没有说过话", "保留半年")
		h.EveryFormHasItsRoute(page)
		h.write(h.mother, at, "").Has(t, 422, "写点什么")
		h.write(h.mother, at, strings.Repeat("长", 1001)).Has(t, 422, "1000 字")
		h.write(h.mother, at, "<b>他今天不太舒服</b>").Has(t, 303)
		h.mother.Get(at).Has(t, 200, "&lt;b&gt;他今天不太舒服", "未读")
		h.teacher.Get("/waiting").Has(t, 200, "家长和学生的留言")
		h.teacher.Get("/card").Has(t, 200, "1 条没看")
		h.teacher.Get("/threads").Has(t, 200, "何秀兰", "关于 林知夏", "1 条没看")
		h.teacher.Get(at).Has(t, 200, "何秀兰", "他今天不太舒服")
		h.teacher.Post(at+"/read", nil).Has(t, 303)
		h.mother.Get(at).Has(t, 200, "已读")
		h.Pass(time.Minute)
		h.write(h.teacher, at, "好的，我会留意").Has(t, 303)
		h.mother.Get("/threads").Has(t, 200, "好的，我会留意", "1 条没看")
		if n := h.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'contact.wrote'"); n != "2" {
			t.Errorf("%s messages", n)
		}
		if said := h.Text("SELECT data FROM outbox_notice WHERE kind = 'contact.wrote' ORDER BY number LIMIT 1"); strings.Contains(said, "舒服") {
			t.Errorf("the inbox has the words: %s", said)
		}
		h.Verified()
	})
}

// What never happens: somebody reads what two others wrote.
func TestWhoReadsATalk(t *testing.T) {
	each(t, func(h *talk) {
		at := h.begin()
		h.write(h.mother, at, "只给老师").Has(t, 303)
		admin, foreign := h.As(webtest.AdminOf(h.Mine)), h.As(h.Foreign.Person)
		for name, b := range map[string]webtest.Browser{"the pupil": h.pupil, "another pupil": foreign, "a guard": h.As(h.Guard.Person), "the office": admin, "another school": h.As(h.Alien.Person),
			"another teacher": h.As(h.Mine.Holder(t, allow.Teacher).Person)} {
			a := b.Get(at)
			if a.StatusCode != 404 || strings.Contains(a.Body, "只给老师") {
				t.Errorf("%s: %d", name, a.StatusCode)
			}
			if a := h.write(b, at, "我也说一句"); a.StatusCode != 404 {
				t.Errorf("%s writes: %d", name, a.StatusCode)
			}
		}
		h.Browser().Get(at).Has(t, 303)
		h.pupil.Post(h.at, nil, "teacher", h.Teacher.Person).Has(t, 303) // the pupil has a thread of their own
		foreign.Get(h.at).Has(t, 403)
		h.mother.Post(h.at, nil, "teacher", h.Guard.Person).Has(t, 409, "现在不教这个孩子了")
		h.Exec("UPDATE guardianship SET restricted = TRUE WHERE adult_id = ?", h.Parent.Person)
		h.mother.Get(at).Has(t, 403)
		h.write(h.mother, at, "还能写吗").Has(t, 403)
	})
}

// A teacher who has left: what was written stays to read, nobody writes any more.
func TestATeacherWhoLeft(t *testing.T) {
	each(t, func(h *talk) {
		at := h.begin()
		h.write(h.mother, at, "谢谢老师").Has(t, 303)
		h.Exec("UPDATE post SET valid_to = 1 WHERE person_id = ?", h.Teacher.Person)
		h.mother.Get(at).Has(t, 200, "谢谢老师", "只能看以前的留言")
		h.write(h.mother, at, "再说一句").Has(t, 409, "现在不教这个孩子了")
		h.write(h.teacher, at, "我也说一句").Has(t, 409)
		h.Exec("UPDATE membership SET valid_to = 1 WHERE person_id = ?", h.Teacher.Person)
		h.teacher.Get(at).Has(t, 404) // no longer of the school
		h.mother.Get(h.at).HasNot(t, "方秀兰")
		h.mother.Post(h.at, nil, "teacher", h.Teacher.Person).Has(t, 409)
	})
}

// The office reads only what it gave a reason for, for an hour, and it is on record.
func TestTheOfficeNeedsAReason(t *testing.T) {
	each(t, func(h *talk) {
		at := h.begin()
		id := at[strings.LastIndex(at, "/")+1:]
		h.write(h.mother, at, "很难听的话").Has(t, 303)
		admin := h.As(webtest.AdminOf(h.Mine))
		admin.Get("/console/contact").Has(t, 200, "没有举报")
		h.teacher.Post(at+"/report", nil, "why", "").Has(t, 422, "写一下原因")
		h.teacher.Post(at+"/report", nil, "why", "骂人").Has(t, 303)
		h.teacher.Post(at+"/report", nil, "why", "骂人").Has(t, 303) // again is the same
		page := admin.Get("/console/contact")
		page.Has(t, 200, "骂人", "何秀兰 和 方秀兰")
		page.HasNot(t, "很难听的话")
		office := "/console/contact/" + id
		page = admin.Get(office)
		page.Has(t, 200, "为什么要看")
		page.HasNot(t, "很难听的话")
		h.EveryFormHasItsRoute(page)
		admin.Post(office+"/open", nil, "why", " ").Has(t, 422, "写一下原因")
		admin.Get(office).HasNot(t, "很难听的话")
		admin.Post(office+"/open", nil, "why", "老师举报").Has(t, 303)
		page = admin.Get(office)
		page.Has(t, 200, "很难听的话")
		h.EveryFormHasItsRoute(page)
		second := h.As(h.Mine.Holder(t, allow.Admin).Person)
		second.Get(office).HasNot(t, "很难听的话") // each gives a reason
		if h.Events(h.Mine.School, "contact.opened") != 1 || h.Events(h.Mine.School, "contact.viewed") != 1 {
			t.Error("not on record")
		}
		for range 2 {
			h.Pass(20 * time.Minute)
			admin.Get(office).Has(t, 200, "很难听的话")
		}
		h.Pass(21 * time.Minute)
		admin.Get(office).HasNot(t, "很难听的话")
		admin.Post(office+"/settle", nil).Has(t, 303)
		admin.Get("/console/contact").Has(t, 200, "没有举报")
		h.As(h.Other.Holder(t, allow.Admin).Person).Get(office).Has(t, 404)
		h.teacher.Get("/console/contact").Has(t, 403)
	})
}

// Messages are gone after a term; too many in an hour are stopped.
func TestKept(t *testing.T) {
	each(t, func(h *talk) {
		at := h.begin()
		for i := range 61 {
			a := h.write(h.mother, at, "在吗")
			if want := map[bool]int{true: 303, false: 429}[i < 60]; a.StatusCode != want {
				t.Fatalf("message %d: %d", i, a.StatusCode)
			}
		}
		keep := func() {
			if err := thread.New(h.DB, feed.New()).Keep(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		keep()
		if n := h.Text("SELECT count(*) FROM contact_message"); n != "60" {
			t.Errorf("%s messages", n)
		}
		h.Pass(thread.KeptFor + time.Hour)
		keep()
		if n := h.Text("SELECT count(*) FROM contact_message"); n != "0" {
			t.Errorf("%s messages", n)
		}
	})
}
