package history

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
	err := q.NewRaw(sqlList+"ORDER BY e.feed "+order+"\nLIMIT ?10",
		school, f.After, f.UpTo, f.From, f.Until, f.Gate, f.Class, f.Person, name, string(f.Decision), limit).Scan(ctx, &list)
	return list, err
}

// AtTerminal reads the newest scans of one terminal as they stand now, newest
// first. They are found by the index that makes a terminal's keys unique.
func AtTerminal(ctx context.Context, q bun.IDB, school, terminal string, limit int) ([]Entry, error) {
	var list []Entry
	err := q.NewRaw(sqlAtTerminal, school, terminal, limit).Scan(ctx, &list)
	return list, err
}
