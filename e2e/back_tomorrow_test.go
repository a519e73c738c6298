package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A phone is switched off at night. In the morning its browser starts anew,
// there is no network, and the card opens with a code. All over https with the
// school's own certificate authority, as a school without a public name has it.
func TestBackTomorrowWithoutANetwork(t *testing.T) {
	s := rent(t)
	s.cfg.TLSPrivate, s.cfg.HTTPAddr = []string{"localhost"}, "localhost:0"
	s.start(s.furnish)
	s.trusts(s.app.Web.Trust.Root.DER)
	profile := t.TempDir()

	evening, off := s.device("evening", profile, phone)
	evening.login(s.Parent).claim().hasShell()
	if secure := evening.says(`location.protocol + isSecureContext`); secure != "https:true" {
		t.Fatalf("the page is %s", secure)
	}
	off()
	s.stop()

	morning, off := s.device("morning", profile, phone)
	defer off()
	morning.expects(`^request: net::ERR_(CONNECTION_REFUSED|FAILED) `).visit("/card").drawn()
	morning.reads(pass+`.querySelector('.who h2').textContent.trim()`, s.Parent.Name).sees(say + `.startsWith('没有网络')`).shot("card-morning")
	drawn := morning.code()
	s.start()
	s.opens(gateIn, drawn, s.Parent.Name)
}

// device is a browser of its own that keeps its profile; off closes it, as one
// closes an app.
func (s *school) device(name, profile string, size sight) (w *window, off func()) {
	s.Helper()
	s.browser, s.profile = nil, profile
	ctx := s.chrome()
	s.browser, s.profile = nil, ""
	w = (&window{school: s, name: name}).open(ctx, size, nil)
	return w, func() {
		s.Helper()
		s.windows = nil
		if err := chromedp.Cancel(ctx); err != nil && ctx.Err() == nil {
			s.Fatal(err)
		}
	}
}
