package live_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/live"
)

// While items are written, pages come, go and come back with the highest number
// they have seen. Whatever the moment, each shows each item once and in order.
func TestNobodyMissesOrRepeatsAnItemWhileJoining(t *testing.T) {
	s := sqlite(t)
	const pages, visits, items = 200, 4, 1500
	done := make(chan error, pages)
	var writing sync.WaitGroup
	writing.Go(func() {
		for n := 0; n < items; {
			k := min(1+rand.IntN(5), items-n)
			if err := s.tell("told", k); err != nil {
				t.Error(err)
				return
			}
			n += k
			s.clock.forward(20 * time.Millisecond) // so that snapshots grow old
		}
	})
	for i := range pages {
		go func() {
			c := &client{t: t}
			done <- func() error {
				for visit := range visits {
					topics := "console,gate"
					if i%2 == 0 {
						topics = "gate,console"
					}
					since := c.max
					if rand.IntN(4) == 0 {
						since, c.max, c.pos = 0, 0, nil // a page that was loaded again
					}
					ws, err := s.dial(s.url("a", topics, since), nil)
					if err != nil {
						return err
					}
					c.ws = ws
					last := visit == visits-1
					for k := rand.IntN(40); (last && c.pos[live.Console] < items) || (!last && k > 0 && c.pos[live.Console] < items); k-- {
						if _, err := c.read(t.Context()); err != nil {
							_ = ws.CloseNow()
							return err
						}
					}
					if i%3 == 0 {
						_ = ws.Close(1000, "")
					}
					_ = ws.CloseNow()
				}
				return nil
			}()
		}()
	}
	for range pages {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	writing.Wait()
	until(t, "everybody gone", func() bool { st := s.Stats(); return st.Connections == 0 && st.Schools == 0 })
	st := s.Stats()
	t.Logf("%+v, %d renders, %d snapshots", st, s.teller.renders.Load(), s.teller.snapshot.Load())
	if st.Replays == 0 || st.Snapshots == 0 {
		t.Error("one of the two ways of joining was not taken")
	}
}

func TestComingBack(t *testing.T) {
	s := sqlite(t)
	s.say(10)
	c := s.join("a", "console", 0)
	c.reach(live.Console, 10)
	if e := s.teller.snapshot.Load(); e != 1 {
		t.Fatalf("%d snapshots", e)
	}
	keep := s.join("b", "console", 10) // up to date: nothing is sent, nothing is read
	s.say(5)
	c.reach(live.Console, 15)
	_ = c.ws.CloseNow()
	s.say(5)
	keep.pos = map[string]int64{live.Console: 10}
	keep.reach(live.Console, 20)
	back := s.join("a", "console", 15)
	back.pos = map[string]int64{live.Console: 15}
	back.reach(live.Console, 20)
	if e := s.teller.snapshot.Load(); e != 1 {
		t.Errorf("coming back within memory asked the database: %d snapshots", e)
	}
	s.clock.forward(2 * 1e9) // the shared snapshot is too old now
	ahead := s.join("a", "console", 1000)
	if evs, err := ahead.read(t.Context()); err != nil || !evs[0].snapshot {
		t.Errorf("a number of the future: %+v, %v; want a snapshot", evs, err)
	}
	for range 15 {
		s.say(100)
	}
	keep.reach(live.Console, 1520)
	s.clock.forward(2 * 1e9)
	old := s.join("a", "console", 20)
	if evs, err := old.read(t.Context()); err != nil || !evs[0].snapshot {
		t.Errorf("a number beyond memory: %+v, %v; want a snapshot", evs, err)
	}
}

// Memory begins where somebody began to watch, not where the school did.
func TestATopicNobodyWatchedIsNotReplayed(t *testing.T) {
	s := sqlite(t)
	a := s.join("a", "console", 0)
	s.say(10)
	a.reach(live.Console, 10)
	b := s.join("b", "gate", 3)
	if evs, err := b.read(t.Context()); err != nil || !evs[0].snapshot {
		t.Fatalf("%+v, %v; want a snapshot", evs, err)
	}
	// Nor is it with a batch that was being rendered when the first one came.
	gate := make(chan struct{})
	s.teller.gate.Store(&gate)
	s.say(3)
	<-gate
	before := s.teller.snapshot.Load()
	joined := make(chan *client, 1)
	go func() {
		ws, err := s.dial(s.url("c", "card", 10), nil)
		if err != nil {
			t.Error(err)
		}
		joined <- &client{ws: ws, t: t}
	}()
	until(t, "a snapshot, or in without one", func() bool {
		return s.teller.snapshot.Load() > before || live.Subscriptions(s.Hub, school) == 3
	})
	gate <- struct{}{}
	c := <-joined
	defer c.ws.CloseNow()
	s.say(1)
	evs, err := c.read(t.Context())
	if err != nil || !evs[0].snapshot || evs[0].n != 13 {
		t.Fatalf("%+v, %v; want a snapshot at 13", evs, err)
	}
	c.reach(live.Card, 14)
}

// A page of two schools has two sequences, and one number for neither.
func TestTwoSchoolsStartFromSnapshots(t *testing.T) {
	s := sqlite(t)
	addSchool(t, s.db, "school-2")
	s.say(3)
	c := s.join("a", "console,card@school-2", 3)
	for len(c.pos) < 2 {
		evs, err := c.read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !evs[0].snapshot {
			t.Fatalf("%+v", evs)
		}
	}
}

func TestAnotherProcessOnOneDatabase(t *testing.T) {
	url := dbtest.URL(t, db.Postgres)
	da, dbb := dbtest.Dial(t, url), dbtest.Dial(t, url)
	addSchool(t, da, school)
	a, b := open(t, da), open(t, dbb)
	ca, cb := a.join("a", "console", 0), b.join("b", "console", 0)
	for i := range int64(5) {
		a.say(3)
		ca.reach(live.Console, 3*i+3) // by the bell
		live.Turn(b.Hub)
		cb.reach(live.Console, 3*i+3) // by the tick
	}
	a.say(1)
	b.Nudge(school) // by whatever carries hints one day
	cb.reach(live.Console, 16)

	// A right that is lost through A closes the socket at B.
	b.allow(func(live.Viewer, []live.Topic) (live.Verdict, error) { return live.Verdict{}, nil })
	if err := a.tell("rights.changed", 1); err != nil {
		t.Fatal(err)
	}
	live.Turn(b.Hub)
	cb.closed(live.CloseLoggedOut)
}

func TestAFailingRendererIsRepeatedAndThenPassed(t *testing.T) {
	s := sqlite(t)
	c := s.join("a", "console", 0)
	s.teller.fail.Store(3)
	s.say(5)
	until(t, "three failures", func() bool { live.Turn(s.Hub); return s.teller.fail.Load() < 0 })
	c.reach(live.Console, 5)

	s.teller.fail.Store(8)
	s.say(1)
	until(t, "given up", func() bool { live.Turn(s.Hub); return s.Stats().Resets == 1 })
	c.closed(1012)
	s.clock.forward(2 * 1e9)
	c = s.join("a", "console", c.max)
	c.reach(live.Console, 6) // by snapshot
	s.say(1)
	c.reach(live.Console, 7)
}

func TestACutFeedSendsEveryoneToASnapshot(t *testing.T) {
	s := sqlite(t)
	c := s.join("a", "console", 0)
	s.say(2)
	c.reach(live.Console, 2)
	if err := s.db.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := s.feed.Take(ctx, tx, school, 1) // a number without a fact
		return err
	}); err != nil {
		t.Fatal(err)
	}
	c.closed(1012)
}

func TestNoSubscribersNoWork(t *testing.T) {
	s := sqlite(t)
	c := s.join("a", "console", 0)
	s.say(1)
	c.reach(live.Console, 1)
	_ = c.ws.Close(1000, "")
	until(t, "the follower gone", func() bool { return s.Stats().Schools == 0 })
	before := s.teller.renders.Load()
	s.say(3)
	live.Turn(s.Hub)
	c = s.join("a", "console", 0)
	c.reach(live.Console, 4)
	if n := s.teller.renders.Load(); n != before {
		t.Errorf("rendered %d times for nobody", n-before)
	}
}

var _ live.Renderer = (*teller)(nil)
