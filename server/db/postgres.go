package db

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

const (
	// A server has three kinds of connections to PostgreSQL: hotConns that are scans'
	// alone (what schools that are held up keep, and some for the others), pageConns for
	// everything else, and one that listens (Hear). pool_max_conns in DATABASE_URL says
	// how many they are together; leastConns is what a server cannot do without.
	hotConns   = 8
	pageConns  = 16
	leastConns = 8
	leastHot   = 3

	// A connection is made, or answers that it is there, within these, or is dropped.
	connectWithin = 2 * time.Second
	pongWithin    = 500 * time.Millisecond
	// The connections that are scans' are renewed this often; without use they stay.
	hotLife = 24 * time.Hour
)

// sessionSettings are of each connection to PostgreSQL. The timeouts bound what one
// server that vanished with its network can hold up at another: its open transaction is
// ended after 3 s, whoever waits for one of its rows hears so after 2 s and tries again
// (see retryable). TCP tells PostgreSQL within 11 s that nobody is there any more. They
// are statements, not parameters of the connection: those a pooler refuses or forgets.
const sessionSettings = "SET synchronous_commit = 'on'; " + // an acknowledged scan is on disk, whatever the server's default says
	"SET idle_in_transaction_session_timeout = '3s'; SET lock_timeout = '2s'; SET statement_timeout = '60s'; " +
	"SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3"

// sizes says how many connections there are of each kind.
type sizes struct{ hot, pages int32 }

func (s sizes) total() int32 { return s.hot + s.pages + 1 }

// sizesOf reads pool_max_conns, which cfg has understood; without it they are the usual.
func sizesOf(dsn string, cfg *pgxpool.Config) (sizes, error) {
	at, err := url.Parse(dsn)
	if err != nil || !at.Query().Has("pool_max_conns") {
		return sizes{hotConns, pageConns}, nil
	}
	total := cfg.MaxConns
	if total < leastConns {
		return sizes{}, fmt.Errorf("db: pool_max_conns=%d in DATABASE_URL is too few: a server needs %d connections, %d of them for scans alone", total, leastConns, leastHot)
	}
	hot := min(hotConns, max(leastHot, total/3))
	return sizes{hot, total - hot - 1}, nil
}

func openPostgres(ctx context.Context, dsn string, o options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		// pgx keeps the password out of its parse errors.
		return nil, fmt.Errorf("db: DATABASE_URL: %w", err)
	}
	n, err := sizesOf(dsn, cfg)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns, cfg.PingTimeout = n.pages, pongWithin
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = connectWithin
	}
	// bun writes its arguments into the SQL text. The default mode would prepare
	// every distinct text and thrash the statement cache, so scan's statements,
	// which live by that cache, have a small pool of their own.
	cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	cfg.ConnConfig.RuntimeParams["application_name"] = "yunka"
	cfg.ConnConfig.RuntimeParams["client_encoding"] = "UTF8" // or a database of another encoding cannot even be asked
	settings := sessionSettings
	if o.readOnly {
		settings += "; SET default_transaction_read_only = on"
	}
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		ctx, cancel := context.WithTimeout(ctx, connectWithin)
		defer cancel()
		return c.PgConn().Exec(ctx, settings).Close()
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	d := &DB{engine: Postgres, clock: o.clock, watch: o.watch(), bells: &bells{}, pool: pool}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: cannot reach PostgreSQL: %w", err)
	}
	pooled, err := refuseTransactionPooling(ctx, pool)
	if err != nil {
		pool.Close()
		return nil, err
	}
	hotCfg := cfg.Copy()
	hotCfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	hotCfg.MaxConns, hotCfg.MinConns = n.hot, 0
	if o.serving {
		if err := d.room(ctx, n); err != nil {
			pool.Close()
			return nil, err
		}
		// Nobody else gets what is open already.
		hotCfg.MinConns, hotCfg.MaxConnIdleTime, hotCfg.MaxConnLifetime = n.hot, hotLife, hotLife
	}
	if d.hot, err = pgxpool.NewWithConfig(ctx, hotCfg); err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: %w", err)
	}
	if o.serving && pooled {
		if err := d.fill(ctx, n); err != nil {
			d.hot.Close()
			pool.Close()
			return nil, err
		}
	}
	b := bun.NewDB(stdlib.OpenDBFromPool(pool), pgdialect.New())
	d.piped, d.write, d.read = pipedDB(d.hot), b, b
	return d, nil
}

// HotConns is how many connections to PostgreSQL are scans' alone.
func (d *DB) HotConns() int { return int(d.hot.Config().MaxConns) }

// Serving is for a server: the connections that are scans' are opened at once and kept,
// and a PostgreSQL that has too few for all it may take is an error in words.
func Serving() Option { return func(o *options) { o.serving = true } }

