package signin

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
)

// demoSeats are some people of a demo school in a role, with their memberships.
func demoSeats(ctx context.Context, q bun.IDB, school string, role allow.Role) (list []allow.Seat, err error) {
	err = q.NewRaw(`
		SELECT school_id AS school, person_id AS person, id AS membership, role
		FROM membership
		WHERE school_id = ? AND role = ? AND valid_to IS NULL
		ORDER BY created_at, id
		LIMIT 40`, school, role).Scan(ctx, &list)
	return list, err
}
