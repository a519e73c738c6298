package live

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"yunka/server/fault"
)

// watcher is the connections of a viewer.
type watcher struct {
	conns map[*conn]struct{}
	n     int // with those still joining
}

// moved remembers a recheck for those who were authorised before it and are
// still joining.
type moved struct {
	epoch uint64
	at    time.Time
}

// dueSet is who must be asked about, each once.
type dueSet struct {
	mu   sync.Mutex
	list []who
	set  map[who]bool
	bell chan struct{}
}

type who struct{ id, session string }

func (d *dueSet) add(w who) {
	d.mu.Lock()
	if d.set == nil {
		d.set = map[who]bool{}
	}
	if !d.set[w] {
		d.set[w] = true
		d.list = append(d.list, w)
	}
	d.mu.Unlock()
	select {
	case d.bell <- struct{}{}:
	default:
	}
}

func (d *dueSet) next() (w who, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.list) == 0 {
		return who{}, false
	}
	w, d.list = d.list[0], d.list[1:]
	delete(d.set, w)
	return w, true
}

// reserve counts a connection in before it exists. A viewer with as many as may be has
// some that are gone without a word, as after a day of a phone that changes networks: all
// are asked, who does not answer within probeWithin makes place, and the page that was
// refused is there at its next try. Pages that are alive stay.
func (h *Hub) reserve(id string) error {
	err := h.count(id)
	if fault.Is(err, fault.TooMany) {
		h.mu.Lock()
		var all []*conn
		if w := h.watchers[id]; w != nil {
			all = slices.Collect(maps.Keys(w.conns))
		}
		h.mu.Unlock()
		for _, c := range all {
			c.probe()
		}
	}
	return err
}

func (h *Hub) count(id string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.watchers[id]
	switch {
	case h.closing:
		return errClosing
	case h.conns >= h.cfg.MaxConns:
		return &fault.Error{Kind: fault.Unavailable, Code: "live_full", RetryAfter: 10}
	case w != nil && w.n >= h.cfg.MaxPerViewer:
		return &fault.Error{Kind: fault.TooMany, Code: "live_connections", RetryAfter: 5}
	case w == nil:
		w = &watcher{conns: map[*conn]struct{}{}}
		h.watchers[id] = w
	}
	w.n++
	h.conns++
	return nil
}

// enter makes the connection known and starts its reader.
func (h *Hub) enter(c *conn) bool {
	v := c.viewer
	c.shard.connsMu.Lock()
	c.shard.conns[c] = struct{}{}
	c.shard.connsMu.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closing {
		return false
	}
	h.watchers[v.ID].conns[c] = struct{}{}
	c.checked = h.now()
	stale := v.Epoch == 0 || h.moved[v.ID].epoch > v.Epoch
	for _, t := range v.Topics {
		stale = stale || h.moved["school:"+t.School].epoch > v.Epoch
	}
	if stale {
		h.due.add(who{v.ID, v.Session})
	}
	h.wg.Go(c.read)
	return true
}

// leave undoes reserve, sit and enter, as far as they came.
func (h *Hub) leave(c *conn) {
	for _, st := range c.seats {
		st.s.leave(st, func(*group) bool { return true })
		h.release(st.s)
	}
	if c.shard != nil {
		c.shard.connsMu.Lock()
		delete(c.shard.conns, c)
		c.shard.connsMu.Unlock()
	}
	h.mu.Lock()
	w := h.watchers[c.viewer.ID]
	delete(w.conns, c)
	if w.n--; w.n == 0 {
		delete(h.watchers, c.viewer.ID)
	}
	h.conns--
	h.mu.Unlock()
	select {
	case h.released <- struct{}{}:
	default:
	}
}

// Epoch is what Viewer.Epoch wants; take it before authorising.
func (h *Hub) Epoch() uint64 { return h.epoch.Load() }

// Recheck asks again, at once, what a viewer may see: after a change of its
// rights, its sessions or its language.
func (h *Hub) Recheck(viewer string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.note(viewer)
	if w := h.watchers[viewer]; w != nil {
		for c := range w.conns {
			h.due.add(who{viewer, c.viewer.Session})
		}
	}
}