// roomQuery is how many connections PostgreSQL, the role and the database have left.
const roomQuery = `SELECT LEAST(
	current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
		- COALESCE(NULLIF(current_setting('reserved_connections', true), ''), '0')::int
		- (SELECT COALESCE(SUM(numbackends), 0) FROM pg_stat_database)::int,
	(SELECT rolconnlimit - (SELECT COUNT(*) FROM pg_stat_activity WHERE usename = current_user)::int
		FROM pg_roles
		WHERE rolname = current_user AND rolconnlimit >= 0 AND NOT rolsuper),
	(SELECT datconnlimit - (SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database())::int
		FROM pg_database
		WHERE datname = current_database() AND datconnlimit >= 0)
)`

// Room is how many more connections PostgreSQL gives to this role now.
func (d *DB) Room(ctx context.Context) (n int32, err error) {
	err = d.pool.QueryRow(ctx, roomQuery).Scan(&n)
	return n, translate(err)
}

func (d *DB) room(ctx context.Context, n sizes) error {
	open := d.pool.Stat().TotalConns() // of ours, which count as taken
	left, err := d.Room(ctx)
	if err != nil {
		return fmt.Errorf("db: %w", err)
	}
	if left += open; left < n.total() {
		return fmt.Errorf("db: PostgreSQL has %d connections left for this role, and a server may take %d, of which %d are kept for scans: raise max_connections (or the limit of the role or the database), or give DATABASE_URL a smaller pool_max_conns, %d at least",
			left, n.total(), n.hot, leastConns)
	}
	return nil
}

// fill opens every connection once: a pooler has a limit of its own, which PostgreSQL does
// not know.
func (d *DB) fill(ctx context.Context, n sizes) error {
	var held []*pgxpool.Conn
	defer func() {
		for _, c := range held {
			c.Release()
		}
	}()
	for _, p := range []*pgxpool.Pool{d.hot, d.pool} {
		for range p.Config().MaxConns {
			c, err := p.Acquire(ctx)
			if err != nil {
				return fmt.Errorf("db: the pooler before PostgreSQL gives %d connections, and a server may take %d: raise its default_pool_size, or give DATABASE_URL a smaller pool_max_conns, %d at least: %w",
					len(held), n.total(), leastConns, translate(err))
			}
			held = append(held, c)
		}
	}
	return nil
}

// refuseTransactionPooling finds a pooler that hands a connection to each transaction
// (pgbouncer's pool_mode=transaction): what is kept on a connection goes astray there,
// and that is scan's prepared statements, LISTEN, the lock of the migrations and
// sessionSettings. A pooler that keeps a connection to each client is fine.
// pooled is that there is one.
func refuseTransactionPooling(ctx context.Context, pool *pgxpool.Pool) (pooled bool, err error) {
	one, err := pool.Acquire(ctx)
	if err != nil {
		return false, fmt.Errorf("db: cannot reach PostgreSQL: %w", translate(err))
	}
	defer one.Release()
	var pid uint32
	if err := one.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return false, fmt.Errorf("db: %w", translate(err))
	}
	if pid == one.Conn().PgConn().PID() {
		return false, nil // nothing is between: PostgreSQL says the same number when it connects
	}
	two, err := pool.Acquire(ctx)
	if err != nil {
		return true, fmt.Errorf("db: cannot reach PostgreSQL: %w", translate(err))
	}
	defer two.Release()
	for range 3 {
		swapped, err := swaps(ctx, one.Conn(), two.Conn())
		if err != nil {
			return true, fmt.Errorf("db: a pooler stands before PostgreSQL, and does not keep a connection to each client: %w; %s", translate(err), poolerAdvice)
		}
		if swapped {
			return true, fmt.Errorf("db: DATABASE_URL leads through a pooler that hands a connection to each transaction: %s", poolerAdvice)
		}
	}
	return true, nil
}

const poolerAdvice = "give the address of PostgreSQL itself (this program has a pool of its own, see pool_max_conns), or set pool_mode=session for this database"

// swaps reports whether one has not the connection any more on which it has just said
// something, while two is in a transaction.
func swaps(ctx context.Context, one, two *pgx.Conn) (bool, error) {
	said := NewID()
	if _, err := one.Exec(ctx, "SELECT set_config('yunka.said', '"+said+"', false)"); err != nil {
		return false, err
	}
	if _, err := two.Exec(ctx, "BEGIN"); err != nil {
		return false, err
	}
	defer func() { _, _ = two.Exec(context.WithoutCancel(ctx), "ROLLBACK") }()
	const read = "SELECT COALESCE(current_setting('yunka.said', true), '')"
	var heard string
	if err := two.QueryRow(ctx, read).Scan(&heard); err != nil || heard == said {
		return true, err // two has one's
	}
	err := one.QueryRow(ctx, read).Scan(&heard)
	return heard != said, err
}
