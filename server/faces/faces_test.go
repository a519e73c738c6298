package faces_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"regexp"
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/web/webtest"
)

// desk is the office, with a second administrator, and people of a class.
type desk struct {
	*testing.T
	webtest.Office
	office, second, pupil, parent, teacher webtest.Browser
}

func each(t *testing.T, story func(h *desk)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		h := &desk{T: t, Office: o}
		h.office, h.second = o.As(webtest.AdminOf(o.Mine)), o.As(o.Mine.Holder(t, allow.Admin).Person)
		h.pupil, h.parent, h.teacher = o.As(o.Pupil.Person), o.As(o.Parent.Person), o.As(o.Teacher.Person)
		story(h)
	})
}

// begin makes a draft of a starter and answers with its address.
func (h *desk) begin(from string) string {
	h.Helper()
	a := h.office.Post("/console/faces", nil, "from", from)
	a.Has(h.T, 303)
	return a.Header.Get("Location")
}

var revision = regexp.MustCompile(`name="rev" value="(\d+)"`)

// form is what the designer of a draft would send, with changes.
func (h *desk) form(at string, changes ...string) (pairs []string) {
	h.Helper()
	m := revision.FindStringSubmatch(h.office.Get(at).Body)
	if m == nil {
		h.Fatal("no form")
	}
	is := map[string]string{"rev": m[1], "do": "save"}
	for role, color := range map[string]string{"student": "#12396b", "teacher": "#4b2e6b", "parent": "#0d4a52"} {
		for field, value := range map[string]string{"tone": color, "color": color, "title": "", "art": "lake", "cover": "", "logo": "", "fields": "line", "quick": "today"} {
			is[role+"."+field] = value
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		is[changes[i]] = changes[i+1]
	}
	for k, v := range is {
		pairs = append(pairs, k, v)
	}
	return pairs
}

func (h *desk) save(at string, changes ...string) webtest.Answer {
	h.Helper()
	return h.office.File(at, "picture", "", nil, h.form(at, changes...)...)
}

// From the first draft to a card: designed, refused with a reason, mended, approved, shown to a
// class, then to everybody, and taken back.
func TestFromADraftToCards(t *testing.T) {
	each(t, func(h *desk) {
		page := h.office.Get("/console/faces")
		page.Has(t, 200, "还没有设计过卡面", "澄湖", "胡桃", "用这套")
		h.EveryFormHasItsRoute(page)
		h.office.Post("/console/faces", nil, "from", "nothing").Has(t, 422, "请选一套开始")
		at := h.begin("lake")
		draft := h.office.Get(at)
		draft.Has(t, 200, "第 1 版", "学生卡", "教师卡", "家长卡", "都看得清", "保存并提交审核")
		h.EveryFormHasItsRoute(draft)
		h.office.Post("/console/faces", nil, "from", "pine").Has(t, 409, "有一版还在办")

		h.save(at, "student.tone", "own", "student.color", "#2f7fa8", "student.title", "澄湖云卡", "student.art", "").Has(t, 303)
		h.office.Get(at).Has(t, 200, "字看不清，只有 3.3 : 1，要 4.5 : 1", "调深一点", `value="submit" disabled`)
		h.save(at, "student.tone", "own", "student.color", "#2f7fa8", "student.art", "", "do", "submit").Has(t, 409, "先调颜色再提交")
		h.save(at, "student.tone", "own", "student.color", "#2f7fa8", "student.title", "澄湖云卡", "student.art", "", "do", "mend:student").Has(t, 303)
		h.office.Get(at).HasNot(t, "看不清，只有")
		mended := regexp.MustCompile(`name="student.color" value="(#[0-9a-f]{6})"`).FindStringSubmatch(h.office.Get(at).Body)
		h.save(at, "student.tone", "own", "student.color", mended[1], "student.title", "澄湖云卡", "student.art", "", "do", "submit").Has(t, 303)

		review := at + "/review"
		h.office.Get(review).Has(t, 200, "自己提交的，要由另一位管理员审核")
		h.office.Post(at+"/take", nil).Has(t, 409, "另一位管理员")
		h.second.Get("/console/waiting").Has(t, 200, "卡面等审核", review)
		look := h.second.Get(review)
		look.Has(t, 200, "和自带卡面比", "澄湖云卡", mended[1], "开始审核")
		h.EveryFormHasItsRoute(look)
		h.second.Post(at+"/take", nil).Has(t, 303)
		page = h.second.Get(review)
		page.Has(t, 200, "不通过必须写原因")
		h.EveryFormHasItsRoute(page)
		h.second.Post(at+"/decide", nil, "yes", "0", "why", "").Has(t, 422, "写一下原因")
		h.second.Post(at+"/decide", nil, "yes", "0", "why", "太素了").Has(t, 303)
		h.office.Get(at).Has(t, 200, "没有通过，因为", "太素了", "从这一版改")

		id := at[strings.LastIndex(at, "/")+1:]
		at = h.begin(id)
		h.office.Get(at).Has(t, 200, "第 2 版", "从第 1 版改起", "澄湖云卡")
		h.save(at, "student.tone", "own", "student.color", mended[1], "student.title", "澄湖云卡", "do", "submit").Has(t, 409, "先调颜色再提交") // a pattern lies on it now
		h.save(at, "student.title", "澄湖云卡", "student.quick", "attendance", "do", "submit").Has(t, 303)
		h.second.Post(at+"/take", nil).Has(t, 303)
		h.second.Post(at+"/decide", nil, "yes", "1").Has(t, 303)

		shown := h.office.Get(at)
		shown.Has(t, 200, "已通过", "先发给这个班", "三年级2班")
		h.EveryFormHasItsRoute(shown)
		h.pupil.Get("/card").HasNot(t, "澄湖云卡")
		h.office.Post(at+"/try", nil, "class", "none").Has(t, 422, "请选一个班")
		h.office.Post(at+"/try", nil, "class", h.Class).Has(t, 303)
		h.office.Get(at).Has(t, 200, "三年级2班先用上了", "共 3 人") // the pupil, the mother, the class teacher
		foreign := h.As(h.Foreign.Person)
		h.pupil.Get("/card").Has(t, 200, "澄湖云卡", `/faces/look/12396b.css`, `data-look="look-12396b art-lake"`)
		h.parent.Get("/card").Has(t, 200, `data-look="look-0d4a52 art-lake"`)
		h.teacher.Get("/card").Has(t, 200, `data-look="look-4b2e6b art-lake"`)
		foreign.Get("/card").HasNot(t, "澄湖云卡")
		h.office.Post(at+"/publish", nil).Has(t, 303)
		foreign.Get("/card").Has(t, 200, "澄湖云卡")
		h.office.Get("/console/faces").Has(t, 200, "使用中", "没通过", "“太素了”")
		h.office.Post(at+"/retire", nil).Has(t, 303)
		foreign.Get("/card").HasNot(t, "澄湖云卡")
		h.office.Get("/console/faces").Has(t, 200, "退回到这版")
		h.office.Post(at+"/publish", nil).Has(t, 303) // back again
		foreign.Get("/card").Has(t, 200, "澄湖云卡")
		h.Verified()
	})
}

// What is typed wrong is said beside its field, and what else was typed is still there.
func TestWhatIsTypedWrong(t *testing.T) {
	each(t, func(h *desk) {
		at := h.begin("lake")
		for _, c := range []struct{ field, value, says string }{
			{"student.title", strings.Repeat("长", 200), "标题最多 16 字"}, {"parent.title", "‮湖澄", "标题最多 16 字"},
			{"teacher.quick", "javascript:alert(1)", "常用功能最多 4 个"}, {"teacher.quick", "pickup", "常用功能最多 4 个"}, // the parents'
			{"student.art", "javascript", "没有这个选项"}, {"student.fields", "phone", "没有这个选项"},
		} {
			a := h.save(at, c.field, c.value, "teacher.title", "云上")
			a.Has(t, 422, c.says, `value="云上"`)
			h.EveryFormHasItsRoute(a)
		}
		h.save(at, "student.tone", "own", "student.color", "red").Has(t, 422, "颜色没写对")
		h.save(at, "student.title", "澄湖 🎓", "parent.title", "<b>云</b>").Has(t, 303)
		h.office.Get(at).Has(t, 200, "澄湖 🎓", "&lt;b&gt;云&lt;/b&gt;")
		old := h.form(at)
		h.save(at, "student.title", "第一次").Has(t, 303)
		h.office.File(at, "picture", "", nil, old...).Has(t, 409, "别人刚保存过")
		h.office.File(at, "picture", "a.svg", []byte("<svg onload=alert(1)>"), h.form(at)...).Has(t, 422, "JPEG")
		preview := h.office.Get(at + "/preview?student.color=%232f7fa8&student.tone=own&theme=dark&lang=en&student.title=" + strings.Repeat("x", 300))
		preview.Has(t, 200, "字看不清，只有 3.3", `data-theme="dark"`, `lang="en"`, "xxxxxxxxxxxxxxxx")
		preview.HasNot(t, "xxxxxxxxxxxxxxxxx")
		if n := h.Events(h.Mine.School, "faces.saved"); n != 2 {
			t.Errorf("%d saved", n)
		}
	})
}

func cover(c color.Color) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 600, 300))
	for i := range 600 * 300 {
		img.Set(i%600, i/600, c)
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

// A cover is the school's: its people see it, nobody else.
func TestACover(t *testing.T) {
	each(t, func(h *desk) {
		at := h.begin("lake")
		h.office.File(at, "picture", "a.jpg", cover(color.Black), h.form(at, "picture_as", "student.cover")...).Has(t, 303)
		id := h.Text("SELECT id FROM face_picture")
		h.office.Get(at).Has(t, 200, `value="`+id+`"`, "/faces/look/12396b-"+id+".css")
		a := h.pupil.Get("/faces/pictures/" + id)
		a.Has(t, 200)
		if a.Header.Get("Content-Type") != "image/jpeg" {
			t.Error(a.Header)
		}
		h.As(h.Alien.Person).Get("/faces/pictures/"+id).Has(t, 404)
		h.Browser().Get("/faces/pictures/"+id).Has(t, 303)
		css := h.Browser().Get("/faces/look/12396b-" + id + ".css")
		css.Has(t, 200, "url(/faces/pictures/"+id+")")
		if css.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || !strings.HasPrefix(css.Header.Get("Content-Type"), "text/css") {
			t.Error(css.Header)
		}
		for _, bad := range []string{"x.css", "12396b", "12396b.css.css", "12396b-x.css"} {
			h.Browser().Get("/faces/look/"+bad).Has(t, 404)
		}
		h.pupil.Get("/console/faces").Has(t, 403)
		h.pupil.Post(at+"/publish", nil).Has(t, 403)
		h.As(h.Other.Holder(t, allow.Admin).Person).Get(at).Has(t, 404)
	})
}
