package stats

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/feed"
)

const (
	confirmation = feed.Confirmation
	undo         = feed.Undo
)

const who = ` COALESCE(s.person_id, '') AS person_id, COALESCE(m.role, '') AS role, COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class, s.terminal_id, s.decision, s.reason, z.parent_id IS NOT NULL AS inside, `

const joins = ` LEFT JOIN membership m ON m.id = s.membership_id LEFT JOIN class c ON c.id = m.class_id LEFT JOIN gate g ON g.id = s.gate_id LEFT JOIN zone z ON z.id = COALESCE(s.zone_id, g.zone_id) `

// readFacts reads what is numbered in (after, upTo], in order.
func readFacts(ctx context.Context, q bun.IDB, school string, after, upTo int64) (list []fact, err error) {
	err = q.NewRaw(`SELECT * FROM (
  SELECT s.feed, 'scan' AS kind, s.id AS scan, s.at AS scanned, s.at,`+who+`s.open, s.direction
  FROM scan s`+joins+`WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2
  UNION ALL
  SELECT x.feed, 'confirmation', s.id, s.at, x.at,`+who+`x.accepted, s.direction
  FROM scan_confirmation x JOIN scan s ON s.id = x.scan_id`+joins+`WHERE x.school_id = ?0 AND x.feed > ?1 AND x.feed <= ?2
  UNION ALL
  SELECT u.feed, 'undo', s.id, s.at, u.at,`+who+`FALSE, s.direction
  FROM scan_undo u JOIN scan s ON s.id = u.scan_id`+joins+`WHERE u.school_id = ?0 AND u.feed > ?1 AND u.feed <= ?2
) AS f ORDER BY feed`, school, after, upTo).Scan(ctx, &list)
	return list, err
}

// readDay builds a day from all its facts up to number last.
func readDay(ctx context.Context, q bun.IDB, school string, start, end time.Time, last int64) (*day, error) {
	d := newDay(start, end)
	from, upTo, err := Span(ctx, q, school, start, end, last)
	if err != nil {
		return nil, err
	}
	for after := from; after < upTo; after += step {
		var list []fact
		err := q.NewRaw(`SELECT * FROM (
  SELECT s.feed, 'scan' AS kind, s.id AS scan, s.at AS scanned, s.at,`+who+`s.open, s.direction
  FROM scan s`+joins+`WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2
  UNION ALL
  SELECT x.feed, 'confirmation', s.id, s.at, x.at,`+who+`x.accepted, s.direction
  FROM scan s JOIN scan_confirmation x ON x.scan_id = s.id AND x.feed <= ?3`+joins+`WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2 AND s.decision = 'CONFIRM'
  UNION ALL
  SELECT u.feed, 'undo', s.id, s.at, u.at,`+who+`FALSE, s.direction
  FROM scan s JOIN scan_undo u ON u.scan_id = s.id AND u.feed <= ?3`+joins+`WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2
) AS f ORDER BY feed`, school, after, min(after+step, upTo), last).Scan(ctx, &list)
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			d.put(f)
		}
	}
	d.Feed = last
	return d, nil
}

// slack is how far the order of numbers and the order of times may differ: a
// transaction's time is taken when it begins, its number when it ends.
const slack = 10 * time.Minute

// Span finds the numbers (from, upTo] in which the scans of [start, end) lie,
// and some others: whoever reads them still looks at the time. Scans have no
// index by time, which each of them would have to pay for; their numbers grow
// with it, so a few looks at the index of the feed find the place.
func Span(ctx context.Context, q bun.IDB, school string, start, end time.Time, last int64) (from, upTo int64, err error) {
	if from, err = firstAt(ctx, q, school, start.Add(-slack).UnixMilli(), last); err != nil {
		return 0, 0, err
	}
	if upTo, err = firstAt(ctx, q, school, end.Add(slack).UnixMilli(), last); err != nil {
		return 0, 0, err
	}
	// What a terminal uploaded has the number of the day on which it came.
	var late int64
	err = q.NewRaw("SELECT COALESCE(MAX(feed), 0) FROM scan WHERE school_id = ? AND mode = 'offline' AND at >= ? AND at < ? AND feed <= ?", school, start.UnixMilli(), end.UnixMilli(), last).Scan(ctx, &late)
	return max(from-1, 0), max(upTo, late), err
}

// firstAt is the number of the first scan that came at or after an instant,
// last+1 if there is none.
func firstAt(ctx context.Context, q bun.IDB, school string, at, last int64) (int64, error) {
	lo, hi := int64(1), last+1 // the answer is in [lo, hi]
	for lo < hi {
		mid := lo + (hi-lo)/2
		var row []struct{ Feed, At int64 }
		if err := q.NewRaw("SELECT feed, COALESCE(received_at, at) AS at FROM scan WHERE school_id = ? AND feed >= ? AND feed < ? ORDER BY feed LIMIT 1", school, mid, hi).Scan(ctx, &row); err != nil {
			return 0, err
		}
		switch {
		case len(row) == 0 || row[0].At >= at:
			hi = mid
		default:
			lo = row[0].Feed + 1
		}
	}
	return lo, nil
}
