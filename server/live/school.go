package live

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/feed"
)

// school is what the hub knows of a school that somebody watches, and its
// follower.
type school struct {
	h    *Hub
	id   string
	refs int // connections and joiners; under Hub.mu
	stop context.CancelFunc
	poke chan struct{} // one place

	ready chan struct{} // closed when cursor is known

	mu       sync.Mutex
	groups   map[groupKey]*group
	cursor   int64 // every item up to it is published
	reading  int64 // end of the batch that is being rendered, or 0
	advanced chan struct{}

	// The follower's own.
	started bool
	fails   int       // of the renderer, in a row, on the same batch
	pulsed  time.Time // the last pulse
	stale   bool      // somebody has asked for one since
}

type groupKey struct{ kind, id, lang string }

// group is a topic in a language.
type group struct {
	topic Topic
	lang  string

	// Under school.mu.
	from     int64    // log has every fragment above it
	log      []*piece // in feed order
	logBytes int
	subs     map[*seat]struct{}
	holds    int // joiners
	idle     time.Time
	snap     *snapshot
	making   *making
}

// seat is a connection in a school. pending is used while publishing only.
type seat struct {
	c       *conn
	s       *school
	groups  []*group
	pending []*piece
}

// acquire counts a holder in and starts the follower for the first one.
func (h *Hub) acquire(id string) (*school, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closing {
		return nil, errClosing
	}
	s := h.schools[id]
	if s == nil {
		ctx, cancel := context.WithCancel(h.ctx)
		s = &school{
			h: h, id: id, stop: cancel, poke: make(chan struct{}, 1), ready: make(chan struct{}),
			groups: map[groupKey]*group{}, advanced: make(chan struct{}),
		}
		h.schools[id] = s
		h.wg.Go(func() { s.follow(ctx) })
	}
	s.refs++
	return s, nil
}

func (h *Hub) release(s *school) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.refs--; s.refs == 0 {
		delete(h.schools, s.id)
		s.stop()
	}
}

func (s *school) nudge() {
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

// follow reads the feed while somebody watches.
func (s *school) follow(ctx context.Context) {
	bell, stop := s.h.cfg.Feed.Listen(s.id)
	defer stop()
	pulse := time.NewTimer(pulseEvery)
	defer pulse.Stop()
	failed := 0
	for {
		err := s.step(ctx)
		if err == nil {
			err = s.pulse(ctx)
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.h.log.Warn("feed not followed", "school", s.id, "error", err)
			half := 50 * time.Millisecond << min(failed, 6)
			failed++
			pause := time.NewTimer(half + rand.N(half))
			select {
			case <-ctx.Done():
				pause.Stop()
				return
			case <-pause.C:
			case <-s.poke:
				pause.Stop()
			}
			continue
		}
		failed = 0
		s.sweep(s.h.now())
		if s.stale {
			pulse.Reset(pulseEvery - time.Since(s.pulsed))
		}
		select {
		case <-ctx.Done():
			return
		case <-bell:
		case <-s.poke:
		case <-pulse.C:
		}
	}
}

// errCut means that the feed does not go on where the cursor stands.
var errCut = errors.New("live: the feed was cut or replaced")

// step publishes everything that is visible.
func (s *school) step(ctx context.Context) error {
	for {
		var last, to int64
		var out []*piece
		var affected []string
		var all, rendering bool
		err := s.h.cfg.DB.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
			if last, err = feed.Last(ctx, q, s.id); err != nil || !s.started || last == s.cursor {
				to = last
				return err
			}
			if last < s.cursor {
				return errCut
			}
			items, err := feed.Read(ctx, q, s.id, s.cursor, batchItems)
			if err != nil {
				return err
			}
			to = min(last, s.cursor+batchItems)
			for i := range to - s.cursor {
				if i >= int64(len(items)) || items[i].Number != s.cursor+1+i {
					return errCut
				}
			}
			items = items[:to-s.cursor]
			if affected, all, err = s.moved(ctx, q, items); err != nil {
				return err
			}
			rendering = true
			out, err = s.render(ctx, q, items, to)
			return err
		})
		switch {
		case errors.Is(err, errCut):
			s.reset(last)
			return nil
		case err != nil:
			s.mu.Lock()
			s.reading = 0
			s.mu.Unlock()
			// What fails again and again while the feed can be read is a renderer
			// that cannot cope with an item. The others must not wait for it.
			if !rendering || ctx.Err() != nil {
				return err
			}
			if s.fails++; s.fails < renderAttempts {
				return err
			}
			s.h.log.Error("a batch cannot be rendered; everyone starts from a snapshot", "school", s.id, "after", s.cursor, "error", err)
			s.reset(to)
			continue
		case !s.started:
			s.mu.Lock()
			s.started, s.cursor = true, to
			s.mu.Unlock()
			close(s.ready)
			continue
		case to == s.cursor:
			return nil
		}
		s.fails = 0
		if all {
			s.h.RecheckSchool(s.id)
		}
		for _, id := range affected {
			s.h.Recheck(id)
		}
		s.publish(out, to)
		s.stale = true
	}
}

