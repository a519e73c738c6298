package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
)

// Two school days in four windows: a tablet at the gate, a mother's phone, the class
// teacher's and the office. One sister comes on time, the other late. On the next day the
// elder does not come while another gate is silent: nobody says absent until it has told
// everything. The mother contests it, the teacher agrees, and everybody reads the same.
func TestTwoSchoolDays(t *testing.T) {
	s := openSchool(t)
	const sister, sistersChip = "林知秋", "2812976886"
	admin, school := s.office()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var elder, younger, class string
	check(s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		for name, id := range map[string]*string{s.Student.Name: &elder, sister: &younger} {
			if err := q.NewRaw("SELECT id FROM person WHERE name = ? AND school_id = ?", name, school).Scan(ctx, id); err != nil {
				return err
			}
		}
		var err error
		class, err = campus.ClassAt(ctx, q, school, elder, s.now().UnixMilli())
		return err
	}))
	today := timetable.Today(s.now(), morning.Location())
	tomorrow := timetable.AddDays(today, 1)
	check(timetable.NewService(s.app.DB, s.app.Feed, register.ClosedUntil).SetDays(s.Context(), admin, school, []access.Span{{First: today, Last: tomorrow, WorksAs: 3, Name: "开放日"}}, true))
	_, err := register.New(s.app.DB, s.app.Feed, nil).AddSession(s.Context(), admin, rule.Session{SchoolID: school, Name: "上午", Role: allow.Student, Weekdays: 31,
		Opens: 390, Starts: 545, Grace: 5, AbsentAfter: 60, Ends: 700, Closes: 750}) // 09:05
	check(err)

	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	office.visit("/console/attendance").reads(pill, "live")
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/class/"+class).reads(pill, "live")
	day := func(person, day string) string { return "/attendance/" + person + "/" + day }
	mother := s.browse("mother", phone).login(s.Parent).visit(day(elder, today)).reads(pill, "live")
	const tag = `document.querySelector('.sessions .tag').textContent.trim()`
	const all, lost = `document.querySelector('main').textContent`, `document.querySelector('#attendance-alarms').textContent`

	// On time: the tablet is green, and all three pages say it.
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Fatalf("the tablet says %+v", got)
	}
	mother.reads(tag, "到校").sees(`document.querySelector('.big').textContent.includes('到校了')`)
	teacher.sees(`document.querySelector('#p-` + elder + `')`)

	// Seven minutes late: it is told with the minutes.
	s.later(12 * time.Minute) // so long arrivals of brothers and sisters are gathered
	mother.visit("/inbox").sees(`[...document.querySelectorAll('.mail h3')].some(h => h.textContent.includes('` + s.Student.Name + `到校了'))`)
	if got := tab.scans(sistersChip); got.Decision != "ALLOW" {
		t.Fatalf("the tablet says %+v", got)
	}
	mother.visit(day(younger, today)).sees(tag + `.startsWith('迟到 ')`).shot("two-days-late")
	mother.visit("/inbox").sees(`[...document.querySelectorAll('.mail h3')].some(h => h.textContent.includes('` + sister + `到校了，迟到'))`)

	// The next morning the other gate has seen somebody and then said nothing.
	for _, w := range []*window{office, teacher, mother, tab} {
		w.expects(`^socket: `, `^log: `, `^request: net::ERR`)
	}
	s.later(24 * time.Hour)
	s.opens(gateIn, sistersChip, sister)
	mother.visit(day(elder, tomorrow)).reads(pill, "live").sees(`/还没到|待确认/.test(` + tag + `)`)
	s.later(70 * time.Minute) // past the time from which it counts as absent
	mother.visit(day(elder, tomorrow)).reads(tag, "待确认").sees(all + `.includes('南门进')`).shot("two-days-unknown")
	teacher.visit("/class/"+class).reads(pill, "live").sees(all + `.includes('待确认')`).shot("two-days-teacher")
	office = s.browse("office the next day", desk).login(s.Admin) // the office is logged out after a while
	office.visit("/console/attendance").reads(pill, "live").sees(lost + `.includes('` + gateIn + `')`).shot("two-days-office")
	mother.visit("/inbox").sees(`![...document.querySelectorAll('.mail h3')].some(h => h.textContent.includes('缺勤'))`)

	// It is back: now it is known, here and there, and told once.
	mother.visit(day(elder, tomorrow)).reads(pill, "live")
	s.complete(gateIn)
	mother.reads(tag, "缺勤").shot("two-days-absent")
	teacher.sees(all + `.includes('已确认缺勤')`)
	office.sees(`!` + lost + `.includes('` + gateIn + `')`)

	// She was there: the mother says so, the teacher agrees.
	mother.click("a.wrong").click("button[value=on_time]").reads(pill, "live")
	teacher.visit("/waiting").click("a[href='/corrections']").click("a.ask-row").enter("#f-answer", "ok").click(".two .pri").sees(`document.querySelector('.alert.ok')`)
	mother.reads(tag, "更正为到校").shot("two-days-corrected")
	mother.visit("/inbox").sees(`[...document.querySelectorAll('.mail h3')].filter(h => h.textContent.includes('` + s.Student.Name + `上午缺勤')).length <= 1`)
	mother.sees(`[...document.querySelectorAll('.mail h3')].some(h => h.textContent.includes('更正为到校'))`).shot("two-days-inbox")
	mother.sees(`[...document.querySelectorAll('.mail a')].some(a => a.getAttribute('href') === '` + day(younger, today) + `')`)
	mother.speaks("en", day(elder, tomorrow)).reads(tag, "corrected: present").shot("two-days-corrected-en")
	teacher.speaks("en", "/class/"+class).sees(`document.documentElement.lang === 'en'`).shot("two-days-teacher-en")
	office.speaks("en", "/console/attendance").shot("two-days-office-en")
}

// complete has a reader say that it keeps nothing back.
func (s *school) complete(reader string) {
	s.Helper()
	var answer struct{}
	s.tells(s.reader(reader).Token, "/api/v1/heartbeat", map[string]any{"clock": s.now().Format(time.RFC3339), "queued": 0}, &answer)
}
