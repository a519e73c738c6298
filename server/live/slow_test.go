package live_test

import (
	"strings"
	"testing"
	"time"

	"yunka/server/live"
)

// A reader that stalls has two seconds above the bound, and costs nobody else a
// fragment.
func TestASlowReaderIsClosedAndOthersGoOn(t *testing.T) {
	s := sqlite(t)
	s.teller.pad = strings.Repeat("x", 4096)
	slow, err := s.dial(s.url("slow", "console", 0), narrow())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.CloseNow()
	fast := s.join("fast", "console", 0)
	n := int64(0)
	next := func() {
		s.say(1)
		n++
		fast.reach(live.Console, n)
	}
	for live.Over(s.Hub) == 0 {
		next()
	}
	s.clock.forward(time.Second)
	live.Turn(s.Hub)
	next()
	if st := s.Stats(); st.Slow != 0 || st.Connections != 2 {
		t.Fatalf("within the grace: %+v", st)
	}
	s.clock.forward(time.Second)
	live.Turn(s.Hub)
	if st := s.Stats(); st.Slow != 1 {
		t.Fatalf("after the grace: %+v", st)
	}
	next()
	s.clock.forward(5 * time.Second) // nor does it answer the close
	live.Turn(s.Hub)
	until(t, "the slow one gone", func() bool { return s.Stats().Connections == 1 })
	next()
}

// Without any clock a queue ends at four times the bound.
func TestAQueueHasAHardEnd(t *testing.T) {
	s := sqlite(t, func(c *live.Config) { c.QueueBytes = 8 << 10 })
	s.teller.pad = strings.Repeat("x", 4096)
	slow, err := s.dial(s.url("slow", "console", 0), narrow())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.CloseNow()
	until(t, "closed", func() bool { s.say(1); return s.Stats().Slow == 1 })
	// It reads at last: what the socket had taken, then why it was closed.
	(&client{ws: slow, t: t}).closed(1013)
}

func TestAnUnreadStateIsReplacedByTheNewest(t *testing.T) {
	s := sqlite(t)
	s.teller.pad = strings.Repeat("x", 4096)
	ws, err := s.dial(s.url("slow", "card", 0), narrow())
	if err != nil {
		t.Fatal(err)
	}
	defer ws.CloseNow()
	const items = 400
	for range items {
		s.say(1)
	}
	fast := s.join("fast", "card", 0) // the follower is through when this one has all
	fast.reach(live.Card, items)
	c := &client{ws: ws, t: t}
	seen := 0
	for c.pos[live.Card] < items {
		evs, err := c.read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		seen += len(evs)
	}
	if st := s.Stats(); seen >= items/2 || st.Slow != 0 {
		t.Errorf("%d of %d states were sent; %+v", seen, items, st)
	}
}

func TestSilenceIsNoticed(t *testing.T) {
	s := sqlite(t)
	mute, err := s.dial(s.url("mute", "console", 0), nil) // never reads, so never answers
	if err != nil {
		t.Fatal(err)
	}
	defer mute.CloseNow()
	c := s.join("a", "console", 0)
	heard := make(chan error, 1)
	go func() {
		for c.pos[live.Console] < 1 {
			if _, err := c.read(t.Context()); err != nil {
				heard <- err
				return
			}
		}
		heard <- nil
	}()
	s.clock.forward(25 * time.Second)
	live.Turn(s.Hub)
	until(t, "one pong", func() bool { return live.Awaiting(s.Hub) == 1 })
	s.clock.forward(9 * time.Second)
	live.Turn(s.Hub)
	if st := s.Stats(); st.Connections != 2 {
		t.Fatalf("too early: %+v", st)
	}
	s.clock.forward(time.Second)
	live.Turn(s.Hub)
	until(t, "the silent one gone", func() bool { return s.Stats().Connections == 1 })
	if st := s.Stats(); st.HalfOpen != 1 {
		t.Errorf("%+v", st)
	}
	s.say(1)
	if err := <-heard; err != nil {
		t.Error(err)
	}
}

// A viewer whose places are all taken by pages that are gone without a word gets one at the
// next try, seconds later; the page that is alive keeps its own.
func TestStaleSocketsMakePlace(t *testing.T) {
	s := sqlite(t, func(c *live.Config) { c.MaxPerViewer = 3 })
	for range 2 {
		mute, err := s.dial(s.url("a", "console", 0), nil) // never reads, so never answers
		if err != nil {
			t.Fatal(err)
		}
		defer mute.CloseNow()
	}
	c := s.join("a", "console", 0)
	ended := make(chan error, 1)
	go func() {
		for c.pos[live.Console] < 1 {
			if _, err := c.read(t.Context()); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	if ws, err := s.dial(s.url("a", "console", 0), nil); err == nil {
		_ = ws.CloseNow()
		t.Fatal("a fourth place")
	}
	s.clock.forward(time.Millisecond)
	live.Turn(s.Hub)
	until(t, "the pong of the page that is there", func() bool { return live.Awaiting(s.Hub) == 2 })
	s.clock.forward(3 * time.Second)
	live.Turn(s.Hub)
	until(t, "the silent ones gone", func() bool { return s.Stats().Connections == 1 })
	s.join("a", "console", 0)
	s.say(1)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
