package intake

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// Steps are an intake's, in their order, each with what comes before.
func Steps(ctx context.Context, q bun.IDB, intake string) (list []Step, err error) {
	if err = q.NewRaw(`
		SELECT id, school_id, intake_id, place, name, name_en, owner, does, spot, required
		FROM intake_step
		WHERE intake_id = ?
		ORDER BY place, id`, intake).Scan(ctx, &list); err != nil {
		return nil, err
	}
	var pairs []struct{ StepID, BeforeID string }
	if err = q.NewRaw(`
		SELECT f.step_id, f.before_id
		FROM intake_after f
		JOIN intake_step s ON s.id = f.step_id
		WHERE s.intake_id = ?
		ORDER BY f.step_id, f.before_id`, intake).Scan(ctx, &pairs); err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, st := range list {
		at[st.ID] = i
	}
	for _, p := range pairs {
		list[at[p.StepID]].After = append(list[at[p.StepID]].After, p.BeforeID)
	}
	return list, nil
}

func putStep(ctx context.Context, tx *db.Tx, st Step, isNew bool) (err error) {
	if isNew {
		_, err = tx.NewRaw(`
			INSERT INTO intake_step (id, school_id, intake_id, place, name, name_en, owner, does, spot, required)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			st.ID, st.SchoolID, st.IntakeID, st.Place, st.Name, st.NameEn, st.Owner, st.Does, st.Spot, st.Required).Exec(ctx)
	} else {
		_, err = tx.NewRaw(`
			UPDATE intake_step
			SET name = ?, name_en = ?, owner = ?, spot = ?, required = ?
			WHERE id = ?`,
			st.Name, st.NameEn, st.Owner, st.Spot, st.Required, st.ID).Exec(ctx)
	}
	if err != nil {
		return err
	}
	if _, err := tx.NewRaw("DELETE FROM intake_after WHERE step_id = ?", st.ID).Exec(ctx); err != nil {
		return err
	}
	return InBatches(ctx, tx, "INSERT INTO intake_after (step_id, before_id, school_id) VALUES ?", len(st.After), func(i int) []any {
		return []any{st.ID, st.After[i], st.SchoolID}
	})
}

func stepUsed(ctx context.Context, q bun.IDB, id string) (used bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (SELECT 1 FROM intake_done WHERE step_id = ?)
			OR EXISTS (SELECT 1 FROM intake_desk WHERE step_id = ?)`, id, id).Scan(ctx, &used)
	return used, err
}

func deleteStep(ctx context.Context, tx *db.Tx, intake, id string) error {
	if _, err := tx.NewRaw("DELETE FROM intake_after WHERE step_id = ? OR before_id = ?", id, id).Exec(ctx); err != nil {
		return err
	}
	res, err := tx.NewRaw("DELETE FROM intake_step WHERE id = ? AND intake_id = ?", id, intake).Exec(ctx)
	if err != nil {
		return err
	}
	return db.OneRow(res, ErrNone)
}

// StepThatDoes is the step that a fact ticks by itself; "" for none.
func StepThatDoes(ctx context.Context, q bun.IDB, intake string, what Does) (id string, err error) {
	err = q.NewRaw(`
		SELECT id
		FROM intake_step
		WHERE intake_id = ? AND does = ?
		ORDER BY place
		LIMIT 1`, intake, what).Scan(ctx, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// Ticks are what is done of one applicant.
func Ticks(ctx context.Context, q bun.IDB, applicant string) (list []Tick, err error) {
	err = q.NewRaw(`
		SELECT applicant_id, step_id, how, why, who, spot, at
		FROM intake_done
		WHERE applicant_id = ?`, applicant).Scan(ctx, &list)
	return list, err
}

// TicksOf are what is done of all applicants of an intake, by applicant.
func TicksOf(ctx context.Context, q bun.IDB, intake string) (map[string][]Tick, error) {
	var list []Tick
	err := q.NewRaw(`
		SELECT d.applicant_id, d.step_id, d.how, d.why, d.who, d.spot, d.at
		FROM intake_done d
		JOIN intake_step s ON s.id = d.step_id
		WHERE s.intake_id = ?`, intake).Scan(ctx, &list)
	by := map[string][]Tick{}
	for _, t := range list {
		by[t.ApplicantID] = append(by[t.ApplicantID], t)
	}
	return by, err
}

// Mark says whether this call did it: the step exists once.
func Mark(ctx context.Context, tx *db.Tx, school string, t Tick) (first bool, err error) {
	res, err := tx.NewRaw(`
		INSERT INTO intake_done (applicant_id, step_id, school_id, how, why, who, spot, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		t.ApplicantID, t.StepID, school, t.How, t.Why, t.Who, t.Spot, t.At).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// Unmark takes a step back.
func Unmark(ctx context.Context, tx *db.Tx, applicant, step string) error {
	_, err := tx.NewRaw("DELETE FROM intake_done WHERE applicant_id = ? AND step_id = ?", applicant, step).Exec(ctx)
	return err
}
