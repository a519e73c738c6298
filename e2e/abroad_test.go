package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// A phone set to another zone: what it says is what the clock at the gate says.
func TestAPhoneFromAbroad(t *testing.T) {
	s := openSchool(t)
	w := s.browse("grandmother's phone", phone).login(s.Parent)
	w.do(command(emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "America/New_York"}))
	w.claim().reads(pill, "live")
	if zone := w.says(`Intl.DateTimeFormat().resolvedOptions().timeZone`); zone != "America/New_York" {
		t.Fatal(zone)
	}
	w.says(`document.querySelector("[data-canvas]").click()`)
	w.sees(`document.querySelector('[data-full]').open && document.querySelector('[data-now]').textContent.startsWith('09:0')`)
	was := w.which()
	s.opens(gateIn, w.code(), s.Parent.Name)
	w.another(was)
	w.sees(say + `.includes('09:0')`)
}
