package e2e

import "testing"

// Somebody pulls the server's plug, and somebody else reloads the gate's tablet.
// It says that nothing can be decided, and is a gate again when the server is.
func TestAKioskReloadedWithoutTheServer(t *testing.T) {
	s := openSchool(t)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.kiosk(office, "南门进")
	tab.sees(`navigator.serviceWorker.controller`)
	tab.expects(`^request: net::ERR_CONNECTION_REFUSED `, `^request: 5\d\d `)
	office.expects(`^console: htmx: htmx:ws:error`, `^socket: `, `^request: net::ERR_CONNECTION_REFUSED (GET|POST) `, `^log: .*WebSocket connection`)
	s.stop()
	tab.visit("/kiosk").sees(`document.querySelector('h1')?.textContent.includes('连不上服务器')`).shot("kiosk-away").accessible()
	tab.sees(`getComputedStyle(document.body).backgroundColor !== 'rgba(0, 0, 0, 0)'`) // with its style
	s.start()
	tab.sees(`document.querySelector('#kiosk') && document.querySelector('[data-net]').dataset.net === 'online'`).attend()
	if got := tab.scans(s.Student.Chip); got.Decision != "ALLOW" {
		t.Errorf("%+v", got)
	}
}
