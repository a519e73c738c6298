package scan

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/feed"
	"yunka/server/reason"
)

// Entry is a scan or the end of a CONFIRM as lists and the API show it.
type Entry struct {
	Feed                               int64
	Kind                               string // phone, chip, manual; "confirmation" for how a CONFIRM ended
	Scan, TerminalID, Terminal, GateID string
	Gate                               string
	PersonID, Name, Role, Grade, Class string
	CardID                             string
	CredentialID                       string
	Mark                               int64
	Consumed                           bool
	Decision                           reason.Decision
	Reason                             reason.Code
	Open                               bool
	Direction                          string
	At, Claimed                        int64
	Repeats                            int64 // further refusals of the same kind that were only counted
}

const entryColumns = ` s.id AS scan, s.terminal_id, t.name AS terminal, COALESCE(s.gate_id, '') AS gate_id, COALESCE(g.name, '') AS gate, COALESCE(s.person_id, '') AS person_id, COALESCE(p.name, '') AS name, COALESCE(m.role, '') AS role,
  COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class, COALESCE(k.id, '') AS card_id, COALESCE(s.credential_id, '') AS credential_id, COALESCE(s.mark, 0) AS mark, s.consumed, `

const entryJoins = ` JOIN terminal t ON t.id = s.terminal_id LEFT JOIN gate g ON g.id = s.gate_id LEFT JOIN person p ON p.id = s.person_id LEFT JOIN membership m ON m.id = s.membership_id
  LEFT JOIN class c ON c.id = m.class_id LEFT JOIN card k ON k.membership_id = s.membership_id LEFT JOIN scan_repeat r ON r.scan_id = s.id `

// Entries reads what the feed says of scans: those numbered in (after, upTo], in
// order. upTo <= 0 is no bound; limit bounds the count.
func Entries(ctx context.Context, q bun.IDB, school string, after, upTo int64, limit int) ([]Entry, error) {
	if upTo <= 0 {
		upTo = 1<<62 - 1
	}
	var list []Entry
	err := q.NewRaw(`SELECT * FROM (SELECT s.feed, s.kind,`+entryColumns+`s.decision, s.reason, s.open, s.direction, s.at, COALESCE(s.claimed_at, 0) AS claimed, COALESCE(r.times, 0) AS repeats
FROM scan s`+entryJoins+`WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2
UNION ALL SELECT x.feed, 'confirmation',`+entryColumns+`CASE WHEN x.accepted THEN 'ALLOW' ELSE 'DENY' END, CASE WHEN x.accepted THEN 'STAFF_ACCEPTED' ELSE 'STAFF_REFUSED' END, x.accepted, s.direction, x.at, 0, 0
FROM scan_confirmation x JOIN scan s ON s.id = x.scan_id`+entryJoins+`WHERE x.school_id = ?0 AND x.feed > ?1 AND x.feed <= ?2) AS e ORDER BY feed LIMIT ?3`, school, after, upTo, limit).Scan(ctx, &list)
	return list, err
}

// Newest reads a school's last scans, newest first.
func Newest(ctx context.Context, q bun.IDB, school string, limit int) ([]Entry, error) {
	last, err := feed.Last(ctx, q, school)
	if err != nil {
		return nil, err
	}
	var list []Entry
	for span := int64(limit); ; span *= 8 { // other items share the numbers: widen until full
		list, err = Entries(ctx, q, school, max(last-span, 0), last, 1<<20)
		if err != nil || len(list) >= limit || span >= last {
			break
		}
	}
	if len(list) > limit {
		list = list[len(list)-limit:]
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list, err
}
