package day

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"
)

// counts are by class; applicants without one are a class of their grade without a name.
func counts(ctx context.Context, q bun.IDB, id string) (list []Count, err error) {
	err = q.NewRaw(`
		SELECT a.grade, COALESCE(MAX(c.name), '') AS class, COALESCE(a.class_id, '') AS class_id,
			SUM(CASE WHEN a.state IN ('expected', 'enrolled', 'no_show') THEN 1 ELSE 0 END) AS expected,
			SUM(CASE WHEN a.arrived_at > 0 AND a.state IN ('expected', 'enrolled', 'no_show') THEN 1 ELSE 0 END) AS arrived,
			SUM(CASE WHEN a.state = 'deferred' THEN 1 ELSE 0 END) AS deferred,
			SUM(CASE WHEN a.state = 'no_show' THEN 1 ELSE 0 END) AS no_show,
			SUM(CASE WHEN a.late THEN 1 ELSE 0 END) AS late,
			SUM(CASE WHEN a.state = 'enrolled' THEN 1 ELSE 0 END) AS enrolled,
			SUM(CASE WHEN a.code_hash <> '' THEN 1 ELSE 0 END) AS invited,
			SUM(CASE WHEN EXISTS (SELECT 1 FROM intake_kin k WHERE k.applicant_id = a.id AND k.proven_at > 0) THEN 1 ELSE 0 END) AS proven,
			SUM(CASE WHEN a.review <> '' THEN 1 ELSE 0 END) AS sent,
			SUM(CASE WHEN a.review = 'accepted' THEN 1 ELSE 0 END) AS accepted
		FROM intake_applicant a
		LEFT JOIN class c ON c.id = a.class_id
		WHERE a.intake_id = ? AND a.state NOT IN ('withdrawn', 'duplicate')
		GROUP BY a.grade, a.class_id`, id).Scan(ctx, &list)
	return list, err
}

const hourMS = 3_600_000

// byHour counts the hours of a day from its first instant; a day of 23 or 25 hours shifts the
// last of them, which no school opens at.
func byHour(ctx context.Context, q bun.IDB, id string, from, to int64) (booked, arrived [24]int, err error) {
	var rows []struct {
		Hour int64
		N    int
	}
	if err = q.NewRaw(`
		SELECT (a.arrived_at - ?) / ? AS hour, COUNT(*) AS n
		FROM intake_applicant a
		WHERE a.intake_id = ? AND a.arrived_at >= ? AND a.arrived_at < ? AND a.state NOT IN ('withdrawn', 'duplicate')
		GROUP BY 1`, from, hourMS, id, from, to).Scan(ctx, &rows); err != nil {
		return booked, arrived, err
	}
	for _, r := range rows {
		arrived[min(max(r.Hour, 0), 23)] += r.N
	}
	var slots []struct {
		Slot string
		N    int
	}
	err = q.NewRaw(`
		SELECT a.slot, COUNT(*) AS n
		FROM intake_applicant a
		WHERE a.intake_id = ? AND a.slot <> '' AND a.state IN ('expected', 'enrolled', 'no_show')
		GROUP BY a.slot`, id).Scan(ctx, &slots)
	for _, s := range slots {
		if h, bad := strconv.Atoi(s.Slot[:2]); bad == nil && h >= 0 && h < 24 {
			booked[h] += s.N
		}
	}
	return booked, arrived, err
}
