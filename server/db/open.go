package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Engine names one of the two databases.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database.
type DB struct {
	engine Engine
	path   string      // SQLite file, for the migration lock
	file   os.FileInfo // which file that was when it was opened
	write  *bun.DB
	read   *bun.DB
	pool   *pgxpool.Pool // behind bun; nil on SQLite
	hot    *pgxpool.Pool // for scan's prepared statements; nil on SQLite
	piped  *bun.DB       // on the hot pool; nil on SQLite
	queue  *writerQueue  // nil on PostgreSQL
	clock  func() time.Time
	watch  *watch // nil where the clock is not watched
	bells  *bells

	readWithin     time.Duration // on SQLite; see Read
	afterStatement func()        // of a migration; nil outside its test
}

// Option changes how a database is opened.
type Option func(*options)

type options struct {
	clock   func() time.Time
	elapsed func() time.Duration

	serving  bool // see Serving
	readOnly bool // see Inspect
}

// WithClock replaces time.Now, so that tests can turn the clock.
func WithClock(clock func() time.Time) Option { return func(o *options) { o.clock = clock } }

// Open opens "sqlite:PATH" (or a bare path) or a postgres:// URL. It does not
// migrate; see Migrate.
func Open(ctx context.Context, dsn string, opts ...Option) (*DB, error) {
	o := options{clock: time.Now}
	for _, opt := range opts {
		opt(&o)
	}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return openPostgres(ctx, dsn, o)
	}
	return openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"), o)
}

// sqliteDSN sets every pragma in the DSN, so that each pooled connection has
// them; busy_timeout stands before journal_mode, which may have to wait.
func sqliteDSN(path string, write bool) string {
	q := url.Values{}
	for _, p := range []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)", "cache_size(-16000)"} {
		q.Add("_pragma", p)
	}
	if write {
		q.Set("_txlock", "immediate")
	} else {
		q.Add("_pragma", "query_only(1)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLite(ctx context.Context, path string, o options) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("db: data directory: %w", err)
	}
	file, err := create(path)
	if err != nil {
		return nil, err
	}
	w, err := sql.Open("sqlite", sqliteDSN(path, true))
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	if err := w.PingContext(ctx); err != nil {
		w.Close()
		return nil, fmt.Errorf("db: open %s: %w", path, err)
	}
	r, err := sql.Open("sqlite", sqliteDSN(path, false))
	if err != nil {
		w.Close()
		return nil, err
	}
	r.SetMaxOpenConns(4)
	r.SetMaxIdleConns(4)
	return &DB{
		engine: SQLite, path: path, file: file, clock: o.clock, watch: o.watch(), queue: &writerQueue{}, bells: &bells{}, readWithin: readWithin,
		write: bun.NewDB(w, sqlitedialect.New()), read: bun.NewDB(r, sqlitedialect.New()),
	}, nil
}

// Close waits for running queries and closes.
func (d *DB) Close() error {
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(err, d.read.Close())
	}
	if d.pool != nil {
		err = errors.Join(err, d.piped.Close())
		d.pool.Close()
		d.hot.Close()
	}
	return err
}

// DropIdle drops the idle connections to PostgreSQL: one was silent, and a network that
// loses one without a word loses all. Found one by one, each would cost its deadline.
func (d *DB) DropIdle() {
	if d.pool != nil {
		d.hot.Reset()
		d.pool.Reset()
	}
}

// Engine says which database this is.
func (d *DB) Engine() Engine { return d.engine }

// Now is the injected clock, the only clock that decides anything.
func (d *DB) Now() time.Time { return d.clock() }

// At is the same database by another clock: a demo school writes its past with it.
func (d *DB) At(clock func() time.Time) *DB {
	other := *d
	other.clock = clock
	return &other
}

// NewID makes a UUIDv7: its text sorts by time of making.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
