package e2e

import (
	"fmt"
	"slices"
	"testing"
)

// A pupil taps; how long until the tablet at the gate is green, and until the
// mother's phone and the office know? Everything is real: two browsers' worth
// of pages, the program, SQLite with its sync. The pages note the moment on one
// machine's clock, so no page waits for another.
func BenchmarkTapToScreens(b *testing.B) {
	const taps = 60
	s := openSchool(b)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	mother := s.browse("mother", phone).login(s.Parent).visit("/card").reads(pill, "live")
	office.visit("/console").reads(pill, "live")

	const note = `(() => {
		globalThis.noted = []
		const now = () => performance.timeOrigin + performance.now()
		%s
	})()`
	grows := func(list string) string {
		return fmt.Sprintf(note, `new MutationObserver((all) => { for (const m of all) for (const n of m.addedNodes) if (n.id) noted.push(now()) }).observe(document.querySelector('`+list+`'), { childList: true })`)
	}
	mother.says(grows("#today"))
	office.says(grows("#feed"))
	tab.says(fmt.Sprintf(note, `
		globalThis.entered = []
		addEventListener('keydown', (e) => { if (e.code === 'Enter') entered.push(now()) }, true)
		const box = document.querySelector('[data-result]')
		new MutationObserver(() => { if (!box.hidden && box.dataset.decision === 'ALLOW') requestAnimationFrame(() => noted.push(now())) }).observe(box, { attributeFilter: ['hidden'] })`))

	var colour, phone, desk []float64
	for b.Loop() {
		for range taps {
			for tab.scans(s.Student.Chip).Decision != "ALLOW" { // an answer of the tap before, shown again
				tab.idle()
			}
			tab.idle()
			mother.sees(fmt.Sprintf(`noted.length > %d`, len(phone)))
			office.sees(fmt.Sprintf(`noted.length > %d`, len(desk)))
			last := func(w *window, what string) float64 {
				v, err := ask[float64](w, what+`.at(-1)`)
				if err != nil {
					b.Fatal(err)
				}
				return v
			}
			at := last(tab, "entered")
			colour, phone, desk = append(colour, last(tab, "noted")-at), append(phone, last(mother, "noted")-at), append(desk, last(office, "noted")-at)
			s.later(6e9) // the tablet keeps quiet about the same chip for 5 s
		}
	}
	for name, list := range map[string][]float64{"colour": colour, "phone": phone, "office": desk} {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name+"-p50-ms")
		b.ReportMetric(list[len(list)*95/100], name+"-p95-ms")
	}
	b.ReportMetric(0, "ns/op")
}
