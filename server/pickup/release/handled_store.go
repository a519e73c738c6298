package release

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/pickup/rule"
	"yunka/server/reason"
)

// setHandled notes who deals with the adult of a scan; false if somebody does already.
func setHandled(ctx context.Context, tx *db.Tx, school, day, scan, adult, terminal, staff string) (bool, error) {
	res, err := tx.NewRaw(`
		INSERT INTO pickup_handled (school_id, scan_id, day, adult_id, terminal_id, staff_id, at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, school, scan, day, adult, terminal, staff, tx.NowMS()).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

type handledRow struct {
	Handling
	TerminalID string
}

// readHandled are those of a day since an instant, the newest first; adult "" is any.
func readHandled(ctx context.Context, q bun.IDB, school, day, adult string, since int64) (list []handledRow, err error) {
	err = q.NewRaw(`
		SELECT h.adult_id, p.name AS "by", t.name AS "where", h.at AS since, h.terminal_id
		FROM pickup_handled h
		JOIN person p ON p.id = h.staff_id
		JOIN terminal t ON t.id = h.terminal_id
		WHERE h.school_id = ? AND h.day = ? AND h.at > ? AND (? = '' OR h.adult_id = ?)
		ORDER BY h.at DESC, h.scan_id`, school, day, since, adult, adult).Scan(ctx, &list)
	return list, err
}

// readStops are the children for whom a restricted adult came, the newest first.
func readStops(ctx context.Context, q bun.IDB, school, day string) (list []Stop, err error) {
	err = q.NewRaw(`
		SELECT e.scan_id AS scan, e.adult_id, a.name AS adult, e.child_id, c.name AS child, t.name AS terminal, e.at,
			COALESCE(p.name, '') AS "by", COALESCE(w.name, '') AS "where", COALESCE(h.at, 0) AS since
		FROM pickup_event e
		JOIN person a ON a.id = e.adult_id
		JOIN person c ON c.id = e.child_id
		JOIN terminal t ON t.id = e.terminal_id
		LEFT JOIN pickup_handled h ON h.school_id = e.school_id AND h.scan_id = e.scan_id
		LEFT JOIN person p ON p.id = h.staff_id
		LEFT JOIN terminal w ON w.id = h.terminal_id
		WHERE e.school_id = ? AND e.day = ? AND e.event = ? AND e.reason = ?
		ORDER BY e.at DESC, e.id DESC`, school, day, rule.Refuse, reason.PickCustodyRestricted).Scan(ctx, &list)
	return list, err
}
