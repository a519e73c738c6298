package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// A dismissal: adults come at a gate, one every half second. How long from the moment at
// which the gate asks about an adult until the board names the child, and the class's
// phone does? The pages note the moment on the machine's one clock.
func BenchmarkArrivalToBoard(b *testing.B) {
	const pause = 500 * time.Millisecond
	s := openSchool(b)
	d := s.dismisses()
	board := d.hung("board")
	teacher := s.browse("teacher", phone).login(s.Teacher).visit("/pickup/class/"+d.class+"/ready").reads(pill, "live")
	for _, w := range []*window{board, teacher} {
		w.says(`(() => {
			globalThis.noted = {}
			new MutationObserver(() => {
				for (const el of document.querySelectorAll('#board tbody tr, .pup')) noted[el.id.replace(/^(on|pup)-/, '')] ??= performance.timeOrigin + performance.now()
			}).observe(document.querySelector('main'), { childList: true, subtree: true, attributes: true, attributeFilter: ['id'] })
		})()`)
	}
	when := func(w *window, child string) float64 {
		w.sees(fmt.Sprintf(`noted[%q]`, child))
		at, err := ask[float64](w, fmt.Sprintf(`noted[%q]`, child))
		if err != nil {
			b.Fatal(err)
		}
		return at
	}
	list := d.children()
	came := map[string]bool{} // adults: the second child of a family is there with the first
	var seen, phones []float64
	for b.Loop() {
		for i, c := range list {
			if len(seen) >= 60 {
				break
			}
			if came[c.Adult] {
				continue
			}
			came[c.Adult] = true
			at := float64(time.Now().UnixMicro()) / 1000
			d.comes(c.Adult, fmt.Sprint("bench", i))
			seen = append(seen, when(board, c.ID)-at)
			if c.ClassID == d.class {
				phones = append(phones, when(teacher, c.ID)-at)
			}
			time.Sleep(pause)
		}
	}
	for name, list := range map[string][]float64{"board": seen, "class": phones} {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name+"-p50-ms")
		b.ReportMetric(list[len(list)*95/100], name+"-p95-ms")
	}
	b.ReportMetric(0, "ns/op")
}
