package deliver

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/outbox"
)

// sendRow is a message on its way out by a channel.
type sendRow struct {
	bun.BaseModel `bun:"table:outbox_send"`
	ID            string
	SchoolID      string
	PersonID      string
	Message       int64
	Kind          string
	State         outbox.State
	DueAt         int64
	LeaseUntil    int64
	Claim         string
	Attempts      int64
	Error         string
	At            int64 `bun:",nullzero"`
}

// consented reads which of these people get messages by which kinds of the school's
// enabled channels.
func consented(
	ctx context.Context, q bun.IDB, school string, people []string,
) (rows []struct{ PersonID, Kind string }, err error) {
	err = q.NewRaw(`
		SELECT c.person_id, c.kind
		FROM outbox_consent c
		JOIN outbox_channel h ON h.school_id = c.school_id AND h.kind = c.kind AND h.enabled
		WHERE c.school_id = ? AND c.person_id IN (?) AND c.withdrawn_at IS NULL
		ORDER BY c.person_id, c.kind`,
		school, bun.List(people)).Scan(ctx, &rows)
	return rows, err
}

// someChannel reports whether the school has an enabled way out of the card.
func someChannel(ctx context.Context, q bun.IDB, school string) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM outbox_channel
			WHERE school_id = ? AND enabled)`,
		school).Scan(ctx, &yes)
	return yes, err
}

// claimSends leases what is due to this worker: for each reader and channel the oldest
// alone, and nothing while an older one is tried again. It takes what another worker
// has left behind when its lease is over.
func claimSends(
	ctx context.Context, tx *db.Tx, claim string, lease time.Duration, limit int,
) (rows []sendRow, err error) {
	now := tx.NowMS()
	err = tx.NewRaw(`
		UPDATE outbox_send
		SET claim = ?0, lease_until = ?1, attempts = attempts + 1
		WHERE state = 'waiting' AND due_at <= ?2 AND lease_until <= ?2 AND id IN (
			SELECT s.id
			FROM outbox_send s
			WHERE s.state = 'waiting' AND s.due_at <= ?2 AND s.lease_until <= ?2 AND NOT EXISTS (
				SELECT 1
				FROM outbox_send e
				WHERE e.person_id = s.person_id AND e.kind = s.kind AND e.state = 'waiting' AND e.message < s.message)
			ORDER BY s.due_at, s.message
			LIMIT ?3)
		RETURNING *`,
		claim, now+lease.Milliseconds(), now, limit).Scan(ctx, &rows)
	return rows, err
}

// endSend notes how an attempt ended, unless somebody else has the row by now.
func endSend(ctx context.Context, tx *db.Tx, s sendRow, state outbox.State, due int64, why string) error {
	_, err := tx.NewRaw(`
		UPDATE outbox_send
		SET state = ?0, due_at = ?1, lease_until = 0, error = ?2,
			at = CASE WHEN ?0 = 'waiting' THEN NULL ELSE ?3 END
		WHERE id = ?4 AND claim = ?5 AND state = 'waiting'`,
		state, due, why, tx.NowMS(), s.ID, s.Claim).Exec(ctx)
	return err
}

// enabled reports whether the channel is on and the person's consent to it stands.
func enabled(ctx context.Context, q bun.IDB, s sendRow) (yes bool, err error) {
	rows, err := consented(ctx, q, s.SchoolID, []string{s.PersonID})
	for _, r := range rows {
		yes = yes || r.Kind == s.Kind
	}
	return yes, err
}

// cardsOf reads the pupils' cards, whose consents package card knows.
func cardsOf(ctx context.Context, q bun.IDB, school string, children []string, now int64) (map[string]string, error) {
	m := map[string]string{}
	if len(children) == 0 {
		return m, nil
	}
	var rows []struct{ PersonID, ID string }
	err := q.NewRaw(`
		SELECT k.person_id, k.id
		FROM card k
		JOIN membership m ON m.id = k.membership_id
		WHERE k.school_id = ? AND k.person_id IN (?) AND m.role = 'student'
			AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND `+db.Visible("m"),
		school, bun.List(children), now, now).Scan(ctx, &rows)
	for _, r := range rows {
		m[r.PersonID] = r.ID
	}
	return m, err
}

// langOf is the language of a person's account.
func langOf(ctx context.Context, q bun.IDB, person string) (lang string, err error) {
	var langs []string
	err = q.NewRaw(`
		SELECT a.lang
		FROM account_person ap
		JOIN account a ON a.id = ap.account_id
		WHERE ap.person_id = ?`,
		person).Scan(ctx, &langs)
	if len(langs) > 0 {
		lang = langs[0]
	}
	return lang, err
}
