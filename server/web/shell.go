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
	page.Account, page.SchoolName, page.Notice, page.Problem = "", "", "", ""
	return s.render(w, r, http.StatusOK, cardpage.Shell(page))
}

// shellFiles are what the shell needs of static.
var shellFiles = []string{"card.css", "card.js", "live.js", "favicon.svg", "icons.svg", "card.wasm", "wasm_exec.js"}

// cardWorker is the service worker's script with the files of this release in
// front, so that a release is another script and browsers install it.
func (s *Web) cardWorker(w http.ResponseWriter, _ *http.Request) error {
	if !static.HasModule() {
		return fault.New(fault.NotFound, "not_found") // no code could be made
	}
	sum := sha256.New()
	var files []string
	for _, name := range shellFiles {
		files = append(files, static.URL(name))
		_, _ = sum.Write([]byte(static.URL(name) + "\n"))
	}
	script := static.Content("sw.js")
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
