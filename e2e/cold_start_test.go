package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A mother closes her browser at home. In front of the school there is no
// network, and the school's server is down as well. She opens the card all the
// same: it comes from her phone, and so does the code.
func TestColdStartWithoutANetwork(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone).login(s.Parent).claim()
	mother.hasShell() // the shell and all it needs
	known := mother.says(pass + `.querySelector('.who p').textContent.trim()`)

	mother.expects(away...)
	s.stop()
	mother.do(chromedp.Navigate("about:blank"))
	later := mother.beside("mother later", phone).expects(away...).visit("/card").drawn()
	later.reads(pass+`.querySelector('.who h2').textContent.trim()`, s.Parent.Name).reads(pass+`.querySelector('.who p').textContent.trim()`, known)
	later.sees(say + `.startsWith('没有网络，码还能用')`).sees(`document.querySelector('.away').textContent.includes('没有网络')`).shot("card-cold")
	if list := later.says(`document.querySelectorAll('[data-pass]').length`); list != "1" {
		t.Errorf("%s cards", list)
	}
	shown := later.which()
	s.later(61 * time.Second)
	later.another(shown)

	// The server is back. The page says so, and waits for her.
	s.start()
	later.says(`dispatchEvent(new Event('online'))`)
	later.sees(`document.body.dataset.server === 'back'`).shot("card-cold-back")
	s.opens(gateIn, later.code(), s.Parent.Name)
	later.click(".away a.btn").reads(pill, "live").drawn()

	// She leaves: nothing of her stays on the phone.
	later.click("form[data-logout] button").reads(`location.pathname`, "/login")
	s.stop()
	gone := mother.beside("whoever finds the phone", phone).expects(away...)
	if err := chromedp.Do(gone.ctx, chromedp.Navigate(gone.url+"/card")); err == nil {
		t.Error("the phone still has a card page")
	}
	if text := gone.says(`document.body.textContent`); strings.Contains(text, s.Parent.Name) {
		t.Error("the phone still knows the holder")
	}
	s.start()
	gone.visit("/card").reads(`location.pathname`, "/login")

	// Somebody else uses the phone, and has no card on it yet: the shell says so.
	other := gone.login(s.Teacher).visit("/card").hasShell()
	s.stop()
	other.visit("/card").sees(`document.querySelector('[data-shell-none]') && !document.querySelector('[data-shell-none]').hidden`).shot("card-cold-none")
	s.start()
}

// hasShell waits until the service worker has everything and answers for the page.
func (w *window) hasShell() *window {
	w.Helper()
	w.until("service worker", func() bool {
		ok, err := ask[bool](w, `navigator.serviceWorker.ready.then(async (r) => r.active.state === 'activated' && Boolean(await caches.match('/card/shell')))`, chromedp.EvalAwaitPromise)
		return ok && err == nil
	})
	return w
}
