package delegate_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/scan/scantest"
	"yunka/server/web/webtest"
)

var (
	linkOf   = regexp.MustCompile(`https?://[^<"]+(/d/[A-Za-z0-9_-]{22})`)
	digitsOf = regexp.MustCompile(`data-digits[^>]*>(\d{6})<`)
	formOf   = regexp.MustCompile(`action="/delegates/([^/"]+)/end"`)
)

func face(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 240, 300)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A parent asks somebody; every slip is said in words beside what was typed, nothing of
// it makes a mandate; staff sees the adult with the child, and among the people only who
// asks for delegates.
func TestAsking(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		parent, teacher, admin := o.As(o.Parent.Person), o.As(o.Teacher.Person), o.As(webtest.AdminOf(o.Mine))
		day := o.Clock().In(scantest.Noon.Location()).Format("2006-01-02")
		send := func(photo []byte, change ...string) webtest.Answer {
			v := []string{"school", o.Mine.School, "child-" + o.Pupil.Person, "yes", "name", "何秀兰", "phone", "139 0000 1111", "relation", "neighbour", "kind", "once",
				"day", day, "from", "14:50", "to", "15:30", "password", webtest.SecretPhrase}
			for i := 0; i < len(change); i += 2 {
				found := false
				for j := 0; j < len(v); j += 2 {
					if v[j] == change[i] {
						v[j+1], found = change[i+1], true
					}
				}
				if !found {
					v = append(v, change[i], change[i+1])
				}
			}
			return parent.File("/delegates", "photo", "granny.jpg", photo, v...)
		}
		parent.Get("/card").Has(t, 200, "委托别人接", `href="/delegates"`)
		o.EveryFormHasItsRoute(parent.Get("/delegates/new"))
		for _, wrong := range []struct {
			with []string
			says string
		}{
			{[]string{"name", " "}, "请写姓名"},
			{[]string{"phone", "12"}, "11 位手机号"},
			{[]string{"phone", "13812341706"}, "您自己的手机号"},
			{[]string{"relation", "boss"}, "请选一个"},
			{[]string{"child-" + o.Pupil.Person, ""}, "至少选一个孩子"},
			{[]string{"day", "2020-01-01"}, "已经过了"},
			{[]string{"day", ""}, "日期不对"},
			{[]string{"kind", "weekly", "last", "2099-01-01", "weekday-1", "yes"}, "太长了"},
			{[]string{"kind", "weekly", "last", day}, "日期不对"},
			{[]string{"to", "14:00"}, "时间不对"},
			{[]string{"password", "guess"}, "密码"},
		} {
			send(face(t), wrong.with...).Has(t, 422, wrong.says)
		}
		send([]byte("%PDF-1.7")).Has(t, 422, "这不是照片", "139 0000 1111")
		send(nil).Has(t, 422, "请选一张照片")
		send(face(t), "child", o.Alien.Person).Has(t, 404)
		send(face(t), "child", o.Foreign.Person).Has(t, 403)
		if n := o.Text("SELECT COUNT(*) FROM mandate"); n != "0" {
			t.Fatalf("%s mandates of wrong forms", n)
		}

		made := send(face(t))
		made.Has(t, 200, "把链接发给对方", "<svg")
		link, digits, id := linkOf.FindStringSubmatch(made.Body), digitsOf.FindStringSubmatch(made.Body), formOf.FindStringSubmatch(made.Body)
		if link == nil || digits == nil || id == nil || made.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("no link, digits or form, or a page that is stored:\n%.3000s", made.Body)
		}
		parent.Get("/delegates/"+id[1]).Has(t, 200, digits[1], "何秀兰")
		parent.Get("/delegates/"+id[1]).HasNot(t, strings.TrimPrefix(link[1], "/d/"))
		opened := o.Browser().Get(link[1])
		opened.Has(t, 200, "请您来接孩子")
		opened.HasNot(t, "何秀兰", digits[1], o.Text("SELECT name FROM person WHERE id = ?", o.Pupil.Person), o.Text("SELECT name FROM person WHERE id = ?", o.Parent.Person))
		o.Browser().Get("/d/AAAAAAAAAAAAAAAAAAAAAA").Has(t, 200, "这次不用接了")

		// Staff: with the child, never the digits; in the list of people only when asked for.
		for _, staff := range []webtest.Browser{teacher, admin} {
			staff.Get("/console/people/"+o.Pupil.Person).Has(t, 200, "何秀兰", "/delegates/"+id[1]+"/photo", "13900001111")
			page := staff.Get("/delegates/" + id[1])
			page.Has(t, 200, "何秀兰", "取消委托")
			page.HasNot(t, digits[1], "重新发链接")
		}
		admin.Get("/console/people?q=何秀兰").HasNot(t, "/console/people/"+o.Text("SELECT person_id FROM mandate"))
		admin.Get("/console/people?role=delegate").Has(t, 200, "/console/people/"+o.Text("SELECT person_id FROM mandate"))
		if o.Events(o.Mine.School, "delegate.viewed") == 0 || o.Events(o.Mine.School, "delegate.named") != 1 {
			t.Error("naming and looking are not on record")
		}
		if strings.Contains(o.Logged(), strings.TrimPrefix(link[1], "/d/")) || strings.Contains(o.Logged(), "13900001111") {
			t.Error("the log has the link or the phone")
		}

		parent.Post("/delegates/"+id[1]+"/link", nil, "password", "guess").Has(t, 422, "密码")
		again := parent.Post("/delegates/"+id[1]+"/link", nil, "password", webtest.SecretPhrase)
		again.Has(t, 200, "把链接发给对方")
		if other := linkOf.FindStringSubmatch(again.Body); other == nil || other[1] == link[1] {
			t.Error("no new link")
		}
		o.Browser().Get(link[1]).Has(t, 200, "这次不用接了")
		teacher.Post("/delegates/"+id[1]+"/end", nil).Want(t, 303, "/delegates/"+id[1]+"?done=delegate-ended")
		parent.Get("/delegates/"+id[1]).Has(t, 200, "已取消")
		o.Pass(time.Minute)
		o.Verified()
	})
}
