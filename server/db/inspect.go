package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	sqlite3 "modernc.org/sqlite/lib"

	schema "yunka/sql"
)

// Inspect opens a database to look at it: no file and no table is made, nothing is
// written, and nobody who uses it waits. The error is fs.ErrNotExist where SQLite has no
// file yet.
func Inspect(ctx context.Context, dsn string, opts ...Option) (*DB, error) {
	opts = append(opts, func(o *options) { o.readOnly = true })
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return Open(ctx, dsn, opts...)
	}
	o := options{clock: time.Now}
	for _, opt := range opts {
		opt(&o)
	}
	name, err := filepath.Abs(strings.TrimPrefix(dsn, "sqlite:"))
	if err != nil {
		return nil, err
	}
	file, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("db: %w", err)
	}
	q := url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)"}}
	if journal, err := os.Stat(name + "-wal"); err == nil && journal.Size() > 0 {
		q.Set("mode", "ro")
		q.Set("readonly_shm", "1")
	} else {
		q.Set("immutable", "1") // nobody has it open: no lock and no journal are needed
	}
	r, err := sql.Open("sqlite", "file:"+(&url.URL{Path: name}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	b := bun.NewDB(r, sqlitedialect.New())
	d := &DB{engine: SQLite, path: name, file: file, clock: o.clock, queue: &writerQueue{}, bells: &bells{}, readWithin: readWithin, write: b, read: b}
	if err := r.PingContext(ctx); err != nil {
		r.Close()
		return nil, fmt.Errorf("db: open %s: %w", name, err)
	}
	return d, nil
}

// Files are SQLite's files that are there; none on PostgreSQL.
func (d *DB) Files() (list []string) {
	for _, p := range []string{d.path, d.path + "-wal", d.path + "-shm"} {
		if _, err := os.Stat(p); d.engine == SQLite && err == nil {
			list = append(list, p)
		}
	}
	return list
}

// Behind counts the migrations of this program that have not run. It is Pending without
// making the table that says so. The error is ErrNewer where one has run that this
// program does not have.
func (d *DB) Behind(ctx context.Context) (n int, err error) {
	there := "SELECT COUNT(*) FROM sqlite_master WHERE name = 'bun_migrations'"
	if d.engine == Postgres {
		there = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'bun_migrations'"
	}
	var names []string
	if err := d.read.NewRaw(there).Scan(ctx, &n); err != nil {
		return 0, translate(err)
	}
	if n > 0 {
		if err := d.read.NewRaw("SELECT name FROM bun_migrations").Scan(ctx, &names); err != nil {
			return 0, translate(err)
		}
	}
	files, err := fs.Glob(schema.Migrations, "migrations/*.up.sql")
	if err != nil {
		return 0, err
	}
	left := map[string]bool{}
	for _, f := range files {
		stamp, _, _ := strings.Cut(path.Base(f), "_")
		left[stamp] = true
	}
	for _, name := range names {
		if !left[name] {
			return 0, fmt.Errorf("%w (it has %s)", ErrNewer, name)
		}
		delete(left, name)
	}
	return len(left), nil
}

// Encoding is how the database stores text. It must be UTF8 on PostgreSQL: another cannot
// hold every name, and SQL_ASCII takes any bytes for one.
func (d *DB) Encoding(ctx context.Context) (name string, err error) {
	query := "PRAGMA encoding"
	if d.engine == Postgres {
		query = "SHOW server_encoding"
	}
	err = d.read.NewRaw(query).Scan(ctx, &name)
	return name, translate(err)
}

// Version is PostgreSQL's major version; 0 on SQLite, which is built in.
func (d *DB) Version(ctx context.Context) (major int, err error) {
	if d.engine == Postgres {
		err = d.read.NewRaw("SELECT current_setting('server_version_num')::int / 10000").Scan(ctx, &major)
	}
	return major, translate(err)
}

// ReadOnly reports whether PostgreSQL takes no writes from anybody like us: it is a
// standby, or a setting says so.
func (d *DB) ReadOnly(ctx context.Context) (yes bool, err error) {
	if d.engine == Postgres {
		err = d.read.NewRaw(`SELECT pg_is_in_recovery() OR reset_val = 'on'
			FROM pg_settings
			WHERE name = 'default_transaction_read_only'`).Scan(ctx, &yes)
	}
	return yes, translate(err)
}

// Connections is how many connections to PostgreSQL a server may take, and how many are
// left. Both are 0 on SQLite.
func (d *DB) Connections(ctx context.Context) (wants, left int32, err error) {
	if d.engine == SQLite {
		return 0, 0, nil
	}
	open := d.pool.Stat().TotalConns()
	left, err = d.Room(ctx)
	return d.pool.Config().MaxConns + d.hot.Config().MaxConns + 1, left + open, err
}

// CheckPages has the database look for damage in its own pages: SQLite's quick_check, or
// PostgreSQL's amcheck on the indexes. asked is false where amcheck is not installed, or
// not for this role.
func (d *DB) CheckPages(ctx context.Context) (damage []string, asked bool, err error) {
	if d.engine == SQLite {
		if err := d.read.NewRaw("PRAGMA quick_check(10)").Scan(ctx, &damage); err != nil {
			return []string{err.Error()}, true, nil // it is so damaged that it cannot even be checked
		}
		if len(damage) == 1 && damage[0] == "ok" {
			damage = nil
		}
		return damage, true, nil
	}
	var within []string
	err = d.read.NewRaw(`SELECT quote_ident(n.nspname)
		FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
		WHERE p.proname = 'bt_index_check' AND p.pronargs = 1 AND has_function_privilege(p.oid, 'EXECUTE')`).Scan(ctx, &within)
	if err != nil || len(within) == 0 {
		return nil, false, translate(err)
	}
	var indexes []string
	err = d.read.NewRaw(`SELECT c.oid::regclass::text
		FROM pg_class c JOIN pg_am a ON a.oid = c.relam
		WHERE c.relkind = 'i' AND a.amname = 'btree' AND c.relnamespace = current_schema()::regnamespace
		ORDER BY 1`).Scan(ctx, &indexes)
	for _, index := range indexes {
		if _, err := d.read.ExecContext(ctx, "SELECT "+within[0]+".bt_index_check(?::regclass)", index); err != nil {
			damage = append(damage, index+": "+err.Error())
		}
	}
	return damage, true, translate(err)
}

// Damaged is what to do about pages that are.
const Damaged = "stop the server, keep a copy of the files as they are, look at the disk (dmesg, smartctl), and restore the newest backup into an empty place: yunka restore"

// Advice says in a sentence what to do about an error of Open or Inspect; "" where the
// error says it itself.
func Advice(err error) string {
	var dns *net.DNSError
	var connect *pgconn.ConnectError
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg):
		switch pg.Code {
		case "28P01", "28000":
			return "PostgreSQL refuses the user or the password of DATABASE_URL, or pg_hba.conf does not let this machine in"
		case "3D000":
			return "make the database that DATABASE_URL names: createdb -E UTF8 -T template0 NAME"
		case "53300":
			return "PostgreSQL gives no more connections: raise max_connections, or stop what holds them"
		case "42501":
			return "give the role of DATABASE_URL its rights: GRANT ALL ON SCHEMA public TO the role, or make it the database's owner"
		case "57P03":
			return "PostgreSQL is starting or stopping: ask again in a minute"
		}
	case sqliteCode(err)&0xff == sqlite3.SQLITE_CORRUPT, sqliteCode(err)&0xff == sqlite3.SQLITE_NOTADB:
		return Damaged
	case errors.As(err, &dns):
		return "the host of DATABASE_URL cannot be found: correct it, or add it to the name server"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers there: start PostgreSQL, and see host and port of DATABASE_URL and PostgreSQL's listen_addresses"
	case errors.Is(err, fs.ErrPermission):
		return "give the user that runs this program the right to its data directory and the files in it"
	case errors.As(err, &connect):
		return "see host, port and sslmode of DATABASE_URL, and whether a firewall stands between"
	}
	return ""
}
