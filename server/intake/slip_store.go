package intake

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// UpdatePlace writes what a later list says.
func UpdatePlace(ctx context.Context, tx *db.Tx, a Applicant) error {
	_, err := tx.NewRaw(`
		UPDATE intake_applicant
		SET number = ?, grade = ?, class_id = NULLIF(?, ''), dorm = ?, slot = ?, place_version = ?
		WHERE id = ?`,
		a.Number, a.Grade, a.ClassID, a.Dorm, a.Slot, a.PlaceVersion, a.ID).Exec(ctx)
	return err
}

func putSession(ctx context.Context, tx *db.Tx, a Applicant, hash, who, person string, until int64) error {
	_, err := tx.NewRaw(`
		INSERT INTO intake_session (token_hash, applicant_id, school_id, who, person_id, made_at, until_at)
		VALUES (?, ?, ?, ?, NULLIF(?, ''), ?, ?)
		ON CONFLICT (token_hash, applicant_id) DO UPDATE
		SET who = excluded.who, person_id = COALESCE(excluded.person_id, intake_session.person_id), until_at = excluded.until_at`,
		hash, a.ID, a.SchoolID, who, person, tx.NowMS(), until).Exec(ctx)
	return err
}

func setProven(ctx context.Context, tx *db.Tx, applicant, phone string) error {
	_, err := tx.NewRaw(`
		UPDATE intake_kin
		SET proven_at = ?
		WHERE applicant_id = ? AND phone = ? AND proven_at = 0`,
		tx.NowMS(), applicant, phone).Exec(ctx)
	return err
}

func endSessions(ctx context.Context, tx *db.Tx, applicant string) error {
	_, err := tx.NewRaw("DELETE FROM intake_session WHERE applicant_id = ?", applicant).Exec(ctx)
	return err
}

func endToken(ctx context.Context, tx *db.Tx, hash string) error {
	_, err := tx.NewRaw("DELETE FROM intake_session WHERE token_hash = ?", hash).Exec(ctx)
	return err
}

func sessionsOf(ctx context.Context, q bun.IDB, hash string, people []string, now int64) (list []Member, err error) {
	if len(people) == 0 {
		people = []string{""}
	}
	err = q.NewRaw(`
		SELECT s.applicant_id, MIN(s.who) AS who
		FROM intake_session s
		JOIN intake_applicant a ON a.id = s.applicant_id
		WHERE s.until_at > ? AND (s.token_hash = ? OR s.person_id IN (?)) AND a.state NOT IN ('withdrawn', 'duplicate')
		GROUP BY s.applicant_id
		ORDER BY MIN(s.made_at), s.applicant_id
		LIMIT 20`, now, hash, bun.List(people)).Scan(ctx, &list)
	return list, err
}

// followers are the accounts' people who follow some applicants of an intake; "" is all.
func followers(ctx context.Context, q bun.IDB, intake, applicant string, now int64) (list []struct{ ApplicantID, PersonID string }, err error) {
	err = q.NewRaw(`
		SELECT DISTINCT s.applicant_id, s.person_id
		FROM intake_session s
		JOIN intake_applicant a ON a.id = s.applicant_id
		WHERE a.intake_id = ? AND (? = '' OR a.id = ?) AND s.person_id IS NOT NULL AND s.until_at > ? AND a.state NOT IN ('withdrawn', 'duplicate')
		ORDER BY s.person_id, s.applicant_id`, intake, applicant, applicant, now).Scan(ctx, &list)
	return list, err
}
