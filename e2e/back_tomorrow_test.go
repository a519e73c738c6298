package e2e

import "testing"

// A phone is switched off at night. In the morning its browser starts anew,
// there is no network, and the card opens with a code. All over https with the
// school's own certificate authority, as a school without a public name has it.
func TestBackTomorrowWithoutANetwork(t *testing.T) {
	s := rent(t)
	s.cfg.TLSPrivate, s.cfg.HTTPAddr = []string{"localhost"}, "localhost:0"
	s.furnish()
	s.start()
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
	morning.expects(away...).visit("/card").drawn()
	morning.reads(pass+`.querySelector('.who h2').textContent.trim()`, s.Parent.Name).sees(say + `.startsWith('没有网络')`).shot("card-morning")
	drawn := morning.code()
	s.start()
	s.opens(gateIn, drawn, s.Parent.Name)
}
