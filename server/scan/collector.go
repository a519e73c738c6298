package scan

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/scan/lane"
)

// engine runs one batch in one transaction: read under lock, decide, write,
// commit. It sets every item's answer or error, or that it is to come later
// because somebody else holds its person, and returns an error only when the
// whole batch was not decided, or when that is not known (db.ErrUncertain).
type engine interface {
	run(ctx context.Context, batch []*item) error
}

const (
	maxBatch    = 256 // throughput is flat from 64 on, and a batch is one lock hold
	maxAttempts = 8
	room        = 2048 // of one school: more than its gates can show within a deadline
)

// lanesOf says how much runs at once. SQLite has one writer, and one sync for all.
// On PostgreSQL a second batch of a school gathers and reads while the first one
// syncs, and a third school goes on while two are held up.
func lanesOf(d *db.DB, batch int) lane.Config {
	c := lane.Config{Workers: 1, PerLane: 1, Batch: batch, Room: room}
	if d.Engine() == db.Postgres {
		c.Workers, c.PerLane = d.HotConns()-1, 2
	}
	return c
}

// lane keeps schools apart, and what concerns no part from what does: it does not
// wait for what a scene reads and writes besides.
func (s *Service) lane(it *item) string {
	if s.db.Engine() == db.SQLite {
		return ""
	}
	if s.concerned(s.policies.Newest, it) {
		return it.p.Terminal.School + " parts"
	}
	return it.p.Terminal.School
}

// put lets an item wait for its turn.
func (s *Service) put(it *item) error {
	switch s.lanes.Put(s.lane(it), it) {
	case lane.Full:
		return notDecided(errors.New("scan: too many wait"))
	case lane.Closed:
		return errClosing
	}
	return nil
}

func (s *Service) runBatch(batch []*item) {
	batch = slices.DeleteFunc(batch, func(it *item) bool { return !it.state.CompareAndSwap(waits, runs) })
	if len(batch) == 0 {
		return
	}
	// A client that goes away cancels nothing: the batch has its own context.
	ctx, cancel := context.WithTimeout(context.Background(), s.within)
	defer cancel()
	err := s.attempt(ctx, batch)
	if err != nil {
		s.log.Error("scan: a batch failed", "size", len(batch), "err", err)
	}
	// One bad row fails a whole statement: it is found by going one by one.
	single := len(batch) > 1 && ctx.Err() == nil && !fault.Is(err, fault.Unavailable)
	for _, it := range batch {
		each := err
		if err != nil && single {
			each = s.attempt(ctx, []*item{it})
		}
		switch {
		case each != nil:
			it.answer, it.err = nil, notDecided(each)
			close(it.done)
		case it.later:
			s.again(it)
		default:
			close(it.done)
		}
	}
}

// again lets an item wait for a little and then for its turn: somebody else holds
// its person's row. Nothing is held meanwhile, and nobody else waits with it.
func (s *Service) again(it *item) {
	it.later = false
	it.state.Store(waits)
	pause := rand.N(10 * time.Millisecond << min(it.tries, 4))
	it.tries++
	time.AfterFunc(pause, func() {
		err := s.put(it)
		if err == nil && time.Now().After(it.until) {
			err = notDecided(errors.New("scan: somebody holds the person"))
		}
		if err != nil && it.state.CompareAndSwap(waits, runs) {
			it.answer, it.err = nil, err
			close(it.done)
		}
	})
}

// attempt repeats what lost a race: a deadlock, a serialization failure, a busy
// file, or a unique index that another server's commit got to first; and what lost
// its connection, even at its commit, after a pause. If that was committed, the
// repeat finds the stored answers to its keys.
func (s *Service) attempt(ctx context.Context, batch []*item) error {
	uncertain := false
	for n := 1; ; n++ {
		err := s.engine.run(ctx, batch)
		if err == nil {
			return nil
		}
		uncertain = uncertain || errors.Is(err, db.ErrUncertain)
		for _, it := range batch { // a mark that was reset is older than what was used ahead of it (card.ResetMark)
			it.looks = it.looks || db.IsUnique(err)
		}
		again := db.Retryable(err) || db.IsUnique(err) || errors.Is(err, errPolicyMoved)
		if n < maxAttempts && !again && (db.ConnectionLost(err) || errors.Is(err, db.ErrUncertain)) {
			select {
			case <-ctx.Done():
			case <-time.After(10 * time.Millisecond << min(n, 5)):
				again = true
			}
		}
		if n == maxAttempts || ctx.Err() != nil || !again {
			if ctx.Err() != nil {
				s.db.DropIdle() // its connections may be as silent as the one that this was on
			}
			if err = db.Translate(err); uncertain {
				err = errors.Join(db.ErrUncertain, err)
			}
			return err
		}
	}
}

// notDecided says that nothing was decided, or that this is not known. A repeat
// with the same key is right after both.
func notDecided(err error) error {
	code := "not_decided"
	if errors.Is(err, db.ErrUncertain) {
		code = "unknown"
	}
	f := fault.Wrap(fault.Unavailable, code, err)
	f.RetryAfter = 1
	return f
}
