package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"yunka/server/cardcode"
	"yunka/server/reason"
)

const (
	// aFace puts a picture into the form.
	aFace = `(() => {
		const c = document.createElement('canvas')
		c.width = 240, c.height = 300
		const pen = c.getContext('2d')
		pen.fillStyle = '#c9d3df', pen.fillRect(0, 0, 240, 300), pen.fillStyle = '#51606f', pen.beginPath(), pen.arc(120, 110, 52, 0, 7), pen.fill(), pen.fillRect(60, 180, 120, 120)
		const bytes = Uint8Array.from(atob(c.toDataURL('image/png').split(',')[1]), (x) => x.charCodeAt(0))
		const all = new DataTransfer()
		all.items.add(new File([bytes], 'granny.png', { type: 'image/png' }))
		document.querySelector('#f-photo').files = all.files
		return ''
	})()`
	errand   = `document.querySelector('[data-errand]')`
	part     = errand + `.dataset.view`
	inHours  = errand + `.dataset.view === 'code' && ` + errand + `.dataset.hours === 'in' && !!` + errand + `.dataset.issued`
	ownState = `document.querySelector('.person .tag')?.textContent.trim()`
)

// A mother cannot come at noon. She asks grandmother, who has no account and is in nobody's
// books: the link, a call, six digits, and grandmother's phone has a code that collects the
// child and opens no gate. Another phone with the link gets nothing; and when mother changes
// her mind the code is gone from grandmother's phone, too.
func TestGrandmotherCollects(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").click(`a[href="/delegates"]`)
	mother.sees(`document.querySelector('a[href^="/delegates/new"]')`).click(`a[href^="/delegates/new"]`).sees(`document.querySelector('#f-photo')`)
	hour := func(d time.Duration) string { return nine(s.now()).Add(d).Format("15:04") }
	fill := func(phone, password string) {
		mother.says(aFace)
		mother.enter("[name=name]", "何秀兰").enter("[name=phone]", phone).enter("[name=password]", password)
		mother.says(fmt.Sprintf(`['from', 'to'].forEach((n, i) => (document.querySelector('[name=' + n + ']').value = [%q, %q][i]))`, hour(-time.Hour), hour(3*time.Hour)))
	}
	fill("139", s.Parent.Password)
	mother.expects(`^request: 422 POST /delegates`).click("button.pri").sees(`document.querySelector('#e-phone')`).shot("delegate-wrong").accessible()
	fill("13900001111", s.Parent.Password)
	mother.click("button.pri").sees(`document.querySelector('[data-url]')`).shot("delegate-made").accessible()
	link := mother.says(`document.querySelector('[data-url]').textContent`)
	digits := mother.says(`document.querySelector('[data-digits]').textContent`)
	u, err := url.Parse(link)
	if err != nil || len(digits) != 6 {
		t.Fatalf("%q %q: %v", link, digits, err)
	}
	own := mother.says(`document.querySelector('form[action$="/end"]').getAttribute('action')`)
	own = strings.TrimSuffix(own, "/end")

	granny := s.browse("granny", phone).visit(u.Path).reads(part, "asks")
	if text := granny.says(`document.body.textContent`); strings.Contains(text, s.Student.Name) || strings.Contains(text, s.Parent.Name) {
		t.Error("the page of the link names somebody before the digits")
	}
	granny.shot("delegate-asks").accessible()
	other := s.browse("other", phone).visit(u.Path).reads(part, "asks")
	types := func(w *window, text string) {
		w.enter("#digits", text).sees(`document.querySelector('[data-go]').hasAttribute('data-full')`).click("[data-go]")
	}
	bad := "000000"
	if digits == bad {
		bad = "111111"
	}
	types(granny, bad)
	granny.sees(`document.querySelector('[data-say]').textContent.includes('4')`).shot("delegate-wrong-digits")
	types(granny, digits)
	granny.sees(inHours).shot("delegate-code").accessible()
	granny.sees(`document.querySelector('[data-whom]').textContent.includes('班')`)
	code := granny.errandCode()
	c, why := cardcode.Parse(code)
	if why != reason.OK || c.Purpose != cardcode.Release {
		t.Errorf("the code is for purpose %d: %s", c.Purpose, why)
	}
	s.refuses(gateIn, code, "CODE_WRONG_AUDIENCE")

	types(other, digits)
	other.reads(part, "taken").shot("delegate-taken")
	late := s.browse("late", phone).visit(u.Path).reads(part, "taken").accessible()
	mother.visit(own).reads(ownState, "已领码").sees(`document.querySelector('.line').textContent.includes('另一部手机')`).shot("delegate-active")

	// Without a network the same link opens, and the code goes on.
	granny.sees(`navigator.serviceWorker.ready.then((r) => (globalThis.there = !!r.active)) && globalThis.there`)
	granny.sees(`caches.has('x').then(() => caches.keys()).then((k) => (globalThis.kept = k.some((n) => n.startsWith('yunka-d-')))) && globalThis.kept`)
	granny.expects(away...)
	late.expects(away...)
	other.expects(away...)
	mother.expects(away...)
	s.stop()
	granny.visit(u.Path).sees(inHours).reads(errand+`.dataset.online`, "off").shot("delegate-offline")
	s.start()
	granny.reads(errand+`.dataset.online`, "on")

	for _, lang := range []string{"en", "zh-CN"} {
		granny.speaks(lang, u.Path).sees(inHours).shot("delegate-code-" + lang)
		mother.speaks(lang, own).sees(ownState).shot("delegate-own-" + lang)
	}
	mother.click(".act summary").click(".act form button").sees(`document.querySelector('.alert.ok')`).reads(ownState, "已取消")
	granny.reads(part, "over").shot("delegate-over").visit(u.Path).reads(part, "over")
	if again := granny.says(`document.body.textContent`); strings.Contains(again, "知夏") {
		t.Error("taken back, and the page still names the child")
	}
}

// errandCode reads the code off the page of a link.
func (w *window) errandCode() (text string) {
	w.Helper()
	w.until("code that can be read from the screen", func() bool {
		var ok bool
		text, ok = w.decode(w.picture())
		return ok && len(text) == 194
	})
	return text
}
