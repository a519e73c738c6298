package e2e

import (
	"strings"
	"testing"

	"time"

	"github.com/chromedp/cdproto/storage"
)

const (
	heldList = `document.body.dataset.list === 'held'`
	barText  = `document.querySelector('[data-amber]').hidden ? '' : document.querySelector('[data-amber-text]').textContent`
	// keptScreen: the tablet could be switched off now.
	keptScreen = `caches.open('yunka-kiosk-page').then((c) => c.keys()).then((k) => { globalThis.kept = k.length }), globalThis.kept === 1`
)

// Somebody pulls the server's plug, and somebody else reloads the gate's tablet,
// and then its battery is changed. It is the same gate each time: it decides by
// its list, knows what it took before, and tells the office everything once.
func TestAGateThatIsSwitchedOffWhileItIsAlone(t *testing.T) {
	s := openSchool(t)
	profile := t.TempDir()
	tab, off := s.device("tablet", profile, tablet)
	office := s.browse("office", desk).login(s.Admin)
	mother := s.browse("mother", phone).login(s.Parent).claim().drawn()
	s.adds(office, "南门进")
	s.pairs(office, tab).sees(heldList).sees(keptScreen)
	if kept := tab.says(`(caches.open('yunka-kiosk-page').then((c) => c.matchAll()).then((all) => all[0].text()).then((t) => { globalThis.keptText = t }), globalThis.keptText ?? '')`); strings.Contains(kept, s.Parent.Name) {
		t.Error("the screen that is kept names somebody")
	}
	tab.sees(`navigator.serviceWorker.controller`).expects(away...)
	for _, w := range []*window{mother, office} {
		w.expects(away...)
	}
	first := mother.code()
	if got := tab.scans(first); got.Decision != "ALLOW" {
		t.Fatalf("%+v", got)
	}
	tab.idle().turn(10 * time.Second) // longer than one presentation
	s.stop()

	tab.visit("/kiosk").sees(heldList).attend().reads(`document.querySelector('header b').textContent`, "南门进")
	tab.sees(`(` + barText + `).includes('本机自己判断')`).shot("gate-reloaded-alone")
	if got := tab.decided(first); got.Decision != "DENY" || !strings.Contains(got.Text, "已经用过") {
		t.Fatalf("what the server took opens again: %+v", got)
	}
	s.later(61 * time.Second)
	second := mother.code()
	if got := tab.decided(second); got.Decision != "ALLOW" || got.Name != s.Parent.Name {
		t.Fatalf("a reload stopped the gate: %+v", got)
	}
	tab.shows()
	off()

	tab, off = s.device("tablet again", profile, tablet)
	defer off()
	tab.expects(away...)
	tab.visit("/kiosk").sees(heldList).attend().sees(`(` + barText + `).includes('2 条等上传')`).accessible()
	tab.reads(`[...document.querySelectorAll('[data-count-of]')].map((c) => c.textContent).join('')`, "––––")
	// Longer than one presentation, however fast the tablet came back: the one before it
	// was 10 s ahead of this one.
	tab.turn(20 * time.Second)
	if got := tab.decided(second); got.Decision != "DENY" || !strings.Contains(got.Text, "已经用过") {
		t.Fatalf("it forgot over the battery: %+v", got)
	}
	tab.shows()

	s.start()
	tab.online()
	tab.until("the log in the books", func() bool { return s.offline("1 = 1") == 3 })
	if n := s.offline("open AND consumed"); n != 1 {
		t.Errorf("%d doors opened", n)
	}
	tab.reads(barText, "").sees(`[...document.querySelectorAll('[data-count-of]')].every((c) => /\d/.test(c.textContent))`)
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Errorf("%+v", got)
	}
}

// A tablet that has not become a gate yet, or is none any more, says that nothing
// can be decided, and never comes up as the gate that it was.
func TestATabletThatIsNoGateIsNoneWithoutTheServer(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进").sees(heldList).sees(keptScreen).sees(`navigator.serviceWorker.controller`)
	tab.visit("/kiosk/away") // nothing of the gate is open when it is revoked
	office.visit("/console/terminals").accepting("button.dng[aria-label*=南门进平板]")
	office.sees(`[...document.querySelectorAll('tr')].some(r => r.textContent.includes('南门进平板') && !r.querySelector('button'))`)
	tab.visit("/kiosk").sees(`document.querySelector("form[action='/kiosk/pair']")`)
	tab.sees(`(indexedDB.databases().then((all) => { globalThis.bases = all.length }), globalThis.bases === 0)`)
	tab.sees(`(caches.has('yunka-kiosk-page').then((is) => { globalThis.still = is }), globalThis.still === false)`)
	tab.expects(away...)
	office.expects(away...)
	s.stop()
	tab.visit("/kiosk").sees(`document.querySelector('h1')?.textContent.includes('连不上服务器')`).shot("kiosk-away").accessible()
	tab.sees(`getComputedStyle(document.body).backgroundColor !== 'rgba(0, 0, 0, 0)'`) // with its style
	s.start()
	tab.sees(`document.querySelector("form[action='/kiosk/pair']")`)
}

// The tablet's memory is full: what it cannot write down it does not open for.
func TestAGateThatCannotWriteRefuses(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进").sees(heldList)
	tab.expects(away...)
	office.expects(away...)
	room := func(bytes float64) {
		tab.do(command(storage.OverrideQuotaForOrigin, storage.OverrideQuotaForOriginParams{Origin: s.url, QuotaSize: &bytes}))
	}
	s.stop()
	room(1)
	// The browser believes for half a minute that there is room. What is green until
	// then is in the books; what cannot be written is not green.
	greens, full := 0, false
	for !full {
		before := len(tab.list())
		tab.types(s.Student.Chip)
		tab.until("an answer", func() bool {
			for _, one := range tab.list()[before:] {
				if full = strings.HasPrefix(one.Text, "本机存不下记录"); full || one.Decision == "ALLOW" {
					return true
				}
			}
			return false
		})
		if !full {
			greens++
			tab.shows().turn(10 * time.Second) // longer than one presentation
		}
	}
	tab.shot("gate-full").accessible()
	if last := tab.list()[len(tab.list())-1]; last.Decision == "ALLOW" {
		t.Fatalf("green, and nothing written: %+v", last)
	}
	room(1 << 30)
	tab.shows().sees(`(` + barText + `).includes('本机自己判断')`)
	if got := tab.decided(s.Student.Chip); got.Decision != "ALLOW" {
		t.Errorf("with room again: %+v", got)
	}
	s.start()
	tab.until("the log in the books", func() bool { return s.offline("1 = 1") == greens+1 })
	tab.online()
	s.later(10 * time.Second)
	if got := tab.decided(s.Student.Chip); got.Decision != "ALLOW" {
		t.Errorf("%+v", got)
	}
}
