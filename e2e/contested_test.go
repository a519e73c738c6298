package e2e

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/timetable"
)

// A boy comes ten minutes after the bell. His mother has his day open on her phone: the
// gate's word is there at once. She says with one tap that he stood in the queue; his class
// teacher finds it on the card, agrees, and the mother sees it on the open page and in her
// messages, once.
func TestAMotherContestsLate(t *testing.T) {
	s := openSchool(t)
	actor, here := s.office()
	var pupil string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM person WHERE name = ? AND school_id = ?", s.Student.Name, here).Scan(ctx, &pupil)
	}); err != nil {
		t.Fatal(err)
	}
	today := timetable.Today(s.now(), morning.Location())
	if timetable.Weekday(today) > 5 { // the story is told on any day
		open := []access.Span{{First: today, Last: today, WorksAs: 3, Name: "开放日"}}
		if err := timetable.NewService(s.app.DB, s.app.Feed, register.ClosedUntil).SetDays(s.Context(), actor, here, open, true); err != nil {
			t.Fatal(err)
		}
	}
	_, err := register.New(s.app.DB, s.app.Feed, nil).AddSession(s.Context(), actor, rule.Session{
		SchoolID: here, Name: "晨读", Role: allow.Student, Weekdays: 31, Opens: 390, Starts: 530, Grace: 5, AbsentAfter: 60, Ends: 700, Closes: 750,
	})
	if err != nil {
		t.Fatal(err)
	}

	mother := s.browse("the mother's phone", phone).login(s.Parent).visit("/attendance/"+pupil+"/"+today).reads(pill, "live")
	tag := `document.querySelector('.sessions .tag').textContent.trim()`
	mother.sees(tag + ` !== '到校'`)
	s.opens(gateIn, s.Student.Chip, s.Student.Name)
	mother.sees(tag + `.startsWith('迟到 ')`).sees(`document.querySelector('.big').textContent.includes('到校了')`).shot("day-late")

	mother.click("a.wrong").click("button[value=on_time]").sees(`location.pathname.endsWith('/`+today+`')`).reads(pill, "live")
	mother.sees(`document.querySelector('.pr .tag').textContent.includes('等答复')`).shot("day-asked")

	teacher := s.browse("the teacher's phone", phone).login(s.Teacher).visit("/card").click("a[href='/waiting']")
	teacher.click("a[href='/corrections']").click("a.ask-row").sees(`document.querySelector('.req').textContent.includes('准时到的，在门口排队')`).shot("request")
	teacher.enter("#f-answer", "queue").click(".two .pri").sees(`document.querySelector('.alert.ok').textContent.includes('已更正')`)

	mother.reads(tag, "更正为到校").sees(`document.querySelector('.pr .tag').textContent.includes('已更正')`).shot("day-corrected")
	mother.visit("/inbox").sees(`[...document.querySelectorAll('.mail h3')].filter(h => h.textContent.includes('更正为到校')).length === 1`).shot("inbox-corrected")
	mother.sees(`[...document.querySelectorAll('.mail s')].some(s => s.textContent.startsWith('迟到 '))`)
	mother.click("form[action='/language'] button").sees(`[...document.querySelectorAll('.mail h3')].some(h => h.textContent.includes('corrected: present'))`)
	teacher.visit("/waiting").sees(`document.querySelector('.blank') !== null`)
}
