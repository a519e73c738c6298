package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/uptrace/bun/migrate"

	schema "yunka/sql"
)

// migrationLock is an arbitrary constant: the advisory lock that lets one
// process migrate a PostgreSQL database at a time. bun's own lock is a row,
// which a crash would leave behind for ever.
const migrationLock = 0x59756e6b61

// ErrNewer means that a newer program has migrated this database: this one does
// not know what the tables mean, so it touches nothing.
var ErrNewer = errors.New("the database was migrated by a newer Yunka: start that one, or restore a backup made before it")

// Migrate brings the schema up to date and says how many migrations it ran. Each
// migration commits together with the row that says it ran, so a process that is
// killed leaves either both or neither. It returns ErrNewer where a migration has
// run that this program does not have.
func (d *DB) Migrate(ctx context.Context) (int, error) {
	unlock, err := d.lockMigrations(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	pending, group, err := d.pending(ctx)
	if err != nil {
		return 0, fmt.Errorf("db: migrate: %w", err)
	}
	for _, m := range pending {
		if err := d.apply(ctx, m, group); err != nil {
			return 0, fmt.Errorf("db: migrate %s: %w", m, err)
		}
	}
	return len(pending), nil
}

// Pending counts the migrations that have not run here.
func (d *DB) Pending(ctx context.Context) (int, error) {
	pending, _, err := d.pending(ctx)
	return len(pending), err
}

// pending returns what has not run yet, oldest first, and the number of the next group.
func (d *DB) pending(ctx context.Context) (todo migrate.MigrationSlice, group int64, err error) {
	m, err := d.migrator()
	if err != nil {
		return nil, 0, err
	}
	if err := m.Init(ctx); err != nil {
		return nil, 0, err
	}
	known, err := m.MigrationsWithStatus(ctx)
	if err != nil {
		return nil, 0, err
	}
	ran, err := m.AppliedMigrations(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range ran {
		if !slices.ContainsFunc(known, func(k migrate.Migration) bool { return k.Name == r.Name }) {
			return nil, 0, fmt.Errorf("%w (it has %s)", ErrNewer, r.Name)
		}
	}
	todo = known.Unapplied()
	slices.SortFunc(todo, func(a, b migrate.Migration) int { return strings.Compare(a.Name, b.Name) })
	return todo, ran.LastGroupID() + 1, nil
}

// apply runs one migration and marks it, in one transaction. bun would mark it
// after the commit: a process killed between the two would run it again for ever.
func (d *DB) apply(ctx context.Context, m migrate.Migration, group int64) error {
	text, err := schema.Migrations.ReadFile("migrations/" + m.String() + ".tx.up.sql")
	if err != nil {
		return err
	}
	return d.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		if d.engine == Postgres { // a large school's table takes its time
			if _, err := tx.ExecContext(ctx, "SET LOCAL statement_timeout = 0"); err != nil {
				return err
			}
		}
		for _, statement := range statements(string(text), d.engine) {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
			d.ran()
		}
		_, err := tx.NewRaw("INSERT INTO bun_migrations (name, group_id, migrated_at) VALUES (?, ?, ?)", m.Name, group, tx.Now.UTC()).Exec(ctx)
		d.ran()
		return err
	})
}

// statements splits a migration where it says so. A statement after a line --only:sqlite
// or --only:postgres is the one engine's: a trigger, which the common subset has not.
func statements(text string, engine Engine) (list []string) {
	for part := range strings.SplitSeq(text, "--bun:split") {
		part = strings.TrimSpace(part)
		first, rest, _ := strings.Cut(part, "\n")
		only, one := strings.CutPrefix(first, "--only:")
		if one {
			part = rest
		}
		if part != "" && (!one || only == string(engine)) {
			list = append(list, part)
		}
	}
	return list
}

// ran is called after each statement of a migration, for the test that ends the
// process there.
func (d *DB) ran() {
	if d.afterStatement != nil {
		d.afterStatement()
	}
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
	return migrate.NewMigrator(d.write, ms), nil
}

func (d *DB) lockMigrations(ctx context.Context) (unlock func(), err error) {
	if d.engine == Postgres {
		conn, err := d.pool.Acquire(ctx)
		if err != nil {
			return nil, translate(err)
		}
		// Another server may be at it for longer than a statement may take.
		if _, err := conn.Exec(ctx, fmt.Sprintf("SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock(%d)", int64(migrationLock))); err != nil {
			conn.Release()
			return nil, translate(err)
		}
		return func() {
			_, _ = conn.Exec(context.WithoutCancel(ctx), fmt.Sprintf("SELECT pg_advisory_unlock(%d); %s", int64(migrationLock), sessionSettings))
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
