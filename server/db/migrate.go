package db

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/uptrace/bun/migrate"

	schema "yunka/sql"
)

// migrationLock is an arbitrary constant: the advisory lock that lets one
// process migrate a PostgreSQL database at a time. bun's own lock is a row,
// which a crash would leave behind for ever.
const migrationLock = 0x59756e6b61

// Migrate brings the schema up to date and says how many migrations it ran.
func (d *DB) Migrate(ctx context.Context) (int, error) {
	unlock, err := d.lockMigrations(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	m, err := d.migrator()
	if err != nil {
		return 0, err
	}
	if err := m.Init(ctx); err != nil {
		return 0, fmt.Errorf("db: migrate: %w", err)
	}
	group, err := m.Migrate(ctx)
	if err != nil {
		return 0, fmt.Errorf("db: migrate: %w", err)
	}
	return len(group.Migrations), nil
}

// Pending counts the migrations that have not run here.
func (d *DB) Pending(ctx context.Context) (int, error) {
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
	return len(all.Unapplied()), nil
}

func (d *DB) migrator() (*migrate.Migrator, error) {
	files, err := fs.Sub(schema.Migrations, "migrations")
	if err != nil {
		return nil, err
	}
	ms := migrate.NewMigrations()
	if err := ms.Discover(files); err != nil {
		return nil, fmt.Errorf("db: migrations: %w", err)
	}
	// The default marks a migration applied before it runs: one that failed
	// would be skipped at the next start.
	return migrate.NewMigrator(d.write, ms, migrate.WithMarkAppliedOnSuccess(true)), nil
}

func (d *DB) lockMigrations(ctx context.Context) (unlock func(), err error) {
	if d.engine == Postgres {
		conn, err := d.pool.Acquire(ctx)
		if err != nil {
			return nil, translate(err)
		}
		if _, err := conn.Exec(ctx, fmt.Sprintf("SELECT pg_advisory_lock(%d)", int64(migrationLock))); err != nil {
			conn.Release()
			return nil, translate(err)
		}
		return func() {
			_, _ = conn.Exec(context.WithoutCancel(ctx), fmt.Sprintf("SELECT pg_advisory_unlock(%d)", int64(migrationLock)))
			conn.Release()
		}, nil
	}
	f, err := os.OpenFile(d.path+".migrating", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}
