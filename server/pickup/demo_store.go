package pickup

import (
	"context"

	"github.com/uptrace/bun"
)

// demoClass are the children of the class whose teacher has an account, and the child among
// them whose guardian has one; "" if there is none.
func demoClass(ctx context.Context, q bun.IDB, school string) (class []string, own string, err error) {
	var rows []struct {
		PersonID string
		Own      bool
	}
	err = q.NewRaw(`
		SELECT m.person_id, EXISTS (
			SELECT 1
			FROM guardianship g
			JOIN account_person a ON a.person_id = g.adult_id
			WHERE g.child_id = m.person_id) AS own
		FROM membership m
		WHERE m.school_id = ? AND m.role = 'student' AND m.valid_to IS NULL AND m.class_id IN (
			SELECT t.of_id
			FROM post t
			JOIN account_person x ON x.person_id = t.person_id
			WHERE t.kind = 'class_teacher')
		ORDER BY m.person_id`, school).Scan(ctx, &rows)
	for _, r := range rows {
		class = append(class, r.PersonID)
		if r.Own {
			own = r.PersonID
		}
	}
	return class, own, err
}
