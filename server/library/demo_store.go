package library

import (
	"context"

	"github.com/uptrace/bun"
)

// demoPupils are some pupils of a demo school, those that somebody looks at first: the
// pupil with a login, then the class of the teacher with one.
func demoPupils(ctx context.Context, q bun.IDB, school string, most int) (list []string, err error) {
	err = q.NewRaw(`
		SELECT m.person_id
		FROM membership m
		WHERE m.school_id = ? AND m.role = 'student' AND m.valid_to IS NULL AND m.class_id IS NOT NULL
		ORDER BY CASE WHEN m.person_id IN (SELECT person_id FROM account_person) THEN 0
			WHEN m.class_id IN (
				SELECT t.of_id
				FROM post t
				JOIN account_person x ON x.person_id = t.person_id
				WHERE t.kind = 'class_teacher') THEN 1 ELSE 2 END, m.person_id
		LIMIT ?`, school, most).Scan(ctx, &list)
	return list, err
}
