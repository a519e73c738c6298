package thread

import (
	"context"
	"time"

	"yunka/server/db"
)

// chunk is how many messages one commit deletes: SQLite has one writer.
const chunk = 500

// Keep deletes messages that are older than a term.
func (s *Service) Keep(ctx context.Context) error {
	for {
		var n int64
		err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = forget(ctx, tx, tx.NowMS()-KeptFor.Milliseconds(), chunk)
			return err
		})
		if err != nil || n < chunk {
			return err
		}
	}
}

// dayOf is the day of an instant, as the timetable writes it.
func dayOf(ms int64, loc *time.Location) string {
	return time.UnixMilli(ms).In(loc).Format("2006-01-02")
}
