package web

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
)

// owned is a thing that an address names, and whose it is: of a school and, if
// Person is not "", of a person.
type Named struct {
	ID string
	allow.Target
}

// PersonOf is a person of a school as an owned thing.
func PersonOf(school, person string) Named {
	return Named{ID: person, Target: allow.Target{School: school, Person: person}}
}

var ErrNotFound = fault.New(fault.NotFound, "not_found")

// OwnerOf reads whose thing an id is. It comes before any right is asked, because
// the right is asked about that target.
func (s *Kit) OwnerOf(ctx context.Context, find campus.Owner, id string) (o Named, err error) {
	o.ID = id
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		o.Target, err = find(ctx, q, id)
		return err
	})
	return o, err
}
