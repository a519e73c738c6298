package phone

import (
	"net/http"

	"yunka/server/fault"
	"yunka/server/web"
	"yunka/static"
	"yunka/views/cardpage"
)

// cardShell is /card without a person in it, for the service worker to keep.
// It is the same for everybody who reads its language.
func (s *Phone) cardShell(w http.ResponseWriter, r *http.Request) error {
	page := s.Page(r)
	page.Account, page.SchoolName, page.Notice, page.Problem, page.NeedsPIN, page.Reset, page.Dormant = "", "", "", "", "", nil, false
	return s.Render(w, r, http.StatusOK, cardpage.Shell(page))
}

// shellFiles are what the shell needs of static.
var shellFiles = []string{"card.css", "card.js", "live.js", "favicon.svg", "icons.svg", "card.wasm", "wasm_exec.js"}

// cardWorker is the card's service worker.
func (s *Phone) cardWorker(w http.ResponseWriter, _ *http.Request) error {
	if !static.HasModule() {
		return fault.New(fault.NotFound, "not_found") // no code could be made
	}
	return web.WriteWorker(w, "sw.js", web.Urls(shellFiles...))
}
