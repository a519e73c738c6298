package deliver

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/outbox"
)

// schoolOf is the school of a person; NotFound not_found.
func schoolOf(ctx context.Context, q bun.IDB, person string) (string, error) {
	return campus.SchoolOfPerson(ctx, q, person)
}

// setQuiet writes the quiet hours of an owner; nil is none of its own.
func setQuiet(ctx context.Context, tx *db.Tx, school, owner string, q *Quiet) error {
	if q == nil {
		_, err := tx.NewRaw("DELETE FROM outbox_quiet WHERE owner_id = ? AND school_id = ?", owner, school).Exec(ctx)
		return err
	}
	if !q.On {
		q = &Quiet{}
	}
	_, err := tx.NewRaw(`
		INSERT INTO outbox_quiet (owner_id, school_id, quiet, from_minute, to_minute, changed_at)
		VALUES (?0, ?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (owner_id) DO UPDATE SET quiet = ?2, from_minute = ?3, to_minute = ?4, changed_at = ?5`,
		owner, school, q.On, q.From, q.To, tx.NowMS()).Exec(ctx)
	return err
}

// freeHeld lets the worker look again at what quiet hours hold, of one reader or of all.
func freeHeld(ctx context.Context, tx *db.Tx, school, person string) error {
	_, err := tx.NewRaw(`
		UPDATE outbox_delivery
		SET due_at = ?0
		WHERE school_id = ?1 AND state = 'waiting' AND hold = 'quiet' AND (?2 = '' OR person_id = ?2)`,
		tx.NowMS(), school, person).Exec(ctx)
	tx.Ring(outbox.Bell)
	return err
}

// markRead notes that messages were read, and counts them.
func markRead(ctx context.Context, tx *db.Tx, person string, messages []int64) (int, error) {
	which, args := "", []any{tx.NowMS(), person}
	if len(messages) > 0 {
		which, args = " AND message IN (?)", append(args, bun.List(messages))
	}
	var read []int64
	err := tx.NewRaw(`
		UPDATE outbox_delivery
		SET read_at = ?
		WHERE person_id = ? AND state = 'done' AND read_at IS NULL`+which+`
		RETURNING message`,
		args...).Scan(ctx, &read)
	different := map[int64]bool{}
	for _, m := range read {
		different[m] = true
	}
	return len(different), err
}

func channelOn(ctx context.Context, q bun.IDB, school, kind string) (on bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM outbox_channel
			WHERE school_id = ? AND kind = ? AND enabled)`,
		school, kind).Scan(ctx, &on)
	return on, err
}

func setChannel(ctx context.Context, tx *db.Tx, school, kind string, on bool) error {
	_, err := tx.NewRaw(`
		INSERT INTO outbox_channel (school_id, kind, config, enabled, changed_at)
		VALUES (?0, ?1, '{}', ?2, ?3)
		ON CONFLICT (school_id, kind) DO UPDATE SET enabled = ?2, changed_at = ?3`,
		school, kind, on, tx.NowMS()).Exec(ctx)
	return err
}

func setConsent(ctx context.Context, tx *db.Tx, school, person, kind string, on bool) error {
	if !on {
		_, err := tx.NewRaw(`
			UPDATE outbox_consent
			SET withdrawn_at = ?
			WHERE person_id = ? AND kind = ? AND withdrawn_at IS NULL`,
			tx.NowMS(), person, kind).Exec(ctx)
		return err
	}
	_, err := tx.NewRaw(`
		INSERT INTO outbox_consent (id, school_id, person_id, kind, given_at)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		db.NewID(), school, person, kind, tx.NowMS()).Exec(ctx)
	return err
}

// decideDead moves a dead letter: a number is a notice, anything else the id of a
// message on its way out. Attempts count from the beginning.
func decideDead(ctx context.Context, tx *db.Tx, school, id string, to outbox.State) error {
	if number, err := strconv.ParseInt(id, 10, 64); err == nil {
		res, err := tx.NewRaw(`
			UPDATE outbox_notice
			SET state = ?, due_at = ?, attempts = 0
			WHERE school_id = ? AND number = ? AND state = 'dead'`,
			to, tx.NowMS(), school, number).Exec(ctx)
		if err != nil {
			return err
		}
		return db.OneRow(res, errAbsent)
	}
	res, err := tx.NewRaw(`
		UPDATE outbox_send
		SET state = ?, due_at = ?, lease_until = 0, attempts = 0, at = NULL
		WHERE school_id = ? AND id = ? AND state = 'dead'`,
		to, tx.NowMS(), school, id).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, errAbsent)
}
