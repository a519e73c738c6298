package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"

	"yunka/server/fault"
	schema "yunka/sql"
)

const (
	// minFree is the room on the disk of SQLite's file below which a server is not
	// ready: some hours of a large school. PostgreSQL's disk is another machine's; there
	// the probe's own write says it.
	minFree = 64 << 20
	// probeLife is how long the row of a server that is gone stays.
	probeLife = 24 * time.Hour
)

// me is this process in table probe.
var me = NewID()

// Ready says whether what is decided now would be kept: it writes a row on the way
// that scans take (SQLite's writer, PostgreSQL's hot pool) and looks at the file, the
// disk and the schema. Errors are Unavailable with a code: database_file_gone,
// disk_full, schema_behind, database_unavailable.
func (d *DB) Ready(ctx context.Context) error {
	if err := d.sameFile(); err != nil {
		return err
	}
	if d.engine == SQLite {
		var at syscall.Statfs_t
		if err := syscall.Statfs(d.path, &at); err == nil && int64(at.Bavail)*int64(at.Bsize) < minFree {
			return fault.Newf(fault.Unavailable, "disk_full", "less than %d MiB are free on the disk of %s", minFree>>20, d.path)
		}
	}
	var ran int
	if err := d.read.QueryRowContext(ctx, "SELECT COUNT(*) FROM bun_migrations").Scan(&ran); err != nil {
		return fault.Wrap(fault.Unavailable, "database_unavailable", err)
	}
	if ran < migrations() {
		return fault.Newf(fault.Unavailable, "schema_behind", "%d of %d migrations have run", ran, migrations())
	}
	err := d.probe(ctx)
	if err != nil && !fault.Is(err, fault.Unavailable) {
		return fault.Wrap(fault.Unavailable, "database_unavailable", err)
	}
	return err
}

const (
	probeWrite  = "INSERT INTO probe (server, at) VALUES ($1, $2) ON CONFLICT (server) DO UPDATE SET at = excluded.at"
	probeForget = "DELETE FROM probe WHERE at < $1"
)

func (d *DB) probe(ctx context.Context) error {
	now := d.Now()
	if d.engine == Postgres {
		if _, err := d.hot.Exec(ctx, probeForget, now.Add(-probeLife).UnixMilli()); err != nil {
			return err
		}
		_, err := d.hot.Exec(ctx, probeWrite, me, now.UnixMilli())
		return err
	}
	return d.Urgent(ctx, func(ctx context.Context, tx *Tx) error {
		if _, err := tx.Tx.Tx.ExecContext(ctx, probeForget, now.Add(-probeLife).UnixMilli()); err != nil {
			return err
		}
		_, err := tx.Tx.Tx.ExecContext(ctx, probeWrite, me, now.UnixMilli())
		return err
	})
}

// migrations counts this program's.
var migrations = sync.OnceValue(func() int {
	list, _ := fs.Glob(schema.Migrations, "migrations/*.up.sql") // the pattern is good
	return len(list)
})

// sameFile says whether SQLite's file is still the one that was opened. One that was
// removed or replaced while the program runs is written on, and what is written is gone
// with the process: nothing may be acknowledged on it.
func (d *DB) sameFile() error {
	if d.engine != SQLite {
		return nil
	}
	now, err := os.Stat(d.path)
	if err == nil && os.SameFile(now, d.file) {
		return nil
	}
	return fault.Wrap(fault.Unavailable, "database_file_gone", fmt.Errorf("%s was removed or replaced while Yunka runs; stop it, put the file back, start it: %w", d.path, errors.Join(err, errGone)))
}

var errGone = errors.New("db: not the file that was opened")

// create makes SQLite's file for its owner alone, and closes one that others may read.
// A journal without its database is what is left of a school: no blank one is made over it.
func create(path string) (os.FileInfo, error) {
	_, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		if journal, err := os.Stat(path + "-wal"); err == nil && journal.Size() > 0 {
			return nil, fmt.Errorf("db: %s is missing and its journal %s-wal is there: put the file back, or take the journal away to begin anew", path, path)
		}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	defer f.Close()
	for _, p := range []string{path, path + "-wal", path + "-shm"} {
		if is, err := os.Stat(p); err == nil && is.Mode().Perm()&0o077 != 0 {
			if err := os.Chmod(p, 0o600); err != nil {
				return nil, fmt.Errorf("db: others may read %s: %w", p, err)
			}
		}
	}
	return f.Stat()
}

// ErrServed means that another process serves this file.
var ErrServed = errors.New("another Yunka serves this database file: stop it first, or give this one another YUNKA_DATA")

// LockServing keeps other serving processes from SQLite's file until release: each would hear
// nothing of what the other writes. Commands beside a server are fine. PostgreSQL takes
// any number of servers.
func (d *DB) LockServing() (release func(), err error) {
	if d.engine != SQLite {
		return func() {}, nil
	}
	f, err := os.OpenFile(d.path+".serving", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrServed
		}
		return nil, fmt.Errorf("db: lock %s: %w", f.Name(), err)
	}
	return func() { f.Close() }, nil
}
