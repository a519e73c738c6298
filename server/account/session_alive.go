package account

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"
)

// SessionAlive reports whether an open socket's session is still there, still of
// that account, and not over. An open page counts as use: an admin who watches
// the dashboard is not idle, but the session's absolute end holds.
func SessionAlive(ctx context.Context, q bun.IDB, tokenHash, accountID string, nowMS int64) (bool, error) {
	var data []byte
	var expires int64
	err := q.NewRaw(`
		SELECT data, expires_at
		FROM session
		WHERE token_hash = ? AND account_id = ?`,
		tokenHash, accountID).Scan(ctx, &data, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil || nowMS >= expires {
		return false, err
	}
	admin, err := isAdmin(ctx, q, accountID, nowMS)
	return err == nil && !(admin && nowMS >= since(data)+AdminSessionLife.Milliseconds()), err
}
