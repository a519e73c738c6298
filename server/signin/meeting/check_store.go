package meeting

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// LastCheck is a session's newest re-check; zero without one.
func LastCheck(ctx context.Context, q bun.IDB, session string) (c Check, err error) {
	var list []Check
	err = q.NewRaw("SELECT id, session_id, at, until_at FROM signin_check WHERE session_id = ? ORDER BY at DESC, id DESC LIMIT 1", session).Scan(ctx, &list)
	if err != nil || len(list) == 0 {
		return c, err
	}
	c = list[0]
	err = q.NewRaw(`
		SELECT a.person_id, p.name, a.answered_at
		FROM signin_asked a
		JOIN person p ON p.id = a.person_id
		WHERE a.check_id = ?
		ORDER BY p.folded, p.id`, c.ID).Scan(ctx, &c.Asked)
	return c, err
}

// byThemselves are who signed in by a code and has not left.
func byThemselves(ctx context.Context, q bun.IDB, session string) (people []string, err error) {
	err = q.NewRaw("SELECT person_id FROM signin_mark WHERE session_id = ? AND state = 'in' AND how = 'code' AND out_at = 0 ORDER BY person_id", session).Scan(ctx, &people)
	return people, err
}

func insertCheck(ctx context.Context, tx *db.Tx, one Session, c Check, by string, people []string) error {
	_, err := tx.NewRaw("INSERT INTO signin_check (id, session_id, school_id, by_person, at, until_at) VALUES (?, ?, ?, ?, ?, ?)",
		c.ID, one.ID, one.SchoolID, by, c.At, c.UntilAt).Exec(ctx)
	if err != nil {
		return err
	}
	rows := make([]bun.TupleValues, len(people))
	for i, p := range people {
		rows[i] = bun.Tuple([]any{c.ID, p, one.SchoolID, "", int64(0)})
	}
	_, err = tx.NewRaw("INSERT INTO signin_asked (check_id, person_id, school_id, device, answered_at) VALUES ?", bun.List(rows)).Exec(ctx)
	return err
}

// answer notes that somebody is here; false if they are not asked, or not any more. Twice is
// once.
func answer(ctx context.Context, tx *db.Tx, session, person, device string) (yes bool, err error) {
	res, err := tx.NewRaw(`
		UPDATE signin_asked
		SET answered_at = CASE WHEN answered_at = 0 THEN ? ELSE answered_at END, device = ?
		WHERE person_id = ? AND check_id IN (
			SELECT id
			FROM signin_check
			WHERE session_id = ? AND until_at > ?)`, tx.NowMS(), device, person, session, tx.NowMS()).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// AskedNow are the sessions whose re-check waits for one of these people.
func AskedNow(ctx context.Context, q bun.IDB, people []string, now int64) (sessions []string, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw(`
		SELECT c.session_id
		FROM signin_check c
		JOIN signin_asked a ON a.check_id = c.id
		WHERE a.person_id IN (?) AND a.answered_at = 0 AND c.until_at > ?
		ORDER BY c.at`, bun.List(people), now).Scan(ctx, &sessions)
	return sessions, err
}

// expectedOf are those who are expected.
func expectedOf(ctx context.Context, q bun.IDB, session string) (people []string, err error) {
	err = q.NewRaw("SELECT person_id FROM signin_expected WHERE session_id = ? ORDER BY person_id", session).Scan(ctx, &people)
	return people, err
}
