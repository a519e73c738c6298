package register

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// noteUnseen writes down who had nothing, from the opening of a session until it
// counts as absence, that a terminal could have read: no phone, no chip and no printed
// code in use then, or a stopped card, and no time clock knows them. That they were not seen says nothing. What a card
// was at an hour of the past is not kept, so it is written when the session becomes
// known, and a rebuild reads it there.
func noteUnseen(ctx context.Context, tx *db.Tx, school string, k knowing) error {
	_, err := tx.NewRaw(`
		INSERT INTO attendance_unseen (school_id, day, session_id, person_id)
		SELECT DISTINCT m.school_id, ?1, ?2, m.person_id
		FROM membership m
		JOIN person p ON p.id = m.person_id
		WHERE m.school_id = ?0 AND m.role = ?3 AND m.valid_from <= ?5 AND (m.valid_to IS NULL OR m.valid_to > ?4)
			AND NOT EXISTS (SELECT 1 FROM clock_user u WHERE u.person_id = m.person_id AND u.held <> '')
			AND ((p.state <> 'active' AND p.state_at <= ?5) OR NOT EXISTS (
				SELECT 1
				FROM credential c
				JOIN card k ON k.id = c.card_id
				WHERE c.person_id = m.person_id AND c.created_at <= ?4 AND (c.state = 'live' OR c.state_at > ?5)
					AND (k.state = 'active' OR k.state_at > ?5)))
		ON CONFLICT DO NOTHING`, school, k.day, k.session, k.role, k.opens, k.absentFrom).Exec(ctx)
	return err
}

// Unready is why nobody, or some, can be seen by a terminal as things stand.
type Unready struct {
	Unused   bool // no terminal at a gate or for attendance was ever used
	Cardless int  // pupils without anything that a reader could read
}

// ReadUnready reads it.
func ReadUnready(ctx context.Context, q bun.IDB, school string, now int64) (u Unready, err error) {
	err = q.NewRaw(`
		SELECT NOT EXISTS (SELECT 1 FROM terminal t WHERE t.school_id = ?0 AND `+inUse+`) AS unused, (
			SELECT count(DISTINCT m.person_id)
			FROM membership m
			WHERE m.school_id = ?0 AND m.role = 'student' AND m.valid_from <= ?1 AND (m.valid_to IS NULL OR m.valid_to > ?1)
				AND m.pending_import IS NULL AND NOT EXISTS (
					SELECT 1
					FROM credential c
					JOIN card k ON k.id = c.card_id
					WHERE c.person_id = m.person_id AND c.state = 'live' AND k.state = 'active')) AS cardless`, school, now).Scan(ctx, &u)
	return u, err
}

// readUnseen reads in which sessions of the day nobody could have seen people.
func readUnseen(ctx context.Context, q bun.IDB, school, day string, people []string) (map[string]map[string]bool, error) {
	var rows []struct{ PersonID, SessionID string }
	err := q.NewRaw("SELECT person_id, session_id FROM attendance_unseen WHERE school_id = ? AND day = ? AND person_id IN (?)", school, day, bun.List(people)).Scan(ctx, &rows)
	unseen := map[string]map[string]bool{}
	for _, r := range rows {
		if unseen[r.PersonID] == nil {
			unseen[r.PersonID] = map[string]bool{}
		}
		unseen[r.PersonID][r.SessionID] = true
	}
	return unseen, err
}
