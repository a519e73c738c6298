package meeting

import (
	"context"

	"yunka/server/db"
)

// dueReminders begin soon and nobody has been told.
func dueReminders(ctx context.Context, tx *db.Tx) (ids []string, err error) {
	err = tx.NewRaw(`
		SELECT id
		FROM signin_session
		WHERE state = 'live' AND reminded_at = 0 AND starts_at <= ? AND ends_at > ?
		ORDER BY starts_at, id
		LIMIT ?`, tx.NowMS()+remindBefore.Milliseconds(), tx.NowMS(), perTurn).Scan(ctx, &ids)
	return ids, err
}

func reminded(ctx context.Context, tx *db.Tx, one Session) error {
	_, err := tx.NewRaw("UPDATE signin_session SET reminded_at = ? WHERE id = ?", tx.NowMS(), one.ID).Exec(ctx)
	return err
}

// dueClosing are over for long enough; where people sign out they have longer.
func dueClosing(ctx context.Context, tx *db.Tx) (ids []string, err error) {
	err = tx.NewRaw(`
		SELECT id
		FROM signin_session
		WHERE state = 'live' AND (ends_at <= ? OR ends_at <= ? AND NOT sign_out)
		ORDER BY ends_at, id
		LIMIT ?`, tx.NowMS()-outUntil.Milliseconds(), tx.NowMS()-closeAfter.Milliseconds(), perTurn).Scan(ctx, &ids)
	return ids, err
}

func dueFinal(ctx context.Context, tx *db.Tx) (ids []string, err error) {
	err = tx.NewRaw(`
		SELECT id
		FROM signin_session
		WHERE state = 'closed' AND closed_at <= ? AND ends_at <= ?
		ORDER BY ends_at, id
		LIMIT ?`, tx.NowMS()-finalAfter.Milliseconds(), tx.NowMS()-finalAfter.Milliseconds(), perTurn).Scan(ctx, &ids)
	return ids, err
}
