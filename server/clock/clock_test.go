package clock_test

import (
	"testing"
	"time"

	"yunka/server/clock"
	"yunka/server/fault"
)

// machine has a clock that can be set and one that cannot.
type machine struct {
	t     *testing.T
	set   time.Duration // how far the clock was set from what it was
	up    time.Duration
	pause time.Duration // the process stands still after each look at the clock
	*clock.Watch
}

var boot = time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC)

func start(t *testing.T) *machine {
	m := &machine{t: t, up: time.Hour}
	m.Watch = clock.New(m.wall, func() time.Duration { return m.up })
	return m
}

func (m *machine) wall() time.Time {
	now := boot.Add(m.up + m.set)
	m.up += m.pause
	return now
}

// is wants a code of Now, "" for none.
func (m *machine) is(want string) {
	m.t.Helper()
	now, err := m.Now()
	switch {
	case want == "" && err != nil:
		m.t.Errorf("%v up, set by %v: %v", m.up, m.set, err)
	case want != "" && (!fault.Is(err, fault.Unavailable) || fault.As(err).Code != want):
		m.t.Errorf("%v up, set by %v: %v, want %s", m.up, m.set, err, want)
	case m.pause == 0 && !now.Equal(boot.Add(m.up+m.set)):
		m.t.Errorf("it is %v", now)
	}
}

func TestAClockThatIsSet(t *testing.T) {
	for _, by := range []time.Duration{11 * time.Second, time.Hour, 24 * time.Hour, -11 * time.Second, -time.Hour, -24 * time.Hour} {
		m := start(t)
		m.is("")
		m.up += time.Minute
		m.set = by
		m.is("clock_jumped")
		m.up += 100 * 24 * time.Hour // it is not forgotten
		m.is("clock_jumped")
		m.set = 0
		m.is("") // by itself
		m.set = by
		m.is("clock_jumped")
		m.Accept()
		m.is("")
		m.set = 0
		m.is("clock_jumped")
	}
}

// What time synchronisation does is no fault, nor is a process that was stopped.
func TestSmallStepsAndPauses(t *testing.T) {
	m := start(t)
	m.is("")
	m.set = 9 * time.Second
	m.is("")
	m.set += 2 * time.Second
	m.is("clock_jumped") // small ones add up
	m = start(t)
	for range 1000 { // one a day is forgotten before the next
		m.up += 24 * time.Hour
		m.set += 9 * time.Second
		m.is("")
		m.up += 10 * time.Hour
		m.is("")
	}
	m.set -= 9 * time.Second
	m.is("")
	m.set -= 2 * time.Second
	m.is("clock_jumped")
	m = start(t)
	m.pause = time.Minute
	m.is("") // also the first time
	m.pause = 0
	m.is("")
	m.pause = time.Minute
	m.is("")
	m.pause = 0
	m.is("")
	m.set = time.Hour
	m.is("clock_jumped")
}

func TestTheDatabasesClock(t *testing.T) {
	m := start(t)
	for ahead, want := range map[time.Duration]string{9 * time.Second: "", 11 * time.Second: "clocks_differ", -time.Hour: "clocks_differ"} {
		m.Compare(ahead)
		m.is(want)
		m.Accept() // an administrator's word moves no clock
		m.is(want)
		m.Compare(0)
		m.is("")
	}
}

func TestAStartBehindTheRecords(t *testing.T) {
	m := start(t)
	m.Records(boot.Add(m.up + 9*time.Second))
	m.is("")
	m.Records(boot.Add(m.up + time.Hour))
	m.is("clock_behind")
	m.up += time.Hour - 11*time.Second
	m.is("clock_behind")
	m.up += time.Second
	m.is("") // it has come
	m.Records(boot.Add(m.up + time.Hour))
	m.is("clock_behind")
	m.Accept()
	m.is("")
	m.set = -time.Hour
	m.is("clock_jumped")
}

// A machine that starts with a wrong clock, as one without a battery does, and is set
// right: nothing was decided by the wrong one.
func TestAClockThatIsWrongFromTheStart(t *testing.T) {
	m := start(t)
	m.set = -20 * 365 * 24 * time.Hour
	m.Records(boot)
	m.is("clock_behind")
	m.up += time.Minute
	m.set = 0
	m.is("")
	m.set = time.Hour
	m.is("clock_jumped")
	m = start(t)
	m.set = time.Hour
	m.Compare(-time.Hour)
	m.is("clocks_differ")
	m.set = 0
	m.Compare(0)
	m.is("")
	m.set = time.Hour
	m.is("clock_jumped")
}

// The machine's own goes on, and not with what is set.
func TestElapsedGoesOn(t *testing.T) {
	from := clock.Elapsed()
	for end := time.Now().Add(time.Minute); clock.Elapsed() == from; {
		if time.Now().After(end) {
			t.Fatal("it stands still")
		}
	}
	if clock.Elapsed() < from {
		t.Error("it goes back")
	}
}
