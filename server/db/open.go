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
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
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
	bells  *bells

	afterStatement func() // of a migration; nil outside its test
}

const (
	// maxConns bounds the PostgreSQL pool of everything but scans.
	maxConns = 16
	// HotConns are scan's: what schools that are held up keep, and some for the others.
	HotConns = 8
	// A connection is made, or answers that it is there, within these, or is dropped.
	connectWithin = 2 * time.Second
	pongWithin    = 500 * time.Millisecond
)

// Option changes how a database is opened.
type Option func(*options)

type options struct {
	clock func() time.Time
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
		engine: SQLite, path: path, file: file, clock: o.clock, queue: &writerQueue{}, bells: &bells{},
		write: bun.NewDB(w, sqlitedialect.New()), read: bun.NewDB(r, sqlitedialect.New()),
	}, nil
}

// sessionParams are set for each connection to PostgreSQL. The timeouts bound
// what one server that vanished with its network can hold up at another: its open
// transaction is ended after 3 s, whoever waits for one of its rows hears so
// after 2 s and tries again (see retryable). TCP tells PostgreSQL within 11 s that
// nobody is there any more.
var sessionParams = map[string]string{
	"synchronous_commit":                  "on", // an acknowledged scan is on disk, whatever the server's default says
	"application_name":                    "yunka",
	"idle_in_transaction_session_timeout": "3s",
	"lock_timeout":                        "2s",
	"statement_timeout":                   "60s",
	"tcp_keepalives_idle":                 "5",
	"tcp_keepalives_interval":             "2",
	"tcp_keepalives_count":                "3",
}

func openPostgres(ctx context.Context, dsn string, o options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		// pgx keeps the password out of its parse errors.
		return nil, fmt.Errorf("db: DATABASE_URL: %w", err)
	}
	cfg.MaxConns, cfg.PingTimeout = maxConns, pongWithin
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = connectWithin
	}
	// bun writes its arguments into the SQL text. The default mode would prepare
	// every distinct text and thrash the statement cache, so scan's statements,
	// which live by that cache, have a small pool of their own.
	cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	for name, value := range sessionParams {
		cfg.ConnConfig.RuntimeParams[name] = value
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: cannot reach PostgreSQL: %w", err)
	}
	hotCfg := cfg.Copy()
	hotCfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	hotCfg.MaxConns, hotCfg.MinConns = HotConns, 0
	hot, err := pgxpool.NewWithConfig(ctx, hotCfg)
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: %w", err)
	}
	b := bun.NewDB(stdlib.OpenDBFromPool(pool), pgdialect.New())
	return &DB{engine: Postgres, clock: o.clock, bells: &bells{}, pool: pool, hot: hot, piped: pipedDB(hot), write: b, read: b}, nil
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

// ServerTime asks the database for its own time; readyz compares it with Now.
func (d *DB) ServerTime(ctx context.Context) (time.Time, error) {
	if d.engine == SQLite {
		return d.clock(), nil // same machine, same clock
	}
	var ms int64
	err := d.read.QueryRowContext(ctx, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)").Scan(&ms)
	return time.UnixMilli(ms), translate(err)
}

// NewID makes a UUIDv7: its text sorts by time of making.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
