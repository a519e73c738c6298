package campus

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/audit"
	"yunka/server/db"
)

// pendingTables carry pending_import, in the order in which rows can be
// removed: what points at a row goes before it.
var pendingTables = []string{"credential", "guardianship", "membership", "person", "class"}

func (s *Service) setRunning(id string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on {
		s.running[id] = true
	} else {
		delete(s.running, id)
	}
}

// unfinished lists the school's imports that have not ended: dead ones, and
// those that still run in this process or have written a moment ago in another.
func (s *Service) unfinished(ctx context.Context, q bun.IDB, schoolID string) (dead, alive []string, err error) {
	var rows []importRow
	if err := q.NewSelect().Model(&rows).Column("id", "counts").Where("school_id = ? AND state IN ('checking', 'applying')", schoolID).OrderExpr("id").Scan(ctx); err != nil {
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
		if s.running[r.ID] || st.Owner != s.owner && now.Sub(time.UnixMilli(st.Beat)) < lease {
			alive = append(alive, r.ID)
		} else {
			dead = append(dead, r.ID)
		}
	}
	return dead, alive, nil
}

func markAbandoned(ctx context.Context, tx *db.Tx, schoolID, id, actor string) error {
	res, err := tx.NewRaw("UPDATE roster_import SET state = 'abandoned' WHERE id = ? AND school_id = ? AND state IN ('checking', 'applying')", id, schoolID).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{School: schoolID, Actor: actor, Action: "roster.abandoned", Target: "roster_import:" + id})
}

// abandon gives up one import and removes its rows.
func (s *Service) abandon(ctx context.Context, schoolID, id, actor string) error {
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return markAbandoned(ctx, tx, schoolID, id, actor) })
	if err != nil {
		return err
	}
	return s.sweep(ctx, schoolID)
}

// Abandon gives up imports that died with the process that ran them, removes
// what nobody has seen of them and finishes tidying after applied ones. It is
// meant for start-up; an import that another process is running is left alone.
func (s *Service) Abandon(ctx context.Context) error {
	var schools []School
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		schools, err = AllSchools(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	var failed error
	for _, school := range schools {
		err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			dead, _, err := s.unfinished(ctx, tx, school.ID)
			if err != nil {
				return err
			}
			for _, id := range dead {
				if err := markAbandoned(ctx, tx, school.ID, id, "system"); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = s.sweep(ctx, school.ID)
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// sweep ends the pending state of every row whose import has ended: rows of
// applied imports become ordinary ones, rows of others are removed. It finds
// them in snapshots and writes in short transactions; no import adds rows to
// what is swept, because an ended one cannot hold its own row any more. The
// writes name rows by the ids just read of this school, and not the school
// again: SQLite would take the index on school_id and walk the whole school
// for each fifty rows.
func (s *Service) sweep(ctx context.Context, schoolID string) error {
	for _, table := range pendingTables {
		var applied, gone []string
		err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
			const find = "SELECT t.id FROM ? AS t JOIN roster_import AS r ON r.id = t.pending_import WHERE t.school_id = ? AND t.pending_import IS NOT NULL AND r.state "
			if err := q.NewRaw(find+"= 'applied' ORDER BY t.id", bun.Ident(table), schoolID).Scan(ctx, &applied); err != nil {
				return err
			}
			return q.NewRaw(find+"IN ('refused', 'abandoned') ORDER BY t.id", bun.Ident(table), schoolID).Scan(ctx, &gone)
		})
		if err != nil {
			return err
		}
		err = s.inChunks(ctx, "clean", applied, func(ctx context.Context, tx *db.Tx, ids []string) error {
			_, err := tx.NewRaw("UPDATE ? SET pending_import = NULL WHERE id IN (?)", bun.Ident(table), bun.List(ids)).Exec(ctx)
			return err
		})
		if err != nil {
			return err
		}
		err = s.inChunks(ctx, "remove", gone, func(ctx context.Context, tx *db.Tx, ids []string) error {
			if table == "membership" {
				if _, err := tx.NewRaw("DELETE FROM card WHERE membership_id IN (?)", bun.List(ids)).Exec(ctx); err != nil {
					return err
				}
			}
			_, err := tx.NewRaw("DELETE FROM ? WHERE id IN (?) AND pending_import IS NOT NULL", bun.Ident(table), bun.List(ids)).Exec(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// inChunks runs fn over ids in transactions that stop after chunkTime.
func (s *Service) inChunks(ctx context.Context, stage string, ids []string, fn func(ctx context.Context, tx *db.Tx, ids []string) error) error {
	parts := slices.Collect(slices.Chunk(ids, rowsPerStatement))
	for len(parts) > 0 {
		s.hook(stage)
		n := 0
		err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			n = 0
			for began := time.Now(); n < len(parts) && (n == 0 || time.Since(began) < s.chunkTime); n++ {
				if err := fn(ctx, tx, parts[n]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		parts = parts[n:]
	}
	return nil
}
