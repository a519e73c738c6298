package form

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"

	"yunka/server/access"
)

// Tx lets access load a policy through database/sql.
type Tx struct{ *sql.Tx }

// QueryContext is access's.
func (q Tx) QueryContext(ctx context.Context, query string, args ...any) (access.Rows, error) {
	return q.Tx.QueryContext(ctx, query, args...)
}

// Conn lets access load a policy through a batch's own connection.
type Conn struct{ *pgx.Conn }

// QueryContext is access's.
func (q Conn) QueryContext(ctx context.Context, query string, args ...any) (access.Rows, error) {
	rows, err := q.Query(ctx, query, args...)
	return pgxRows{rows}, err
}

type pgxRows struct{ pgx.Rows }

func (r pgxRows) Close() error {
	r.Rows.Close()
	return r.Err()
}
