package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// Hot is the PostgreSQL pool for scan's prepared statements; nil on SQLite.
func (d *DB) Hot() *pgxpool.Pool { return d.hot }

// Pipelined is Tx on a connection of the hot pool, which fn also gets as what it is: it may
// send many prepared statements of the same transaction in one round trip (pgx.Batch)
// between those that go through tx. It must not begin, end or keep anything on it. fn runs
// once; what may be tried again is the caller's to know (Retryable). PostgreSQL only.
func (d *DB) Pipelined(ctx context.Context, fn func(ctx context.Context, tx *Tx, c *pgx.Conn) error) error {
	if ctx.Value(inTx{}) != nil {
		return ErrNested
	}
	conn, err := d.piped.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // gives it back
	var raw *pgx.Conn
	if err := conn.Raw(func(dc any) error {
		of, ok := dc.(textConn)
		if !ok {
			return fmt.Errorf("db: a connection of the hot pool is %T", dc)
		}
		raw = of.Conn.Conn()
		return nil
	}); err != nil {
		return err
	}
	begin := func(ctx context.Context) (bun.Tx, error) { return conn.BeginTx(ctx, nil) }
	return d.once(ctx, begin, false, func(ctx context.Context, tx *Tx) error { return fn(ctx, tx, raw) })
}

// pipedDB is bun on the hot pool.
func pipedDB(hot *pgxpool.Pool) *bun.DB {
	d := sql.OpenDB(textConnector{stdlib.GetPoolConnector(hot)})
	d.SetMaxIdleConns(0) // they are the pool's
	return bun.NewDB(d, pgdialect.New())
}

// textConnector makes connections whose statements by database/sql are sent as text. bun
// writes its arguments into it: the hot pool's own mode would prepare each of them and
// drop scan's from the cache of statements.
type textConnector struct{ driver.Connector }

func (c textConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	of, ok := conn.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("db: pgx made a %T", conn)
	}
	return textConn{of}, nil
}

type textConn struct{ *stdlib.Conn }

var asText = driver.NamedValue{Value: pgx.QueryExecModeSimpleProtocol}

func (c textConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.QueryContext(ctx, query, append([]driver.NamedValue{asText}, args...))
}

func (c textConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return c.Conn.ExecContext(ctx, query, append([]driver.NamedValue{asText}, args...))
}
