package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"
)

// Waiting counts who stands in SQLite's writer queue.
func Waiting(d *DB) int {
	d.queue.mu.Lock()
	defer d.queue.mu.Unlock()
	return len(d.queue.urgent) + len(d.queue.normal)
}

// AfterStatement has fn called after each statement of a migration and of its mark.
func AfterStatement(d *DB, fn func()) { d.afterStatement = fn }

// MigrateByBun is what Migrate was before it marked a migration in its own commit. It
// stops before the first that has a statement of one engine, which bun's cannot tell, and
// says how many are left.
func MigrateByBun(ctx context.Context, d *DB) (left int, err error) {
	m, err := d.migrator()
	if err != nil {
		return 0, err
	}
	if err := m.Init(ctx); err != nil {
		return 0, err
	}
	all, err := m.MigrationsWithStatus(ctx)
	if err != nil {
		return 0, err
	}
	early := migrate.NewMigrations()
	for _, one := range all {
		if one.Name < "20261129190000" {
			early.Add(one)
		} else {
			left++
		}
	}
	_, err = migrate.NewMigrator(d.write, early).Migrate(ctx)
	return left, err
}

// Rollback takes every migration back. The program never does: a restore is
// how an installation goes back.
func Rollback(ctx context.Context, d *DB) error {
	m, err := d.migrator()
	if err != nil {
		return err
	}
	for {
		group, err := m.Rollback(ctx)
		if err != nil || len(group.Migrations) == 0 {
			return err
		}
	}
}

// MigrateBefore runs the migrations that are older than the named timestamp.
func MigrateBefore(ctx context.Context, d *DB, stamp string) error {
	todo, group, err := d.pending(ctx)
	if err != nil {
		return err
	}
	for _, m := range todo {
		if m.Name >= stamp {
			break
		}
		if err := d.apply(ctx, m, group); err != nil {
			return err
		}
	}
	return nil
}

// Writer is the handle that writes.
func (d *DB) Writer() *bun.DB { return d.write }

// ReadWithin sets how long a Read may last.
func ReadWithin(d *DB, within time.Duration) { d.readWithin = within }

// ErrReaders and WALLimit are for tests of TrimWAL.
var ErrReaders = errReaders

const WALLimit = walLimit
