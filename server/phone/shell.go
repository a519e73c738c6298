package phone

import (
	"encoding/json"
	"net/http"

	"yunka/server/fault"
	"yunka/server/web"
	"yunka/static"
	"yunka/views/cardpage"
	"yunka/views/layout"
	"yunka/views/msg"
)

// cardShell is /card without a person in it, for the service worker to keep.
// It is the same for everybody who reads its language.
func (s *Phone) cardShell(w http.ResponseWriter, r *http.Request) error {
	page := s.Page(r)
	page.Account, page.SchoolName, page.Notice, page.Problem, page.NeedsPIN, page.Reset, page.Dormant = "", "", "", "", "", nil, false
	return s.Render(w, r, http.StatusOK, cardpage.Shell(page))
}

// manifest is what a phone reads when the card page is put on its home screen. Browsers ask
// without cookies: the language stands in the address.
func (s *Phone) manifest(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if l, ok := msg.Parse(r.URL.Query().Get("lang")); ok {
		ctx = msg.WithLang(ctx, l)
	}
	body, err := json.Marshal(layout.CardManifest(ctx))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/manifest+json")
	_, _ = w.Write(body)
	return nil
}

// shellFiles are what the shell needs of static.
var shellFiles = []string{"card.css", "card.js", "live.js", "favicon.svg", "icon-maskable-512.png", "icons.svg", "card.wasm", "wasm_exec.js"}

// cardWorker is the card's service worker.
func (s *Phone) cardWorker(w http.ResponseWriter, _ *http.Request) error {
	if !static.HasModule() {
		return fault.New(fault.NotFound, "not_found") // no code could be made
	}
	return web.WriteWorker(w, "sw.js", web.Urls(shellFiles...))
}
