package roster

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
)

// unfinished lists the school's imports that have not ended: dead ones, and
// those that still run in this process or have written a moment ago in another.
func (s *Service) unfinished(ctx context.Context, q bun.IDB, schoolID string) (dead, alive []string, err error) {
	var rows []importRow
	err = q.NewSelect().Model(&rows).
		Column("id", "counts").
		Where("school_id = ? AND state IN ('checking', 'applying')", schoolID).
		OrderExpr("id").
		Scan(ctx)
	if err != nil {
		return nil, nil, err
	}
	now := s.db.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range rows {
		var st stored
		if err := json.Unmarshal([]byte(r.Counts), &st); err != nil {
			return nil, nil, err
		}
		elsewhere := st.Owner != s.owner && now.Sub(time.UnixMilli(st.Beat)) < silence
		if s.running[r.ID] || elsewhere {
			alive = append(alive, r.ID)
		} else {
			dead = append(dead, r.ID)
		}
	}
	return dead, alive, nil
}

// markAbandoned ends an import that has not ended. It waits for a transaction of
// that import, and the import's next one fails (heartbeat, finish).
func markAbandoned(ctx context.Context, tx *db.Tx, schoolID, id, actor string) error {
	res, err := tx.NewRaw(`
		UPDATE roster_import
		SET state = 'abandoned'
		WHERE id = ? AND school_id = ? AND state IN ('checking', 'applying')`,
		id, schoolID).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{
		School: schoolID, Actor: actor, Action: "roster.abandoned", Target: "roster_import:" + id,
	})
}

// abandon gives up one import and removes its rows.
func (s *Service) abandon(ctx context.Context, schoolID, id, actor string) error {
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return markAbandoned(ctx, tx, schoolID, id, actor)
	})
	if err != nil {
		return err
	}
	return s.sweep(ctx, schoolID)
}

// Abandon gives up imports that died with the process that ran them, removes
// what they had written and finishes tidying after applied ones. A server calls
// it at start; an import that another process runs is left alone.
func (s *Service) Abandon(ctx context.Context) error {
	var schools []campus.School
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		schools, err = campus.AllSchools(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	var failed error
	for _, school := range schools {
		err := s.abandonDead(ctx, school.ID)
		if err == nil {
			err = s.sweep(ctx, school.ID)
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

func (s *Service) abandonDead(ctx context.Context, schoolID string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		dead, _, err := s.unfinished(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		for _, id := range dead {
			if err := markAbandoned(ctx, tx, schoolID, id, "system"); err != nil {
				return err
			}
		}
		return nil
	})
}
