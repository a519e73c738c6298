package kiosk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/scan/history"
	"yunka/server/terminal"
	"yunka/server/web"
	"yunka/static"
	"yunka/views/kiosk"
	"yunka/views/layout"
)

// The kiosk's service worker reads these of an answer: whose screen it is, and
// of which release. It keeps a shell only beside the files of its own release,
// and none of a terminal that this tablet no longer is.
const (
	headTerminal = "Yunka-Terminal"
	headRelease  = "Yunka-Release"
	nobody       = "none"    // not paired
	ended        = "revoked" // it was, and keeps nothing
)

func (s *Kiosk) page(w http.ResponseWriter, r *http.Request) error {
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		w.Header().Set(headTerminal, nobody)
		return s.Render(w, r, http.StatusOK, kiosk.Pair(kiosk.PairView{Page: s.Page(r), Trust: s.TrustURL()}))
	}
	who, err := s.Terminals.Authenticate(r.Context(), c.Value)
	if fault.Is(err, fault.Unauthenticated) {
		s.SetCookie(w, web.TerminalCookie, "", 0)
		w.Header().Set(headTerminal, ended)
		return s.Render(w, r, http.StatusOK, kiosk.Pair(kiosk.PairView{Page: s.Page(r), Trust: s.TrustURL(), Error: kiosk.TerminalRevoked(r.Context())}))
	}
	if err != nil {
		return err
	}
	view := kiosk.View{Page: s.Page(r), ID: who.ID, Facing: facing(who)}
	shown := map[string]bool{} // the people whose names are
	elsewhere := ""            // paired at the wrong door
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		school, row, err := s.gateScreen(ctx, q, who, &view)
		if err != nil {
			return err
		}
		if elsewhere = s.sends[row.Scene]; elsewhere != "" {
			return nil
		}
		if view.Chips, _, err = terminal.ChipLengths(ctx, q, who.School); err != nil {
			return err
		}
		loc := school.Location()
		view.Recent = nil
		if view.Own != "" {
			return nil
		}
		if who.Staff { // the strip names people: at a gate without staff it starts empty
			recent, err := history.NewestAt(ctx, q, who.School, who.ID, 5)
			if err != nil {
				return err
			}
			for _, e := range recent {
				if e.PersonID != "" {
					shown[e.PersonID] = true
				}
				view.Recent = append(view.Recent, kiosk.Recent{Scan: e.Scan, Open: e.Open, Name: e.Name, Decision: e.Decision, Reason: e.Reason, At: web.At(e.At, loc)})
			}
		}
		view.Counts, err = s.gateCounts(ctx, q, who.School, row.GateID, loc)
		return err
	})
	if err != nil {
		return err
	}
	if elsewhere != "" {
		return web.See(w, r, elsewhere)
	}
	if len(shown) > 0 { // names: who looks is on record, as in the console
		web.StateOf(r).Visitor.Actor = who.Actor()
		if err := s.Viewed(r, who.School, "kiosk.viewed", map[string]any{"people": web.Keys(shown)}); err != nil {
			return err
		}
	}
	s.SetCookie(w, web.TerminalCookie, c.Value, web.CookieYear) // else a gate would stop a year after it was paired
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set(headTerminal, who.ID)
	return s.Render(w, r, http.StatusOK, kiosk.Page(view))
}

func facing(who terminal.Identity) kiosk.Facing {
	if who.Staff {
		return kiosk.Guard
	}
	return kiosk.Queue
}

// Screen is what a terminal's screen says of itself, and the terminal's scene; its Stamp is
// that of a heartbeat's answer.
func (s *Kiosk) Screen(ctx context.Context, q bun.IDB, who terminal.Identity) (v kiosk.View, scene string, err error) {
	v.ID = who.ID
	_, row, err := s.gateScreen(ctx, q, who, &v)
	return v, row.Scene, err
}

