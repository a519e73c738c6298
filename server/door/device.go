package door

import (
	"net/http"

	"yunka/server/allow"
	"yunka/server/live"
	"yunka/server/web"
	"yunka/views/device"
)

func (s *Door) deviceRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/device", Action: allow.PagePublic, Handle: s.devicePage},
		{Method: "GET", Pattern: "/device/scanner", Action: allow.PagePublic, Handle: s.scannerPage},
		{Method: "GET", Pattern: "/device/worker.js", Action: allow.PagePublic, Handle: s.deviceWorker, Bare: true},
		{Method: "GET", Pattern: "/device/socket", Action: allow.PagePublic, Handle: s.deviceSocket, Socket: true, Bare: true},
	}
}

// devicePage tells whoever opens it what their device can do. All of it happens
// there; nothing is sent here but requests for the time and for what follows.
func (s *Door) devicePage(w http.ResponseWriter, r *http.Request) error {
	return s.Render(w, r, http.StatusOK, device.Check(device.View{Page: s.Page(r), Trust: s.TrustURL()}))
}

// scannerPage says how to set a scanner or a chip reader, and which number on a chip is
// meant. What is scanned or typed there stays there.
func (s *Door) scannerPage(w http.ResponseWriter, r *http.Request) error {
	return s.Render(w, r, http.StatusOK, device.Scanner(s.Page(r)))
}

// deviceWorker is a service worker that only answers that it is there. It lives
// below /device, so it can never stand between a card and its server.
func (s *Door) deviceWorker(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write([]byte("addEventListener('message', (e) => e.ports[0]?.postMessage('here'))\n"))
	return nil
}

// deviceSocket opens a WebSocket and says goodbye: that it came through is all
// that is asked.
func (s *Door) deviceSocket(w http.ResponseWriter, r *http.Request) error {
	return s.Hub().Refuse(w, r, live.CloseNormal, "it works")
}
