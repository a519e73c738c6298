package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
)

// HasPupils reports whether the books know any pupil, also a former one.
func HasPupils(ctx context.Context, q bun.IDB, school string) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM membership m
			WHERE m.school_id = ? AND m.role = 'student' AND `+db.Visible("m")+`)`,
		school).Scan(ctx, &yes)
	return yes, err
}

// CountPeople counts the school's people without guests.
func CountPeople(ctx context.Context, q bun.IDB, school string) (n int, err error) {
	err = q.NewRaw(`
		SELECT count(*)
		FROM person p
		WHERE p.school_id = ? AND NOT p.guest AND `+db.Visible("p"),
		school).Scan(ctx, &n)
	return n, err
}

const sqlPupils = `
	SELECT count(DISTINCT m.person_id)
	FROM membership m
	WHERE m.school_id = ? AND m.role = 'student' AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)
		AND `

// CountPupils counts who is a pupil of the school at that moment.
func CountPupils(ctx context.Context, q bun.IDB, school string, nowMS int64) (n int, err error) {
	err = q.NewRaw(sqlPupils+db.Visible("m"), school, nowMS, nowMS).Scan(ctx, &n)
	return n, err
}

// CountPupilsOf counts who is a pupil of those classes at that moment.
func CountPupilsOf(ctx context.Context, q bun.IDB, school string, classes []string, nowMS int64) (n int, err error) {
	if len(classes) == 0 {
		return 0, nil
	}
	err = q.NewRaw(sqlPupils+db.Visible("m")+" AND m.class_id IN (?)", school, nowMS, nowMS, bun.List(classes)).Scan(ctx, &n)
	return n, err
}

// CountRole counts the school's memberships of a role, the ended ones, too.
func CountRole(ctx context.Context, q bun.IDB, school string, role allow.Role) (n int, err error) {
	err = q.NewRaw(`
		SELECT count(*)
		FROM membership m
		WHERE m.school_id = ? AND m.role = ? AND `+db.Visible("m"),
		school, role).Scan(ctx, &n)
	return n, err
}
