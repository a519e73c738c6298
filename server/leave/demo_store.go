package leave

import (
	"context"

	"github.com/uptrace/bun"
)

// demoFamily is a child with a class and a guardian who may ask for leave.
type demoFamily struct{ ChildID, AdultID string }

// demoFamilies are some families of a demo school, a child of each: of the class whose
// teacher looks at the demo first, and of nobody who looks at it themselves.
func demoFamilies(ctx context.Context, q bun.IDB, school string, most int) (list []demoFamily, err error) {
	err = q.NewRaw(`
		SELECT g.child_id, MIN(g.adult_id) AS adult_id
		FROM guardianship g
		JOIN membership m ON m.person_id = g.child_id AND m.role = 'student' AND m.valid_to IS NULL AND m.class_id IS NOT NULL
		JOIN membership a ON a.person_id = g.adult_id AND a.role = 'parent' AND a.valid_to IS NULL
		WHERE g.school_id = ? AND g.can_leave AND NOT g.restricted AND g.pending_import IS NULL
			AND g.adult_id NOT IN (SELECT person_id FROM account_person)
		GROUP BY g.child_id
		ORDER BY MAX(CASE WHEN m.class_id IN (
			SELECT t.of_id
			FROM post t
			JOIN account_person x ON x.person_id = t.person_id
			WHERE t.kind = 'class_teacher') THEN 1 ELSE 0 END) DESC, g.child_id
		LIMIT ?`, school, most).Scan(ctx, &list)
	return list, err
}
