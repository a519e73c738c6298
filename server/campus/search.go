package campus

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/fault"
)

// Hit is a person that a typed text may mean.
type Hit struct {
	ID, Name string
	Number   string // "" without one
	Class    string // as ClassName; "" for who is in none
}

const searchLimit = 20

// Search finds the people of a school whom a typed number or name means: the one
// with the number, else those of the name, else those whose name begins so; at
// most 20. The caller has asked allow.
func Search(ctx context.Context, q bun.IDB, school, text string) (list []Hit, err error) {
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil
	}
	prefix := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
	for _, by := range []struct{ where, arg string }{
		{"p.number = ?", strings.ToUpper(text)},
		{"p.name = ?", text},
		{`p.name LIKE ? ESCAPE '\'`, prefix},
	} {
		err := q.NewRaw(`
			SELECT p.id, p.name, COALESCE(p.number, '') AS number, COALESCE(MAX(c.grade || c.name), '') AS class
			FROM person p
			LEFT JOIN membership m ON m.person_id = p.id AND m.valid_to IS NULL
			LEFT JOIN class c ON c.id = m.class_id
			WHERE p.school_id = ? AND `+by.where+` AND `+db.Visible("p")+`
			GROUP BY p.id, p.name, p.number
			ORDER BY p.name, p.number
			LIMIT ?`,
			school, by.arg, searchLimit).Scan(ctx, &list)
		if err != nil || len(list) > 0 {
			return list, err
		}
	}
	return nil, nil
}

// HitOf is somebody of a school as Search finds them. NotFound.
func HitOf(ctx context.Context, q bun.IDB, school, id string) (h Hit, err error) {
	err = q.NewRaw(`
		SELECT p.id, p.name, COALESCE(p.number, '') AS number, COALESCE(MAX(c.grade || c.name), '') AS class
		FROM person p
		LEFT JOIN membership m ON m.person_id = p.id AND m.valid_to IS NULL
		LEFT JOIN class c ON c.id = m.class_id
		WHERE p.school_id = ? AND p.id = ? AND `+db.Visible("p")+`
		GROUP BY p.id, p.name, p.number`, school, id).Scan(ctx, &h)
	return h, db.One(err, fault.New(fault.NotFound, "not_found"))
}
