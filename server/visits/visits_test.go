package visits_test

import (
	"cmp"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/web/webtest"
	"yunka/views/msg"
)

var guestLink = regexp.MustCompile(`https?://[^<"]+(/v/97\d{39})`)

// A teacher invites, sees their own guests and nobody else's, and the link is
// told once; the office sees everybody's.
func TestInvitations(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		teacher, admin := o.As(o.Teacher.Person), o.As(webtest.AdminOf(o.Mine))
		now := o.Clock().In(time.FixedZone("", 8*3600))
		typed := func(d time.Duration) string { return now.Add(d).Format("2006-01-02T15:04") }
		fields := func(change ...string) []string {
			v := []string{"name", "李维修", "company", "启明电梯", "phone", "138 0013 8000", "purpose", "电梯年检", "zone", o.Mine.Zone, "look", "none", "from", typed(-time.Minute), "to", typed(2 * time.Hour)}
			for i := 0; i < len(change); i += 2 {
				for j := 0; j < len(v); j += 2 {
					if v[j] == change[i] {
						v[j+1] = change[i+1]
					}
				}
			}
			return v
		}
		empty := teacher.Get("/console/visits")
		empty.Has(t, 200, "还没有访客", `type="datetime-local"`)
		o.EveryFormHasItsRoute(empty)

		told := map[string]string{"from": "time", "to": "time"} // else by the field's own name
		for _, wrong := range [][]string{
			{"name", "  "}, {"name", strings.Repeat("长", 41)}, {"phone", "call me"}, {"purpose", ""}, {"zone", ""}, {"zone", o.Other.Zone}, {"look", "wave"},
			{"from", "tomorrow"}, {"from", "1969-01-01T00:00"}, {"to", typed(-time.Hour)}, {"to", ""}, {"to", "2026-02-30T10:00"}, {"to", typed(8 * 24 * time.Hour)}, {"purpose", "a\x01b"},
		} {
			// Told, and what was typed is still there.
			teacher.Post("/console/visits", nil, fields(wrong...)...).Has(t, 422, msg.VisitWrong(t.Context(), cmp.Or(told[wrong[0]], wrong[0])), "启明电梯")
		}
		if n := o.Text("SELECT COUNT(*) FROM visit"); n != "0" {
			t.Fatalf("%s visits of wrong forms", n)
		}

		made := teacher.Post("/console/visits", nil, fields()...)
		made.Has(t, 200, "李维修的邀请链接", "<svg")
		link := guestLink.FindStringSubmatch(made.Body)
		if link == nil || made.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("no link, or one that is stored:\n%.3000s", made.Body)
		}
		code := strings.TrimPrefix(link[1], "/v/")
		for table, column := range map[string]string{"pass": "secret", "audit_event": "detail || target"} {
			if o.Text("SELECT count(*) FROM "+table+" WHERE "+column+" LIKE ?", "%"+code+"%") != "0" {
				t.Errorf("%s has the code", table)
			}
		}
		list := teacher.Get("/console/visits")
		list.Has(t, 200, "李维修", "等待到访", "取消来访", "138 0013 8000")
		list.HasNot(t, code)
		o.EveryFormHasItsRoute(list)
		admin.Get("/console/visits").Has(t, 200, "李维修")
		colleague := o.As(o.Mine.Holder(t, allow.Teacher).Person)
		colleague.Get("/console/visits").HasNot(t, "李维修", "138 0013 8000")

		// The guest's page: for whoever has the link, and for nobody else.
		guest := o.Browser()
		page := guest.Get(link[1])
		page.Has(t, 200, "来访码", "李维修", "School", "<svg")
		page.HasNot(t, "138 0013 8000", "启明电梯", "电梯年检", code) // no text that a shoulder reads
		if page.Header.Get("Cache-Control") != "no-store" || page.Header.Get("X-Robots-Tag") != "noindex" {
			t.Error("the guest's page may be kept or found")
		}
		last := code[len(code)-1:]
		for _, no := range []string{code[:len(code)-1] + map[bool]string{true: "1", false: "0"}[last == "0"], "1", "%ff", strings.Repeat("9", 5000), code + "0"} {
			guest.Get("/v/"+no).Has(t, 404, "没有这次来访")
		}
		if strings.Contains(o.Logged(), code) {
			t.Error("the log has the code")
		}

		// A colleague may not end it, the host may, and twice is once.
		id := o.Text("SELECT pass_id FROM visit")
		colleague.Post("/console/visits/"+id+"/end", nil).Has(t, 403)
		teacher.Post("/console/visits/"+id+"/end", nil).Want(t, 303, "/console/visits?done=visit-ended")
		teacher.Post("/console/visits/"+id+"/end", nil).Want(t, 303, "/console/visits?done=visit-ended")
		if n := o.Events(o.Mine.School, "visit.cancelled"); n != 1 {
			t.Errorf("%d events", n)
		}
		guest.Get(link[1]).Has(t, 200, "这次来访已经结束")
		guest.Get(link[1]).HasNot(t, `class="qr"`)
		teacher.Get("/console/visits").Has(t, 200, "还没有访客")
		teacher.Get("/console/visits?past=1").Has(t, 200, "李维修", "已取消")
		o.Verified()
	})
}
