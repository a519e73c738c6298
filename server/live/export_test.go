package live

import "time"

// Manual stops the hub's own clock, so that only Turn moves it. Before Run.
func Manual(h *Hub) { h.ticks = make(chan time.Time) }

// Turn is one tick.
func Turn(h *Hub) { h.turn() }

// Over counts connections above the bound of their queue.
func Over(h *Hub) int { return count(h, func(c *conn) bool { return !c.over.IsZero() }) }

// Awaiting counts connections that owe a pong.
func Awaiting(h *Hub) int { return count(h, func(c *conn) bool { return !c.pinged.IsZero() }) }

func count(h *Hub, match func(*conn) bool) int {
	return len(h.all(func(c *conn) bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return match(c)
	}))
}

// Subscriptions counts (connection, topic) pairs of a school.
func Subscriptions(h *Hub, id string) (n int) {
	h.mu.Lock()
	s := h.schools[id]
	h.mu.Unlock()
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.groups {
		n += len(g.subs)
	}
	return n
}
