package release

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

func readLock(ctx context.Context, q bun.IDB, school string) (l Lock, err error) {
	var list []Lock
	err = q.NewRaw(`
		SELECT l.id, l.why, l.by_person, COALESCE(p.name, '') AS name, l.at, l.first_by, COALESCE(f.name, '') AS first_name
		FROM pickup_lockdown l
		LEFT JOIN person p ON p.id = l.by_person
		LEFT JOIN person f ON f.id = l.first_by
		WHERE l.school_id = ? AND l.ended_at IS NULL`, school).Scan(ctx, &list)
	if len(list) > 0 {
		l = list[0]
	}
	return l, err
}

func startLock(ctx context.Context, tx *db.Tx, school, why, by string) error {
	res, err := tx.NewRaw(`
		INSERT INTO pickup_lockdown (id, school_id, why, by_person, at, first_by, first_at, ended_by)
		VALUES (?, ?, ?, ?, ?, '', 0, '')
		ON CONFLICT (school_id) WHERE ended_at IS NULL DO NOTHING`, db.NewID(), school, why, by, tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, fault.New(fault.Conflict, "lockdown_on"))
}

func liftLock(ctx context.Context, tx *db.Tx, school, id, by string, second bool) error {
	query := "UPDATE pickup_lockdown SET first_by = ?, first_at = ? WHERE id = ? AND school_id = ?"
	if second {
		query = "UPDATE pickup_lockdown SET ended_by = ?, ended_at = ? WHERE id = ? AND school_id = ?"
	}
	_, err := tx.NewRaw(query, by, tx.NowMS(), id, school).Exec(ctx)
	return err
}
