package scan

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/reason"
)

// Filter chooses scans of a school. After and UpTo are feed numbers, because
// scans are found by them; the bounds in time are looked at row by row.
type Filter struct {
	After, UpTo int64 // (After, UpTo]
	From, Until int64 // [From, Until), ms
	Gate, Class string
	Person      string
	Name        string          // a part of it
	Decision    reason.Decision // Confirm: those that nobody has ended
	OldestFirst bool
}

// List reads scans as they stand now, one entry each: a CONFIRM that staff ended
// is an ALLOW or a DENY at the time of its scan, and so is a passage taken back.
func List(ctx context.Context, q bun.IDB, school string, f Filter, limit int) ([]Entry, error) {
	order := "DESC"
	if f.OldestFirst {
		order = "ASC"
	}
	name := ""
	if f.Name != "" {
		name = "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(f.Name)) + "%"
	}
	var list []Entry
	err := q.NewRaw(`SELECT * FROM (SELECT s.feed, `+kindAsItStands+`,`+entryColumns+asItStands+`, s.direction, s.at, COALESCE(s.claimed_at, 0) AS claimed, COALESCE(r.times, 0) AS repeats
FROM scan s`+endings+entryJoins+`WHERE s.school_id = ?0 AND s.feed > ?1 AND s.feed <= ?2 AND s.at >= ?3 AND s.at < ?4) AS e
WHERE (?5 = '' OR e.gate_id = ?5) AND (?6 = '' OR e.class_id = ?6) AND (?7 = '' OR e.person_id = ?7) AND (?8 = '' OR LOWER(e.name) LIKE ?8 ESCAPE '\') AND (?9 = '' OR e.decision = ?9)
ORDER BY e.feed `+order+` LIMIT ?10`,
		school, f.After, f.UpTo, f.From, f.Until, f.Gate, f.Class, f.Person, name, string(f.Decision), limit).Scan(ctx, &list)
	return list, err
}

// AtTerminal reads the newest scans of one terminal as they stand now, newest
// first. They are found by the index that makes a terminal's keys unique.
func AtTerminal(ctx context.Context, q bun.IDB, school, terminal string, limit int) ([]Entry, error) {
	var list []Entry
	err := q.NewRaw(`SELECT s.feed, `+kindAsItStands+`,`+entryColumns+asItStands+`, s.direction, s.at, COALESCE(s.claimed_at, 0) AS claimed, COALESCE(r.times, 0) AS repeats
FROM scan s`+endings+entryJoins+`WHERE s.school_id = ? AND s.terminal_id = ? ORDER BY s.feed DESC LIMIT ?`, school, terminal, limit).Scan(ctx, &list)
	return list, err
}
