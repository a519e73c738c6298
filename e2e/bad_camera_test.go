package e2e

import (
	"image"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// badCamera makes what tablets were seen to have: a detector of the browser's that does
// not detect, and a camera that neither opens nor fails. Which one stands in localStorage.
const badCamera = `(() => {
	const never = () => new Promise(() => {})
	const formats = async () => ['qr_code']
	const knows = async (what) => (what instanceof HTMLCanvasElement ? [{ rawValue: 'YUNKA' }] : [])
	const detector = (getSupportedFormats, detect) => {
		globalThis.BarcodeDetector = class { detect(what) { return detect(what) } }
		globalThis.BarcodeDetector.getSupportedFormats = getSupportedFormats
	}
	const query = navigator.permissions.query.bind(navigator.permissions)
	navigator.permissions.query = (what) => (what.name === 'camera' ? Promise.resolve({ state: localStorage.may ?? 'granted' }) : query(what))
	const bad = {
		nothing: () => detector(formats, async () => []),
		silent: () => detector(never, knows),
		hangs: () => detector(formats, (what) => (what instanceof HTMLCanvasElement ? knows(what) : never())),
		throws: () => detector(formats, (what) => (what instanceof HTMLCanvasElement ? knows(what) : Promise.reject(new Error('no service')))),
		blind: () => detector(formats, knows),
		opening: () => { navigator.mediaDevices.getUserMedia = never },
		playing: () => { HTMLMediaElement.prototype.play = never },
		reading: () => { globalThis.Worker = class { postMessage() { setTimeout(() => this.onerror({ message: 'no module' })) } terminate() {} } },
	}
	bad[localStorage.bad]?.()
})()`

// A detector that finds nothing, hangs or does not answer costs nobody a scan, because the
// tablet's own looks too; and a camera that neither opens nor fails is said in words.
func TestABadCamera(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	s.adds(office, "南门进")
	film := s.film(shot{1, nil}, shot{3, []image.Image{drawn(t, "https://example.com/menu?table=7")}}, shot{2.5, nil})
	s.browser = nil // one of its own: the camera belongs to the process
	s.flags = []chromedp.ExecAllocatorOption{chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", film), chromedp.Flag("autoplay-policy", "no-user-gesture-required")}
	tab := s.browse("tablet", tablet).lacks(badCamera).paired(office).expects(`^console: kiosk: camera: `)
	open := func(bad, may string) {
		t.Helper()
		tab.says(`(localStorage.setItem('bad', '` + bad + `'), localStorage.setItem('may', '` + may + `'), '')`)
		tab.visit("/kiosk").online().attend().click("[data-do=start]")
	}
	for _, bad := range []string{"nothing", "silent", "hangs", "throws", "blind"} {
		open(bad, "granted")
		tab.hurries(`document.querySelector('[data-camera]').dataset.camera === 'on'`, 3000)
		tab.until("word about a menu by a detector that is "+bad, func() bool {
			tab.ends(1500, 3000)
			return slices.ContainsFunc(tab.list(), func(got shown) bool { return got.Text == "这不是云卡的码。请打开校园卡再扫" })
		})
	}
	said := `document.querySelector('[data-eye-text]').textContent`
	for _, is := range []struct{ bad, may, word string }{
		{"opening", "granted", "一直没有打开"},
		{"opening", "prompt", "请选“允许”"},
		{"playing", "granted", "一直没有打开"},
		{"reading", "granted", "读不出码"},
	} {
		open(is.bad, is.may)
		s.later(time.Minute) // the same chip at once would be the same passage
		tab.hurries(said+`.includes('`+is.word+`')`, 5000, 10_000)
		if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
			t.Errorf("%s: the scanner shows %+v", is.bad, got)
		}
	}
	tab.shot("kiosk-camera-blind")
}
