package pin

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

type person struct{ ID, SchoolID string }

// visiblePerson is a person that is not waiting for a roster import; NotFound not_found.
func visiblePerson(ctx context.Context, q bun.IDB, id string) (person, error) {
	p := person{ID: id}
	err := q.NewRaw(`
		SELECT p.school_id
		FROM person p
		WHERE p.id = ? AND `+db.Visible("p"), id).Scan(ctx, &p.SchoolID)
	return p, db.One(err, fault.New(fault.NotFound, "not_found"))
}

// isGuard reports whether the person is a guard or an admin at that moment.
func isGuard(ctx context.Context, q bun.IDB, p person, now int64) (yes bool, err error) {
	err = q.NewRaw(`
		SELECT EXISTS (
			SELECT 1
			FROM membership m
			JOIN person p ON p.id = m.person_id
			WHERE m.person_id = ? AND m.school_id = ? AND m.role IN ('guard', 'admin') AND p.state = 'active'
				AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND ?)`,
		p.ID, p.SchoolID, now, now, bun.Safe(db.Visible("m"))).Scan(ctx, &yes)
	return yes, err
}

// pins are all PINs of the school, by person.
func pins(ctx context.Context, q bun.IDB, school string) (map[string]string, error) {
	return pinRows(ctx, q, "SELECT person_id, hash FROM guard_pin WHERE school_id = ?", school)
}

// guardPINs are those whose owner is a guard or an admin at that moment.
func guardPINs(ctx context.Context, q bun.IDB, school string, now int64) (map[string]string, error) {
	return pinRows(ctx, q, `
		SELECT g.person_id, g.hash
		FROM guard_pin g
		JOIN person p ON p.id = g.person_id
		WHERE g.school_id = ? AND p.school_id = g.school_id AND p.state = 'active' AND ?
			AND EXISTS (
				SELECT 1
				FROM membership m
				WHERE m.person_id = g.person_id AND m.school_id = g.school_id AND m.role IN ('guard', 'admin')
					AND m.valid_from <= ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND ?)`,
		school, bun.Safe(db.Visible("p")), now, now, bun.Safe(db.Visible("m")))
}

func pinRows(ctx context.Context, q bun.IDB, query string, args ...any) (map[string]string, error) {
	var rows []struct{ PersonID, Hash string }
	if err := q.NewRaw(query, args...).Scan(ctx, &rows); err != nil {
		return nil, err
	}
	m := make(map[string]string, len(rows))
	for _, r := range rows {
		m[r.PersonID] = r.Hash
	}
	return m, nil
}

func setPIN(ctx context.Context, tx *db.Tx, p person, hash string) error {
	_, err := tx.NewRaw(`
		INSERT INTO guard_pin (person_id, school_id, hash, changed_at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`,
		p.ID, p.SchoolID, hash, tx.NowMS()).Exec(ctx)
	return err
}

// Missing is the school in which one of the seats is a guard's who has no PIN, or "".
func Missing(ctx context.Context, q bun.IDB, seats []allow.Seat) (school string, err error) {
	var guards []string
	for _, s := range seats {
		if s.Role == allow.Guard {
			guards = append(guards, s.Person)
		}
	}
	have, err := Have(ctx, q, guards)
	for _, s := range seats {
		if s.Role == allow.Guard && !have[s.Person] {
			return s.School, err
		}
	}
	return "", err
}

// Have are those of the people who have set a PIN.
func Have(ctx context.Context, q bun.IDB, people []string) (map[string]bool, error) {
	if len(people) == 0 {
		return nil, nil
	}
	var ids []string
	err := q.NewRaw(`
		SELECT person_id
		FROM guard_pin
		WHERE person_id IN (?)`,
		bun.List(people)).Scan(ctx, &ids)
	have := make(map[string]bool, len(ids))
	for _, id := range ids {
		have[id] = true
	}
	return have, err
}

func payPIN(ctx context.Context, q bun.IDB, person string) (hash string, err error) {
	var list []string
	err = q.NewRaw("SELECT hash FROM pay_pin WHERE person_id = ?", person).Scan(ctx, &list)
	if len(list) > 0 {
		hash = list[0]
	}
	return hash, err
}

func setPayPIN(ctx context.Context, tx *db.Tx, p person, hash string) error {
	_, err := tx.NewRaw(`
		INSERT INTO pay_pin (person_id, school_id, hash, changed_at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`,
		p.ID, p.SchoolID, hash, tx.NowMS()).Exec(ctx)
	return err
}
