package shift

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

func readShift(ctx context.Context, q bun.IDB, school, terminal string, now int64) (sh Shift, err error) {
	var rows []struct {
		StaffID, Name  string
		Since, UntilAt int64
	}
	err = q.NewRaw(`
		SELECT s.staff_id, p.name, s.since, s.until_at
		FROM terminal_shift s
		JOIN person p ON p.id = s.staff_id AND p.state = 'active'
		WHERE s.terminal_id = ? AND s.school_id = ? AND s.until_at > ?`, terminal, school, now).Scan(ctx, &rows)
	if len(rows) > 0 {
		sh = Shift{Staff: rows[0].StaffID, Name: rows[0].Name, since: rows[0].Since, Left: time.Duration(rows[0].UntilAt-now) * time.Millisecond}
	}
	return sh, err
}

func setShift(ctx context.Context, tx *db.Tx, school, terminal, staff string, now time.Time) error {
	_, err := tx.NewRaw(`
		INSERT INTO terminal_shift (terminal_id, school_id, staff_id, since, until_at)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (terminal_id) DO UPDATE
		SET staff_id = excluded.staff_id, since = excluded.since, until_at = excluded.until_at`, terminal, school, staff, now.UnixMilli(), now.Add(Idle).UnixMilli()).Exec(ctx)
	return err
}

func useShift(ctx context.Context, tx *db.Tx, school, terminal string, until int64) error {
	_, err := tx.NewRaw("UPDATE terminal_shift SET until_at = ? WHERE terminal_id = ? AND school_id = ?", until, terminal, school).Exec(ctx)
	return err
}

func endShift(ctx context.Context, tx *db.Tx, school, terminal string) error {
	_, err := tx.NewRaw("DELETE FROM terminal_shift WHERE terminal_id = ? AND school_id = ?", terminal, school).Exec(ctx)
	return err
}
