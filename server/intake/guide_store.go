package intake

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Pages are an intake's guide, drafts too, with how many families have read each.
func Pages(ctx context.Context, q bun.IDB, intake string) (list []Page, err error) {
	err = q.NewRaw(`
		SELECT p.id, p.school_id, p.intake_id, p.place, p.title, p.body, p.version, p.published_at,
			(SELECT COUNT(DISTINCT r.applicant_id) FROM intake_read r WHERE r.page_id = p.id AND r.version = p.version) AS readers
		FROM intake_page p
		WHERE p.intake_id = ?
		ORDER BY p.place, p.id`, intake).Scan(ctx, &list)
	return list, err
}

// PlaceReaders is how many families have seen their class and dormitory as they are now.
func PlaceReaders(ctx context.Context, q bun.IDB, intake string) (n int, err error) {
	err = q.NewRaw(`
		SELECT COUNT(DISTINCT a.id)
		FROM intake_applicant a
		JOIN intake_read r ON r.applicant_id = a.id AND r.page_id = ? AND r.version = a.place_version
		WHERE a.intake_id = ?`, PlacePage, intake).Scan(ctx, &n)
	return n, err
}

// Reading is that one of a family has opened a page.
type Reading struct {
	PageID, Who string
	Version, At int64
}

// Readings are an applicant's.
func Readings(ctx context.Context, q bun.IDB, applicant string) (list []Reading, err error) {
	err = q.NewRaw(`
		SELECT page_id, who, version, at
		FROM intake_read
		WHERE applicant_id = ?
		ORDER BY at, page_id`, applicant).Scan(ctx, &list)
	return list, err
}

func putPage(ctx context.Context, tx *db.Tx, p Page, isNew bool) (err error) {
	if isNew {
		_, err = tx.NewRaw(`
			INSERT INTO intake_page (id, school_id, intake_id, place, title, body, version, published_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			p.ID, p.SchoolID, p.IntakeID, p.Place, p.Title, p.Body, p.Version, p.PublishedAt).Exec(ctx)
		return err
	}
	_, err = tx.NewRaw(`
		UPDATE intake_page
		SET title = ?, body = ?, version = ?, published_at = ?
		WHERE id = ?`,
		p.Title, p.Body, p.Version, p.PublishedAt, p.ID).Exec(ctx)
	return err
}

func putRead(ctx context.Context, tx *db.Tx, one Applicant, who, page string, version int64) error {
	_, err := tx.NewRaw(`
		INSERT INTO intake_read (applicant_id, page_id, who, school_id, version, at)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (applicant_id, page_id, who) DO UPDATE
		SET version = excluded.version, at = excluded.at
		WHERE intake_read.version < excluded.version`,
		one.ID, page, who, one.SchoolID, version, tx.NowMS()).Exec(ctx)
	return err
}

// settlePlaces ticks the step of class and dormitory for who has a class.
func settlePlaces(ctx context.Context, tx *db.Tx, in Intake) error {
	step, err := StepThatDoes(ctx, tx, in.ID, Placed)
	if err != nil || step == "" {
		return err
	}
	_, err = tx.NewRaw(`
		INSERT INTO intake_done (applicant_id, step_id, school_id, how, why, who, spot, at)
		SELECT a.id, ?, a.school_id, 'done', '', 'system', '', ?
		FROM intake_applicant a
		WHERE a.intake_id = ? AND a.class_id IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM intake_done d WHERE d.applicant_id = a.id AND d.step_id = ?)
		ON CONFLICT DO NOTHING`,
		step, in.RevealAt, in.ID, step).Exec(ctx)
	return err
}

// without are the applicants who have not done a step.
func without(ctx context.Context, q bun.IDB, intake, step string) (list []string, err error) {
	err = q.NewRaw(`
		SELECT a.id
		FROM intake_applicant a
		WHERE a.intake_id = ? AND a.state NOT IN ('withdrawn', 'duplicate')
			AND NOT EXISTS (SELECT 1 FROM intake_done d WHERE d.applicant_id = a.id AND d.step_id = ?)
		ORDER BY a.id`, intake, step).Scan(ctx, &list)
	return list, err
}
