package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Contact is the adult whom a school calls about a child.
type Contact struct{ ChildID, Name, Relation, Phone string }

// ContactsOf finds whom to call about each of these children: of the guardians that
// are told of the child, whose number is known and who are under no restriction at an
// instant, the one that was entered first. Numbers are personal: the caller asks who
// may see them.
func ContactsOf(ctx context.Context, q bun.IDB, school string, at int64, children ...string) (map[string]Contact, error) {
	first := map[string]Contact{}
	if len(children) == 0 {
		return first, nil
	}
	var rows []Contact
	err := q.NewRaw(`
		SELECT g.child_id, p.name, g.relation, p.phone
		FROM guardianship g
		JOIN person p ON p.id = g.adult_id
		WHERE g.school_id = ? AND g.child_id IN (?) AND g.can_notify AND NOT g.restricted
			AND g.valid_from <= ? AND (g.valid_to IS NULL OR g.valid_to > ?)
			AND p.phone IS NOT NULL AND `+db.Visible("g")+`
		ORDER BY g.created_at, g.id`, school, bun.List(children), at, at).Scan(ctx, &rows)
	for _, r := range rows {
		if _, known := first[r.ChildID]; !known {
			first[r.ChildID] = r
		}
	}
	return first, err
}
