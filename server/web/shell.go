package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"yunka/server/fault"
	"yunka/static"
	"yunka/views/cardpage"
)

// cardShell is /card without a person in it, for the service worker to keep.
// It is the same for everybody who reads its language.
func (s *Web) cardShell(w http.ResponseWriter, r *http.Request) error {
	page := s.page(r)
	page.Account, page.SchoolName, page.Notice, page.Problem, page.NeedsPIN, page.Reset = "", "", "", "", "", nil
	return s.render(w, r, http.StatusOK, cardpage.Shell(page))
}

// shellFiles are what the shell needs of static.
var shellFiles = []string{"card.css", "card.js", "live.js", "favicon.svg", "icons.svg", "card.wasm", "wasm_exec.js"}

// cardWorker is the card's service worker.
func (s *Web) cardWorker(w http.ResponseWriter, _ *http.Request) error {
	if !static.HasModule() {
		return fault.New(fault.NotFound, "not_found") // no code could be made
	}
	return writeWorker(w, "sw.js", urls(shellFiles...))
}

// bundle is what a service worker keeps: its version moves with each of the
// files and with the worker itself.
func bundle(name string, files []string) (version string, _ []string) {
	sum := sha256.New()
	for _, file := range files {
		_, _ = sum.Write([]byte(file + "\n"))
	}
	_, _ = sum.Write(static.Content(name))
	return hex.EncodeToString(sum.Sum(nil)[:8]), files
}

// urls are the addresses of static files; those that were not built are left out.
func urls(names ...string) (list []string) {
	for _, name := range names {
		if url := static.URL(name); url != "" {
			list = append(list, url)
		}
	}
	return list
}

// writeWorker is a service worker's script with the files of this release in
// front, so that a release is another script and browsers install it.
func writeWorker(w http.ResponseWriter, name string, needs []string) error {
	version, files := bundle(name, needs)
	head, err := json.Marshal(map[string]any{"version": version, "files": files})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write([]byte("self.yunka = " + string(head) + "\n"))
	_, _ = w.Write(static.Content(name))
	return nil
}
