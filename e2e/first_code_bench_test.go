package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// firstCode notes when a page's first code was drawn, in ms since its
// navigation began.
const firstCode = `document.addEventListener('DOMContentLoaded', () => {
	const p = document.querySelector('section[data-pass]') || document.body
	const look = () => { if (document.querySelector('section[data-pass][data-view=code][data-issued]')) globalThis.firstCode ??= performance.now() }
	new MutationObserver(look).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-view', 'data-issued'] })
	look()
})`

// How long until a card that is on the phone shows its code: with nothing of
// the page in the browser's cache, with all of it, and from the service worker
// without a server; at full speed and on a phone a quarter as fast; and with
// nothing cached behind 9 Mbit/s and 60 ms. Then the second code of a page, while
// the browser still runs the module as it came, and the ten after it.
func BenchmarkFirstCode(b *testing.B) {
	const rounds, laterRedraws = 7, 10
	s := openSchool(b)
	w := s.browse("mother", phone).login(s.Parent).claim().hasShell()
	w.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: firstCode}))
	w.expects(away...)
	times := map[string][]float64{}
	visit := func(name string) {
		w.visit("/card").sees(`globalThis.firstCode`)
		ms, err := ask[float64](w, `firstCode`)
		if err != nil {
			b.Fatal(err)
		}
		times[name] = append(times[name], ms)
	}
	bypass := func(on bool) {
		w.do(command(network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: on}), command(network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: on}))
	}
	for b.Loop() {
		for _, slower := range []float64{1, 4} {
			w.do(command(emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slower}))
			at := fmt.Sprintf("-%.0fx-ms", slower)
			for range rounds {
				bypass(true)
				visit("cold" + at)
				bypass(false)
				visit("cached" + at)
				w.reads(say, "在线") // the page's first contact is over: it would be measured, too
				for i := range 1 + laterRedraws {
					took, err := ask[float64](w, `new Promise((done) => {
						const p = `+pass+`, was = p.dataset.issued + p.dataset.seq, began = performance.now()
						new MutationObserver((all, o) => { if (p.dataset.view === 'code' && p.dataset.issued + p.dataset.seq !== was) { o.disconnect(); done(performance.now() - began) } }).observe(p, { attributes: true })
						document.dispatchEvent(new Event('visibilitychange')) // the page comes to the front
					})`, chromedp.EvalAwaitPromise)
					if err != nil {
						b.Fatal(err)
					}
					name := "redraw-second"
					if i > 0 {
						name = "redraw"
					}
					times[name+at] = append(times[name+at], took)
				}
			}
			s.stop()
			for range rounds {
				visit("worker" + at)
			}
			s.start()
		}
		bypass(true)
		w.do(command(network.OverrideNetworkState, network.OverrideNetworkStateParams{Latency: 60, DownloadThroughput: 9e6 / 8, UploadThroughput: 9e6 / 8}),
			command(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{Latency: 60, DownloadThroughput: 9e6 / 8, UploadThroughput: 9e6 / 8}}}))
		for range rounds {
			visit("cold-9mbit-4x-ms")
		}
	}
	for name, list := range times {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name)
	}
}