// RecheckSchool asks again for everyone who watches anything of the school.
func (h *Hub) RecheckSchool(school string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.note("school:" + school)
	for id, w := range h.watchers {
		for c := range w.conns {
			if slices.ContainsFunc(c.viewer.Topics, func(t Topic) bool { return t.School == school }) {
				h.due.add(who{id, c.viewer.Session})
			}
		}
	}
}

func (h *Hub) note(key string) {
	h.moved[key] = moved{h.epoch.Add(1), h.now()}
}

// recheckDue is the half-minute round; those who came at different times are
// asked about at different times.
func (h *Hub) recheckDue(now time.Time) {
	for id, w := range h.watchers {
		for c := range w.conns {
			expired := !c.viewer.Expires.IsZero() && !now.Before(c.viewer.Expires)
			if expired || now.Sub(c.checked) >= h.cfg.RecheckEvery {
				h.due.add(who{id, c.viewer.Session})
			}
		}
	}
	for k, m := range h.moved {
		if now.Sub(m.at) >= 2*joinWithin {
			delete(h.moved, k)
		}
	}
}

// reauthorise works off who is due, one question for each viewer and session.
func (h *Hub) reauthorise() {
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-h.due.bell:
		}
		for {
			w, ok := h.due.next()
			if !ok || h.ctx.Err() != nil {
				break
			}
			h.recheck(w)
		}
	}
}

func (h *Hub) recheck(w who) {
	now := h.now()
	var conns []*conn
	var topics []Topic
	var v Viewer
	h.mu.Lock()
	if x := h.watchers[w.id]; x != nil {
		for c := range x.conns {
			if c.viewer.Session != w.session {
				continue
			}
			v = c.viewer
			conns = append(conns, c)
			for _, t := range c.viewer.Topics {
				if !slices.Contains(topics, t) {
					topics = append(topics, t)
				}
			}
		}
	}
	h.mu.Unlock()
	if len(conns) == 0 {
		return
	}
	v.Topics = topics
	ctx, cancel := context.WithTimeout(h.ctx, joinWithin)
	defer cancel()
	verdict, err := h.cfg.Reauthorise(ctx, v, topics)
	if err != nil {
		h.log.Warn("rights not known", "viewer", w.id, "error", err)
		h.mu.Lock()
		for _, c := range conns {
			c.checked = time.Time{} // the next turn asks again
		}
		h.mu.Unlock()
		return
	}
	h.stats.rechecks.Add(1)
	for _, c := range conns {
		h.apply(c, verdict, now)
	}
}

func (h *Hub) apply(c *conn, verdict Verdict, now time.Time) {
	h.mu.Lock()
	c.checked = now
	if !verdict.Expires.IsZero() {
		c.viewer.Expires = verdict.Expires
	}
	expired := !c.viewer.Expires.IsZero() && !now.Before(c.viewer.Expires)
	kept := make([]Topic, 0, len(c.viewer.Topics))
	for _, t := range c.viewer.Topics {
		if slices.Contains(verdict.Topics, t) {
			kept = append(kept, t)
		}
	}
	lost := len(kept) < len(c.viewer.Topics)
	c.viewer.Topics = kept
	lang := c.viewer.Lang
	h.mu.Unlock()
	switch {
	case !verdict.OK || expired || len(kept) == 0:
		h.stats.lost.Add(1)
		c.end(CloseLoggedOut, "logged out")
	case verdict.Lang != "" && verdict.Lang != lang:
		c.end(closeRestart, "language")
	case lost:
		gone := func(g *group) bool { return !slices.Contains(kept, g.topic) }
		for _, st := range c.seats {
			st.s.leave(st, gone)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if slices.ContainsFunc(c.queue, func(p *piece) bool { return p.free }) && !c.closing {
			c.endLocked(closeRestart, "rights") // the lost topic is somewhere in that frame
			return
		}
		c.drop(func(p *piece) bool { return p.group != nil && gone(p.group) })
	}
}
