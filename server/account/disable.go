package account

import (
	"context"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// Disable stops the account of a person of the school. If it leads to people of
// that school only, the whole account is disabled: it cannot log in, and every
// session ends. If it is also of another school, this one cannot speak for that
// one: its own links become dormant, and the account has no rights in it; whole is
// false then. Live slips and codes for it end. The actor must be allowed
// allow.PeopleDisable; Conflict own_account is the actor's own, person_no_account
// nobody's. Cards and phone keys are the person's and go on: see card.Suspend.
func (s *Service) Disable(ctx context.Context, actor allow.Actor, personID string) (whole bool, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := s.lockLink(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		whole = !l.Elsewhere
		if l.Disabled || l.Dormant == DormantOffice {
			return nil // already disabled
		}
		action := "account.dormant_here"
		if whole {
			action = "account.disabled"
			if err := setDisabled(ctx, tx, l.AccountID, true); err != nil {
				return err
			}
			if err := endSessions(ctx, tx, l.AccountID, ""); err != nil {
				return err
			}
		} else if err := dormantHere(ctx, tx, l.AccountID, l.SchoolID); err != nil {
			return err
		}
		if err := endResets(ctx, tx, l.AccountID, l.SchoolID); err != nil {
			return err
		}
		if err := endActivations(ctx, tx, l.AccountID, l.SchoolID); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{
			School: l.SchoolID, Actor: actor.Name(), Action: action, Target: "person:" + personID,
		}); err != nil {
			return err
		}
		return s.rightsChanged(ctx, tx, l.AccountID)
	})
	return whole, err
}

// Enable takes Disable back. What another school's reset made dormant stays so:
// that is for Confirm.
func (s *Service) Enable(ctx context.Context, actor allow.Actor, personID string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := s.lockLink(ctx, tx, actor, personID)
		switch {
		case err != nil:
			return err
		case !l.Disabled && l.Dormant != DormantOffice:
			return nil
		case l.Disabled && l.Elsewhere: // no school alone has disabled it
			return fault.New(fault.Conflict, "account_elsewhere")
		}
		if err := setDisabled(ctx, tx, l.AccountID, false); err != nil {
			return err
		}
		if err := confirmLinks(ctx, tx, l.AccountID, l.SchoolID, "", DormantOffice); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{
			School: l.SchoolID, Actor: actor.Name(), Action: "account.enabled", Target: "person:" + personID,
		}); err != nil {
			return err
		}
		return s.rightsChanged(ctx, tx, l.AccountID)
	})
}

// lockLink reads the account of a person whom the actor may disable, and holds
// both: no other school can link it meanwhile.
func (s *Service) lockLink(ctx context.Context, tx *db.Tx, actor allow.Actor, personID string) (Link, error) {
	p, err := visiblePerson(ctx, tx, personID)
	if err != nil {
		return Link{}, err
	}
	if err := allow.Check(actor, allow.PeopleDisable, allow.Target{School: p.SchoolID, Person: personID}); err != nil {
		return Link{}, err
	}
	if err := campus.LockPerson(ctx, tx, p.SchoolID, p.ID); err != nil {
		return Link{}, err
	}
	l, err := linkOf(ctx, tx, p)
	switch {
	case err != nil:
		return l, err
	case l.AccountID == "":
		return l, fault.New(fault.Conflict, "person_no_account")
	case l.AccountID == actor.Account:
		return l, errOwn()
	}
	if err := lockAccount(ctx, tx, l.AccountID); err != nil {
		return l, err
	}
	return linkOf(ctx, tx, p) // as it stands under both locks
}
