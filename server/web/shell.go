package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"yunka/server/fault"
	"yunka/static"
	"yunka/views/cardpage"
	"yunka/views/kiosk"
)

// cardShell is /card without a person in it, for the service worker to keep.
// It is the same for everybody who reads its language.
func (s *Web) cardShell(w http.ResponseWriter, r *http.Request) error {
	page := s.page(r)
	page.Account, page.SchoolName, page.Notice, page.Problem = "", "", "", ""
	return s.render(w, r, http.StatusOK, cardpage.Shell(page))
}

// shellFiles are what the shell needs of static.
var shellFiles = []string{"card.css", "card.js", "live.js", "favicon.svg", "icons.svg", "card.wasm", "wasm_exec.js"}

// cardWorker is the card's service worker.
func (s *Web) cardWorker(w http.ResponseWriter, _ *http.Request) error {
	if !static.HasModule() {
		return fault.New(fault.NotFound, "not_found") // no code could be made
	}
	return writeWorker(w, "sw.js", shellFiles)
}

// kioskAway is what a tablet shows that is loaded while the server is away. It
// is the same for everybody who reads its language.
func (s *Web) kioskAway(w http.ResponseWriter, r *http.Request) error {
	page := s.page(r)
	page.Account, page.Notice, page.Problem = "", "", ""
	return s.render(w, r, http.StatusOK, kiosk.Away(page))
}

var awayFiles = []string{"kiosk.css", "kiosk-away.js", "favicon.svg", "icons.svg"}

// kioskWorker is the kiosk's service worker. It lives below /kiosk and may stand
// in front of /kiosk itself, and of nothing else.
func (s *Web) kioskWorker(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Service-Worker-Allowed", "/kiosk")
	return writeWorker(w, "kiosk-worker.js", awayFiles)
}

// writeWorker is a service worker's script with the files of this release in
// front, so that a release is another script and browsers install it.
func writeWorker(w http.ResponseWriter, name string, needs []string) error {
	sum := sha256.New()
	var files []string
	for _, file := range needs {
		files = append(files, static.URL(file))
		_, _ = sum.Write([]byte(static.URL(file) + "\n"))
	}
	script := static.Content(name)
	_, _ = sum.Write(script)
	head, err := json.Marshal(map[string]any{"version": hex.EncodeToString(sum.Sum(nil)[:8]), "files": files})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write([]byte("self.yunka = " + string(head) + "\n"))
	_, _ = w.Write(script)
	return nil
}
