package inbox_test

import (
	"strings"
	"testing"

	"yunka/server/outbox"
	"yunka/server/web/webtest"
)

// The office's page: what failed and why, tried again and dropped with a reason; whom a
// search finds; quiet hours of the school; all of it on record.
func TestTheOfficesPage(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		admin := s.As(webtest.AdminOf(s.Mine))
		admin.Get("/console/messages").Has(t, 200, "没有在等的", "没有送不到的", "还没有发过消息", "一直开着", "别的通道还没有")
		s.put(s.passed(s.Pupil, "out", "s1"))
		s.deliver()
		odd := s.passed(s.Pupil, "out", "odd")
		odd.To = []outbox.To{"alumni"}
		s.put(odd)
		s.deliver()
		admin.Get("/console/messages").Has(t, 200, "没成，过会儿再试")
		s.Exec("UPDATE outbox_notice SET attempts = 7, due_at = 0 WHERE key = ?", odd.Key)
		s.deliver()
		page := admin.Get("/console/messages")
		page.Has(t, 200, "没送到的", "离校", "nobody knows who &#34;alumni&#34; is", "再试", `<b>1</b>`)
		s.EveryFormHasItsRoute(page)
		number := s.Text("SELECT CAST(number AS TEXT) FROM outbox_notice WHERE state = 'dead'")
		letter := "/console/messages/" + number
		for _, note := range []string{"", "   ", strings.Repeat("长", 201)} {
			admin.Post(letter+"/drop", nil, "school", s.Mine.School, "note", note).Has(t, 422, "写一句放弃的原因")
		}
		admin.Post(letter+"/retry", nil, "school", s.Mine.School).Want(t, 303, "/console/messages?done=messages-retried")
		admin.Post(letter+"/retry", nil, "school", s.Mine.School).Has(t, 404)
		s.Exec("UPDATE outbox_notice SET state = 'dead' WHERE key = ?", odd.Key)
		admin.Post("/console/messages/nothing/drop", nil, "school", s.Mine.School, "note", "没有").Has(t, 404)
		admin.Post(letter+"/drop", nil, "school", s.Mine.School, "note", "旧版本写的").Want(t, 303, "/console/messages?done=messages-dropped")
		admin.Get("/console/messages?done=messages-dropped").Has(t, 200, "已放弃", "没有送不到的")

		admin.Get("/console/messages?q=林知夏").Has(t, 200, "林知夏", "林晨", "送到，还没看")
		s.mother.Post("/inbox/read", nil, "of", s.Parent.Person).Has(t, 303)
		admin.Get("/console/messages?q=林知夏").Has(t, 200, "看过")
		admin.Get("/console/messages?q=张三丰").Has(t, 200, "没有叫“张三丰”的人")
		admin.Get("/console/messages?q=林晨").Has(t, 200, "关于这些人还没有消息")
		admin.Get("/console/messages?q=%25").Has(t, 200, "没有叫")

		admin.Post("/console/messages/quiet", nil, "school", s.Mine.School, "quiet", "own", "from", "22:00", "to", "").Has(t, 422, "请填两个时间", `value="22:00"`)
		admin.Post("/console/messages/quiet", nil, "school", s.Mine.School, "quiet", "school").Has(t, 422, "请选一种")
		admin.Post("/console/messages/quiet", nil, "school", s.Mine.School, "quiet", "own", "from", "11:00", "to", "14:00").Has(t, 303)
		s.put(s.passed(s.Pupil, "in", "s2"))
		s.deliver()
		admin.Get("/console/messages").Has(t, 200, "等不打扰的时间过去", "14:00")
		s.mother.Get("/inbox").Has(t, 200, "11:00–14:00")
		admin.Post("/console/messages/quiet", nil, "school", s.Mine.School, "quiet", "never").Has(t, 303)
		s.deliver()
		s.mother.Get("/inbox").Has(t, 200, "林知夏到校了")
		admin.Post("/console/messages/channel", nil, "school", s.Mine.School, "kind", "wechat", "on", "1").Has(t, 409, "这种方式现在用不了")
		if n := s.Events(s.Mine.School, "messages.read"); n == 0 {
			t.Error("nobody knows who looked")
		}
		s.Verified()
	})
}
