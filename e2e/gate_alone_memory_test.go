package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// A code that opened with the server there does not open again when it is gone,
// and a tablet that is revoked keeps nothing of the school.
func TestAGateRemembersWhatTheServerTook(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).claim().drawn()
	tab := s.kiosk(office, "南门进").attend()
	tab.sees(`document.body.dataset.list === 'held'`)
	code := mother.code()
	if got := tab.scans(code); got.Decision != "ALLOW" {
		t.Fatalf("%+v", got)
	}
	tab.idle()
	tab.expects(away...).expects(`^request: 401 `)
	for _, w := range []*window{mother, office} {
		w.expects(away...)
	}
	s.stop()
	tab.turn(10 * time.Second) // longer than one presentation
	if got := tab.decided(code); got.Decision != "DENY" {
		t.Fatalf("it opened twice: %+v", got)
	}
	s.start()
	tab.online()

	office.visit("/console/terminals").accepting("button.dng[aria-label*=南门进平板]")
	office.sees(`[...document.querySelectorAll('tr')].some(r => r.textContent.includes('南门进平板') && !r.querySelector('button'))`)
	tab.reads(`document.querySelector('[data-amber-text]').textContent`, "这台终端已停用。请重新配对")
	tab.sees(`!document.body.dataset.list`)
	tab.says(`(async () => { const db = await new Promise((r) => { const o = indexedDB.open('yunka-kiosk'); o.onsuccess = () => r(o.result) })
		globalThis.kept = String(await Promise.all(['kv', 'marks', 'beings', 'log'].map((s) => new Promise((r) => { const c = db.transaction(s).objectStore(s).count(); c.onsuccess = () => r(c.result) }))))
		db.close() })()`)
	tab.reads(`globalThis.kept ?? ''`, "0,0,0,0")
}

// The worker that decides answers later than the page waits, as after a sleep of
// the tablet. Its answer is not the next person's, and nothing is in the log that
// nobody was shown.
func TestALateDecisionIsNobodys(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进").sees(heldList)
	tab.expects(away...).expects(`^console: Error: the module does not answer`)
	office.expects(away...)
	s.stop()
	// The first presentation reaches the worker just before the second one.
	tab.says(`(() => { const post = Worker.prototype.postMessage, wait = globalThis.setTimeout
		globalThis.setTimeout = (fn, ms, ...rest) => wait(fn, ms === 15000 ? 400 : ms, ...rest)
		let held
		Worker.prototype.postMessage = function (m, ...rest) {
			if (!m.presentation) return post.call(this, m, ...rest)
			m.presentation.until -= held ? 0 : 15000
			if (!held) { held = m; return }
			Worker.prototype.postMessage = post
			globalThis.setTimeout = wait
			post.call(this, held)
			post.call(this, m, ...rest)
		} })()`)
	tab.types(s.Student.Chip)
	tab.until("word that nothing was recorded", func() bool {
		return slices.ContainsFunc(tab.list(), func(one shown) bool { return strings.HasPrefix(one.Text, "没有记录") })
	})
	if got := tab.decided("4000000001"); got.Decision != "DENY" || got.Name != "" {
		t.Fatalf("an unknown chip got somebody else's answer: %+v", got)
	}
	tab.shows()
	if got := tab.decided(s.Student.Chip); got.Decision != "ALLOW" {
		t.Errorf("%+v", got)
	}
	s.start()
	tab.until("the log in the books", func() bool { return s.offline("1 = 1") == 2 })
}
