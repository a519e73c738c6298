package live_test

import (
	"strings"
	"testing"
	"time"

	"yunka/server/live"
)

// next reads on to the next frame that has the text.
func (c *client) next(text string) string {
	c.t.Helper()
	for {
		_, b, err := c.ws.Read(c.t.Context())
		if err != nil {
			c.t.Fatalf("no %q: %v", text, err)
		}
		if strings.Contains(string(b), text) {
			return string(b)
		}
	}
}

// Nothing happens but time: the pages hear of it at the number they have, and
// who joins later is not left with the hour before.
func TestTimeAloneMovesState(t *testing.T) {
	s := sqlite(t)
	s.say(3)
	c := s.join("a", "console", 0)
	c.next("<s:console:3")
	s.clock.forward(time.Second)
	s.teller.hour.Store(7)
	live.Turn(s.Hub)
	c.next("<hour 7 at 3>")

	// It came back by the number it has, which is also the pulse's.
	back := s.join("b", "console", 3)
	back.next("<hour 7 at 3>")

	// Only the newest hour is kept, however long nothing else happens, and the
	// items before it can still be replayed.
	for hour := int64(8); hour < 8+40; hour++ {
		s.teller.hour.Store(hour)
		live.Turn(s.Hub)
	}
	s.say(1)
	c.next("<hour 47 at")
	late := s.join("c", "console", 3)
	if got := late.next("<i:console:4"); strings.Count(got, "<hour ") > 1 {
		t.Errorf("a page that comes back hears every hour: %s", got)
	}
}

func TestAPageHearsTheServersClock(t *testing.T) {
	s := sqlite(t)
	c := s.join("a", "console", 0)
	c.next(`{"at":`) // at once: the page's own clock may be wrong
	s.clock.forward(25 * time.Second)
	live.Turn(s.Hub)
	if got := c.next(`{"at":`); !strings.HasPrefix(got, `{"at":`) || !strings.HasSuffix(got, "}") {
		t.Errorf("a beat is %q: it must be a frame of its own", got)
	}
	until(t, "the ping in it answered", func() bool { return live.Awaiting(s.Hub) == 0 })
}