// moved finds out whose rights the items may have moved, in whatever process
// they were written.
func (s *school) moved(ctx context.Context, q bun.IDB, items []feed.Item) (viewers []string, all bool, err error) {
	var rights []feed.Item
	for _, it := range items {
		switch it.Kind {
		case feed.TerminalOff:
			viewers = append(viewers, it.Subject)
		case feed.RightsMoved, feed.PersonState, feed.RosterDone:
			rights = append(rights, it)
		}
	}
	if len(rights) == 0 {
		return viewers, false, nil
	}
	if s.h.cfg.Affected == nil {
		return viewers, true, nil
	}
	more, err := s.h.cfg.Affected(ctx, q, s.id, rights)
	return append(viewers, more...), false, err
}

// render asks each renderer once and draws its fragments in each language.
func (s *school) render(ctx context.Context, q bun.IDB, items []feed.Item, to int64) ([]*piece, error) {
	asked := map[*renderer][]Topic{}
	s.mu.Lock()
	first := s.cursor + 1
	s.reading = to // a group that appears from here on knows where it begins
	groups := make(map[Topic][]*group, len(s.groups))
	for _, g := range s.groups {
		if groups[g.topic] == nil {
			r := s.h.byKind[g.topic.Kind]
			asked[r] = append(asked[r], g.topic)
		}
		groups[g.topic] = append(groups[g.topic], g)
	}
	s.mu.Unlock()
	var out []*piece
	for r, topics := range asked {
		frags, err := r.Render(ctx, q, Batch{School: s.id, Items: items, Topics: topics, At: to})
		if err != nil {
			return nil, fmt.Errorf("live: render: %w", err)
		}
		for _, f := range frags {
			if groups[f.Topic] == nil || !r.kinds[f.Topic.Kind] || f.Version < first || f.Version > to {
				s.h.log.Error("fragment for nobody or of no number", "school", s.id, "topic", f.Topic.String(), "version", f.Version)
				continue
			}
			for _, g := range groups[f.Topic] {
				html, err := f.Draw(g.lang)
				if err != nil {
					return nil, fmt.Errorf("live: draw: %w", err)
				}
				if len(html) == 0 {
					continue
				}
				p := textPiece(f.Version, html)
				p.group, p.state, p.key = g, f.State, f.Key
				out = append(out, p)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *piece) int { return int(a.version - b.version) })
	return out, nil
}

// publish remembers the pieces and queues them. It waits for nobody.
func (s *school) publish(out []*piece, to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var touched []*seat
	for _, p := range out {
		g := p.group
		if p.pulsed != 0 {
			g.supersede(p)
		}
		g.log = append(g.log, p)
		g.logBytes += len(p.frame)
		for st := range g.subs {
			if len(st.pending) == 0 {
				touched = append(touched, st)
			}
			st.pending = append(st.pending, p)
		}
	}
	s.cursor, s.reading = to, 0
	for _, p := range out {
		p.group.trim(s.cursor)
	}
	for _, st := range touched {
		st.c.enqueue(st.pending...)
		clear(st.pending)
		st.pending = st.pending[:0]
	}
	s.advance()
}

func (s *school) advance() {
	close(s.advanced)
	s.advanced = make(chan struct{})
}

// supersede forgets the pulses that a newer one stands for, so that a night in
// which only time passes does not push what happened out of the log.
func (g *group) supersede(p *piece) {
	g.log = slices.DeleteFunc(g.log, func(old *piece) bool {
		if old.pulsed == 0 || old.key != p.key {
			return false
		}
		g.logBytes -= len(old.frame)
		return true
	})
}

// trim forgets old fragments, whole numbers at a time.
func (g *group) trim(cursor int64) {
	g.from = max(g.from, cursor-ringNumbers)
	n := 0
	for n < len(g.log) && (g.log[n].version < g.from || g.log[n].version == g.from && g.log[n].pulsed == 0 || g.logBytes > ringBytes) {
		g.from = max(g.from, g.log[n].version)
		g.logBytes -= len(g.log[n].frame)
		n++
	}
	clear(g.log[:n])
	if g.log = g.log[n:]; len(g.log) == 0 {
		g.log = nil
	}
}

// reset is for a feed that does not go on: nothing remembered is of use, and
// everyone comes back to a snapshot.
func (s *school) reset(last int64) {
	s.h.stats.resets.Add(1)
	s.mu.Lock()
	s.cursor, s.reading, s.fails = last, 0, 0
	conns := map[*conn]bool{}
	for _, g := range s.groups {
		g.log, g.logBytes, g.from, g.snap = nil, 0, last, nil
		for st := range g.subs {
			conns[st.c] = true
		}
	}
	s.advance()
	s.mu.Unlock()
	s.h.log.Warn("feed restarted", "school", s.id, "at", last, "connections", len(conns))
	for c := range conns {
		c.end(closeRestart, "restart")
	}
}

// sweep forgets what nobody has watched for a while.
func (s *school) sweep(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, g := range s.groups {
		if g.snap != nil && now.Sub(g.snap.at) >= snapshotFor {
			g.snap = nil
		}
		if len(g.subs) == 0 && g.holds == 0 && now.Sub(g.idle) >= warmFor {
			delete(s.groups, k)
			continue
		}
		g.trim(s.cursor)
	}
}
