package file

import (
	"context"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/intake"
)

func insertApplicants(ctx context.Context, tx *db.Tx, list []intake.Applicant) error {
	return intake.InBatches(ctx, tx, `
		INSERT INTO intake_applicant (id, school_id, intake_id, number, name, folded, gender, birth, id_tail, grade, class_id, dorm, slot,
			state, state_why, pass, code_hash, code_at, place_version, form_version, form_who, form_at, sent_at, review, review_words,
			reviewed_by, reviewed_at, arrived_at, arrived_spot, late, made_at)
		VALUES ?`, len(list), func(i int) []any {
		a := list[i]
		var class any
		if a.ClassID != "" {
			class = a.ClassID
		}
		return []any{a.ID, a.SchoolID, a.IntakeID, a.Number, a.Name, campus.Fold(a.Name), a.Gender, a.Birth, a.IDTail, a.Grade, class, a.Dorm, a.Slot,
			a.State, "", a.Pass, "", 0, 1, 0, "", 0, 0, "", "", "", 0, 0, "", false, tx.NowMS()}
	})
}

// family is a kin of one of several applicants.
type family struct {
	ApplicantID string
	intake.Kin
}

func insertKin(ctx context.Context, tx *db.Tx, school string, list []family) error {
	return intake.InBatches(ctx, tx, "INSERT INTO intake_kin (applicant_id, n, school_id, name, phone, relation, proven_at) VALUES ?", len(list), func(i int) []any {
		k := list[i]
		return []any{k.ApplicantID, k.N, school, k.Name, k.Phone, k.Relation, 0}
	})
}
