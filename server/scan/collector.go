package scan

import (
	"context"
	"errors"
	"slices"
	"time"

	"yunka/server/db"
	"yunka/server/fault"
)

// engine runs one batch in one transaction: read under lock, decide, write,
// commit. It sets every item's answer or error, and returns an error only when
// the whole batch was not decided.
type engine interface {
	run(ctx context.Context, batch []*item) error
}

const (
	// maxBatch: throughput is flat from 64 on, and a batch is one lock hold.
	maxBatch = 256
	// batchTimeout bounds a batch whose database has gone away.
	batchTimeout = 15 * time.Second
	maxAttempts  = 8
)

// collect gathers what is waiting and runs it. It never waits for more: under
// load the next batch fills while this one commits.
func (s *Service) collect() {
	for {
		select {
		case first := <-s.inbox:
			s.runBatch(s.gather(first))
		case <-s.closing:
			for {
				select {
				case it := <-s.inbox:
					s.runBatch(s.gather(it))
				default:
					return
				}
			}
		}
	}
}

func (s *Service) gather(first *item) []*item {
	batch := []*item{first}
	for len(batch) < s.maxBatch {
		select {
		case it := <-s.inbox:
			batch = append(batch, it)
		default:
			return batch
		}
	}
	return batch
}

// runBatch runs what concerns no part by itself: it does not wait for what a scene
// reads and writes besides. SQLite has one writer and one sync for all.
func (s *Service) runBatch(batch []*item) {
	if s.db.Engine() == db.Postgres && len(s.parts) > 0 {
		var alone []*item
		batch = slices.DeleteFunc(batch, func(it *item) bool {
			concerned := s.concerned(s.policies.Newest, it)
			if concerned {
				alone = append(alone, it)
			}
			return concerned
		})
		defer s.runTogether(alone)
	}
	s.runTogether(batch)
}

func (s *Service) runTogether(batch []*item) {
	if len(batch) == 0 {
		return
	}
	// A client that goes away cancels nothing: the batch has its own context.
	ctx, cancel := context.WithTimeout(context.Background(), batchTimeout)
	defer cancel()
	err := s.attempt(ctx, batch)
	if err != nil && len(batch) > 1 && ctx.Err() == nil && !fault.Is(err, fault.Unavailable) {
		// One bad row fails a whole statement: find it by going one by one.
		s.log.Error("scan: batch failed, going one by one", "size", len(batch), "err", err)
		for _, it := range batch {
			if err := s.attempt(ctx, []*item{it}); err != nil {
				it.answer, it.err = nil, notDecided(err)
			}
		}
	} else if err != nil {
		s.log.Error("scan: not decided", "size", len(batch), "err", err)
		for _, it := range batch {
			it.answer, it.err = nil, notDecided(err)
		}
	}
	for _, it := range batch {
		close(it.done)
	}
}

// attempt repeats what lost a race: a deadlock, a serialization failure, a busy
// file, or a unique index that another server's commit got to first (the repeat
// then finds the stored answer).
func (s *Service) attempt(ctx context.Context, batch []*item) error {
	for n := 1; ; n++ {
		err := s.engine.run(ctx, batch)
		if err == nil || n == maxAttempts || ctx.Err() != nil || !(db.Retryable(err) || db.IsUnique(err) || errors.Is(err, errPolicyMoved)) {
			return db.Translate(err)
		}
	}
}

func notDecided(err error) error {
	f := fault.Wrap(fault.Unavailable, "not_decided", err)
	f.RetryAfter = 1
	return f
}
