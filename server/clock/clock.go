// Package clock says whether this machine's clock may be decided by.
//
// A clock that is set an hour ahead while the program runs does harm that outlasts it:
// a phone's code is used up to its time (cardcode.MarkOf), so who scans meanwhile is
// refused until that time has come. A Watch compares the clock with three others:
//
//   - a monotonic one that nobody can set (Elapsed): a jump between the two;
//   - the database's, where that is another machine's: several servers share it;
//   - at the start, the newest record in the database, which no right clock is behind.
//
// While they differ by more than Limit, Now is an error and nothing is decided. It is
// none again by itself when the clock is back, or when the administrator has said that
// the clock is right (Accept). Limit is above what time synchronisation corrects in a
// step, and below what cardcode lets a phone's clock be ahead.
package clock

import (
	"sync"
	"time"

	"yunka/server/fault"
)

// Limit is how far the clocks may differ while there is something to decide.
const Limit = 10 * time.Second

// forgiven is the share of time by which small steps are forgotten, a second an hour: a
// virtual machine that pauses now and then is corrected for ever, and never by much.
const forgiven = 3600

// Watch compares one clock with the others. It is safe for many goroutines.
type Watch struct {
	wall    func() time.Time
	elapsed func() time.Duration

	mu     sync.Mutex
	right  bool          // it has been decided by
	began  time.Duration // since 1970: wall less elapsed, as it was then
	seen   time.Duration // by elapsed, when began was last moved
	ahead  time.Duration // of the database's clock, as last measured
	newest time.Time     // the record that the clock is behind; zero for none
}

// New watches wall. elapsed is a clock that goes on at the same speed and that nobody can
// set. A clock that is wrong from the start may be set right: it has not been decided by.
func New(wall func() time.Time, elapsed func() time.Duration) *Watch {
	return &Watch{wall: wall, elapsed: elapsed}
}

// Now is the time, and an error if nothing may be decided by it: Unavailable with
// clock_jumped, clocks_differ or clock_behind.
func (w *Watch) Now() (time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.elapsed()
	now := w.wall()
	after := w.elapsed()
	// The clock was read between the two: a process that was stopped there has not
	// been set.
	most, least := since1970(now)-before-w.began, since1970(now)-after-w.began
	switch {
	case w.right && least > Limit:
		return now, fault.Newf(fault.Unavailable, "clock_jumped", "this machine's clock was set forward by %v while the program runs", least.Round(time.Second))
	case w.right && most < -Limit:
		return now, fault.Newf(fault.Unavailable, "clock_jumped", "this machine's clock was set back by %v while the program runs", -most.Round(time.Second))
	case max(w.ahead, -w.ahead) > Limit:
		return now, fault.Newf(fault.Unavailable, "clocks_differ", "the database's clock is %v from this machine's", w.ahead.Round(time.Second))
	case now.Before(w.newest.Add(-Limit)):
		return now, fault.Newf(fault.Unavailable, "clock_behind", "this machine's clock is behind the newest record in the database, of %s", w.newest.UTC().Format(time.RFC3339))
	}
	if w.newest = (time.Time{}); !w.right && after-before < time.Second {
		w.begin(now, after)
	}
	drift, forget := max(least, 0)+min(most, 0), (after-w.seen)/forgiven
	w.began += max(-forget, min(drift, forget))
	w.seen = after
	return now, nil
}

func (w *Watch) begin(now time.Time, elapsed time.Duration) {
	w.right, w.began, w.seen = true, since1970(now)-elapsed, elapsed
}

// Compare takes how far the database's clock is ahead of this one.
func (w *Watch) Compare(ahead time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead = ahead
}

// Records takes when the newest record was written, at the start of the program: a clock
// that is behind it was wrong then or is wrong now.
func (w *Watch) Records(newest time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.newest = newest
}

// Accept says that the clock is right as it is. It does not speak for the database's.
func (w *Watch) Accept() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.newest = time.Time{}
	w.begin(w.wall(), w.elapsed())
}

// since1970 leaves out Go's monotonic reading, which Sub would prefer.
func since1970(t time.Time) time.Duration { return time.Duration(t.UnixNano()) }
