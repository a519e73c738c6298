package delegate

import (
	"context"

	"github.com/uptrace/bun"
)

// familyOf is a guardian with an account and a child for whom they may delegate; "" if the
// school has none.
func familyOf(ctx context.Context, q bun.IDB, school string) (guardian, child string, err error) {
	var rows []struct{ AdultID, ChildID string }
	err = q.NewRaw(`
		SELECT g.adult_id, g.child_id
		FROM guardianship g JOIN account_person a ON a.person_id = g.adult_id
		WHERE g.school_id = ? AND g.can_delegate AND NOT g.restricted
		ORDER BY g.adult_id, g.child_id
		LIMIT 1`, school).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return "", "", err
	}
	return rows[0].AdultID, rows[0].ChildID, nil
}
