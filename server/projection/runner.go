package projection

import (
	"context"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/feed"
)

// lookEvery is how often a runner looks for what another server wrote. Its own
// server's feed rings at once.
const lookEvery = time.Second

// Runner keeps one projection true in all schools until Run's ctx ends.
type Runner struct {
	DB         *db.DB
	Feed       *feed.Feed
	Projection *Projection
	Log        *slog.Logger
}

// Run follows the feeds. A school whose step fails is left for the next look, so
// that one bad row stops no other school.
func (r *Runner) Run(ctx context.Context) error {
	bell, stop := r.Feed.ListenAll()
	defer stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		if err := r.Once(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("projection", "name", r.Projection.Name, "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-bell:
		case <-look.C:
		}
	}
}

// Once does everything that there is to do now, a step of each school in turn. It
// returns the last error.
func (r *Runner) Once(ctx context.Context) (failed error) {
	schools, err := r.stale(ctx)
	if err != nil {
		return err
	}
	for len(schools) > 0 && ctx.Err() == nil {
		left := schools[:0]
		for _, school := range schools {
			more, err := Step(ctx, r.DB, r.Projection, school)
			if err != nil {
				failed = err
			} else if more {
				left = append(left, school)
			}
		}
		schools = left
	}
	return failed
}

// stale lists the schools in which something is to do.
func (r *Runner) stale(ctx context.Context) (schools []string, err error) {
	err = r.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT h.school_id
			FROM feed_head h
			LEFT JOIN projection_cursor c ON c.school_id = h.school_id AND c.name = ?0
			WHERE c.number IS NULL OR c.number < h.last OR c.version < ?1 OR c.building > 0
				OR EXISTS (SELECT 1 FROM projection_todo t WHERE t.name = ?0 AND t.school_id = h.school_id)
			ORDER BY h.school_id`, r.Projection.Name, r.Projection.Version).Scan(ctx, &schools)
	})
	return schools, err
}
