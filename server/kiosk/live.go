package kiosk

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/fault"
	"yunka/server/live"
	"yunka/server/terminal"
	"yunka/server/web"
	"yunka/views/kiosk"
)

// A gate's screen hears what cannot wait for its next heartbeat: that it is no
// terminal any more (the socket closes), that its list has moved, that its page
// is out of date, and what other terminals of the same gate counted. These are
// figures and versions, as JSON, a line each; nobody is in them.

func (s *Kiosk) Topics() []web.Topic {
	return []web.Topic{{Kind: live.Gate, Screen: s.gateViewer, Still: gateStill, Snapshot: s.gateState, Pulse: s.gatePulses}}
}

// gateViewer is whose socket it is that asks for a gate's topic: a paired
// terminal, of itself alone. A zero Viewer is a tablet that is none.
func (s *Kiosk) gateViewer(r *http.Request, t live.Topic, epoch uint64) (v live.Viewer, mine bool, err error) {
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		return v, true, nil
	}
	who, err := s.Terminals.Authenticate(r.Context(), c.Value)
	if fault.Is(err, fault.Unauthenticated) {
		return v, true, nil
	}
	if err != nil {
		return v, true, err
	}
	if t.ID != who.ID {
		return v, true, fault.New(fault.NotFound, "not_found")
	}
	t.School = who.School
	return live.Viewer{ID: who.ID, Session: who.TokenHash, Lang: s.Lang(r), Topics: []live.Topic{t}, Epoch: epoch}, true, nil
}

// gateStill says whether the terminal still is what it was when its socket came.
func gateStill(ctx context.Context, q bun.IDB, v live.Viewer) (bool, error) {
	who, err := terminal.ByHash(ctx, q, v.Session)
	if fault.Is(err, fault.Unauthenticated) {
		return false, nil
	}
	return err == nil && who.ID == v.ID, err
}

// gatePulses are what a terminal is told. The counts of a gate are dear, and one
// terminal keeps its own: they are told where several stand at one gate.
func (s *Kiosk) gatePulses(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	view := kiosk.View{ID: t.ID}
	school, row, err := s.gateScreen(ctx, q, terminal.Identity{ID: t.ID, School: t.School}, &view)
	if err != nil {
		return nil, err
	}
	policy, changed, err := access.ListChange(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	told := []web.Pulse{line("list", time.Second/4, map[string]any{"page": view.Stamp, "policy": policy, "changed": changed})}
	shared, err := terminal.Shared(ctx, q, t.School, row.GateID)
	if err != nil || !shared || !s.Due(t, "counts", time.Second) {
		return told, err
	}
	c, err := s.gateCounts(ctx, q, t.School, row.GateID, school.Location())
	return append(told, line("counts", time.Second, map[string]any{"counts": map[string]int{"in": c.In, "out": c.Out, "denied": c.Denied, "confirm": c.ToConfirm}})), err
}

// gateState is what a terminal is told when its socket opens.
func (s *Kiosk) gateState(ctx context.Context, q bun.IDB, t live.Topic, version int64) ([]web.Piece, error) {
	pulses, err := s.gatePulses(ctx, q, t)
	return web.Whole(t.ID, pulses, version), err
}

func line(key string, every time.Duration, says map[string]any) web.Pulse {
	text, err := json.Marshal(says) // never fails: numbers and texts
	if err != nil {
		panic(err)
	}
	return web.Pulse{Key: key, Every: every, Same: string(text), Age: 24 * time.Hour, Draw: func(int64) templ.Component {
		return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := w.Write(append(text, '\n'))
			return err
		})
	}}
}
