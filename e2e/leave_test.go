package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/timetable"
)

// A girl has to see the dentist. Her mother asks on the phone and sees what it covers, the
// class teacher approves with one tap, and the gate lets her out once: the guard reads
// until when and with whom. She comes back, and her attendance is right.
func TestALeaveForTheDentist(t *testing.T) {
	s := openSchool(t)
	admin, school := s.office()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var pupil string
	check(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM person WHERE name = ? AND school_id = ?", s.Student.Name, school).Scan(ctx, &pupil)
	}))
	today := timetable.Today(s.now(), morning.Location())
	check(timetable.NewService(s.app.DB, s.app.Feed, register.ClosedUntil).SetDays(s.Context(), admin, school, []access.Span{{First: today, Last: today, WorksAs: 3, Name: "开放日"}}, true))
	_, err := register.New(s.app.DB, s.app.Feed, nil).AddSession(s.Context(), admin, rule.Session{SchoolID: school, Name: "上午", Role: allow.Student, Weekdays: 31,
		Opens: 390, Starts: 560, Grace: 5, AbsentAfter: 60, Ends: 700, Closes: 750}) // 09:20
	check(err)

	office := s.browse("office", desk).login(s.Admin).visit("/console/leave")
	office.click("[name=controlled]").click(`form[action="/console/leave"] .btn`).sees(`document.querySelector('.alert.ok')`).shot("leave-controlled").accessible()
	tab := s.kiosk(office, "南门出")
	s.opens(gateIn, s.Student.Chip, s.Student.Name)

	page := "/leave/" + pupil
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").click(`a[href="` + page + `"]`).sees(`document.querySelector('#f-amount')`)
	mother.says(`Object.entries({ amount: 'clock', from: '09:01', to: '10:30', kind: 'sick' }).forEach(([name, value]) => (document.querySelector('[name=' + name + ']').value = value))`)
	mother.enter("[name=reason]", "dentist").enter("[name=collects]", "外婆")
	mother.click("[name=look]").sees(`document.querySelector('.covers')?.textContent.includes('上午 09:20–11:40')`).shot("leave-looked").accessible()
	mother.click(".leave-form .pri").sees(`document.querySelector('.leave-row .tag')?.textContent.includes('等答复')`)

	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/waiting").click(`a[href="/leaves"]`).click("a.leave-row")
	teacher.sees(`document.querySelector('.req')?.textContent.includes('外婆')`).shot("leave-asked").accessible()
	teacher.click(".two .pri").sees(`document.querySelector('.alert.ok')?.textContent.includes('已批准')`)

	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" || got.Name != s.Student.Name {
		t.Errorf("with a leave the tablet shows %+v", got)
	}
	text := tab.says(`document.querySelector('[data-result]').textContent`)
	if !strings.Contains(text, "10:30 前回来") || !strings.Contains(text, "由外婆接") {
		t.Errorf("the guard reads %q", text)
	}
	tab.shot("leave-kiosk").idle()
	s.later(40 * time.Second)
	if got := tab.scans(s.Student.Chip); got.Decision != "CONFIRM" {
		t.Errorf("the second time the tablet shows %+v", got)
	}
	tab.shot("leave-kiosk-again")
	mother.visit(page).click("a.leave-row").sees(`document.querySelector('.req')?.textContent.includes('不能再用')`).shot("leave-used").accessible()

	s.later(80 * time.Minute) // 10:21
	s.opens(gateIn, s.Student.Chip, s.Student.Name)
	const tag = `document.querySelector('.sessions .tag')?.textContent.trim()`
	mother.visit("/attendance/"+pupil+"/"+today).reads(tag, "到校").shot("leave-day")

	teacher.visit("/console/leave/list").sees(`document.querySelectorAll('tbody tr').length === 1`).accessible()
	for _, lang := range []string{"en", "zh-CN"} {
		mother.speaks(lang, page).sees(`document.querySelector('.leave-row')`).shot("leave-" + lang).accessible()
		mother.click("a.leave-row").sees(`document.querySelector('.req')`).shot("leave-one-" + lang).accessible()
	}
	if wide := fmt.Sprint(mother.wide(), teacher.wide()); wide != "" {
		t.Errorf("sideways: %s", wide)
	}
}
