package access

import (
	"context"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

// Load reads a school's policy as it is now, for pages: scans use a Cache.
func Load(ctx context.Context, q bun.IDB, school string) (*Policy, error) {
	return load(ctx, bunQuerier{q}, school)
}

// bunQuerier lets a policy be read outside of a scan.
type bunQuerier struct{ q bun.IDB }

func (b bunQuerier) QueryContext(ctx context.Context, query string, args ...any) (Rows, error) {
	return b.q.QueryContext(ctx, strings.ReplaceAll(query, "$1", "?"), args...)
}

// member is somebody who may want to pass, as rules know them.
type member struct {
	PersonID, Role, Grade, ClassID string
}

func members(ctx context.Context, q bun.IDB, school string, at int64) (list []member, err error) {
	err = q.NewRaw(`SELECT m.person_id, m.role, COALESCE(c.grade, '') AS grade, COALESCE(m.class_id, '') AS class_id
FROM membership m JOIN person p ON p.id = m.person_id AND p.state = 'active' LEFT JOIN class c ON c.id = m.class_id
WHERE m.school_id = ? AND (m.valid_to IS NULL OR m.valid_to > ?) AND `+db.Visible("m"), school, at).Scan(ctx, &list)
	return list, err
}

// LockOut is whom a change would lock out. It is the cause of the fault locks_out.
type LockOut []RoleCount

// RoleCount is how many people have a role.
type RoleCount struct {
	Role  string
	Count int
}

func (l LockOut) Error() string {
	var says []string
	for _, r := range l {
		says = append(says, r.Role+" "+strconv.Itoa(r.Count))
	}
	return strings.Join(says, ", ")
}

func byRole(people []member) (l LockOut) {
	for _, role := range allow.Roles {
		n := 0
		for _, m := range people {
			if m.Role == string(role) {
				n++
			}
		}
		if n > 0 {
			l = append(l, RoleCount{string(role), n})
		}
	}
	return l
}

// lockedOut refuses a change that is already written in tx after which nobody of
// the school may ever enter a zone, unless that is meant. A zone that no gate
// leads to, and a school without people, lock nobody out. Fails with Conflict
// locks_out, which says whom.
func lockedOut(ctx context.Context, tx *db.Tx, school, zone string, sure bool) error {
	if sure {
		return nil
	}
	p, err := Load(ctx, tx, school)
	if err != nil {
		return err
	}
	people, err := members(ctx, tx, school, tx.NowMS())
	if err != nil || len(people) == 0 {
		return err
	}
	day := p.Local(tx.NowMS()).Day
	for _, g := range p.Gates {
		if g.ZoneID != zone || g.Direction == rule.Out {
			continue
		}
		for _, m := range people {
			if g.Rights.Ever(rule.Who{Person: m.PersonID, Role: m.Role, Grade: m.Grade, Class: m.ClassID, Groups: p.Groups(m.PersonID, tx.NowMS())}, day) {
				return nil
			}
		}
		return fault.Wrap(fault.Conflict, "locks_out", byRole(people))
	}
	return nil
}
