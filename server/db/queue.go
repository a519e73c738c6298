package db

import (
	"context"
	"sync"
	"time"
)

// writerQueue hands SQLite's one writer to one transaction at a time, scans
// first. database/sql would hand it out by arrival alone, and an import of a
// thousand rows would stand between a child and a gate.
type writerQueue struct {
	mu      sync.Mutex
	busy    bool
	urgent  []chan struct{}
	normal  []chan struct{}
	since   time.Time
	longest time.Duration
}

func (q *writerQueue) acquire(ctx context.Context, urgent bool) error {
	q.mu.Lock()
	if !q.busy {
		q.busy, q.since = true, time.Now()
		q.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	if urgent {
		q.urgent = append(q.urgent, turn)
	} else {
		q.normal = append(q.normal, turn)
	}
	q.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	removed := remove(&q.urgent, turn) || remove(&q.normal, turn)
	q.mu.Unlock()
	if !removed { // the turn came at the same moment: pass it on
		q.release()
	}
	return ctx.Err()
}

func (q *writerQueue) release() {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	q.longest = max(q.longest, now.Sub(q.since))
	q.since = now
	for _, line := range []*[]chan struct{}{&q.urgent, &q.normal} {
		if len(*line) > 0 {
			next := (*line)[0]
			*line = (*line)[1:]
			close(next)
			return
		}
	}
	q.busy = false
}

func remove(line *[]chan struct{}, turn chan struct{}) bool {
	for i, c := range *line {
		if c == turn {
			*line = append((*line)[:i], (*line)[i+1:]...)
			return true
		}
	}
	return false
}

// LongestHold is the longest time one transaction has held SQLite's writer
// since the last call; zero on PostgreSQL. For benchmarks and /metrics.
func (d *DB) LongestHold() time.Duration {
	if d.queue == nil {
		return 0
	}
	d.queue.mu.Lock()
	defer d.queue.mu.Unlock()
	longest := d.queue.longest
	d.queue.longest = 0
	return longest
}
