// Package deliver brings notices (package outbox) to people: into the inbox of their
// card, and from there by the channels that they agreed to.
//
// # What it promises
//
//   - Into an inbox exactly once: addressing and delivering are one transaction of the
//     database, whatever happens to the process. Out of the card at least once, each
//     time with the same key: a message is leased, sent, and then marked.
//   - Who is told is decided in the transaction that delivers: the guardians whom allow
//     lets be told (ChildTold; a restriction wins), the holders of the post, the person
//     itself, and of these only who has an account that works. A message that has
//     waited, or leaves the card, is asked about again. Nothing about a child leaves the
//     card unless the reader agreed to the channel and the child's card is agreed to be
//     used on phones.
//   - In order: what a reader is told comes in the order in which it was put. Quiet
//     hours are the exception: what is urgent overtakes what they hold.
//   - A correction is told once to who was told the wrong thing. Where that still waited
//     the truth alone is told.
//
// # How it works
//
// One transaction a school and step holds the school's row of outbox_turn, so of several
// servers one is at it. It takes the oldest notices, writes a delivery for each reader
// and gives all that is due the next numbers of the school's feed: a message of an inbox
// is named by that number, and pages that are open hear of it from the feed.
//
// What can wait is held: like notices of a reader's children for a common message (see
// hold), and in quiet hours all that is not urgent. A notice that cannot be addressed
// and a message that cannot be sent are tried again, each time later, until they are
// dead letters, of which the office decides.
//
// # What it costs
//
// A worker that has nothing to do asks two queries over partial indexes every 15
// seconds, for what a server put that died before it could deliver. Beyond that it
// sleeps until the bell (outbox.Bell) or until the next thing is due. Measured on two
// shared cores: one look is 0.14 ms on SQLite and 1 to 2 ms on PostgreSQL (BenchmarkIdle),
// a Put adds 0.1 and 0.7 ms to its commit (BenchmarkPut), and of 10,000 notices that are
// due at once for two guardians each 8,000 messages a second come into inboxes on SQLite
// and 3,000 to 6,000 on PostgreSQL (BenchmarkDue).
package deliver

import (
	"context"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/outbox"
)

// Config is what a worker stands on.
type Config struct {
	DB       *db.DB
	Feed     *feed.Feed
	Words    outbox.Words       // to draw messages for channels
	Channels map[string]Channel // by kind; none in the program yet
	// Speak is ctx in a language of an account.
	Speak  func(ctx context.Context, lang string) context.Context
	Logger *slog.Logger
}

// Worker delivers. Several, in several processes, share the work.
type Worker struct {
	db       *db.DB
	feed     *feed.Feed
	words    outbox.Words
	channels map[string]Channel
	speak    func(context.Context, string) context.Context
	look     time.Duration // how often it looks although nobody has rung
	log      *slog.Logger
}

// New makes a worker.
func New(c Config) *Worker {
	w := &Worker{
		db: c.DB, feed: c.Feed, words: c.Words, channels: c.Channels, speak: c.Speak, look: lookEvery, log: c.Logger,
	}
	if w.log == nil {
		w.log = slog.Default()
	}
	if w.speak == nil {
		w.speak = func(ctx context.Context, _ string) context.Context { return ctx }
	}
	return w
}

// Sends reports whether this program has a channel of the kind.
func (w *Worker) Sends(kind string) bool { return w.channels[kind] != nil }

// lookEvery is how often a worker looks that nobody has woken.
const lookEvery = 15 * time.Second

// Run delivers until ctx ends.
func (w *Worker) Run(ctx context.Context) error {
	bell, stop := w.db.Listen(outbox.Bell)
	defer stop()
	failed := int64(0)
	for {
		next, err := w.Work(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		pause := w.look
		switch {
		case err != nil:
			failed++
			pause = min(pause, backoff(failed)/10)
			w.log.Warn("outbox not delivered", "err", err)
		case !next.IsZero():
			pause = min(pause, max(next.Sub(w.db.Now()), time.Millisecond))
			fallthrough
		default:
			failed = 0
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-bell:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Work delivers all that is due now and says when something is due next; zero is when
// somebody puts something. A school that fails does not hold up the others.
func (w *Worker) Work(ctx context.Context) (next time.Time, err error) {
	for {
		var schools []string
		var due int64
		if err := w.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
			schools, due, err = dueSchools(ctx, q, w.db.Now().UnixMilli())
			return err
		}); err != nil {
			return next, err
		}
		some := false
		for _, school := range schools {
			for more := true; more && ctx.Err() == nil; {
				var did bool
				var failed error
				if did, more, failed = w.step(ctx, school); failed != nil {
					w.log.Warn("outbox of a school not delivered", "school", school, "err", failed)
					err, did, more = failed, false, false
				}
				some = some || did
			}
		}
		sent, failed := w.sendSome(ctx)
		if failed != nil {
			err = failed
		}
		if err != nil || ctx.Err() != nil || !some && !sent {
			if due > 0 {
				next = time.UnixMilli(due)
			}
			return next, err
		}
	}
}
