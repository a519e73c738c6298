package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Somebody with a phone or a tablet wants to know whether it will do. The page
// tries everything, says what it found, and gives a text to send on.
func TestIsThisDeviceGoodEnough(t *testing.T) {
	s := openSchool(t)
	s.flags = []chromedp.ExecAllocatorOption{chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("autoplay-policy", "no-user-gesture-required")}
	w := s.browse("teacher", phone).lacks(`performance.now = () => 0`) // how fast this machine answers is not the question
	w.visit("/login").click("a[href='/device']").sees(verdict + ` && ` + verdict + ` !== 'waiting'`)
	for check, want := range map[string]string{"secure": "local", "network": "ok", "clock": "ok", "wasm": "ok", "worker": "ok", "camera": "ask", "sound": "ask"} {
		w.reads(found(check), want)
	}
	w.click("[data-press=camera]").reads(found("camera"), "ok").sees(`document.querySelector('video').videoWidth > 0`).shot("device")
	w.click("[data-stop]").sees(`document.querySelector('video').hidden && !document.querySelector('video').srcObject`)
	w.click("[data-press=sound]").reads(found("sound"), "played").click("[data-heard=ok]").reads(found("sound"), "ok")
	text := w.says(`document.querySelector('#summary').value`)
	for _, want := range []string{"Mozilla", "时钟", "摄像头", "听得到"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	w.mu.Lock()
	for _, r := range w.requests {
		if !strings.HasPrefix(r, "GET ") {
			t.Errorf("something was uploaded: %s", r)
		}
	}
	w.mu.Unlock()
	w.reads(`navigator.serviceWorker.controller === null`, "true") // the trial worker is gone

	far := s.browse("teacher abroad", phone).lacks(`performance.now = (t => () => (t += 2000))(0)`).visit("/device")
	far.reads(found("network"), "slow")

	// A tablet whose clock is an hour ahead, and one in a browser without half of it.
	late := s.browse("late tablet", tablet, time.Hour).visit("/device").reads(found("clock"), "wrong")
	late.reads(verdict, "danger").shot("device-clock")
	old := s.browse("old tablet", tablet).visit("/device").sees(verdict + ` !== 'waiting'`)
	old.lacks(`delete Navigator.prototype.serviceWorker; delete Navigator.prototype.wakeLock; delete globalThis.WebAssembly; delete globalThis.AudioContext; delete Navigator.prototype.mediaDevices; Object.defineProperty(globalThis, 'indexedDB', { value: undefined }); globalThis.WebSocket = class { constructor() { setTimeout(() => this.onerror(), 1) } }`)
	old.visit("/device")
	for check, want := range map[string]string{"network": "nosocket", "worker": "missing", "wake": "missing", "wasm": "missing", "sound": "missing", "camera": "missing", "storage": "missing"} {
		old.reads(found(check), want)
	}
	old.reads(verdict, "danger").shot("device-old")
}

// Whoever sets up a scanner scans something and reads what came, and which of the numbers
// on a chip is which.
func TestSettingAScanner(t *testing.T) {
	s := openSchool(t)
	w := s.browse("desk", desk).visit("/device").click("a[href='/device/scanner']").sees(`location.pathname === '/device/scanner'`)
	came := `document.querySelector('[data-came]').textContent`
	w.sees(`document.querySelector('[data-scan]').dataset.came === 'waiting'`) // it listens
	w.types("0012345678")
	w.sees(came + `.includes('0012345678') && ` + came + `.includes('1315027968')`)
	w.sees(`document.querySelector('[data-how]').textContent.includes('回车')`).shot("device-scanner").accessible()
	w.types("98" + strings.Repeat("1", 192))
	w.sees(came + `.includes('194')`)
	w.types("134567890123456789")
	w.sees(came + `.includes('付款码')`)
	w.enter("#chip", "188,24910").reads(`document.querySelector('[data-form=decimal]').textContent`, "0012345678")
	w.reads(`document.querySelector('[data-form=hex]').textContent`, "00BC614E")
}

const verdict = `document.querySelector('[data-verdict]')?.dataset.verdict`

func found(check string) string {
	return `document.querySelector('#check-` + check + `').dataset.result`
}

// lacks takes something away from the pages to come, before they begin.
func (w *window) lacks(script string) *window {
	w.Helper()
	return w.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}
