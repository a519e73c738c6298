package housing

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// withoutBed are the pupils that a rule is about who have no bed and will have none, class by
// class in the order of the school, then by number.
func withoutBed(ctx context.Context, q bun.IDB, school string, r Rule, now int64) (list []pupil, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT p.id, p.name, COALESCE(m.class_id, '') AS class, COALESCE(p.number, '') AS number
		FROM membership m
		JOIN person p ON p.id = m.person_id
		LEFT JOIN class c ON c.id = m.class_id
		WHERE m.school_id = ?0 AND m.role = 'student' AND m.valid_from <= ?1 AND (m.valid_to IS NULL OR m.valid_to > ?1) AND p.state = 'active'
			AND (?2 = '' OR c.grade = ?2) AND (?3 = '' OR m.class_id = ?3) AND (?4 = '' OR p.gender = ?4) AND `+db.Visible("m")+`
			AND NOT EXISTS (SELECT 1 FROM dorm_stay s WHERE s.person_id = p.id AND (s.until_at IS NULL OR s.until_at > ?1))`, school, now, r.Grade, r.Class, r.Gender).Scan(ctx, &list)
	if err != nil {
		return nil, err
	}
	classes, err := campus.Classes(ctx, q, school)
	order := map[string]int{"": len(classes)} // who is in no class comes last
	for i, c := range classes {
		order[c.ID] = i
	}
	slices.SortFunc(list, func(a, b pupil) int {
		return cmp.Or(cmp.Compare(order[a.Class], order[b.Class]), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	return list, err
}
