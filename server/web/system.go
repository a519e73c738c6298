package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"yunka/server/fault"
)

// livez says that the process answers.
func (s *Kit) livez(w http.ResponseWriter, _ *http.Request) error {
	return WriteJSON(w, map[string]string{"status": "ok"})
}

// skew is how far the server's and the database's clocks may differ: freshness
// is judged on one and stored beside the other.
const skew = 2 * time.Second

// Ready says that requests sent here will be served: that this server is not going,
// that the two clocks agree, and that what is decided would be kept (db.Ready).
func (s *Kit) Ready(ctx context.Context) error {
	if s.draining.Load() {
		return fault.New(fault.Unavailable, "draining")
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	ahead, err := s.DB.ClockAhead(ctx)
	if err != nil {
		return fault.Wrap(fault.Unavailable, "database_unavailable", err)
	}
	if max(ahead, -ahead) > skew {
		return fault.Newf(fault.Unavailable, "clocks_differ", "the server's and the database's clocks differ by %d ms", ahead.Abs().Milliseconds())
	}
	if err := s.DB.ClockError(); err != nil {
		return err
	}
	return s.ready.ask(ctx, s.DB.Ready)
}

func (s *Kit) readyz(w http.ResponseWriter, r *http.Request) error {
	if err := s.Ready(r.Context()); err != nil {
		return err
	}
	return WriteJSON(w, map[string]string{"status": "ok"})
}

// probed keeps what db.Ready said for a moment: it writes, and anybody may ask.
type probed struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

const probeEvery = time.Second

func (p *probed) ask(ctx context.Context, ready func(context.Context) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at.IsZero() || time.Since(p.at) >= probeEvery {
		p.err = ready(ctx)
		p.at = time.Now()
	}
	return p.err
}

// time is the clock that phones and kiosks correct theirs by: a wrong one is not told.
func (s *Kit) time(w http.ResponseWriter, _ *http.Request) error {
	if _, err := s.DB.TrustedNow(); err != nil {
		return err
	}
	return WriteJSON(w, map[string]int64{"now": s.Now().UnixMilli()})
}

func (s *Kit) files(w http.ResponseWriter, r *http.Request) error {
	s.static.ServeHTTP(w, r)
	return nil
}

func WriteJSON(w http.ResponseWriter, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
	return nil
}

// RetryAfter says when a limited form may be sent again.
func (s *Kit) RetryAfter(w http.ResponseWriter, err error) {
	if f := fault.As(err); f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
}
