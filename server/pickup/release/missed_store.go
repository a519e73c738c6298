package release

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// releasing are the schools that have a paired terminal for pickup: in others nobody says
// who was collected, so that nobody is missed.
func releasing(ctx context.Context, q bun.IDB) (schools []string, err error) {
	err = q.NewRaw("SELECT DISTINCT school_id FROM terminal WHERE scene = 'pickup' AND revoked_at IS NULL AND token_hash IS NOT NULL ORDER BY school_id").Scan(ctx, &schools)
	return schools, err
}

func missedDone(ctx context.Context, q bun.IDB, school, day string) (done bool, err error) {
	err = q.NewRaw("SELECT EXISTS (SELECT 1 FROM pickup_missed WHERE school_id = ? AND day = ?)", school, day).Scan(ctx, &done)
	return done, err
}

func setMissedDone(ctx context.Context, tx *db.Tx, school, day string, children int) error {
	_, err := tx.NewRaw("INSERT INTO pickup_missed (school_id, day, at, children) VALUES (?, ?, ?, ?) ON CONFLICT (school_id, day) DO NOTHING", school, day, tx.NowMS(), children).Exec(ctx)
	return err
}

// setMissed notes that nobody came; false if something has happened to the child.
func setMissed(ctx context.Context, tx *db.Tx, school, day, child string) (once bool, err error) {
	res, err := tx.NewRaw(`
		INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at)
		VALUES (?, ?, ?, 'NO_SHOW', '', '', '', 0, 0, '', '', '', 0)
		ON CONFLICT (school_id, day, child_id) DO UPDATE
		SET state = excluded.state
		WHERE pickup_order.state = 'EXPECTED' AND pickup_order.held_by = ''`, school, day, child).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
