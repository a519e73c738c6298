package history

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

// atHand is how long after a presentation its terminal may ask about who it was.
const atHand = 10 * time.Minute

// Whose is the person of a scan, for the terminal that has just presented them;
// NotFound for any other, later, or for nobody.
func Whose(ctx context.Context, q bun.IDB, school, terminal, scanID string, now time.Time) (string, error) {
	person, _, err := justNow(ctx, q, school, terminal, scanID, now)
	if err == nil && person == "" {
		err = fault.New(fault.NotFound, "not_found")
	}
	return person, err
}

// Opened is nil for a scan of this terminal that opened, by itself or after a guard
// looked.
func Opened(ctx context.Context, q bun.IDB, school, terminal, scanID string) error {
	var open bool
	err := q.NewRaw(`SELECT (s.open OR COALESCE(x.accepted, FALSE)) FROM scan s LEFT JOIN scan_confirmation x ON x.scan_id = s.id WHERE s.id = ? AND s.school_id = ? AND COALESCE(x.terminal_id, s.terminal_id) = ?`, scanID, school, terminal).Scan(ctx, &open)
	if err = db.One(err, fault.New(fault.NotFound, "not_found")); err == nil && !open {
		err = fault.Newf(fault.Conflict, "not_a_passage", "The gate did not open for this.")
	}
	return err
}

func justNow(ctx context.Context, q bun.IDB, school, terminal, scanID string, now time.Time) (person string, feed int64, err error) {
	var of struct {
		PersonID string
		Feed, At int64
	}
	err = q.NewRaw("SELECT COALESCE(person_id, '') AS person_id, feed, at FROM scan WHERE id = ? AND school_id = ? AND terminal_id = ?", scanID, school, terminal).Scan(ctx, &of)
	if err = db.One(err, fault.New(fault.NotFound, "not_found")); err != nil {
		return "", 0, err
	}
	if now.UnixMilli()-of.At > atHand.Milliseconds() {
		return "", 0, fault.New(fault.NotFound, "not_found")
	}
	return of.PersonID, of.Feed, nil
}

// Before reads what the person of a scan did before it since an instant, newest
// first. Only the terminal that has just presented may ask: anything else is
// NotFound. A scan of nobody has no history.
func Before(ctx context.Context, q bun.IDB, school, terminal, scanID string, now time.Time, since int64, limit int) ([]Entry, error) {
	person, feed, err := justNow(ctx, q, school, terminal, scanID, now)
	if err != nil || person == "" {
		return nil, err
	}
	entries, err := OfPeople(ctx, q, []string{person}, since, limit+5)
	if err != nil {
		return nil, err
	}
	var list []Entry
	for _, e := range entries {
		if e.Feed < feed && len(list) < limit {
			list = append(list, e)
		}
	}
	return list, nil
}
