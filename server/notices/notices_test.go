package notices_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/feed"
	"yunka/server/notices/board"
	"yunka/server/web/webtest"
)

// room is a class with its teacher, a pupil and the pupil's mother.
type room struct {
	*testing.T
	webtest.Office
	teacher, pupil, mother webtest.Browser
	at, own                string
}

func each(t *testing.T, story func(h *room)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '方秀兰', folded = '方秀兰' WHERE id = ?", o.Teacher.Person)
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.Pupil.Person)
		story(&room{T: t, Office: o, teacher: o.As(o.Teacher.Person), pupil: o.As(o.Pupil.Person), mother: o.As(o.Parent.Person),
			at: "/class-notices/" + o.Class, own: "/notices/" + o.Pupil.Person})
	})
}

func (h *room) post(text, when string) webtest.Answer {
	h.Helper()
	return h.teacher.File(h.at, "files", "", nil, "text", text, "at", when)
}

// keep runs what the scene does by itself.
func (h *room) keep() {
	h.Helper()
	if err := board.New(h.DB, feed.New()).Keep(context.Background()); err != nil {
		h.Fatal(err)
	}
}

func (h *room) told(kind string) string {
	return h.Text("SELECT count(*) FROM outbox_notice WHERE kind = ?", kind)
}

// A teacher tells a class; the pupil and the mother read it and say so; it is withdrawn, and then
// nobody has its words.
func TestANotice(t *testing.T) {
	each(t, func(h *room) {
		page := h.teacher.Get(h.at)
		page.Has(t, 200, "还没有发过通知", "发通知")
		h.EveryFormHasItsRoute(page)
		h.teacher.Get("/class-notices").Has(t, 303) // to the only class
		h.pupil.Get(h.own).Has(t, 200, "还没有通知")
		h.post("明天春游，带水", "").Has(t, 303)
		h.pupil.Get("/card").Has(t, 200, "1 条没看")
		page = h.pupil.Get(h.own)
		page.Has(t, 200, "明天春游，带水", "方秀兰", "我看过了")
		h.EveryFormHasItsRoute(page)
		if n := h.told("notices.told"); n != "1" {
			t.Errorf("%s messages", n)
		}
		id := h.Text("SELECT id FROM class_notice")
		h.pupil.Post(h.own+"/seen", nil, "notice", id).Has(t, 303)
		h.pupil.Post(h.own+"/seen", nil, "notice", id).Has(t, 303) // again is the same
		h.pupil.Get("/card").Has(t, 200, "都看过了")
		h.mother.Get(h.own).Has(t, 200, "我看过了") // the mother has not
		h.mother.Post(h.own+"/seen", nil, "notice", id).Has(t, 303)
		h.teacher.Get(h.at).Has(t, 200, "1 / 1 位学生家里看过")
		h.teacher.Get(h.at+"/readers/"+id).Has(t, 200, "林知夏", "全班都看过了")

		page = h.teacher.Get(h.at)
		h.EveryFormHasItsRoute(page)
		h.pupil.Post("/class-notices/"+h.Class+"/withdraw", nil, "notice", id).Has(t, 403)
		h.teacher.Post(h.at+"/withdraw", nil, "notice", id).Has(t, 303)
		h.teacher.Post(h.at+"/withdraw", nil, "notice", id).Has(t, 303)
		h.pupil.Get(h.own).Has(t, 200, "已撤回")
		h.pupil.Get(h.own).HasNot(t, "春游")
		h.pupil.Get("/card").HasNot(t, "1 条没看")
		if n := h.told("notices.withdrawn"); n != "1" {
			t.Errorf("%s messages", n)
		}
		h.Verified()
	})
}

