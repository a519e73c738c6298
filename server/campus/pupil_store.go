package campus

import (
	"context"

	"yunka/server/db"

	"github.com/uptrace/bun"
)

// Pupils reads what a guardian's page says of children that were already found
// to be theirs: name and class at the instant.
func Pupils(ctx context.Context, q bun.IDB, at int64, ids []string) ([]Child, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var list []Child
	err := q.NewRaw(`
		SELECT p.id, p.school_id, p.name, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class
		FROM person AS p
		LEFT JOIN membership AS m ON m.person_id = p.id AND m.role = 'student' AND `+openAt+`
			AND `+db.Visible("m")+`
		LEFT JOIN class AS c ON c.id = m.class_id
		WHERE p.id IN (?) AND `+db.Visible("p"),
		at, at, bun.List(ids)).Scan(ctx, &list)
	return list, err
}
