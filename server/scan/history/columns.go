package history

import "strings"

// entryFields are the columns of an Entry, each with where it comes from when a
// scan s is listed as it was decided.
var entryFields = []struct{ name, from string }{
	{"feed", "s.feed"},
	{"kind", "s.kind"},
	{"scan", "s.id"},
	{"terminal_id", "s.terminal_id"},
	{"terminal", "t.name"},
	{"gate_id", "COALESCE(s.gate_id, '')"},
	{"gate", "COALESCE(g.name, '')"},
	{"inner_zone", "CASE WHEN z.parent_id IS NULL THEN '' ELSE z.name END"},
	{"person_id", "COALESCE(s.person_id, '')"},
	{"name", "COALESCE(p.name, '')"},
	{"number", "COALESCE(p.number, '')"},
	{"role", "CASE WHEN s.kind = 'visit' THEN 'visitor' ELSE COALESCE(m.role, '') END"},
	{"grade", "COALESCE(c.grade, '')"},
	{"class", "COALESCE(c.name, '')"},
	{"class_id", "COALESCE(m.class_id, '')"},
	{"card_id", "COALESCE(k.id, '')"},
	{"credential_id", "COALESCE(s.credential_id, '')"},
	{"mark", "COALESCE(s.mark, 0)"},
	{"consumed", "s.consumed"},
	{"mode", "s.mode"},
	{"warning", "COALESCE(s.warning, '')"},
	{"decision", "s.decision"},
	{"reason", "s.reason"},
	{"open", "s.open"},
	{"direction", "s.direction"},
	{"at", "s.at"},
	{"claimed", "COALESCE(s.claimed_at, 0)"},
	{"scanned", "s.at"},
	{"repeats", "COALESCE(r.times, 0)"},
}

// view is how something else than a scan as it was decided is listed: the
// columns that come from elsewhere.
type view map[string]string

// The views of a scan s, its confirmation x and its undo u.
var (
	asDecided   = view{}
	asConfirmed = view{"feed": "x.feed", "kind": "'confirmation'",
		"decision": "CASE WHEN x.accepted THEN 'ALLOW' ELSE 'DENY' END",
		"reason":   "CASE WHEN x.accepted THEN 'STAFF_ACCEPTED' ELSE 'STAFF_REFUSED' END",
		"open":     "x.accepted", "at": "x.at", "claimed": "0", "repeats": "0"}
	asUndone = view{"feed": "u.feed", "kind": "'undo'", "decision": "'DENY'", "reason": "'STAFF_UNDONE'", "open": "FALSE",
		"at": "u.at", "claimed": "0", "repeats": "0"}
	// asItStands is the scan after what followed it: a CONFIRM that staff ended, a
	// passage that a guard took back.
	asItStands = view{
		"kind":     "CASE WHEN u.scan_id IS NOT NULL THEN 'undo' WHEN x.scan_id IS NOT NULL THEN 'confirmation' ELSE s.kind END",
		"decision": "CASE WHEN u.scan_id IS NOT NULL THEN 'DENY' WHEN x.scan_id IS NULL THEN s.decision WHEN x.accepted THEN 'ALLOW' ELSE 'DENY' END",
		"reason":   "CASE WHEN u.scan_id IS NOT NULL THEN 'STAFF_UNDONE' WHEN x.scan_id IS NULL THEN s.reason WHEN x.accepted THEN 'STAFF_ACCEPTED' ELSE 'STAFF_REFUSED' END",
		"open":     "(u.scan_id IS NULL AND (s.open OR COALESCE(x.accepted, FALSE)))"}
)

// but is a view with one more column from elsewhere.
func (v view) but(name, from string) view {
	more := view{name: from}
	for n, f := range v {
		if n != name {
			more[n] = f
		}
	}
	return more
}

