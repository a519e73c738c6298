package campus

import (
	"context"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

// An Owner finds whose thing an id names: its school and, for a thing of a
// person, that person. It comes before any right is asked, because the right is
// asked about that target. NotFound not_found for an id that nobody has.
type Owner func(ctx context.Context, q bun.IDB, id string) (allow.Target, error)

// OwnerBy makes an Owner of a statement that takes the id and gives the school
// and the person, ” for a thing of the school.
func OwnerBy(query string) Owner {
	return func(ctx context.Context, q bun.IDB, id string) (t allow.Target, err error) {
		if !utf8.ValidString(id) || len(id) > 64 {
			return t, errNotFound
		}
		err = q.NewRaw(query, id).Scan(ctx, &t.School, &t.Person)
		return t, db.One(err, errNotFound)
	}
}

var errNotFound = fault.New(fault.NotFound, "not_found")

// Owners of what this package keeps.
var (
	OwnerOfPerson     = OwnerBy("SELECT p.school_id, p.id FROM person p WHERE p.id = ? AND " + db.Visible("p"))
	OwnerOfMembership = OwnerBy(`
		SELECT m.school_id, m.person_id
		FROM membership m
		WHERE m.id = ? AND ` + db.Visible("m"))
	// OwnerOfGuardianship is the child.
	OwnerOfGuardianship = OwnerBy(`
		SELECT g.school_id, g.child_id
		FROM guardianship g
		WHERE g.id = ? AND ` + db.Visible("g"))
)
