package deliver

import (
	"context"

	"yunka/server/db"
)

// deleteBefore deletes some of what is of days before the first, its readers' deliveries
// before the notices, and counts the rows. What waits stays.
func deleteBefore(ctx context.Context, tx *db.Tx, school, first string, limit int) (int, error) {
	n := 0
	for _, statement := range []string{`
		DELETE FROM outbox_send
		WHERE id IN (
			SELECT s.id
			FROM outbox_send s
			JOIN outbox_delivery d ON d.person_id = s.person_id AND d.message = s.message AND d.state = 'done'
			WHERE d.school_id = ?0 AND d.day < ?1 AND s.school_id = ?0 AND s.state <> 'waiting'
			LIMIT ?2)`, `
		DELETE FROM outbox_delivery
		WHERE id IN (
			SELECT d.id
			FROM outbox_delivery d
			WHERE d.school_id = ?0 AND d.day < ?1 AND d.state <> 'waiting'
			LIMIT ?2)`, `
		DELETE FROM outbox_notice
		WHERE school_id = ?0 AND number IN (
			SELECT n.number
			FROM outbox_notice n
			WHERE n.school_id = ?0 AND n.day < ?1 AND n.state <> 'waiting' AND NOT EXISTS (
				SELECT 1
				FROM outbox_delivery d
				WHERE d.school_id = n.school_id AND d.number = n.number)
			LIMIT ?2)`} {
		res, err := tx.NewRaw(statement, school, first, limit).Exec(ctx)
		if err != nil {
			return n, err
		}
		gone, err := res.RowsAffected()
		if err != nil {
			return n, err
		}
		if n += int(gone); gone > 0 {
			break // a short transaction: the next goes on
		}
	}
	return n, nil
}
