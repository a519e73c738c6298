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
type owned struct {
	ID string
	allow.Target
}

// personOf is a person of a school as an owned thing.
func personOf(school, person string) owned {
	return owned{ID: person, Target: allow.Target{School: school, Person: person}}
}

var errNotFound = fault.New(fault.NotFound, "not_found")

// ownerOf reads whose thing an id is. It comes before any right is asked, because
// the right is asked about that target.
func (s *Web) ownerOf(ctx context.Context, find campus.Owner, id string) (o owned, err error) {
	o.ID = id
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		o.Target, err = find(ctx, q, id)
		return err
	})
	return o, err
}
