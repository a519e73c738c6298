package e2e

import (
	"testing"
	"time"
)

// A girl taps her chip and the gate opens, but she turns round and goes back to
// her friends. The guard takes the passage back: her mother, who has the page
// open, and the office no longer read that she came.
func TestAGuardTakesAPassageBack(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	office.visit("/console").reads(pill, "live")
	mother := s.browse("mother", phone).login(s.Parent).reads(pill, "live")
	const kid, line = `document.querySelector('.kid').textContent`, `document.querySelector('#today li:not(.none)')?.textContent ?? ''`
	const row, in = `document.querySelector('#feed tr')?.textContent ?? ''`, `document.querySelector('[data-count-of=in]').textContent`
	before := mother.says(kid)

	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Fatalf("%+v", got)
	}
	mother.sees(kid + `.includes('在校')`).sees(line + `.includes('进校')`)
	office.sees(row + `.includes('` + s.Student.Name + `')`)
	tab.idle().reads(in, "1").sees(`document.querySelector('[data-undo]')`).shot("kiosk-undo-button").accessible()

	tab.expects(`^request: 422 POST /kiosk/scans/[^/]+/undo$`).click("[data-undo]").shot("kiosk-undo").accessible()
	tab.enter("#undo-pin", "000111").click("[data-take-back] .btn").reads(`document.querySelector('[data-take-back] [data-error]').textContent`, "值班密码不对。请再试")
	tab.enter("#undo-pin", s.Guard.PIN).click("[data-take-back] .btn")
	tab.sees(`!document.querySelector('[data-undoing]').open`).reads(in, "0").sees(`document.querySelector('[data-strip] li').textContent.includes('没有通过，已撤回')`).shot("kiosk-undone")

	const back = "没有通过，值班撤回"
	mother.sees(line+`.includes('`+back+`')`).reads(kid, before).shot("card-undone")
	office.sees(row + `.includes('` + back + `')`).shot("console-undone")
	office.sees(`document.querySelectorAll('#feed tr').length === 1`)

	// It stays so for who looks later.
	mother.visit("/card").sees(line+`.includes('`+back+`')`).reads(kid, before)
	office.visit("/console").sees(row + `.includes('` + back + `')`)
	tab.visit("/kiosk").attend().reads(in, "0").sees(`!document.querySelector('[data-undo]')`)
	s.later(6 * time.Second)                                       // longer than one presentation
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" { // and the next time she goes through
		t.Errorf("%+v", got)
	}
	mother.sees(kid + `.includes('在校')`)
}
