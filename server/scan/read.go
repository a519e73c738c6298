package scan

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/reason"
)

// Entry is a scan, the end of a CONFIRM or a passage taken back, as lists and the
// API show it.
type Entry struct {
	Feed                               int64
	Kind                               string // phone, chip, manual; "confirmation" for how a CONFIRM ended, "undo" for a passage taken back
	Scan, TerminalID, Terminal, GateID string
	Number                             string // of EntriesOf: the person's in the school
	Gate                               string
	PersonID, Name, Role, Grade, Class string
	ClassID                            string
	CardID                             string
	CredentialID                       string
	Mark                               int64
	Consumed                           bool
	Decision                           reason.Decision
	Reason                             reason.Code
	Open                               bool
	Warning                            reason.Code // what an ALLOW passed over
	Mode                               string      // online, or offline: the terminal decided alone
	Direction                          string
	InnerZone                          string // the zone the gate leads to, "" when that is the school itself
	At, Claimed                        int64
	Scanned                            int64 // of Entries: when the scan was, whatever followed it
	Repeats                            int64 // further refusals of the same kind that were only counted
}

const entryColumns = ` s.id AS scan, s.terminal_id, t.name AS terminal, COALESCE(s.gate_id, '') AS gate_id, COALESCE(g.name, '') AS gate, CASE WHEN z.parent_id IS NULL THEN '' ELSE z.name END AS inner_zone, COALESCE(s.person_id, '') AS person_id, COALESCE(p.name, '') AS name, COALESCE(p.number, '') AS number, CASE WHEN s.kind = 'visit' THEN 'visitor' ELSE COALESCE(m.role, '') END AS role,
  COALESCE(c.grade, '') AS grade, COALESCE(c.name, '') AS class, COALESCE(m.class_id, '') AS class_id, COALESCE(k.id, '') AS card_id, COALESCE(s.credential_id, '') AS credential_id, COALESCE(s.mark, 0) AS mark, s.consumed, s.mode, COALESCE(s.warning, '') AS warning, `

const entryJoins = ` JOIN terminal t ON t.id = s.terminal_id LEFT JOIN gate g ON g.id = s.gate_id LEFT JOIN zone z ON z.id = COALESCE(s.zone_id, g.zone_id) LEFT JOIN person p ON p.id = s.person_id LEFT JOIN membership m ON m.id = s.membership_id
  LEFT JOIN class c ON c.id = m.class_id LEFT JOIN card k ON k.membership_id = s.membership_id LEFT JOIN scan_repeat r ON r.scan_id = s.id `

// Entries reads what the feed says of scans: those numbered in (after, upTo], in
// order. upTo <= 0 is no bound; limit bounds the count.
func Entries(ctx context.Context, q bun.IDB, school string, after, upTo int64, limit int) ([]Entry, error) {
	return EntriesOf(ctx, q, school, "", after, upTo, limit)
}

// EntriesOf is Entries of one terminal's scans; "" is every terminal.
func EntriesOf(ctx context.Context, q bun.IDB, school, terminal string, after, upTo int64, limit int) ([]Entry, error) {
	if upTo <= 0 {
		upTo = 1<<62 - 1
	}
	var list []Entry
	err := q.NewRaw(`SELECT * FROM (SELECT s.feed, s.kind,`+entryColumns+`s.decision, s.reason, s.open, s.direction, s.at, COALESCE(s.claimed_at, 0) AS claimed, s.at AS scanned, COALESCE(r.times, 0) AS repeats
FROM scan s`+entryJoins+`WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)
UNION ALL SELECT x.feed, 'confirmation',`+entryColumns+`CASE WHEN x.accepted THEN 'ALLOW' ELSE 'DENY' END, CASE WHEN x.accepted THEN 'STAFF_ACCEPTED' ELSE 'STAFF_REFUSED' END, x.accepted, s.direction, x.at, 0, s.at, 0
FROM scan_confirmation x JOIN scan s ON s.id = x.scan_id`+entryJoins+`WHERE x.school_id = ?0 AND x.feed > ?1 AND x.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)
UNION ALL SELECT u.feed, 'undo',`+entryColumns+`'DENY', 'STAFF_UNDONE', FALSE, s.direction, u.at, 0, s.at, 0
FROM scan_undo u JOIN scan s ON s.id = u.scan_id`+entryJoins+`WHERE u.school_id = ?0 AND u.feed > ?1 AND u.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)) AS e ORDER BY feed LIMIT ?3`, school, after, upTo, limit, terminal).Scan(ctx, &list)
	return list, err
}

