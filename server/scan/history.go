package scan

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

// atHand is how long after a presentation its terminal may ask about who it was.
const atHand = 10 * time.Minute

// Before reads what the person of a scan did before it since an instant, newest
// first. Only the terminal that has just presented may ask: anything else is
// NotFound. A scan of nobody has no history.
func Before(ctx context.Context, q bun.IDB, school, terminal, scanID string, now time.Time, since int64, limit int) ([]Entry, error) {
	var of struct {
		PersonID string
		Feed, At int64
	}
	err := q.NewRaw("SELECT COALESCE(person_id, '') AS person_id, feed, at FROM scan WHERE id = ? AND school_id = ? AND terminal_id = ?", scanID, school, terminal).Scan(ctx, &of)
	if err = db.One(err, fault.New(fault.NotFound, "not_found")); err != nil {
		return nil, err
	}
	if now.UnixMilli()-of.At > atHand.Milliseconds() {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	if of.PersonID == "" {
		return nil, nil
	}
	entries, err := OfPeople(ctx, q, []string{of.PersonID}, since, limit+5)
	if err != nil {
		return nil, err
	}
	var list []Entry
	for _, e := range entries {
		if e.Feed < of.Feed && len(list) < limit {
			list = append(list, e)
		}
	}
	return list, nil
}
