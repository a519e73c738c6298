package pin

import (
	"context"
	"time"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// dutyIdle is how long a terminal's search stays open after the last one. It is
// in the database and not in memory, because the next request may reach another
// server.
const (
	dutyIdle = 5 * time.Minute
	dutyStep = time.Minute // used again within it, nothing is written
)

var errLocked = fault.Newf(fault.Forbidden, "search_locked", "A guard's PIN opens the search.")

// TakeDuty opens the search of people at a staff terminal to the guard whose
// PIN it is. Fails like GuardByPIN.
func (s *Service) TakeDuty(ctx context.Context, actor allow.Actor, pin string) error {
	school := actor.TerminalSchool
	if err := allow.Check(actor, allow.PeopleSearch, allow.Target{School: school}); err != nil {
		return err
	}
	guard, err := s.GuardByPIN(ctx, school, actor.Terminal, pin)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(`
			INSERT INTO duty (terminal_id, school_id, staff_id, until_at)
			VALUES (?, ?, ?, ?)
			ON CONFLICT (terminal_id) DO UPDATE SET staff_id = excluded.staff_id, until_at = excluded.until_at`,
			actor.Terminal, school, guard, tx.Now.Add(dutyIdle).UnixMilli()).Exec(ctx)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			School: school, Actor: actor.Name(), Action: "search.opened", Target: "person:" + guard,
		})
	})
}

// LeaveDuty shuts the search again.
func (s *Service) LeaveDuty(ctx context.Context, actor allow.Actor) error {
	if err := allow.Check(actor, allow.PeopleSearch, allow.Target{School: actor.TerminalSchool}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.NewRaw(`
			DELETE FROM duty
			WHERE terminal_id = ? AND school_id = ?`,
			actor.Terminal, actor.TerminalSchool).Exec(ctx)
		return err
	})
}

// OnDuty fails with Forbidden search_locked unless a guard who still is one has
// opened the terminal's search and used it within five minutes; asking uses it.
func (s *Service) OnDuty(ctx context.Context, actor allow.Actor) error {
	school := actor.TerminalSchool
	if err := allow.Check(actor, allow.PeopleSearch, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var open []struct {
			StaffID string
			UntilAt int64
		}
		if err := tx.NewRaw(`
			SELECT staff_id, until_at
			FROM duty
			WHERE terminal_id = ? AND school_id = ? AND until_at > ?`,
			actor.Terminal, school, tx.NowMS()).Scan(ctx, &open); err != nil {
			return err
		}
		guards, err := guardPINs(ctx, tx, school, tx.NowMS())
		if err != nil {
			return err
		}
		if len(open) == 0 || guards[open[0].StaffID] == "" {
			return errLocked
		}
		if open[0].UntilAt-tx.NowMS() > (dutyIdle - dutyStep).Milliseconds() {
			return nil
		}
		_, err = tx.NewRaw(`
			UPDATE duty
			SET until_at = ?
			WHERE terminal_id = ?`,
			tx.Now.Add(dutyIdle).UnixMilli(), actor.Terminal).Exec(ctx)
		return err
	})
}
