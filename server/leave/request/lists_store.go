package request

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/campus"
)

// MaxListed is the most that one list has; more is said.
const MaxListed = 2000

// Query is which leaves a list has: those of a school that touch [From, To), of pupils
// of some classes, of a kind, in a state. Nil or "" takes all.
type Query struct {
	School      string
	From, To    int64
	Classes     []string // nil takes everybody, staff too
	Kind, State string
	Missing     string // today: only those whose promised proof did not come before it
}

// List lists leaves, the earliest first, at most MaxListed and one.
func List(ctx context.Context, q bun.IDB, by Query) (list []Leave, err error) {
	where, args := "", []any{by.School, by.To, by.From}
	if by.Classes != nil {
		if len(by.Classes) == 0 {
			return nil, nil
		}
		where += " AND l.person_id IN (SELECT m.person_id FROM membership m WHERE m.school_id = l.school_id AND m.class_id IN (?))"
		args = append(args, bun.List(by.Classes))
	}
	if by.Kind != "" {
		where += " AND l.kind = ?"
		args = append(args, by.Kind)
	}
	if by.State != "" {
		where += " AND l.state = ?"
		args = append(args, by.State)
	}
	if by.Missing != "" {
		where += " AND l.evidence_due <> '' AND l.evidence_due < ? AND l.evidence IS NULL AND l.state IN ('asked', 'approved')"
		args = append(args, by.Missing)
	}
	err = q.NewRaw("SELECT "+fields+" FROM "+tables+`
		WHERE l.school_id = ? AND l.from_at < ? AND l.to_at > ?`+where+`
		ORDER BY l.from_at, l.id
		LIMIT ?`, append(args, MaxListed+1)...).Scan(ctx, &list)
	return list, err
}

// Classed gives leaves the class that each person is in now; who has left the school
// has none.
func Classed(ctx context.Context, q bun.IDB, school string, at int64, list []Leave) error {
	var ids []string
	for _, l := range list {
		ids = append(ids, l.PersonID)
	}
	if len(ids) == 0 {
		return nil
	}
	members, err := campus.MembersAt(ctx, q, school, at, needLeave, ids...)
	for _, m := range members {
		for i := range list {
			if list[i].PersonID == m.PersonID {
				list[i].ClassID, list[i].Grade, list[i].Class = m.ClassID, m.Grade, m.Class
			}
		}
	}
	return err
}
