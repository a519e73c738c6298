package e2e

import (
	"testing"
	"time"
)

// A chip that is read three times opens once, and whoever holds it up then sees
// amber: with the server there, and at a gate that is alone.
func TestAChipIsGreenOnce(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进").attend()
	tab.sees(`document.body.dataset.list === 'held'`)
	thrice := func() {
		t.Helper()
		green := tab.decided(s.Student.Chip)
		if green.Decision != "ALLOW" {
			t.Fatalf("the first: %+v", green)
		}
		for range 2 {
			if got := tab.decided(s.Student.Chip); got.Decision != "REPLAY" || got.Colour == green.Colour || got.Text != "已经放行过，门不再开" || !got.Full {
				t.Errorf("again: %+v", got)
			}
		}
	}
	thrice()
	tab.shot("kiosk-replay").accessible().idle()
	tab.reads(`document.querySelector('[data-count-of=in]').textContent`, "1")

	tab.expects(away...)
	office.expects(away...)
	s.stop()
	s.later(6 * time.Second) // longer than one presentation
	thrice()
	doors := 1
	for range 5 { // with somebody else in between
		tab.turn(6 * time.Second)
		begun := time.Now()
		tab.decided(s.Student.Chip)
		tab.decided("12345678")
		got := tab.decided(s.Student.Chip)
		doors++
		if time.Since(begun) > 4*time.Second { // a slow machine: that was another presentation
			doors = 0
			continue
		}
		if got.Decision != "REPLAY" {
			t.Errorf("after somebody else: %+v", got)
		}
		break
	}
	s.start()
	tab.online()
	tab.until("the log in the books", func() bool { return s.offline("NOT open") > 0 })
	if n := s.offline("open"); doors != 0 && n != doors {
		t.Errorf("%d doors opened, want %d", n, doors)
	}
}
