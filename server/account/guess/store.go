package guess

import (
	"context"

	"yunka/server/db"
)

// reserve counts one failure under the row's lock, and returns the row as it was.
func reserve(ctx context.Context, tx *db.Tx, c Charge) (row count, err error) {
	// The update that changes nothing takes the lock and returns the row.
	err = tx.NewRaw(`
		INSERT INTO guess (bucket, failures, since, blocked_until)
		VALUES (?, 0, ?, 0)
		ON CONFLICT (bucket) DO UPDATE SET failures = guess.failures
		RETURNING failures, since, blocked_until`,
		c.Bucket, tx.NowMS()).Scan(ctx, &row.Failures, &row.Since, &row.BlockedUntil)
	if err != nil {
		return row, err
	}
	next, ok := c.Limit.fail(row, tx.NowMS())
	if !ok {
		return row, tooMany(row.BlockedUntil, tx.NowMS())
	}
	_, err = tx.NewRaw(`
		UPDATE guess
		SET failures = ?, since = ?, blocked_until = ?
		WHERE bucket = ?`,
		next.Failures, next.Since, next.BlockedUntil, c.Bucket).Exec(ctx)
	return row, err
}

// refund takes one failure back, and the block with it: while the row was
// blocked nobody else could count, so either this try filled it or one that
// came later did, and without this try the bucket is not full.
func refund(ctx context.Context, tx *db.Tx, c Charge) error {
	_, err := tx.NewRaw(`
		UPDATE guess
		SET failures = failures - 1, blocked_until = 0
		WHERE bucket = ? AND failures > 0`,
		c.Bucket).Exec(ctx)
	return err
}
