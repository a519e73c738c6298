package meeting

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

func insertClaim(ctx context.Context, tx *db.Tx, c Claim) error {
	_, err := tx.NewRaw(`
		INSERT INTO signin_claim (token_hash, school_id, session_id, account_id, device, made_at, until_at, used_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0)`, c.TokenHash, c.SchoolID, c.SessionID, c.AccountID, c.Device, c.MadeAt, c.UntilAt).Exec(ctx)
	return err
}

func readClaim(ctx context.Context, q bun.IDB, hash string) (c Claim, err error) {
	err = q.NewRaw(`
		SELECT token_hash, school_id, session_id, account_id, device, made_at, until_at, used_at
		FROM signin_claim
		WHERE token_hash = ?`, hash).Scan(ctx, &c)
	return c, db.One(err, errClaim)
}

// useClaim ends a claim; signin_claim if that has been done.
func useClaim(ctx context.Context, tx *db.Tx, c Claim, account string) error {
	res, err := tx.NewRaw("UPDATE signin_claim SET used_at = ?, account_id = ? WHERE token_hash = ? AND used_at = 0", tx.NowMS(), account, c.TokenHash).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errClaim)
}

// sweep forgets claims that are long over.
func sweep(ctx context.Context, tx *db.Tx, before int64) error {
	_, err := tx.NewRaw("DELETE FROM signin_claim WHERE until_at < ?", before).Exec(ctx)
	return err
}

func bindClaim(ctx context.Context, tx *db.Tx, hash, account string) error {
	_, err := tx.NewRaw("UPDATE signin_claim SET account_id = ? WHERE token_hash = ? AND account_id = ''", account, hash).Exec(ctx)
	return err
}