// entries selects Entries. from is the table or tables of s, and of x and u where
// the view wants them.
func (v view) entries(from string) string {
	columns := make([]string, len(entryFields))
	for i, f := range entryFields {
		if other, ok := v[f.name]; ok {
			f.from = other
		}
		columns[i] = f.from + " AS " + f.name
	}
	return "SELECT " + strings.Join(columns, ",\n  ") + "\nFROM " + from + entryJoins
}

// Endings joins what followed a scan s: its confirmation x, its undo u.
const Endings = `
LEFT JOIN scan_confirmation x ON x.scan_id = s.id
LEFT JOIN scan_undo u ON u.scan_id = s.id`

const entryJoins = `
JOIN terminal t ON t.id = s.terminal_id
LEFT JOIN gate g ON g.id = s.gate_id
LEFT JOIN zone z ON z.id = COALESCE(s.zone_id, g.zone_id)
LEFT JOIN person p ON p.id = s.person_id
LEFT JOIN membership m ON m.id = s.membership_id
LEFT JOIN class c ON c.id = m.class_id
LEFT JOIN card k ON k.membership_id = s.membership_id
LEFT JOIN scan_repeat r ON r.scan_id = s.id
`

// The statements that list scans.
var (
	sqlEntries = `SELECT * FROM (
` + asDecided.entries("scan s") + `WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)
UNION ALL
` + asConfirmed.entries("scan_confirmation x JOIN scan s ON s.id = x.scan_id") + `WHERE x.school_id = ?0 AND x.feed > ?1 AND x.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)
UNION ALL
` + asUndone.entries("scan_undo u JOIN scan s ON s.id = u.scan_id") + `WHERE u.school_id = ?0 AND u.feed > ?1 AND u.feed <= ?2 AND (?4 = '' OR s.terminal_id = ?4)
) AS e
ORDER BY feed
LIMIT ?3`

	sqlOfPeople = asItStands.entries("scan s"+Endings) + `WHERE s.person_id IN (?) AND s.at >= ?
ORDER BY s.at DESC, s.id DESC
LIMIT ?`

	sqlLastPassages = asDecided.but("at", "COALESCE(x.at, s.at)").entries("scan s"+Endings) + `WHERE s.person_id IN (?) AND s.at >= ? AND (s.open OR x.accepted) AND u.scan_id IS NULL
ORDER BY COALESCE(x.at, s.at)`

	sqlNewestAt = asItStands.but("at", "COALESCE(x.at, s.at)").entries("scan s"+Endings) + `WHERE s.school_id = ?0 AND s.terminal_id = ?1 AND s.feed > (SELECT last FROM feed_head WHERE school_id = ?0) - 2000
ORDER BY s.feed DESC
LIMIT ?2`

	sqlAtTerminal = asItStands.entries("scan s"+Endings) + `WHERE s.school_id = ? AND s.terminal_id = ?
ORDER BY s.feed DESC
LIMIT ?`

	// sqlWaitingAt are the CONFIRMs of a terminal that nobody has ended. Nobody is
	// identified twice: a card of the same person read again is the newer one.
	sqlWaitingAt = asItStands.entries("scan s"+Endings) + `WHERE s.school_id = ?0 AND s.terminal_id = ?1 AND s.feed > (SELECT last FROM feed_head WHERE school_id = ?0) - 2000
  AND s.at >= ?2 AND s.decision = 'CONFIRM' AND x.scan_id IS NULL
ORDER BY s.feed`

	// sqlList is followed by the order and the limit.
	sqlList = `SELECT * FROM (
` + asItStands.entries("scan s"+Endings) + `WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2 AND s.at >= ?3 AND s.at < ?4
) AS e
WHERE (?5 = '' OR e.gate_id = ?5) AND (?6 = '' OR e.class_id = ?6) AND (?7 = '' OR e.person_id = ?7)
  AND (?8 = '' OR LOWER(e.name) LIKE ?8 ESCAPE '\') AND (?9 = '' OR e.decision = ?9)
`
)
