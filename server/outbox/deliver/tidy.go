package deliver

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/outbox"
	"yunka/server/timetable"
)

const (
	// keepDays is how long messages are kept by a school that has no terms.
	keepDays = 200
	// tidyEvery is how often a worker looks for what is older.
	tidyEvery = time.Hour
	// tidyChunk is how many rows go in one transaction.
	tidyChunk = 200
)

// Tidy deletes old messages until ctx ends.
func (w *Worker) Tidy(ctx context.Context) error {
	for {
		if _, err := w.TidyOnce(ctx); err != nil && ctx.Err() == nil {
			w.log.Warn("old messages not deleted", "err", err)
		}
		timer := time.NewTimer(tidyEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// TidyOnce deletes the messages of days before the present term, or older than keepDays
// where there are no terms, but never of the last TellDays: the key of a notice that may
// still be put must be known. It returns how many rows went.
func (w *Worker) TidyOnce(ctx context.Context) (n int, err error) {
	var schools []struct{ ID, Zone string }
	if err := w.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id, zone FROM school ORDER BY id").Scan(ctx, &schools)
	}); err != nil {
		return 0, err
	}
	for _, sc := range schools {
		loc, err := time.LoadLocation(sc.Zone)
		if err != nil {
			loc = time.UTC
		}
		today := w.db.Now().In(loc)
		var first string
		if err := w.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
			first, err = keptFrom(ctx, q, sc.ID, today)
			return err
		}); err != nil {
			return n, err
		}
		for {
			gone := 0
			if err := w.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				gone, err = deleteBefore(ctx, tx, sc.ID, first, tidyChunk)
				return err
			}); err != nil {
				return n, err
			}
			if n += gone; gone == 0 || ctx.Err() != nil {
				break
			}
		}
	}
	return n, ctx.Err()
}

// keptFrom is the first day whose messages are kept.
func keptFrom(ctx context.Context, q bun.IDB, school string, today time.Time) (string, error) {
	calendar, err := timetable.LoadCalendar(ctx, q, school)
	if err != nil {
		return "", err
	}
	first := ""
	for _, term := range calendar.Terms() {
		if day := today.Format(time.DateOnly); term.FirstDay <= day && term.FirstDay > first {
			first = term.FirstDay
		}
	}
	if first == "" {
		first = today.AddDate(0, 0, -keepDays).Format(time.DateOnly)
	}
	return min(first, today.AddDate(0, 0, -outbox.TellDays-1).Format(time.DateOnly)), nil
}
