package meeting

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// wasUsed reports whether a claim has signed somebody in.
func wasUsed(ctx context.Context, q bun.IDB, hash string) (yes bool, err error) {
	err = q.NewRaw("SELECT EXISTS (SELECT 1 FROM signin_claim WHERE token_hash = ?)", hash).Scan(ctx, &yes)
	return yes, err
}

// useClaim ends a claim; signin_claim if that has been done.
func useClaim(ctx context.Context, tx *db.Tx, one Session, hash string) error {
	res, err := tx.NewRaw(`
		INSERT INTO signin_claim (token_hash, school_id, session_id, used_at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (token_hash) DO NOTHING`, hash, one.SchoolID, one.ID, tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errClaim)
}

// sweep forgets claims that were used so long ago that their time is over, too.
func sweep(ctx context.Context, tx *db.Tx, before int64) error {
	_, err := tx.NewRaw("DELETE FROM signin_claim WHERE used_at < ?", before).Exec(ctx)
	return err
}
