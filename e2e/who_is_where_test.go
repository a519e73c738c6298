package e2e

import "testing"

// A fire drill: the guard asks the tablet who is still inside, class by class,
// and looks up a girl nobody has seen. Without the PIN the tablet says nothing.
func TestTheGuardAsksWhoIsWhere(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	tab.click("[data-do=heard]")
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Fatalf("%+v", got)
	}
	tab.idle().click("[data-do=manual]").sees(`document.querySelector('[data-where]').hidden && document.querySelector('[data-found]').textContent === ''`)
	tab.enter("#unlock-pin", s.Guard.PIN).click("[data-unlock] .btn")
	const row = `[...document.querySelectorAll('[data-where] tbody tr')].find(r => r.textContent.includes('三年级2班'))`
	tab.sees(`!document.querySelector('[data-where]').hidden`).reads(row+`?.cells[1].textContent`, "1").shot("kiosk-where").accessible()
	tab.says(`(` + row + `.querySelector('button').click(), '')`)
	tab.sees(`[...document.querySelectorAll('[data-found] .btn')].some(b => b.textContent.includes('` + s.Student.Name + `') && b.textContent.includes('南门进'))`)
	tab.sees(`document.querySelector('[data-where]').hidden`).shot("kiosk-class").accessible()
	tab.click("[data-do=classes]").sees(`!document.querySelector('[data-where]').hidden && document.querySelector('[data-found]').textContent === ''`)
	tab.enter("#manual-q", "林知秋").click("[data-find] button").sees(`document.querySelector('[data-found] .btn')?.textContent.includes('今天还没有记录')`).shot("kiosk-found")

	// The door shuts: no name is left behind it, and after locking it asks again.
	tab.click("[data-manual] .x").sees(`!document.querySelector('[data-manual]').open && !document.querySelector('[data-manual]').textContent.includes('林知秋')`)
	tab.click("[data-do=manual]").sees(`!document.querySelector('[data-where]').hidden`).click("[data-do=lock]").sees(`!document.querySelector('[data-manual]').open`)
	tab.click("[data-do=manual]").sees(`!document.querySelector('[data-unlock]').hidden && document.querySelector('[data-where]').hidden`)
}
