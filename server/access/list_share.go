package access

import (
	"context"
	"sync"
	"time"

	"yunka/server/db"
	"yunka/server/fault"
)

// Lists makes the lists that terminals decide by when they are alone.
//
// When something changes, every gate of the school asks at once, and reading and
// sealing 50,000 rows takes a second: so all that wait share one snapshot. Who asks
// while one is being taken waits for the next, because what made them ask may be
// too new for it. One is taken at a time in a process, and a terminal waits for one
// list at a time, so that one with a stolen token keeps no school's gates waiting.
type Lists struct {
	db      *db.DB
	take    func(ctx context.Context, school string, since int64, now time.Time) (*snapshot, error)
	turn    chan struct{}
	mu      sync.Mutex
	waiting map[string]bool   // terminals
	next    map[string]*taken // by school: those that have not begun
}

// taken is a snapshot that terminals wait for.
type taken struct {
	since int64 // the newest version that one of them holds
	done  chan struct{}
	s     *snapshot
	err   error
}

// NewLists makes them from a database.
func NewLists(d *db.DB) *Lists {
	l := &Lists{db: d, turn: make(chan struct{}, 1), waiting: map[string]bool{}, next: map[string]*taken{}}
	l.take = l.snapshot
	return l
}

// enter lets a terminal wait, once.
func (l *Lists) enter(terminal string) (leave func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting[terminal] {
		f := fault.Newf(fault.TooMany, "too_many_requests", "This terminal waits for a list already.")
		f.RetryAfter = 1
		return nil, f
	}
	l.waiting[terminal] = true
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.waiting, terminal)
	}, nil
}

// share is a snapshot of the school that begins after the call. The first who asks
// takes it, also for those who ask until it begins, and goes on for them when its
// own client hangs up.
func (l *Lists) share(ctx context.Context, school string, since int64, now time.Time) (*snapshot, error) {
	l.mu.Lock()
	t, others := l.next[school], true
	if t == nil {
		t, others = &taken{done: make(chan struct{}), err: fault.New(fault.Internal, "internal")}, false
		l.next[school] = t
	}
	if since < now.UnixMilli() { // no version is of the future
		t.since = max(t.since, since)
	}
	l.mu.Unlock()
	if others {
		select {
		case <-t.done:
			return t.s, t.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	l.turn <- struct{}{}
	defer func() { // also after a panic
		<-l.turn
		close(t.done)
	}()
	l.mu.Lock()
	delete(l.next, school)
	newest := t.since
	l.mu.Unlock()
	t.s, t.err = l.take(context.WithoutCancel(ctx), school, newest, now)
	return t.s, t.err
}
