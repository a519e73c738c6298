package e2e

import (
	"strings"
	"testing"
	"time"
)

// The office hangs a tablet beside the library's door. From then on it reads
// what a scanner types, says it in one colour, and never stops at rubbish; the
// guard decides what only people can.
func TestKioskPairsAndReads(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin).visit("/console/terminals")
	office.enter("[name=name]", "借阅台平板").choose("[name=gate]", "图书馆").click("[name=kind][value=staff]").shot("terminals")
	office.click("form.form button.pri").sees(`document.querySelector('.secret')`).shot("terminals-paired")
	code := office.says(`document.querySelector('.secret').textContent.trim()`)

	tab := s.browse("tablet", tablet).visit("/kiosk").shot("kiosk-pair").expects(`^request: 422 POST /kiosk/pair$`)
	tab.enter("[name=code]", "AAAA-AAAA").click("form[action='/kiosk/pair'] button").sees(`document.querySelector('[aria-invalid]')`)
	tab.enter("[name=code]", strings.ToLower(code)).click("form[action='/kiosk/pair'] button")
	tab.sees(`document.querySelector('#kiosk')`).sees(`document.querySelector('[data-net]').dataset.net === 'online'`).click("[data-do=start]").attend().shot("kiosk-idle")
	again := s.browse("another tablet", tablet).visit("/kiosk").expects(`^request: 422 POST /kiosk/pair$`)
	again.enter("[name=code]", code).click("form[action='/kiosk/pair'] button").sees(`document.querySelector('[aria-invalid]')`) // it worked once

	// A pupil with a phone.
	pupil := s.browse("pupil", phone).login(s.Student).claim().reads(pill, "live")
	used, was := pupil.code(), pupil.which()
	got := tab.scans(used)
	tab.shot("kiosk-green")
	if got.Decision != "ALLOW" || got.Name != s.Student.Name || got.Role != "学生" || !got.Full {
		t.Errorf("the tablet shows %+v", got)
	}
	green := got.Colour
	pupil.another(was)
	got = tab.scans(used) // still held before it, or shown again
	if got.Note != "这个码刚刚看过，结果不变" && got.Text != "已经放行过，门不再开" {
		t.Errorf("the same code again shows %+v", got)
	}
	tab.idle()
	if tab.scans(pupil.code()).Decision != "ALLOW" {
		t.Error("the next code was not let in")
	}
	tab.idle()
	tab.reads(`document.querySelector('[data-count-of=in]').textContent`, "2")
	if got = tab.scans(used); got.Decision == "ALLOW" && got.Colour == green && got.Note == "" {
		t.Errorf("the old code after a newer one shows %+v", got)
	}
	tab.shot("kiosk-red-or-amber").idle()

	// A pupil with a chip.
	if got = tab.scans(s.Student.Chip); got.Decision != "ALLOW" || got.Name != s.Student.Name {
		t.Errorf("a chip shows %+v", got)
	}
	tab.idle()
	if got = tab.scans("4000000001"); got.Decision != "DENY" || got.Colour == green || !got.Full {
		t.Errorf("nobody's chip shows %+v", got)
	}
	tab.shot("kiosk-red").idle()

	// What is no card at all.
	for _, rubbish := range []string{"https://example.com/u/12345678", used[:100], "9" + used, "98abc123"} {
		list := tab.next(func() { tab.types(rubbish) })
		if got = list[0]; got.Decision != "AMBER" || got.Text != torn {
			t.Errorf("%s shows %+v", rubbish, got)
		}
		tab.sees(`document.querySelector('[data-input]').dataset.input === 'ready'`)
	}
	tab.shot("kiosk-amber").idle()

	// A parent is a guest of the library: the guard looks.
	mother := s.browse("mother", phone).login(s.Parent).claim()
	if got = tab.scans(mother.code()); got.Decision != "CONFIRM" || got.Name != s.Parent.Name {
		t.Errorf("a guest shows %+v", got)
	}
	tab.shot("kiosk-confirm").expects(`^request: 4\d\d POST /kiosk/(scans/[^/]+/confirm|shift)$`).shows()
	tab.sees(`!document.querySelector('[data-checks-list]').inert`).click("[data-checks-list] [data-accept]").sees(`document.querySelector('[data-sheet=guard]').open`)
	tab.enter("#guard-pin", "000111").click("[data-sheet=guard] .btn.pri").reads(`document.querySelector('[data-sheet=guard] [data-error]').textContent`, "值班密码不对。请再试")
	got = tab.next(func() { tab.enter("#guard-pin", s.Guard.PIN).click("[data-sheet=guard] .btn.pri") })[0]
	if got.Decision != "ALLOW" || got.Name != s.Parent.Name {
		t.Errorf("a confirmed guest shows %+v", got)
	}
	tab.idle().reads(`document.querySelector('[data-count-of=confirm]').textContent`, "0").reads(`document.querySelector('[data-count-of=in]').textContent`, "4")

	// A pupil who forgot the card at home.
	tab.expects(`^request: 422 POST /kiosk/duty$`).click("[data-do=manual]").shot("kiosk-locked").enter("#unlock-pin", "000111").click("[data-unlock] .btn").sees(`!document.querySelector('[data-unlock] [data-error]').hidden`)
	tab.enter("#unlock-pin", s.Guard.PIN).click("[data-unlock] .btn").sees(`document.querySelector('[data-unlock]').hidden`)
	tab.enter("#manual-q", "林知秋").click("[data-find] button")
	tab.sees(`document.querySelector('[data-found] button')?.textContent.includes('林知秋')`).click("[data-found] button").shot("kiosk-manual")
	tab.choose("#manual-reason", tab.says(`document.querySelector('#manual-reason').options[0].textContent.trim()`)) // on shift: no PIN again
	got = tab.next(func() { tab.click("[data-record] button") })[0]
	if got.Decision != "ALLOW" || got.Name != "林知秋" {
		t.Errorf("somebody recorded by hand shows %+v", got)
	}
	tab.idle()

	// The tablet goes back to the office while a guard is looking somebody up.
	tab.click("[data-do=manual]").sees(`!document.querySelector('[data-where]').hidden`).enter("#manual-q", "林知秋")
	office.visit("/console").sees(`document.querySelector('#feed').textContent.includes('林知秋')`).visit("/console/terminals")
	tab.sees(`[...document.querySelectorAll('[data-strip] b')].some(b => b.textContent === '林知秋')`)
	tab.expects(`^request: 401 POST /kiosk/(scans|heartbeat|people)$`) // it hears at once
	if asked := office.accepting("button.dng[aria-label*=借阅台平板]"); !strings.Contains(asked, "借阅台平板") {
		t.Errorf("revoking asked %q", asked)
	}
	office.sees(`[...document.querySelectorAll('tr')].some(r => r.textContent.includes('借阅台平板') && !r.querySelector('button'))`).shot("terminals-revoked")
	tab.sees(`!document.querySelector('[data-amber]').hidden`).reads(`document.querySelector('[data-amber-text]').textContent`, "这台终端已停用。请重新配对")
	for _, name := range []string{s.Student.Name, s.Parent.Name, "林知秋"} { // whom it showed before, it shows no more
		tab.sees(`!document.body.textContent.includes('` + name + `')`)
	}
	tab.sees(`!document.querySelector('dialog[open]')`)
	tab.turn(6 * time.Second) // longer than one presentation
	if got = tab.scans(s.Student.Chip); got.Decision != "AMBER" || got.Text != "这台终端已停用。请重新配对" {
		t.Errorf("a revoked tablet shows %+v", got)
	}
	tab.shot("kiosk-revoked").visit("/kiosk").sees(`document.querySelector('[name=code]')`)
}

// idle waits until the tablet is ready for the next.
func (w *window) idle() *window {
	w.Helper()
	return w.hurries(`document.querySelector('[data-result]').hidden && document.querySelector('[data-amber]').hidden && document.querySelector('[data-input]').dataset.input === 'ready'`, append(stays, 5000)...) // 5 s for words
}
