package live_test

import (
	"errors"
	"testing"
	"time"

	"yunka/server/live"
)

func TestALostRightClosesAtOnceAndOnlyThat(t *testing.T) {
	s := sqlite(t)
	gone, stays := s.join("gone", "console", 0), s.join("stays", "console", 0)
	s.allow(func(v live.Viewer, topics []live.Topic) (live.Verdict, error) {
		return live.Verdict{OK: v.ID != "gone", Topics: topics}, nil
	})
	s.Recheck("gone")
	gone.closed(live.CloseLoggedOut)
	s.RecheckSchool(school)
	s.say(1)
	stays.reach(live.Console, 1)
}

func TestALostTopicIsDroppedAndTheOthersStay(t *testing.T) {
	s := sqlite(t)
	c := s.join("a", "console,gate", 0)
	s.say(3)
	c.reach(live.Gate, 3)
	s.allow(func(_ live.Viewer, topics []live.Topic) (live.Verdict, error) {
		v := live.Verdict{OK: true}
		for _, tp := range topics {
			if tp.Kind != live.Gate {
				v.Topics = append(v.Topics, tp)
			}
		}
		return v, nil
	})
	s.Recheck("a")
	until(t, "dropped", func() bool { return live.Subscriptions(s.Hub, school) == 1 })
	s.say(30)
	c.reach(live.Console, 33)
	if c.pos[live.Gate] != 3 {
		t.Errorf("gate is at %d", c.pos[live.Gate])
	}
	s.allow(func(live.Viewer, []live.Topic) (live.Verdict, error) { return live.Verdict{OK: true}, nil })
	s.Recheck("a")
	c.closed(live.CloseLoggedOut) // nothing left to see
}

func TestEverybodyIsAskedAboutEveryHalfMinute(t *testing.T) {
	s := sqlite(t)
	var pages []*client
	for range 5 {
		pages = append(pages, s.join("a", "console", 0)) // one viewer, one session
	}
	live.Turn(s.Hub)
	if n := s.asked.Load(); n != 0 {
		t.Fatalf("asked %d times at the start", n)
	}
	s.allow(func(live.Viewer, []live.Topic) (live.Verdict, error) {
		return live.Verdict{}, errors.New("the database is away")
	})
	s.clock.forward(30 * time.Second)
	live.Turn(s.Hub)
	until(t, "asked", func() bool { return s.asked.Load() == 1 })
	s.allow(func(live.Viewer, []live.Topic) (live.Verdict, error) { return live.Verdict{}, nil })
	until(t, "asked again", func() bool { live.Turn(s.Hub); return s.asked.Load() >= 2 })
	for _, c := range pages {
		c.closed(live.CloseLoggedOut)
	}
	if n := s.asked.Load(); n > 3 {
		t.Errorf("asked %d times for one session", n)
	}
}

func TestLanguageExpiryAndRevokedViewers(t *testing.T) {
	s := sqlite(t)
	c := s.join("a", "console", 0)
	s.allow(func(_ live.Viewer, topics []live.Topic) (live.Verdict, error) {
		return live.Verdict{OK: true, Topics: topics, Lang: "en"}, nil
	})
	s.Recheck("a")
	c.closed(1012)

	c = s.join("a", "console", 0)
	s.allow(func(_ live.Viewer, topics []live.Topic) (live.Verdict, error) {
		return live.Verdict{OK: true, Topics: topics, Expires: s.clock.Now().Add(time.Second)}, nil
	})
	s.Recheck("a")
	until(t, "asked", func() bool { return s.Stats().Rechecks == 2 })
	s.allow(func(_ live.Viewer, topics []live.Topic) (live.Verdict, error) {
		return live.Verdict{OK: true, Topics: topics}, nil
	})
	s.clock.forward(time.Second)
	live.Turn(s.Hub)
	c.closed(live.CloseLoggedOut)

	s.allow(everything)
	gate, other := s.join("terminal-1", "console", 0), s.join("terminal-2", "console", 0)
	s.CloseViewer("terminal-1", live.CloseLoggedOut)
	gate.closed(live.CloseLoggedOut)
	s.say(1)
	other.reach(live.Console, 1)
}
