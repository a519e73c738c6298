package account

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// Dormant says why a link gives no rights; "" gives them.
type Dormant string

const (
	DormantReset  Dormant = "reset"  // another school's reset slip was used on the account
	DormantOffice Dormant = "office" // the person's school has disabled it
)

// Link joins an account to a person it is. While it is dormant the account has
// none of the person's rights.
type Link struct {
	AccountID, Login   string
	PersonID, SchoolID string
	Name               string // the person's
	School, Zone       string // the school's name and time zone
	Dormant            Dormant
	Disabled           bool // the whole account is
	Elsewhere          bool // the account leads to people of other schools, too
}

// Confirm ends the dormancy that another school's reset left: the school of the
// person says that the account is still that person's. The actor must be allowed
// allow.PeopleActivate. Conflict account_not_dormant if there is nothing to
// confirm, own_account if it is the actor's own.
func (s *Service) Confirm(ctx context.Context, actor allow.Actor, personID string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := visiblePerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := allow.Check(actor, allow.PeopleActivate, allow.Target{
			School: p.SchoolID, Person: personID,
		}); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, p.SchoolID, p.ID); err != nil {
			return err
		}
		l, err := linkOf(ctx, tx, p)
		switch {
		case err != nil:
			return err
		case l.Dormant != DormantReset:
			return fault.New(fault.Conflict, "account_not_dormant")
		case l.AccountID == actor.Account:
			return errOwn()
		}
		if err := confirmLinks(ctx, tx, l.AccountID, p.SchoolID, personID, DormantReset); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{
			School: p.SchoolID, Actor: actor.Name(), Action: "account.confirmed", Target: "person:" + personID,
		}); err != nil {
			return err
		}
		return s.rightsChanged(ctx, tx, l.AccountID)
	})
}

// errOwn: nobody decides over an own account this way.
func errOwn() error { return fault.New(fault.Conflict, "own_account") }

// LinkOf reads which account a person of the school has; the zero Link is none.
func LinkOf(ctx context.Context, q bun.IDB, school, personID string) (Link, error) {
	return linkOf(ctx, q, person{ID: personID, SchoolID: school})
}
