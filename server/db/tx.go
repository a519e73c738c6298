package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"
)

// Tx is a running transaction. It is a bun.Tx with a frozen clock.
type Tx struct {
	bun.Tx
	Now   time.Time
	after []func()
	bells *bells
}

// NowMS is the frozen clock as the database stores it.
func (tx *Tx) NowMS() int64 { return tx.Now.UnixMilli() }

// After runs fn once the transaction has committed; never when it has not.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// ErrNested means that a transaction asked the outer handle for another one.
var ErrNested = errors.New("db: transaction inside a transaction")

type inTx struct{}

const maxAttempts = 10

// Tx runs fn in a transaction. fn may run several times; what it does outside
// the database belongs into tx.After.
func (d *DB) Tx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return d.tx(ctx, false, fn)
}

// Urgent is Tx at the head of SQLite's writer queue: for scans.
func (d *DB) Urgent(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return d.tx(ctx, true, fn)
}

func (d *DB) tx(ctx context.Context, urgent bool, fn func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(inTx{}) != nil {
		return ErrNested
	}
	begin := func(ctx context.Context) (bun.Tx, error) { return d.write.BeginTx(ctx, nil) }
	for attempt := 1; ; attempt++ {
		err := d.once(ctx, begin, urgent, fn)
		if err == nil || attempt == maxAttempts || !retryable(err) {
			return translate(err)
		}
		pause := time.Duration(rand.Int64N(int64(time.Millisecond) << min(attempt, 6)))
		select {
		case <-ctx.Done():
			return translate(ctx.Err())
		case <-time.After(pause):
		}
	}
}

func (d *DB) once(ctx context.Context, begin func(context.Context) (bun.Tx, error), urgent bool, fn func(ctx context.Context, tx *Tx) error) (err error) {
	if err := d.sameFile(); err != nil {
		return err
	}
	if d.queue != nil {
		if err := d.queue.acquire(ctx, urgent); err != nil {
			return err
		}
	}
	release := func() {
		if d.queue != nil {
			d.queue.release()
		}
	}
	btx, err := begin(ctx)
	if err != nil {
		release()
		return err
	}
	tx := &Tx{Tx: btx, Now: d.clock(), bells: d.bells}
	done := false
	defer func() {
		if !done { // fn panicked
			_ = btx.Rollback()
			release()
		}
	}()
	err = fn(context.WithValue(ctx, inTx{}, true), tx)
	done = true
	if err != nil {
		if rbErr := btx.Rollback(); rbErr != nil && !errors.Is(rbErr, sql.ErrTxDone) {
			err = fmt.Errorf("%w (and rollback: %v)", err, rbErr)
		}
		release()
		return err
	}
	err = btx.Commit()
	release()
	if err != nil {
		return Uncertain(err)
	}
	for _, fn := range tx.after {
		fn()
	}
	return nil
}

// Read runs fn over one consistent snapshot. It cannot write. On SQLite it may take a
// minute: what is written meanwhile stays in the journal (see TrimWAL). What has to take
// longer is a Snapshot.
func (d *DB) Read(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error {
	if d.engine == SQLite {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, d.readWithin, errLongRead)
		defer cancel()
	}
	err := d.snapshot(ctx, fn)
	if err != nil && errors.Is(context.Cause(ctx), errLongRead) {
		return fmt.Errorf("%w: %w", errLongRead, err)
	}
	return err
}

var errLongRead = errors.New("db: it was read for too long")

func (d *DB) snapshot(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error {
	if ctx.Value(inTx{}) != nil {
		return ErrNested
	}
	opts := &sql.TxOptions{ReadOnly: true}
	if d.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	} else {
		opts = nil // the reader handle is query_only, and BEGIN is a snapshot
	}
	tx, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = tx.Rollback() }()
	return translate(fn(context.WithValue(ctx, inTx{}, true), tx))
}

// Prepare prepares a statement on the writer for the life of the program. It
// must not be called inside a transaction: SQLite's writer has one connection.
func (d *DB) Prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	return d.write.DB.PrepareContext(ctx, query)
}