// OfPeople reads the scans of people since an instant as they stand now, newest
// first.
func OfPeople(ctx context.Context, q bun.IDB, people []string, since int64, limit int) ([]Entry, error) {
	if len(people) == 0 {
		return nil, nil
	}
	var list []Entry
	err := q.NewRaw(`SELECT s.feed, `+kindAsItStands+`,`+entryColumns+asItStands+`, s.direction, s.at, COALESCE(s.claimed_at, 0) AS claimed, COALESCE(r.times, 0) AS repeats
FROM scan s`+endings+entryJoins+`WHERE s.person_id IN (?) AND s.at >= ? ORDER BY s.at DESC, s.id DESC LIMIT ?`, bun.List(people), since, limit).Scan(ctx, &list)
	return list, err
}

// LastPassages reads the newest passage (a scan that opened, or a CONFIRM that
// staff accepted, and that no guard took back) of each person since an instant.
func LastPassages(ctx context.Context, q bun.IDB, people []string, since int64) (map[string]Entry, error) {
	last := map[string]Entry{}
	if len(people) == 0 {
		return last, nil
	}
	var list []Entry
	err := q.NewRaw(`SELECT s.feed, s.kind,`+entryColumns+`s.decision, s.reason, s.open, s.direction, COALESCE(x.at, s.at) AS at
FROM scan s LEFT JOIN scan_confirmation x ON x.scan_id = s.id`+entryJoins+`WHERE s.person_id IN (?) AND s.at >= ? AND (s.open OR x.accepted)`+notUndone+`ORDER BY COALESCE(x.at, s.at)`, bun.List(people), since).Scan(ctx, &list)
	for _, e := range list {
		last[e.PersonID] = e
	}
	return last, err
}

// GateCounts is what happened since an instant, at one gate or (gate "") in the
// whole school.
type GateCounts struct {
	Scans, In, Out, Denied, ToConfirm int
}

// Count counts scans since an instant; a CONFIRM that staff accepted counts as a
// passage, and one that a guard took back does not. They are numbered after the
// given one: scans have no index by time, and a school has years of them.
func Count(ctx context.Context, q bun.IDB, school, gate string, since, after int64) (c GateCounts, err error) {
	err = q.NewRaw(`SELECT count(*), COALESCE(SUM(CASE WHEN u.scan_id IS NULL AND (s.open OR x.accepted) AND s.direction = 'in' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN u.scan_id IS NULL AND (s.open OR x.accepted) AND s.direction = 'out' THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN s.decision = 'DENY' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN s.decision = 'CONFIRM' AND x.scan_id IS NULL THEN 1 ELSE 0 END), 0)
FROM scan s`+endings+`WHERE s.school_id = ?0 AND s.feed > ?3 AND s.at >= ?1 AND (?2 = '' OR s.gate_id = ?2)`, school, since, gate, after).
		Scan(ctx, &c.Scans, &c.In, &c.Out, &c.Denied, &c.ToConfirm)
	return c, err
}

// NewestAt reads a terminal's last scans as they stand now, newest first.
func NewestAt(ctx context.Context, q bun.IDB, school, terminal string, limit int) ([]Entry, error) {
	var list []Entry
	err := q.NewRaw(`SELECT s.feed, `+kindAsItStands+`,`+entryColumns+asItStands+`, s.direction, COALESCE(x.at, s.at) AS at
FROM scan s`+endings+entryJoins+`WHERE s.school_id = ? AND s.terminal_id = ? AND s.feed > (SELECT last FROM feed_head WHERE school_id = ?) - 2000 ORDER BY s.feed DESC LIMIT ?`, school, terminal, school, limit).Scan(ctx, &list)
	return list, err
}
