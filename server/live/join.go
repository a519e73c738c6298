package live

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/feed"
)

// snapshot is the state of a topic in a language at a number.
type snapshot struct {
	at     time.Time
	number int64
	html   []byte
}

// making is a snapshot that several joiners wait for.
type making struct {
	done chan struct{}
	snap *snapshot
	err  error
}

// hold makes the groups of a joiner, so that from now on the follower keeps
// what they will need.
func (s *school) hold(topics []Topic, lang string) []*group {
	s.mu.Lock()
	defer s.mu.Unlock()
	var groups []*group
	for _, t := range topics {
		k := groupKey{t.Kind, t.ID, lang}
		g := s.groups[k]
		if g == nil {
			// A batch that is being rendered does not know this group; a snapshot
			// made from now on has the batch in it.
			g = &group{topic: t, lang: lang, from: max(s.cursor, s.reading), subs: map[*seat]struct{}{}}
			s.groups[k] = g
		}
		if slices.Contains(groups, g) {
			continue
		}
		g.holds++
		groups = append(groups, g)
	}
	return groups
}

func (s *school) unhold(groups []*group) {
	now := s.h.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range groups {
		if g.holds--; g.holds == 0 {
			g.idle = now
		}
	}
}

// begin is where a joiner's view of a group starts: at a number it has already,
// or at a snapshot.
type begin struct {
	group  *group
	number int64
	snap   *snapshot
}

// prepare finds a beginning for each group and waits until the follower is as
// far as the newest of them.
func (s *school) prepare(ctx context.Context, groups []*group, since int64) ([]begin, error) {
	begins := make([]begin, len(groups))
	newest := int64(0)
	for i, g := range groups {
		s.mu.Lock()
		known := since > 0 && since >= g.from && since <= s.cursor
		s.mu.Unlock()
		if known {
			begins[i] = begin{group: g, number: since}
			continue
		}
		snap, err := s.snapshot(ctx, g, since)
		if err != nil {
			return nil, err
		}
		begins[i] = begin{g, snap.number, snap}
		newest = max(newest, snap.number)
	}
	for {
		s.mu.Lock()
		cursor, advanced := s.cursor, s.advanced
		s.mu.Unlock()
		if cursor >= newest {
			return begins, nil
		}
		s.nudge()
		select {
		case <-advanced:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// snapshot returns a snapshot that the group's log continues. Those who ask at
// the same time, or within a second, get the same one, unless they have seen
// more than is in it.
func (s *school) snapshot(ctx context.Context, g *group, seen int64) (*snapshot, error) {
	s.mu.Lock()
	if sn := g.snap; sn != nil && sn.number >= max(g.from, seen) && s.h.now().Sub(sn.at) < snapshotFor {
		s.mu.Unlock()
		return sn, nil
	}
	m := g.making
	if m == nil {
		m = &making{done: make(chan struct{})}
		g.making = m
		s.h.mu.Lock()
		closing := s.h.closing
		if !closing {
			s.h.wg.Go(func() { s.make(g, m) })
		}
		s.h.mu.Unlock()
		if closing {
			g.making = nil
			s.mu.Unlock()
			return nil, errClosing
		}
	}
	s.mu.Unlock()
	select {
	case <-m.done:
		return m.snap, m.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *school) make(g *group, m *making) {
	ctx, cancel := context.WithTimeout(s.h.ctx, joinWithin)
	defer cancel()
	sn := &snapshot{at: s.h.now()}
	m.err = s.h.cfg.DB.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if sn.number, err = feed.Last(ctx, q, s.id); err != nil {
			return err
		}
		sn.html, err = s.h.byKind[g.topic.Kind].Snapshot(ctx, q, g.topic, g.lang, sn.number)
		return err
	})
	s.h.stats.snapshots.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	g.making = nil
	if m.err == nil {
		m.snap, g.snap = sn, sn
	}
	close(m.done)
}

// attach subscribes the seat and queues the one frame that brings it up to
// date. It returns false if a beginning is no longer remembered.
func (s *school) attach(st *seat, begins []begin) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	var html []byte
	var missed []*piece
	for _, b := range begins {
		g := b.group
		if !slices.Contains(st.groups, g) {
			continue // lost, or the connection has ended, while it was joining
		}
		if b.number < g.from || b.number > s.cursor {
			return false
		}
		if b.snap != nil {
			html = append(html, b.snap.html...)
		}
		missed = append(missed, g.after(b)...)
	}
	slices.SortStableFunc(missed, func(a, b *piece) int { return int(a.version - b.version) })
	for _, p := range missed {
		html = append(html, p.html()...)
	}
	for _, g := range st.groups {
		g.subs[st] = struct{}{}
	}
	if len(html) > 0 {
		p := textPiece(s.cursor, html)
		p.free = true
		st.c.enqueue(p)
	}
	return true
}

// after lists the fragments that a beginning lacks, of state only the newest.
// A pulse of the very number is lacking too, unless the snapshot is younger.
func (g *group) after(b begin) []*piece {
	made := int64(0)
	if b.snap != nil {
		made = b.snap.at.UnixNano()
	}
	i := len(g.log)
	for i > 0 && (g.log[i-1].version > b.number || g.log[i-1].version == b.number && g.log[i-1].pulsed > made) {
		i--
	}
	newest := map[string]bool{}
	var list []*piece
	for _, p := range slices.Backward(g.log[i:]) {
		if p.state && newest[p.key] {
			continue
		}
		newest[p.key] = newest[p.key] || p.state
		list = append(list, p)
	}
	slices.Reverse(list)
	return list
}

// leave takes the seat, or one of its groups, out of the school.
func (s *school) leave(st *seat, which func(*group) bool) {
	now := s.h.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	st.groups = slices.DeleteFunc(st.groups, func(g *group) bool {
		if !which(g) {
			return false
		}
		if delete(g.subs, st); len(g.subs) == 0 {
			g.idle = now
		}
		return true
	})
}
