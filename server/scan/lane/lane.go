// Package lane gathers what waits into batches, in a lane for each key, and runs
// them on a few workers.
//
// A batch holds only what is of one lane, and a lane has at most PerLane batches
// running: what keeps a lane waiting, a row that somebody holds, keeps no other.
// Lanes that wait take turns, a batch each. Nothing waits for a batch to fill:
// under load the next one fills while those before it run.
//
// Own code: a worker pool of a library has one queue, or a goroutine for each
// key; batches that fill themselves while others run are what the scan path's
// figures come from (package scan).
package lane

import (
	"slices"
	"sync"
)

// Config says how much runs at once.
type Config struct {
	Workers int // batches running
	PerLane int // batches of one lane running
	Batch   int // most of what one batch holds
	Room    int // most of what one lane keeps waiting
}

// Lanes are the lanes of one service.
type Lanes[T any] struct {
	c   Config
	run func([]T)

	mu      sync.Mutex
	news    sync.Cond // a lane is ready, or all is closed
	lanes   map[string]*lane[T]
	ready   []*lane[T] // those with something to run and a batch to spare, in turn
	closed  bool
	workers sync.WaitGroup
}

type lane[T any] struct {
	key     string
	waiting []T
	running int
	ready   bool
}

// New starts the workers. run runs a batch, in the order in which it was put; it
// may put again.
func New[T any](c Config, run func(batch []T)) *Lanes[T] {
	l := &Lanes[T]{c: c, run: run, lanes: map[string]*lane[T]{}}
	l.news.L = &l.mu
	for range c.Workers {
		l.workers.Go(l.work)
	}
	return l
}

// Said is what became of something that was put.
type Said int

const (
	Taken  Said = iota
	Full        // its lane has no room
	Closed      // nothing more is taken
)

// Put puts v into a lane.
func (l *Lanes[T]) Put(key string, v T) Said {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return Closed
	}
	at := l.lanes[key]
	if at == nil {
		at = &lane[T]{key: key}
		l.lanes[key] = at
	}
	if len(at.waiting) >= l.c.Room {
		return Full
	}
	at.waiting = append(at.waiting, v)
	l.consider(at)
	return Taken
}

// Load is what lanes hold: those that have something, what waits in all of them and in
// the one that has most, and the batches that run.
type Load struct{ Lanes, Waiting, Longest, Running int }

// Load counts.
func (l *Lanes[T]) Load() (now Load) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now.Lanes = len(l.lanes)
	for _, at := range l.lanes {
		now.Waiting += len(at.waiting)
		now.Longest = max(now.Longest, len(at.waiting))
		now.Running += at.running
	}
	return now
}

// Close runs what waits and returns when all has run.
func (l *Lanes[T]) Close() {
	l.mu.Lock()
	l.closed = true
	l.news.Broadcast()
	l.mu.Unlock()
	l.workers.Wait()
}

// consider puts a lane at the end of the turn if a batch of it may run.
func (l *Lanes[T]) consider(at *lane[T]) {
	switch {
	case at.ready:
	case len(at.waiting) > 0 && at.running < l.c.PerLane:
		at.ready = true
		l.ready = append(l.ready, at)
		l.news.Signal()
	case len(at.waiting) == 0 && at.running == 0:
		delete(l.lanes, at.key)
	}
}

func (l *Lanes[T]) work() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		for len(l.ready) == 0 {
			if l.closed { // what a lane with its batches running keeps waiting is theirs to go on with
				return
			}
			l.news.Wait()
		}
		at := l.ready[0]
		l.ready = slices.Delete(l.ready, 0, 1)
		at.ready = false
		n := min(len(at.waiting), l.c.Batch)
		batch := slices.Clone(at.waiting[:n])
		at.waiting = slices.Delete(at.waiting, 0, n)
		at.running++
		l.consider(at)
		l.mu.Unlock()
		l.run(batch)
		l.mu.Lock()
		at.running--
		l.consider(at)
	}
}