// gateScreen fills in what stands on a gate's screen before anybody comes.
func (s *Kiosk) gateScreen(ctx context.Context, q bun.IDB, who terminal.Identity, v *kiosk.View) (school campus.School, row terminal.Row, err error) {
	if row, err = terminal.Find(ctx, q, who.School, who.ID); err != nil {
		return school, row, err
	}
	if school, err = campus.SchoolByID(ctx, q, who.School); err != nil {
		return school, row, err
	}
	v.Page.SchoolName, v.Page.Demo = school.Name, school.Demo
	v.Terminal, v.Gate, v.Direction, v.Zone, v.Now = row.Name, row.GateName, row.Direction, row.InnerZone, s.Now().In(school.Location())
	if v.Gate == "" {
		v.Gate = row.Name
	}
	v.Staff = row.Staff
	if slices.Contains(s.own, row.Scene) {
		v.Own = row.Scene
	}
	v.Stamp = s.stampOf(*v)
	return school, row, nil
}

// stampOf moves when a screen that stands there shows what is no longer so: the
// gate has another name or leads the other way, or there is a new release.
func (s *Kiosk) stampOf(v kiosk.View) string {
	release, _ := web.Bundle(workerName, s.files())
	_, zone := v.Now.Zone()
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%v\n%q %q %q %q %q %q %v %v %d", release, web.Urls(s.also...), v.ID, v.Gate, v.Direction, v.Zone, v.Own, v.Page.SchoolName, v.Page.Demo, v.Staff, zone))
	return hex.EncodeToString(sum[:8])
}

// shell is the gate's screen without anybody on it and without a figure,
// for the tablet's service worker: with the list that the tablet holds it is a
// gate also when it is switched on while the server is away.
func (s *Kiosk) shell(w http.ResponseWriter, r *http.Request) error {
	who, err := s.AtKiosk(r)
	if err != nil {
		return err
	}
	view := kiosk.View{Page: s.Page(r), ID: who.ID, Facing: facing(who), Shell: true}
	view.Page.Account, view.Page.Notice, view.Page.Problem = "", "", ""
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		if _, _, err := s.gateScreen(ctx, q, who, &view); err != nil {
			return err
		}
		view.Chips, _, err = terminal.ChipLengths(ctx, q, who.School)
		return err
	})
	if err != nil {
		return err
	}
	release, _ := web.Bundle(workerName, s.files())
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set(headTerminal, who.ID)
	w.Header().Set(headRelease, release)
	return s.Render(w, r, http.StatusOK, kiosk.Page(view))
}

// away is what a tablet shows that is loaded while the server is away and
// that is no gate yet. It is the same for everybody who reads its language.
func (s *Kiosk) away(w http.ResponseWriter, r *http.Request) error {
	page := s.Page(r)
	page.Account, page.Notice, page.Problem = "", "", ""
	return s.Render(w, r, http.StatusOK, kiosk.Away(page))
}

const workerName = "kiosk-worker.js"

// files is all that a gate's screen loads.
func (s *Kiosk) files() []string {
	var own []string
	for _, scene := range s.own {
		own = append(own, "kiosk-"+scene+".css", "kiosk-"+scene+".js")
	}
	return append(web.Urls(append(own, "kiosk.css", "kiosk.js", "kiosk-away.js", "favicon.svg", "icons.svg", "kiosk.wasm", "wasm_exec.js")...), layout.Decoder())
}

// worker is the kiosk's service worker. It lives below /kiosk and may stand
// in front of /kiosk itself, and of nothing else.
func (s *Kiosk) worker(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Service-Worker-Allowed", "/kiosk")
	return web.WriteWorker(w, workerName, s.files())
}

// decoder is the script of the kiosk's workers, in the scope of its service
// worker: a browser looks up who stands in front of a worker by the worker's own
// address.
func (s *Kiosk) decoder(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Content-Security-Policy", web.FilesPolicy)
	_, err := w.Write(static.Content("decoder.js"))
	return err
}
