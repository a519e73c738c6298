package campus

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/db"
)

// PersonName is what a person of the school is called; NotFound not_found.
func PersonName(ctx context.Context, q bun.IDB, school, id string) (name string, err error) {
	err = q.NewRaw("SELECT name FROM person WHERE id = ? AND school_id = ?", id, school).Scan(ctx, &name)
	return name, db.One(err, errNotFound)
}

// PersonNames are the names of those of the school's people, by id; unknown ids
// are left out.
func PersonNames(ctx context.Context, q bun.IDB, school string, ids []string) (map[string]string, error) {
	return Names(ctx, q, "SELECT id, name FROM person WHERE school_id = ? AND id IN (?)", school, ids)
}

// Names reads names by id with a statement that takes the school and the ids and
// gives id and name. Of two names for one id the first stands.
func Names(ctx context.Context, q bun.IDB, query, school string, ids []string) (map[string]string, error) {
	m := map[string]string{}
	if len(ids) == 0 {
		return m, nil
	}
	var rows []struct{ ID, Name string }
	err := q.NewRaw(query, school, bun.List(ids)).Scan(ctx, &rows)
	for _, r := range rows {
		if _, twice := m[r.ID]; !twice {
			m[r.ID] = r.Name
		}
	}
	return m, err
}

// SchoolOfPerson is where a person is in the books; NotFound not_found.
func SchoolOfPerson(ctx context.Context, q bun.IDB, person string) (school string, err error) {
	err = q.NewRaw("SELECT school_id FROM person WHERE id = ?", person).Scan(ctx, &school)
	return school, db.One(err, errNotFound)
}
