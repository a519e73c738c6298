package meeting

import (
	"context"

	"github.com/uptrace/bun"
)

// PersonSum is what a person came to in sessions that were closed.
type PersonSum struct {
	PersonID, Name, Grade, Class string
	Expected, In, Late           int
	Hours                        int64 // credited, in milliseconds
}

// Sums are the statistics by person of a school's closed sessions that start in [from, to):
// of organisers only theirs, if any are given; those who missed most come first.
func Sums(ctx context.Context, q bun.IDB, school string, from, to int64, organisers []string) (list []PersonSum, err error) {
	where, args := "", []any{school, from, to}
	if organisers != nil {
		if len(organisers) == 0 {
			return nil, nil
		}
		where = " AND s.id IN (SELECT o.session_id FROM signin_organiser o WHERE o.person_id IN (?))"
		args = append(args, bun.List(organisers))
	}
	err = q.NewRaw(`
		WITH held AS (
			SELECT s.id, s.starts_at, s.ends_at, s.sign_out
			FROM signin_session s
			WHERE s.school_id = ? AND s.starts_at >= ? AND s.starts_at < ? AND s.state IN ('closed', 'final')`+where+`
		), every_one AS (
			SELECT e.person_id, 1 AS expected, 0 AS came, 0 AS late, 0 AS hours
			FROM signin_expected e
			JOIN held h ON h.id = e.session_id
			UNION ALL
			SELECT m.person_id, 0, 1, CASE WHEN m.late THEN 1 ELSE 0 END,
				CASE
					WHEN h.sign_out AND m.out_at < h.ends_at THEN m.out_at
					ELSE h.ends_at
				END - CASE WHEN m.at > h.starts_at THEN m.at ELSE h.starts_at END
			FROM signin_mark m
			JOIN held h ON h.id = m.session_id
			WHERE m.state = 'in'
		)
		SELECT n.person_id, p.name, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class,
			SUM(n.expected) AS expected, SUM(n.came) AS "in", SUM(n.late) AS late, SUM(CASE WHEN n.hours > 0 THEN n.hours ELSE 0 END) AS hours
		FROM every_one n
		JOIN person p ON p.id = n.person_id
		LEFT JOIN class c ON c.id = (
			SELECT MAX(k.class_id)
			FROM membership k
			WHERE k.person_id = n.person_id AND k.valid_to IS NULL)
		GROUP BY n.person_id, p.name, p.folded, c.grade, c.name
		ORDER BY SUM(n.expected) - SUM(n.came) DESC, p.folded, n.person_id
		LIMIT 5001`, args...).Scan(ctx, &list)
	return list, err
}
