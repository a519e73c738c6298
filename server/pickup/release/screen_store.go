package release

import (
	"context"

	"github.com/uptrace/bun"
)

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
