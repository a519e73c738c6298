package web_test

import (
	"cmp"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/views/msg"
)

var guestLink = regexp.MustCompile(`https?://[^<"]+(/v/97\d{39})`)

// A teacher invites, sees their own guests and nobody else's, and the link is
// told once; the office sees everybody's.
func TestInvitations(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		teacher, admin := o.as(o.teacher.Person), o.as(adminOf(o.mine))
		now := o.clock().In(time.FixedZone("", 8*3600))
		typed := func(d time.Duration) string { return now.Add(d).Format("2006-01-02T15:04") }
		fields := func(change ...string) []string {
			v := []string{"name", "李维修", "company", "启明电梯", "phone", "138 0013 8000", "purpose", "电梯年检", "zone", o.mine.Zone, "look", "none", "from", typed(-time.Minute), "to", typed(2 * time.Hour)}
			for i := 0; i < len(change); i += 2 {
				for j := 0; j < len(v); j += 2 {
					if v[j] == change[i] {
						v[j+1] = change[i+1]
					}
				}
			}
			return v
		}
		empty := teacher.get("/console/visits")
		empty.has(t, 200, "还没有访客", `type="datetime-local"`)
		o.everyFormHasItsRoute(empty)

		told := map[string]string{"from": "time", "to": "time"} // else by the field's own name
		for _, wrong := range [][]string{
			{"name", "  "}, {"name", strings.Repeat("长", 41)}, {"phone", "call me"}, {"purpose", ""}, {"zone", ""}, {"zone", o.other.Zone}, {"look", "wave"},
			{"from", "tomorrow"}, {"from", "1969-01-01T00:00"}, {"to", typed(-time.Hour)}, {"to", ""}, {"to", "2026-02-30T10:00"}, {"to", typed(8 * 24 * time.Hour)}, {"purpose", "a\x01b"},
		} {
			// Told, and what was typed is still there.
			teacher.post("/console/visits", nil, fields(wrong...)...).has(t, 422, msg.VisitWrong(t.Context(), cmp.Or(told[wrong[0]], wrong[0])), "启明电梯")
		}
		if n := o.text("SELECT COUNT(*) FROM visit"); n != "0" {
			t.Fatalf("%s visits of wrong forms", n)
		}

		made := teacher.post("/console/visits", nil, fields()...)
		made.has(t, 200, "李维修的邀请链接", "<svg")
		link := guestLink.FindStringSubmatch(made.body)
		if link == nil || made.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("no link, or one that is stored:\n%.3000s", made.body)
		}
		code := strings.TrimPrefix(link[1], "/v/")
		for table, column := range map[string]string{"pass": "secret", "audit_event": "detail || target"} {
			if o.text("SELECT count(*) FROM "+table+" WHERE "+column+" LIKE ?", "%"+code+"%") != "0" {
				t.Errorf("%s has the code", table)
			}
		}
		list := teacher.get("/console/visits")
		list.has(t, 200, "李维修", "等待到访", "取消来访", "138 0013 8000")
		list.hasNot(t, code)
		o.everyFormHasItsRoute(list)
		admin.get("/console/visits").has(t, 200, "李维修")
		colleague := o.as(o.mine.Holder(t, allow.Teacher).Person)
		colleague.get("/console/visits").hasNot(t, "李维修", "138 0013 8000")

		// The guest's page: for whoever has the link, and for nobody else.
		guest := o.browser()
		page := guest.get(link[1])
		page.has(t, 200, "来访码", "李维修", "School", "<svg")
		page.hasNot(t, "138 0013 8000", "启明电梯", "电梯年检", code) // no text that a shoulder reads
		if page.Header.Get("Cache-Control") != "no-store" || page.Header.Get("X-Robots-Tag") != "noindex" {
			t.Error("the guest's page may be kept or found")
		}
		last := code[len(code)-1:]
		for _, no := range []string{code[:len(code)-1] + map[bool]string{true: "1", false: "0"}[last == "0"], "1", "%ff", strings.Repeat("9", 5000), code + "0"} {
			guest.get("/v/"+no).has(t, 404, "没有这次来访")
		}
		if strings.Contains(o.logged(), code) {
			t.Error("the log has the code")
		}

		// A colleague may not end it, the host may, and twice is once.
		id := o.text("SELECT pass_id FROM visit")
		colleague.post("/console/visits/"+id+"/end", nil).has(t, 403)
		teacher.post("/console/visits/"+id+"/end", nil).want(t, 303, "/console/visits?done=visit-ended")
		teacher.post("/console/visits/"+id+"/end", nil).want(t, 303, "/console/visits?done=visit-ended")
		if n := o.events(o.mine.School, "visit.cancelled"); n != 1 {
			t.Errorf("%d events", n)
		}
		guest.get(link[1]).has(t, 200, "这次来访已经结束")
		guest.get(link[1]).hasNot(t, `class="qr"`)
		teacher.get("/console/visits").has(t, 200, "还没有访客")
		teacher.get("/console/visits?past=1").has(t, 200, "李维修", "已取消")
		o.verified()
	})
}
