package hash

import (
	"context"
	"slices"
	"sync"

	"yunka/server/fault"
)

// line is who hashes and who waits for that.
type line struct {
	most int // at once

	mu      sync.Mutex
	inside  int // places that Admit has given
	shed    int64
	running int
	first   []chan struct{} // who waits, those with First before the others
	others  []chan struct{}
}

type (
	admitted struct{}
	first    struct{}
)

// First lets what is hashed with that context go before everything else that waits, and
// be refused by nobody: a guard types a PIN while people stand at the gate. Only what
// proves itself otherwise may have it, such as a terminal by its token.
func First(ctx context.Context) context.Context { return context.WithValue(ctx, first{}, true) }

// Admit takes a place among those who hash or wait for it, for all that is hashed with the
// context it returns, until leave. When all places are taken it is TooMany login_busy at
// once. Who does something before hashing, such as counting a try, takes the place first.
func (l *line) Admit(ctx context.Context) (_ context.Context, leave func(), err error) {
	if ctx.Value(admitted{}) != nil || ctx.Value(first{}) != nil {
		return ctx, func() {}, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inside >= l.most*(1+Waiting) {
		l.shed++
		f := fault.New(fault.TooMany, "login_busy")
		f.RetryAfter = busyFor
		return ctx, nil, f
	}
	l.inside++
	return context.WithValue(ctx, admitted{}, true), sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.inside--
	}), nil
}

// enter waits for a turn, which exit gives on.
func (l *line) enter(ctx context.Context) error {
	l.mu.Lock()
	if l.running < l.most {
		l.running++
		l.mu.Unlock()
		return nil
	}
	turn, queue := make(chan struct{}), &l.others
	if ctx.Value(first{}) != nil {
		queue = &l.first
	}
	*queue = append(*queue, turn)
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	at := slices.Index(*queue, turn)
	if at >= 0 {
		*queue = slices.Delete(*queue, at, at+1)
	}
	l.mu.Unlock()
	if at < 0 { // the turn came at the same moment: it is somebody else's
		l.exit()
	}
	return ctx.Err()
}

func (l *line) exit() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, queue := range []*[]chan struct{}{&l.first, &l.others} {
		if len(*queue) > 0 {
			close((*queue)[0])
			*queue = slices.Delete(*queue, 0, 1)
			return
		}
	}
	l.running--
}

// Load is how many hashes are computed now, how many wait, and how many callers were sent
// away so far.
func (l *line) Load() (running, waiting int, shed int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.running, len(l.first) + len(l.others), l.shed
}
