package db

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/clock"
	"yunka/server/fault"
)

// WithElapsed has the clock watched by one that nobody can set (clock.Elapsed): a server
// does, tests turn their clocks as they like.
func WithElapsed(elapsed func() time.Duration) Option {
	return func(o *options) { o.elapsed = elapsed }
}

// watch is nil where the clock is not watched.
type watch struct {
	*clock.Watch
	heard atomic.Int64 // the number of the administrator's last word
}

func (o options) watch() *watch {
	if o.elapsed == nil {
		return nil
	}
	return &watch{Watch: clock.New(o.clock, o.elapsed)}
}

// TrustedNow is Now for whoever decides by it or tells it to phones and terminals. It is
// Unavailable with not_decided while the clock may not be relied upon (package clock).
func (d *DB) TrustedNow() (time.Time, error) {
	if d.watch == nil {
		return d.clock(), nil
	}
	now, err := d.watch.Now()
	if err == nil {
		return now, nil
	}
	f := fault.Wrap(fault.Unavailable, "not_decided", err)
	f.Detail, f.RetryAfter = "This server's clock is wrong. Nothing is decided until it is right.", 5
	return now, f
}

// ClockError says what is wrong with the clock; nil is nothing. See clock.Watch.Now.
func (d *DB) ClockError() error {
	if d.watch == nil {
		return nil
	}
	_, err := d.watch.Now()
	return err
}

// CheckClock asks for what the clock is compared with besides: the database's own, and
// the administrator's word. The result is ClockError's.
func (d *DB) CheckClock(ctx context.Context) error {
	if d.watch == nil {
		return nil
	}
	if d.engine == Postgres {
		if ahead, err := d.ClockAhead(ctx); err == nil { // else what was measured last stands
			d.watch.Compare(ahead)
		}
	}
	err := d.ClockError()
	if err == nil {
		return nil
	}
	word, unread := acceptedClock(ctx, d.read)
	if off := d.clock().UnixMilli() - word.At; unread != nil || word.Number <= d.watch.heard.Load() || max(off, -off) > wordLife.Milliseconds() {
		return err
	}
	d.watch.heard.Store(word.Number)
	d.watch.Accept()
	return d.ClockError()
}

// BeginClock is the first CheckClock: it also looks whether the clock is behind what
// stands in the database.
func (d *DB) BeginClock(ctx context.Context) error {
	if d.watch == nil {
		return nil
	}
	word, err := acceptedClock(ctx, d.read)
	if err != nil {
		return err
	}
	d.watch.heard.Store(word.Number)
	newest, known, err := d.Newest(ctx)
	if err != nil {
		return err
	}
	if !known {
		d.watch.Records(newest)
	}
	_ = d.CheckClock(ctx) // whoever is asked to decide says it
	return nil
}

// wordLife is how long the administrator's word counts: each server takes it that has
// the same time and looks every second.
const wordLife = time.Minute

// accepted is the administrator's word.
type accepted struct{ Number, At, Newest int64 }

// AcceptClock says that it is the time that tx has, and that what was written in its
// future was written by a clock that was wrong. Servers with the same time that decide
// nothing decide again.
func AcceptClock(ctx context.Context, tx *Tx) error {
	newest, err := newestRecord(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw(`INSERT INTO clock_accepted (id, number, at, newest)
		VALUES ('clock', 1, ?0, ?1)
		ON CONFLICT (id) DO UPDATE SET number = clock_accepted.number + 1, at = ?0, newest = ?1`, tx.NowMS(), newest).Exec(ctx)
	return err
}

func acceptedClock(ctx context.Context, q bun.IDB) (word accepted, err error) {
	err = q.NewRaw("SELECT number, at, newest FROM clock_accepted WHERE id = 'clock'").Scan(ctx, &word)
	if errors.Is(err, sql.ErrNoRows) {
		return accepted{}, nil
	}
	return word, translate(err)
}

// newestRecord is when the last scans and audited acts of the schools were.
func newestRecord(ctx context.Context, q bun.IDB) (at int64, err error) {
	err = q.NewRaw(`SELECT COALESCE(MAX(at), 0)
		FROM (
			SELECT (SELECT s.at FROM scan s WHERE s.school_id = h.school_id ORDER BY s.feed DESC LIMIT 1) AS at
			FROM feed_head h
			UNION ALL
			SELECT (SELECT e.at FROM audit_event e WHERE e.school_id = h.school_id ORDER BY e.number DESC LIMIT 1) AS at
			FROM audit_head h
		) newest`).Scan(ctx, &at)
	return at, translate(err)
}

// ServerTime asks the database for its own time.
func (d *DB) ServerTime(ctx context.Context) (time.Time, error) {
	if d.engine == SQLite {
		return d.clock(), nil // same machine, same clock
	}
	var ms int64
	err := d.read.QueryRowContext(ctx, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)").Scan(&ms)
	return time.UnixMilli(ms), translate(err)
}

// ClockAhead is how far the database's clock is ahead of Now, at least; negative when it
// is behind. Its time was read between two looks at ours: a slow answer is no wrong clock.
func (d *DB) ClockAhead(ctx context.Context) (time.Duration, error) {
	before := d.clock()
	theirs, err := d.ServerTime(ctx)
	after := d.clock()
	switch {
	case err != nil:
		return 0, err
	case theirs.After(after):
		return theirs.Sub(after), nil
	case theirs.Before(before):
		return theirs.Sub(before), nil
	}
	return 0, nil
}

// Newest is when the newest record was written, and whether the administrator knows that
// it may lie in the future (AcceptClock).
func (d *DB) Newest(ctx context.Context) (at time.Time, known bool, err error) {
	word, err := acceptedClock(ctx, d.read)
	if err != nil {
		return at, false, err
	}
	ms, err := newestRecord(ctx, d.read)
	return time.UnixMilli(ms), ms <= word.Newest, err
}
