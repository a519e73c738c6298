package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// Start is what a school's owner has said about the guided start; the rest of
// it is read from the facts. Zero is not yet.
type Start struct{ CheckedAt, DoneAt int64 }

// StartOf reads it.
func StartOf(ctx context.Context, q bun.IDB, school string) (s Start, err error) {
	var rows []Start
	err = q.NewRaw(`
		SELECT COALESCE(checked_at, 0) AS checked_at, COALESCE(done_at, 0) AS done_at
		FROM school_start
		WHERE school_id = ?`,
		school).Scan(ctx, &rows)
	if err == nil && len(rows) == 1 {
		s = rows[0]
	}
	return s, err
}

// CheckSchool sets a school's name and zone as its owner has checked them.
// Fails with Invalid school_name or school_zone.
func (s *Service) CheckSchool(ctx context.Context, actor allow.Actor, school, name, zone string) error {
	if err := allow.Check(actor, allow.SchoolManage, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := BumpPolicy(ctx, tx, school); err != nil { // a policy knows its zone
			return err
		}
		was, err := SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		next := was
		if len([]rune(name)) > 60 || zone == "" {
			return fault.New(fault.Invalid, map[bool]string{true: "school_zone", false: "school_name"}[zone == ""])
		}
		next.Name, next.Zone = name, zone
		if err := next.complete(); err != nil {
			return err
		}
		if _, err := tx.NewRaw(`
			UPDATE school
			SET name = ?, zone = ?
			WHERE id = ?`,
			next.Name, next.Zone, school).Exec(ctx); err != nil {
			return err
		}
		if err := markStart(ctx, tx, school, "checked_at"); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "school.checked", Target: "school:" + school,
			Detail: map[string]any{"name_changed": was.Name != next.Name, "zone": next.Zone}})
	})
}

// FinishStart puts the guided start away.
func (s *Service) FinishStart(ctx context.Context, actor allow.Actor, school string) error {
	if err := allow.Check(actor, allow.SchoolManage, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := markStart(ctx, tx, school, "done_at"); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			School: school, Actor: actor.Name(), Action: "school.started", Target: "school:" + school,
		})
	})
}

// said writes down when; column is one of ours.
func markStart(ctx context.Context, tx *db.Tx, school, column string) error {
	_, err := tx.NewRaw(`
		INSERT INTO school_start (school_id, ?0)
		VALUES (?1, ?2)
		ON CONFLICT (school_id) DO UPDATE SET ?0 = excluded.?0`,
		bun.Ident(column), school, tx.NowMS()).Exec(ctx)
	return err
}