// What never happens: somebody tells a class they do not teach, or reads what is not theirs.
func TestWhoseNotices(t *testing.T) {
	each(t, func(h *room) {
		h.post("只给三年级2班", "").Has(t, 303)
		other := "/class-notices/" + h.Elsewhere
		h.teacher.File(other, "files", "", nil, "text", "别的班").Has(t, 403)
		h.teacher.Get(other).Has(t, 403)
		for name, b := range map[string]webtest.Browser{"the mother": h.mother, "the pupil": h.pupil, "a guard": h.As(h.Guard.Person)} {
			if a := b.File(h.at, "files", "", nil, "text", "不是老师"); a.StatusCode != 403 {
				t.Errorf("%s: %d", name, a.StatusCode)
			}
		}
		h.As(h.Alien.Person).File(h.at, "files", "", nil, "text", "别的学校").Has(t, 404)
		foreign := h.As(h.Foreign.Person)
		foreign.Get(h.own).Has(t, 403)
		foreign.Get("/notices/"+h.Foreign.Person).HasNot(t, "只给三年级2班")
		id := h.Text("SELECT id FROM class_notice")
		foreign.Post("/notices/"+h.Foreign.Person+"/seen", nil, "notice", id).Has(t, 404)
		h.teacher.Get(h.own).Has(t, 403) // a teacher reads the class's page
		h.Exec("UPDATE guardianship SET restricted = TRUE WHERE adult_id = ?", h.Parent.Person)
		h.mother.Get(h.own).Has(t, 403)
		second := h.As(h.Mine.Holder(t, allow.Admin).Person)
		second.Get(h.at).Has(t, 200, "只给三年级2班")
		h.Exec("UPDATE post SET valid_to = 1 WHERE person_id = ?", h.Teacher.Person) // no longer the class's
		h.post("我已经不教了", "").Has(t, 403)
		if n := h.Text("SELECT count(*) FROM class_notice"); n != "1" {
			t.Errorf("%s notices", n)
		}
	})
}

// At a time: nobody has it before, everybody once after, however often the clock strikes.
func TestAtATime(t *testing.T) {
	each(t, func(h *room) {
		in := func(d time.Duration) string {
			return h.Clock().Add(d).In(time.FixedZone("", 8*3600)).Format("2006-01-02T15:04")
		}
		for _, bad := range []string{in(-time.Hour), in(61 * 24 * time.Hour), "soon"} {
			h.post("春游", bad).Has(t, 422, "60 天以内", "春游")
		}
		h.post("春游", in(2*time.Hour)).Has(t, 303)
		h.post("不去了", in(2*time.Hour)).Has(t, 303)
		h.keep()
		h.pupil.Get(h.own).HasNot(t, "春游")
		h.teacher.Get(h.at).Has(t, 200, "定时")
		h.teacher.Post(h.at+"/withdraw", nil, "notice", h.Text("SELECT id FROM class_notice WHERE text = '不去了'")).Has(t, 303)
		h.Pass(2 * time.Hour)
		h.keep()
		h.keep()
		h.pupil.Get(h.own).Has(t, 200, "春游")
		h.pupil.Get(h.own).HasNot(t, "不去了", "已撤回") // of what was never told nobody hears
		if n := h.told("notices.told"); n != "1" {
			t.Errorf("%s messages", n)
		}
	})
}

var fileLink = regexp.MustCompile(`/notices/[^/"]+/files/([^"]+)`)

// Pictures are made anew, files are only handed out, and what is withdrawn is not.
func TestFiles(t *testing.T) {
	each(t, func(h *room) {
		h.post("", "").Has(t, 422, "写一下通知")
		h.post(strings.Repeat("长", 2001), "").Has(t, 422, "2000 字")
		evil := []byte("<html><script>alert(1)</script></html>")
		h.teacher.File(h.at, "files", "春游.html", evil, "text", "路线").Has(t, 303)
		link := fileLink.FindStringSubmatch(h.pupil.Get(h.own).Body)
		if link == nil {
			t.Fatal("no file")
		}
		a := h.pupil.Get(h.own + "/files/" + link[1])
		a.Has(t, 200)
		if a.Header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") || a.Body != string(evil) {
			t.Error(a.Header)
		}
		h.As(h.Foreign.Person).Get("/notices/"+h.Foreign.Person+"/files/"+link[1]).Has(t, 404)
		h.teacher.Get(h.at+"/files/"+link[1]).Has(t, 200)
		var pic bytes.Buffer
		if err := png.Encode(&pic, image.NewRGBA(image.Rect(0, 0, 200, 200))); err != nil {
			t.Fatal(err)
		}
		h.teacher.File(h.at, "files", "a.png", pic.Bytes(), "text", "照片").Has(t, 303)
		h.pupil.Get(h.own).Has(t, 200, `<img src="`+h.own+`/files/`)
		h.teacher.File(h.at, "files", "b.png", pic.Bytes()[:60], "text", "坏图").Has(t, 422)
		id := h.Text("SELECT notice_id FROM class_notice_file WHERE id = ?", link[1])
		h.teacher.Post(h.at+"/withdraw", nil, "notice", id).Has(t, 303)
		h.pupil.Get(h.own+"/files/"+link[1]).Has(t, 404)
		h.teacher.Get(h.at+"/files/"+link[1]).Has(t, 404)
	})
}
