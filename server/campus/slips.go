package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Slip is somebody of a class who has no account yet, or a pupil's guardian
// who has none; Child names the pupil then. One whose account waits to be
// confirmed after another school's reset is among them: a code confirms it.
type Slip struct {
	PersonID, Name, Child string
}

// Slips lists whom a class teacher would hand an activation code to: the pupils
// of a class, or their guardians as they are today, by the pupil's name.
func Slips(ctx context.Context, q bun.IDB, school, class string, guardians bool, at int64) (list []Slip, err error) {
	pupils := `
		FROM membership AS m
		JOIN person AS p ON p.id = m.person_id AND p.state = 'active'
		WHERE m.school_id = ?0 AND m.class_id = ?1 AND m.role = 'student'
			AND m.valid_from <= ?2 AND (m.valid_to IS NULL OR m.valid_to > ?2) AND ` + db.Visible("m")
	without := ` NOT IN (
			SELECT person_id
			FROM account_person
			WHERE school_id = ?0 AND (dormant_for IS NULL OR dormant_for <> 'reset'))`
	query := `
		SELECT p.id AS person_id, p.name, '' AS child` + pupils + ` AND p.id` + without + `
		ORDER BY p.folded, p.id`
	if guardians {
		query = `
			SELECT a.id AS person_id, MIN(a.name) AS name, MIN(c.name) AS child
			FROM guardianship AS g
			JOIN person AS a ON a.id = g.adult_id AND a.state = 'active'
			JOIN person AS c ON c.id = g.child_id
			WHERE g.child_id IN (SELECT p.id` + pupils + `) AND NOT g.restricted AND g.valid_from <= ?2
				AND (g.valid_to IS NULL OR g.valid_to > ?2) AND ` + db.Visible("g") + ` AND a.id` + without + `
			GROUP BY a.id
			ORDER BY MIN(c.folded), a.id`
	}
	err = q.NewRaw(query, school, class, at).Scan(ctx, &list)
	return list, err
}
