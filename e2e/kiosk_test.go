package e2e

import (
	"fmt"
	"slices"
)

// What happens at a gate's tablet.

// shown is one thing that the tablet put before everybody. It may be gone
// before a slow machine can look, so the page keeps a list.
type shown struct {
	Decision string `json:"decision"` // or AMBER
	Name     string `json:"name"`
	Role     string `json:"role"`
	Text     string `json:"text"`
	Note     string `json:"note"`
	Colour   string `json:"colour"`
	Full     bool   `json:"full"` // it fills the screen
}

// attend notes from now on what the tablet shows.
func (w *window) attend() *window {
	w.Helper()
	w.holds(80).says(`(() => { // a scanner's keys come within 80 ms of each other; these may be slower
		globalThis.shown = []
		const box = document.querySelector('[data-result]')
		const bar = document.querySelector('[data-amber]')
		const text = (el, what) => el.querySelector('[data-' + what + ']').textContent
		new MutationObserver(() => {
			if (box.hidden) return
			const r = box.getBoundingClientRect()
			shown.push({ decision: box.dataset.decision, name: text(box, 'name'), role: text(box, 'role'), text: text(box, 'why'), note: text(box, 'note'),
				colour: getComputedStyle(box).backgroundColor, full: r.top <= 0 && r.left <= 0 && r.right >= innerWidth && r.bottom >= innerHeight })
		}).observe(box, { attributeFilter: ['data-decision', 'hidden'] })
		new MutationObserver(() => {
			if (!bar.hidden) shown.push({ decision: 'AMBER', text: text(bar, 'amber-text') })
		}).observe(bar, { attributeFilter: ['hidden'], childList: true, subtree: true })
	})()`)
	return w
}

func (w *window) list() []shown {
	w.Helper()
	all, err := ask[[]shown](w, `shown`)
	if err != nil {
		w.Fatalf("%s: %v", w.name, err)
	}
	return all
}

// next does something and waits for what the tablet shows of it.
func (w *window) next(does func()) (list []shown) {
	w.Helper()
	before := len(w.list())
	does()
	w.until("answer on the tablet", func() bool {
		list = w.list()
		return len(list) > before
	})
	return list[before:]
}

const torn = "没读全。请再扫一次"

// scans presents at the tablet.
func (w *window) scans(text string) shown {
	w.Helper()
	list := w.next(func() { w.types(text) })
	return list[len(list)-1]
}

// decided presents and waits for a decision, whatever the bar says meanwhile.
func (w *window) decided(text string) (got shown) {
	w.Helper()
	w.shows()
	before := len(w.list())
	w.types(text)
	w.until("decision", func() bool {
		i := slices.IndexFunc(w.list()[before:], func(one shown) bool { return one.Decision != "AMBER" })
		if i >= 0 {
			got = w.list()[before+i]
		}
		return i >= 0
	})
	return got
}

// lets taps the newest of those who wait, and types the PIN that begins the shift.
func (w *window) lets(pin string) *window {
	w.Helper()
	w.shows().sees(`!document.querySelector('[data-checks-list]').inert`).click("[data-checks-list] [data-accept]").sees(`document.querySelector('[data-sheet=guard]').open`)
	return w.enter("#guard-pin", pin).click("[data-sheet=guard] .btn.pri")
}

// shows waits until the tablet is ready for the next one, whatever the bar says.
func (w *window) shows() *window {
	w.Helper()
	return w.hurries(`document.querySelector('[data-result]').hidden && document.querySelector('[data-input]').dataset.input === 'ready'`, stays...)
}

// stays is how many ms the tablet shows green, amber and red.
var stays = []int{1500, 2500, 4000}

// online waits until the tablet has its server again. It asks every five
// seconds, which need not go by.
func (w *window) online() *window {
	w.Helper()
	return w.hurries(`document.querySelector('[data-net]')?.dataset.net === 'online'`, 5000)
}

// accepting answers the question that a click asks.
func (w *window) accepting(click string) string {
	w.Helper()
	w.click(click).sees(`document.querySelector('[data-question]').open`)
	asked := w.says(`document.querySelector('[data-question] p').textContent`)
	w.click(`[data-question] [data-yes]`)
	return asked
}

// choose picks an option by what it says.
func (w *window) choose(css, text string) *window {
	w.Helper()
	return w.sees(fmt.Sprintf(`(s => { const o = [...s.options].find(o => o.textContent.trim() === %q); if (o) s.value = o.value; return o })(document.querySelector(%q))`, text, css))
}

// kiosk hangs a staffed tablet at a gate and starts its shift.
func (s *school) kiosk(office *window, gate string) *window {
	s.Helper()
	s.adds(office, gate)
	return s.pairs(office, s.browse("tablet", tablet))
}

// adds makes a staffed tablet at a gate in the console, which shows its code.
func (s *school) adds(office *window, gate string) {
	s.Helper()
	office.visit("/console/terminals").enter("[name=name]", gate+"平板").choose("[name=gate]", gate).click("[name=kind][value=staff]")
	office.click("form.form button.pri").sees(`document.querySelector('.secret')`)
}

// pairs types the code that the office shows into a tablet and starts the shift.
func (s *school) pairs(office, tab *window) *window {
	s.Helper()
	return tab.paired(office).listens().click("[data-do=start]").attend()
}

// paired types the code that the office shows into the tablet.
func (w *window) paired(office *window) *window {
	w.Helper()
	w.visit("/kiosk").enter("[name=code]", office.says(`document.querySelector('.secret').textContent.trim()`)).click("form[action='/kiosk/pair'] button")
	return w.online()
}

// listens waits until a paired tablet's script runs: that it is online and ready is said by
// the page as it comes, and what is pressed or typed before is lost.
func (w *window) listens() *window {
	w.Helper()
	return w.sees(`document.querySelector('#kiosk[data-listens]')`)
}
