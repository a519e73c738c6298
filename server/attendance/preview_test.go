package attendance_test

import (
	"context"
	"strings"
	"testing"

	"yunka/server/access"
	"yunka/server/timetable"
)

// The office sees who is expected on any day, also one to come: a class with times of
// its own by these, nobody on a holiday, and on a make-up day whoever the weekday has.
func TestThePreviewSaysWhoIsExpected(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		none := s.admin.Get("/console/sessions/preview")
		none.Has(t, 200)
		if !strings.Contains(none.Body, "还没有到校时间") {
			t.Error("a school without sessions is not told so")
		}
		s.held("08:00") // Mondays
		own := []string{"name", "早操", "role", "student", "whom", "三年级\n" + s.Class, "day", "0", "opens", "06:00", "starts", "07:10",
			"ends", "07:40", "closes", "07:50", "grace", "0", "absent_after", "10", "early_grace", "0"}
		s.admin.Post("/console/sessions", nil, own...).Has(t, 303)
		monday := timetable.AddDays(s.day, 7)
		for _, c := range []struct {
			day      string
			has, not []string
		}{
			{monday, []string{"早操", "07:10–07:40", "晨读", "08:00–15:00", "老师"}, []string{"这一天不用到校"}},
			{timetable.AddDays(monday, 1), []string{"这一天不用到校"}, []string{"晨读", "早操"}},
			{timetable.AddDays(monday, 5), []string{"这一天不用到校", "下一个上课日"}, []string{"晨读"}},
		} {
			page := s.admin.Get("/console/sessions/preview?day=" + c.day)
			page.Has(t, 200)
			for _, text := range c.has {
				if !strings.Contains(page.Body, text) {
					t.Errorf("%s does not say %q", c.day, text)
				}
			}
			for _, text := range c.not {
				if strings.Contains(page.Body, text) {
					t.Errorf("%s says %q", c.day, text)
				}
			}
		}
		// A Saturday that works as a Monday, and a Monday on which nobody comes.
		saturday := timetable.AddDays(monday, 5)
		days := timetable.NewService(s.DB, s.Mine.Feed, nil)
		spans := []access.Span{{First: saturday, Last: saturday, WorksAs: 1, Name: "补课"}, {First: monday, Last: monday, WorksAs: 8, Name: "校庆"}}
		if err := days.SetDays(context.Background(), s.Mine.Admin, s.Mine.School, spans, true); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[string]string{saturday: "补课，按周一", monday: "校庆，不上课"} {
			if page := s.admin.Get("/console/sessions/preview?day=" + day); !strings.Contains(page.Body, want) {
				t.Errorf("%s does not say %q", day, want)
			}
		}
		if page := s.admin.Get("/console/sessions/preview?day=" + saturday); !strings.Contains(page.Body, "早操") {
			t.Error("nobody is expected on a make-up day")
		}
		for _, bad := range []string{"2026-02-30", "x", "2026-11-24'", "99999-01-01"} {
			s.admin.Get("/console/sessions/preview?day="+bad).Has(t, 404)
		}
	})
}
