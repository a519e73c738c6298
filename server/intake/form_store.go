package intake

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Fields are an intake's form, in its order.
func Fields(ctx context.Context, q bun.IDB, intake string) (list []Field, err error) {
	err = q.NewRaw(`
		SELECT id, school_id, intake_id, place, label, label_en, help, kind, choices, required
		FROM intake_field
		WHERE intake_id = ?
		ORDER BY place, id`, intake).Scan(ctx, &list)
	return list, err
}

func putField(ctx context.Context, tx *db.Tx, f Field, isNew bool) (err error) {
	if isNew {
		_, err = tx.NewRaw(`
			INSERT INTO intake_field (id, school_id, intake_id, place, label, label_en, help, kind, choices, required)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			f.ID, f.SchoolID, f.IntakeID, f.Place, f.Label, f.LabelEn, f.Help, f.Kind, f.Choices, f.Required).Exec(ctx)
		return err
	}
	_, err = tx.NewRaw(`
		UPDATE intake_field
		SET label = ?, label_en = ?, help = ?, kind = ?, choices = ?, required = ?
		WHERE id = ?`,
		f.Label, f.LabelEn, f.Help, f.Kind, f.Choices, f.Required, f.ID).Exec(ctx)
	return err
}

func placeField(ctx context.Context, tx *db.Tx, id string, place int) error {
	_, err := tx.NewRaw("UPDATE intake_field SET place = ? WHERE id = ?", place, id).Exec(ctx)
	return err
}

func fieldUsed(ctx context.Context, q bun.IDB, id string) (used bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (SELECT 1 FROM intake_answer WHERE field_id = ?)
			OR EXISTS (SELECT 1 FROM intake_evidence WHERE field_id = ?)`, id, id).Scan(ctx, &used)
	return used, err
}

func deleteField(ctx context.Context, tx *db.Tx, intake, id string) error {
	res, err := tx.NewRaw("DELETE FROM intake_field WHERE id = ? AND intake_id = ?", id, intake).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, ErrNone)
}

// Answer is what stands in a field, by whom of the family.
type Answer struct {
	FieldID, Value, Who string
	At                  int64
}

// Answers are an applicant's, by field.
func Answers(ctx context.Context, q bun.IDB, applicant string) (map[string]Answer, error) {
	var list []Answer
	err := q.NewRaw("SELECT field_id, value, who, at FROM intake_answer WHERE applicant_id = ?", applicant).Scan(ctx, &list)
	by := map[string]Answer{}
	for _, a := range list {
		by[a.FieldID] = a
	}
	return by, err
}

func putAnswers(ctx context.Context, tx *db.Tx, one Applicant, who string, list []Answer) error {
	return InBatches(ctx, tx, `
		INSERT INTO intake_answer (applicant_id, field_id, school_id, value, who, at)
		VALUES ?
		ON CONFLICT (applicant_id, field_id) DO UPDATE
		SET value = excluded.value, who = excluded.who, at = excluded.at`, len(list), func(i int) []any {
		return []any{one.ID, list[i].FieldID, one.SchoolID, list[i].Value, who, tx.NowMS()}
	})
}

// Evidence is a picture without its bytes.
type Evidence struct {
	FieldID    string
	State      PictureState
	Words, Who string
	At         int64
}

// EvidenceOf are an applicant's pictures, by field.
func EvidenceOf(ctx context.Context, q bun.IDB, applicant string) (map[string]Evidence, error) {
	var list []Evidence
	err := q.NewRaw("SELECT field_id, state, words, who, at FROM intake_evidence WHERE applicant_id = ?", applicant).Scan(ctx, &list)
	by := map[string]Evidence{}
	for _, e := range list {
		by[e.FieldID] = e
	}
	return by, err
}

// Picture is the bytes of one; NotFound.
func Picture(ctx context.Context, q bun.IDB, applicant, field string) (jpeg []byte, err error) {
	err = q.NewRaw("SELECT jpeg FROM intake_evidence WHERE applicant_id = ? AND field_id = ?", applicant, field).Scan(ctx, &jpeg)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNone
	}
	return jpeg, err
}

func putEvidence(ctx context.Context, tx *db.Tx, one Applicant, field, who string, jpeg []byte) error {
	_, err := tx.NewRaw(`
		INSERT INTO intake_evidence (applicant_id, field_id, school_id, jpeg, state, words, who, at)
		VALUES (?, ?, ?, ?, 'waiting', '', ?, ?)
		ON CONFLICT (applicant_id, field_id) DO UPDATE
		SET jpeg = excluded.jpeg, state = 'waiting', words = '', who = excluded.who, at = excluded.at`,
		one.ID, field, one.SchoolID, jpeg, who, tx.NowMS()).Exec(ctx)
	return err
}

func setEvidence(ctx context.Context, tx *db.Tx, applicant, field string, state PictureState, words string) error {
	_, err := tx.NewRaw(`
		UPDATE intake_evidence
		SET state = ?, words = ?
		WHERE applicant_id = ? AND field_id = ?`, state, words, applicant, field).Exec(ctx)
	return err
}

// ToReview is how many forms of an intake wait, and since when the oldest does.
func ToReview(ctx context.Context, q bun.IDB, intake string) (n int, since int64, err error) {
	err = q.NewRaw(`
		SELECT COUNT(*), COALESCE(MIN(sent_at), 0)
		FROM intake_applicant
		WHERE intake_id = ? AND review = 'waiting'`, intake).Scan(ctx, &n, &since)
	return n, since, err
}
