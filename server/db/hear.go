package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Notify tells every process that hears this channel. It is for after a commit: NOTIFY
// inside a transaction takes one lock for the whole database at its commit, which every
// scan would stand in line for. PostgreSQL only; elsewhere there is nobody else.
func (d *DB) Notify(ctx context.Context, channel string, texts []string) error {
	if d.pool == nil || len(texts) == 0 {
		return nil
	}
	b := &pgx.Batch{}
	for _, text := range texts {
		b.Queue("SELECT pg_notify($1, $2)", channel, text)
	}
	return translate(d.pool.SendBatch(ctx, b).Close())
}

// Hear calls fn with what is told on a channel until ctx ends, also by this process. It
// keeps one connection, and a new one when that is lost: then again is called first,
// because something may have been missed.
func (d *DB) Hear(ctx context.Context, channel string, again func(), fn func(text string)) error {
	if d.pool == nil {
		<-ctx.Done()
		return nil
	}
	for ctx.Err() == nil {
		err := d.hear(ctx, channel, again, fn)
		if err == nil || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
	return nil
}

// silence is how long nothing may be heard before the connection is asked whether it is
// still there.
const silence = 20 * time.Second

func (d *DB) hear(ctx context.Context, channel string, again func(), fn func(text string)) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	c := conn.Hijack() // it is no more the pool's: nobody else may get it while it listens
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	again()
	for {
		wait, cancel := context.WithTimeout(ctx, silence)
		n, err := c.WaitForNotification(wait)
		cancel()
		switch {
		case err == nil:
			fn(n.Payload)
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, context.DeadlineExceeded):
			ask, cancel := context.WithTimeout(ctx, connectWithin)
			err := c.Ping(ask)
			cancel()
			if err != nil {
				return err
			}
		default:
			return err
		}
	}
}
