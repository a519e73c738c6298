package outbox

import (
	"context"

	"github.com/uptrace/bun"
)

// Backlog is what of all schools waits and is due, and what was given up.
type Backlog struct {
	Notices    int64 // nobody has been addressed for them yet
	Deliveries int64 // on their way into inboxes
	Dead       int64
	OldestDue  int64 // when the oldest of what waits was due, ms; 0 is nothing
}

// ReadBacklog counts at an instant, over partial indexes: what has been told costs nothing.
func ReadBacklog(ctx context.Context, q bun.IDB, now int64) (b Backlog, err error) {
	err = q.NewRaw(`
		SELECT n.number AS notices, d.number AS deliveries,
			(SELECT count(*) FROM outbox_notice WHERE state = 'dead') AS dead,
			COALESCE(CASE WHEN n.oldest < d.oldest OR d.oldest IS NULL THEN n.oldest ELSE d.oldest END, 0) AS oldest_due
		FROM (SELECT count(*) AS number, min(due_at) AS oldest FROM outbox_notice WHERE state = 'waiting' AND due_at <= ?0) n,
			(SELECT count(*) AS number, min(due_at) AS oldest FROM outbox_delivery WHERE state = 'waiting' AND due_at <= ?0) d`,
		now).Scan(ctx, &b.Notices, &b.Deliveries, &b.Dead, &b.OldestDue)
	return b, err
}
