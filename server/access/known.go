package access

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/feed"
	"yunka/server/gatelist"
)

// Known says which terminals would decide by a person's last change when they are
// alone, and which not yet. A list says how far the school's feed is in it, read
// in the snapshot of its rows, and a terminal says which list it holds: so this is
// exact, and asks no clock.
type Known struct {
	At      int64 // when the person last changed, ms; 0 is never
	Total   int   // terminals that hold a list
	Knowing int
	Behind  []BehindList
}

// BehindList is a terminal whose list is older than the change.
type BehindList struct {
	ID, Name       string
	LastAt, ListAt int64
	Stale          bool // too old to decide anything
}

// KnownOf asks it of one person. A roster that was applied may have changed
// anybody.
func KnownOf(ctx context.Context, q bun.IDB, school, person string, now time.Time) (k Known, err error) {
	var last struct{ Number, At int64 }
	err = q.NewRaw(`SELECT number, at FROM (
  SELECT * FROM (SELECT number, at FROM feed_event WHERE school_id = ?0 AND person_id = ?1 AND kind IN (?2, ?3) ORDER BY number DESC LIMIT 1) AS own
  UNION ALL
  SELECT * FROM (SELECT number, at FROM feed_event WHERE school_id = ?0 AND kind = ?4 ORDER BY number DESC LIMIT 1) AS roster
) AS e ORDER BY number DESC LIMIT 1`, school, person, feed.CardState, feed.PersonState, feed.RosterDone).Scan(ctx, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	k.At = last.At
	var rows []struct {
		BehindList
		ListFeed int64
	}
	err = q.NewRaw(`SELECT id, name, COALESCE(last_at, 0) AS last_at, list_at, COALESCE(list_feed, 0) AS list_feed FROM terminal
WHERE school_id = ? AND revoked_at IS NULL AND token_hash IS NOT NULL AND gate_id IS NOT NULL AND list_at > 0 ORDER BY last_at, name, id`, school).Scan(ctx, &rows)
	for _, r := range rows {
		k.Total++
		if r.ListFeed >= last.Number {
			k.Knowing++
			continue
		}
		r.Stale = now.UnixMilli() > r.ListAt+gatelist.MaxAgeMS
		k.Behind = append(k.Behind, r.BehindList)
	}
	return k, err
}
