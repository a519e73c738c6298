package e2e

import (
	"context"
	"testing"

	"github.com/uptrace/bun"
)

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

// A girl without her card asks whether she may go in. The guard looks her up and
// the tablet says what it would decide, and by which rule; nobody has passed then.
func TestTheGuardAsksWhetherSomebodyMayPass(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	tab.click("[data-do=heard]").click("[data-do=manual]").enter("#unlock-pin", s.Guard.PIN).click("[data-unlock] .btn").sees(`!document.querySelector('[data-where]').hidden`)
	look := func() {
		t.Helper()
		tab.enter("#manual-q", s.Student.Name).click("[data-find] button").sees(`document.querySelector('[data-found] .btn')?.textContent.includes('` + s.Student.Name + `')`)
		tab.click("[data-found] .btn")
	}
	scans := func(what string) (n int) {
		t.Helper()
		if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error { return q.NewRaw(what).Scan(ctx, &n) }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	may := `document.querySelector('[data-may]').hidden ? '' : document.querySelector('[data-may-text]').textContent`
	look()
	tab.reads(may, s.Student.Name+" 可以过 南门进").sees(`document.querySelector('[data-may-lines]').textContent.includes('按角色')`).shot("kiosk-may").accessible()
	office.visit("/console/people?q=" + s.Student.Name)
	var pupil string
	if err := s.app.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id FROM person WHERE name = ?", s.Student.Name).Scan(ctx, &pupil)
	}); err != nil {
		t.Fatal(err)
	}
	office.says(`(fetch('/console/people/` + pupil + `/suspend', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '' }).then(() => { globalThis.done = 1 }), 1)`)
	office.sees(`globalThis.done`)
	look()
	tab.reads(may, s.Student.Name+" 不可以过 南门进").shot("kiosk-may-not").accessible()
	if n := scans("SELECT COUNT(*) FROM scan"); n != 0 {
		t.Errorf("a question left %d scans", n)
	}
	if n := scans("SELECT COUNT(*) FROM audit_event WHERE action = 'presence.asked'"); n != 2 {
		t.Errorf("%d looks are on record", n)
	}
	tab.click("[data-manual] .x").sees(`!document.querySelector('[data-manual]').textContent.includes('` + s.Student.Name + `')`)
}
