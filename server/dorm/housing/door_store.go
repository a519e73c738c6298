package housing

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/reason"
)

// Refusal is somebody at a door of a building behind which they do not live.
type Refusal struct {
	PersonID, Person, Gate string
	At                     int64
}

// Refused lists the newest of a building since an instant, at its own door and at those of
// its rooms. Scans have no index by gate, so it looks at the school's newest 20,000.
func Refused(ctx context.Context, q bun.IDB, school, building string, since int64) (list []Refusal, err error) {
	err = q.NewRaw(`
		SELECT COALESCE(s.person_id, '') AS person_id, COALESCE(p.name, '') AS person, g.name AS gate, s.at
		FROM scan s
		JOIN gate g ON g.id = s.gate_id
		LEFT JOIN person p ON p.id = s.person_id
		WHERE s.school_id = ?0 AND s.feed > (SELECT last FROM feed_head WHERE school_id = ?0) - 20000 AND s.at >= ?2 AND s.reason = ?3
			AND (g.zone_id = ?1 OR g.zone_id IN (SELECT r.zone_id FROM dorm_room r WHERE r.building_id = ?1 AND r.zone_id IS NOT NULL))
		ORDER BY s.at DESC, s.id DESC
		LIMIT 50`, school, building, since, string(reason.PermWrongBuilding)).Scan(ctx, &list)
	return list, err
}
