package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
)

// Member is somebody in a role of the school at an instant, with the class that
// they were in then.
type Member struct {
	PersonID, MembershipID string
	Name, Number           string
	Role                   allow.Role
	ClassID, Grade, Class  string // "" of who is in none
}

// MembersAt lists who had one of these roles at an instant, by class and name; of
// people only these, if any are given. A pupil who has changed the class since is
// listed with the class of that instant.
func MembersAt(ctx context.Context, q bun.IDB, school string, at int64, roles []allow.Role, people ...string) (list []Member, err error) {
	if len(people) == 0 {
		return membersAt(ctx, q, "m.school_id", school, at, roles, "", "", nil, nil)
	}
	return membersAt(ctx, q, "m.school_id", school, at, roles, " AND m.person_id IN (?)", "", []any{bun.List(people)}, nil)
}

// membersAt reads members of the school that column is; within is a condition on
// memberships as they stand now, then one on members as they were.
func membersAt(ctx context.Context, q bun.IDB, column, school string, at int64, roles []allow.Role, within, then string, args, thenArgs []any) (list []Member, err error) {
	all := append([]any{at, school, bun.List(roles), at, at}, args...)
	err = q.NewRaw(`
		SELECT m.person_id, m.membership_id, m.role, p.name, COALESCE(p.number, '') AS number,
			COALESCE(c.id, '') AS class_id, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class
		FROM (
			SELECT m.id AS membership_id, m.person_id, m.role, COALESCE((
				SELECT v.was
				FROM class_move v
				WHERE v.membership_id = m.id AND v.at > ?
				ORDER BY v.at
				LIMIT 1), m.class_id) AS class_id
			FROM membership m
			WHERE `+column+` = ? AND m.role IN (?) AND `+openAt+` AND `+db.Visible("m")+within+`
		) m
		JOIN person p ON p.id = m.person_id
		LEFT JOIN class c ON c.id = m.class_id`+then+`
		ORDER BY c.id, p.folded, p.id`, append(all, thenArgs...)...).Scan(ctx, &list)
	return list, err
}

// MembersIn is MembersAt of those who were in a class then; of "" those who were in
// none.
func MembersIn(ctx context.Context, q bun.IDB, school string, at int64, roles []allow.Role, class string) ([]Member, error) {
	// Whoever was in the class then is in it now, or has left it since.
	const then = `
		WHERE COALESCE(m.class_id, '') = ?`
	if class == "" {
		return membersAt(ctx, q, "m.school_id", school, at, roles, `
			AND (m.class_id IS NULL OR m.id IN (SELECT v.membership_id FROM class_move v WHERE v.was = ''))`, then, nil, []any{class})
	}
	// An expression, so that no engine reads the whole school by its index instead.
	return membersAt(ctx, q, "m.school_id || ''", school, at, roles, `
			AND m.id IN (
				SELECT n.id FROM membership n WHERE n.class_id = ?
				UNION
				SELECT v.membership_id FROM class_move v WHERE v.was = ?)`, then, []any{class, class}, []any{class})
}

// ClassAt is the class that a pupil was in at an instant; "" for none.
func ClassAt(ctx context.Context, q bun.IDB, school, person string, at int64) (string, error) {
	list, err := MembersAt(ctx, q, school, at, []allow.Role{allow.Student}, person)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].ClassID, nil
}
