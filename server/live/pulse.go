package live

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// pulse publishes what renderers have that is not the work of one batch. A call
// that comes too early is made up for: stale brings the follower back.
func (s *school) pulse(ctx context.Context) error {
	if !s.started {
		return nil
	}
	if time.Since(s.pulsed) < pulseEvery {
		s.stale = true
		return nil
	}
	type call struct {
		r    Pulser
		kind *renderer
		lang string
	}
	calls := map[call][]Topic{}
	groups := map[groupKey]*group{}
	s.mu.Lock()
	at := s.cursor
	for k, g := range s.groups {
		r := s.h.byKind[g.topic.Kind]
		if p, ok := r.Renderer.(Pulser); ok {
			groups[k] = g
			calls[call{p, r, g.lang}] = append(calls[call{p, r, g.lang}], g.topic)
		}
	}
	s.mu.Unlock()
	s.pulsed, s.stale = time.Now(), false
	if len(calls) == 0 {
		return nil
	}
	now := s.h.now().UnixNano()
	var out []*piece
	err := s.h.cfg.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		out = nil
		for k, topics := range calls {
			frags, err := k.r.Pulse(ctx, q, Batch{School: s.id, Lang: k.lang, Topics: topics, At: at})
			if err != nil {
				return fmt.Errorf("live: pulse: %w", err)
			}
			for _, f := range frags {
				html, err := f.Draw(k.lang)
				if err != nil {
					return fmt.Errorf("live: draw: %w", err)
				}
				g := groups[groupKey{f.Topic.Kind, f.Topic.ID, k.lang}]
				if g == nil || !k.kind.kinds[f.Topic.Kind] || f.Version != at || !f.State || len(html) == 0 {
					s.h.log.Error("pulse for nobody or of no state", "school", s.id, "topic", f.Topic.String(), "version", f.Version)
					continue
				}
				p := textPiece(at, html)
				p.group, p.state, p.key, p.pulsed = g, true, f.Key, now
				out = append(out, p)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(out) > 0 {
		s.publish(out, at)
	}
	return nil
}
