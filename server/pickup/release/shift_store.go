package release

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

func readShift(ctx context.Context, q bun.IDB, school, terminal string, now int64) (sh Shift, err error) {
	var rows []struct {
		StaffID, Name string
		Since         int64
	}
	err = q.NewRaw(`
		SELECT s.staff_id, p.name, s.since
		FROM pickup_shift s
		JOIN person p ON p.id = s.staff_id AND p.state = 'active'
		WHERE s.terminal_id = ? AND s.school_id = ? AND s.until_at > ?`, terminal, school, now).Scan(ctx, &rows)
	if len(rows) > 0 {
		sh = Shift{Staff: rows[0].StaffID, Name: rows[0].Name, since: rows[0].Since}
	}
	return sh, err
}

func setShift(ctx context.Context, tx *db.Tx, school, terminal, staff string, now time.Time) error {
	_, err := tx.NewRaw(`
		INSERT INTO pickup_shift (terminal_id, school_id, staff_id, since, until_at)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (terminal_id) DO UPDATE
		SET staff_id = excluded.staff_id, since = excluded.since, until_at = excluded.until_at`, terminal, school, staff, now.UnixMilli(), now.Add(shiftIdle).UnixMilli()).Exec(ctx)
	return err
}

func useShift(ctx context.Context, tx *db.Tx, school, terminal string, until int64) error {
	_, err := tx.NewRaw("UPDATE pickup_shift SET until_at = ? WHERE terminal_id = ? AND school_id = ?", until, terminal, school).Exec(ctx)
	return err
}

func endShift(ctx context.Context, tx *db.Tx, school, terminal string) error {
	_, err := tx.NewRaw("DELETE FROM pickup_shift WHERE terminal_id = ? AND school_id = ?", terminal, school).Exec(ctx)
	return err
}

type seen struct {
	PersonID, Name, Kind, Reason string
	At                           int64
}

// readSeen is the scan of a terminal that staff is shown: of somebody who may take a child,
// or who was refused as one who may not, since an instant.
func readSeen(ctx context.Context, q bun.IDB, school, terminal, id string, since int64) (list []seen, err error) {
	err = q.NewRaw(`
		SELECT s.person_id, p.name, s.kind, s.reason, s.at
		FROM scan s
		JOIN person p ON p.id = s.person_id
		WHERE s.id = ? AND s.school_id = ? AND s.terminal_id = ? AND (s.decision = 'ALLOW' OR s.reason = 'PICK_NO_PICKUP_RIGHT') AND s.at >= ?`, id, school, terminal, since).Scan(ctx, &list)
	return list, err
}

// releasedHere reports whether a terminal has released a child since an instant.
func releasedHere(ctx context.Context, q bun.IDB, school, terminal, child string, since int64) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM pickup_order o
			WHERE o.school_id = ? AND o.terminal_id = ? AND o.child_id = ? AND o.released_at >= ?)`, school, terminal, child, since).Scan(ctx, &yes)
	return yes, err
}
