package day

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/db"
)

// taken are the school's numbers with whose they are, and its phones with the folded name.
func taken(ctx context.Context, q bun.IDB, school string) (numbers, phones map[string]string, err error) {
	numbers, phones = map[string]string{}, map[string]string{}
	var list []struct{ ID, Name, Number, Phone string }
	err = q.NewRaw(`
		SELECT p.id, p.name, COALESCE(p.number, '') AS number, COALESCE(p.phone, '') AS phone
		FROM person p
		WHERE p.school_id = ? AND `+db.Visible("p")+` AND (p.number IS NOT NULL OR p.phone IS NOT NULL)`, school).Scan(ctx, &list)
	for _, p := range list {
		if p.Number != "" {
			numbers[p.Number] = p.ID
		}
		if p.Phone != "" {
			phones[p.Phone] = campus.Fold(p.Name)
		}
	}
	return numbers, phones, err
}

func byPhone(ctx context.Context, q bun.IDB, school, phone string) (list []struct{ ID, Name string }, err error) {
	err = q.NewRaw(`
		SELECT p.id, p.name
		FROM person p
		WHERE p.school_id = ? AND p.phone = ? AND `+db.Visible("p"), school, phone).Scan(ctx, &list)
	return list, err
}

func setKinPerson(ctx context.Context, tx *db.Tx, applicant string, n int, person string) error {
	_, err := tx.NewRaw("UPDATE intake_kin SET person_id = ? WHERE applicant_id = ? AND n = ?", person, applicant, n).Exec(ctx)
	return err
}

// absentMembers are the open memberships of pupils of an intake who have not come.
func absentMembers(ctx context.Context, q bun.IDB, id string, now int64) (list []string, err error) {
	err = q.NewRaw(`
		SELECT m.id
		FROM membership m
		JOIN intake_applicant a ON a.person_id = m.person_id
		WHERE a.intake_id = ? AND a.state = 'enrolled' AND a.arrived_at = 0 AND m.role = 'student' AND (m.valid_to IS NULL OR m.valid_to > ?)
		ORDER BY m.id`, id, now).Scan(ctx, &list)
	return list, err
}

func closeAbsent(ctx context.Context, tx *db.Tx, id string) (n int, err error) {
	res, err := tx.NewRaw(`
		UPDATE intake_applicant
		SET state = 'no_show'
		WHERE intake_id = ? AND state IN ('expected', 'enrolled') AND arrived_at = 0`, id).Exec(ctx)
	if err != nil {
		return 0, err
	}
	rows, err := res.RowsAffected()
	return int(rows), err
}

// OnlyHere reports whether an adult is in the school's books by intakes alone: no other role,
// and no child that did not come by one. Only such an adult gets the code of an account by
// what a family proves here; with more behind the account, the office looks.
func OnlyHere(ctx context.Context, q bun.IDB, adult string) (only bool, err error) {
	err = q.NewRaw(`
		SELECT NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = ? AND m.role <> 'parent')
			AND NOT EXISTS (
				SELECT 1
				FROM guardianship g
				WHERE g.adult_id = ? AND NOT EXISTS (
					SELECT 1
					FROM intake_kin k
					JOIN intake_applicant a ON a.id = k.applicant_id
					WHERE k.person_id = g.adult_id AND a.person_id = g.child_id))`, adult, adult).Scan(ctx, &only)
	return only, err
}
