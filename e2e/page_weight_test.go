package e2e

import (
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/network"
)

// What a page costs on a bad network before its module comes: its HTML, styles,
// scripts and icons, as they travel. What its script fetches afterwards is not
// counted: how much of that there is by now depends on the machine's speed.
func TestPagesAreLight(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).claim()
	tab := s.kiosk(office, "南门进")
	for _, p := range []struct {
		w     *window
		path  string
		bytes int
	}{{mother, "/card", 60_000}, {tab, "/kiosk", 41_000}, {office, "/console", 130_000}, {office, "/console/people", 130_000}} {
		p.w.do(command(network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true}), command(network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}))
		p.w.visit(p.path).sees(`document.readyState === 'complete'`)
		n, err := strconv.Atoi(p.w.says(`String([...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(e => e.entryType === 'navigation' || e.name.includes('/static/') && !/\.wasm$|decoder|wasm_exec/.test(e.name)).reduce((n, e) => n + e.encodedBodySize, 0))`))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %.1f KB of %d", p.path, float64(n)/1000, p.bytes/1000)
		if n > p.bytes || n < 5000 {
			t.Errorf("%s weighs %d bytes, may weigh %d", p.path, n, p.bytes)
		}
	}
}
