package e2e

import (
	"testing"
	"time"
)

// A child has no phone and has forgotten the chip. The office prints a code; the
// gate does not open by it, a guard compares the face and opens; the second time
// that day it is not enough; and paper that was lost is dead at once.
func TestAChildWithoutAPhone(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	person := "/console/people?q=" + s.Student.Name
	office.visit(person).click(`.list a[href^="/console/people/"]`)
	office.enter("[name=times]", "1").click(`form[action$="/printed"] .btn`).sees(`document.querySelector('.paper .qr')`).shot("printed").accessible()
	code, ok := s.decode(office.picture())
	if !ok || len(code) != 41 {
		t.Fatalf("the paper says %q", code)
	}

	if a := s.shows(gateIn, code); a.Open || a.Decision == "ALLOW" { // nobody stands there to look
		t.Errorf("a gate without a guard opens by paper: %s", a)
	}
	got := tab.scans(code)
	if got.Decision != "CONFIRM" || got.Name != s.Student.Name {
		t.Errorf("paper shows %+v", got)
	}
	if got = tab.next(func() { tab.lets(s.Guard.PIN) })[0]; got.Decision != "ALLOW" {
		t.Errorf("a confirmed child shows %+v", got)
	}
	tab.idle()
	s.later(40 * time.Second)
	if got = tab.scans(code); got.Decision != "DENY" {
		t.Errorf("paper that is used up shows %+v", got)
	}
	tab.shot("kiosk-paper-used").idle()

	office.visit(person).click(`.list a[href^="/console/people/"]`).accepting(`form[action^="/console/printed/"] button`)
	office.sees(`document.querySelector('.alert.ok')`)
	if got = tab.scans(code); got.Decision != "DENY" {
		t.Errorf("paper that was ended shows %+v", got)
	}
}
