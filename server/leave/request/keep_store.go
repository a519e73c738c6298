package request

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// step is something that the keeper does once for a leave, by the column that says when
// it has.
type step string

const (
	remindStep   step = "reminded_at"
	evidenceStep step = "evidence_told_at"
	backStep     step = "back_seen_at"
)

// keptSchools are the schools in which the keeper may have to do something.
func keptSchools(ctx context.Context, q bun.IDB, now int64) (list []string, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT school_id
		FROM leave_request
		WHERE to_at > ? AND state IN ('unconfirmed', 'asked', 'approved')
		ORDER BY school_id`, now-keptMS).Scan(ctx, &list)
	return list, err
}

// kept are the leaves that may have to be dealt with: what waits and has not been reminded
// of, proofs that were promised and are not there, and who should be back.
func kept(ctx context.Context, q bun.IDB, school string, now int64) (list []Leave, err error) {
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE l.school_id = ? AND l.to_at > ? AND l.state IN ('unconfirmed', 'asked', 'approved') AND (
			l.state <> 'approved' AND l.reminded_at = 0 AND l.to_at > ?
			OR l.evidence_due <> '' AND l.evidence IS NULL AND l.evidence_told_at = 0
			OR l.state = 'approved' AND l.back_seen_at = 0 AND l.to_at <= ?)
		ORDER BY l.id`, school, now-keptMS, now, now-backMS).Scan(ctx, &list)
	return list, err
}

// did notes that a step is done; false if it was already.
func did(ctx context.Context, tx *db.Tx, l Leave, s step) (bool, error) {
	res, err := tx.NewRaw("UPDATE leave_request SET "+string(s)+" = ? WHERE id = ? AND school_id = ? AND "+string(s)+" = 0",
		tx.NowMS(), l.ID, l.SchoolID).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// addEvidence keeps a proof that came later.
func addEvidence(ctx context.Context, tx *db.Tx, l Leave, jpeg []byte) error {
	_, err := tx.NewRaw("UPDATE leave_request SET evidence = ? WHERE id = ? AND school_id = ? AND evidence IS NULL", jpeg, l.ID, l.SchoolID).Exec(ctx)
	return err
}
