package pin

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account/guess"
	"yunka/server/account/policy"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// limitPay: a phone that somebody else holds guesses five times.
var limitPay = guess.Limit{Name: "pay+person", Most: 5, Window: 15 * time.Minute}

// SetPayPIN gives somebody the PIN that they type on their phone to pay. Who calls it has
// asked for the account's password. Invalid pin_invalid or pin_weak, NotFound not_found.
func (s *Service) SetPayPIN(ctx context.Context, actor allow.Actor, personID, pin string) error {
	var p person
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		if p, err = visiblePerson(ctx, q, personID); err != nil {
			return err
		}
		return allow.Check(actor, allow.WalletPay, allow.Target{School: p.SchoolID, Person: personID})
	})
	if err != nil {
		return err
	}
	if err := policy.CheckPIN(pin); err != nil {
		return err
	}
	hashed, err := s.hash.Make(ctx, pin)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := setPayPIN(ctx, tx, p, hashed); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{School: p.SchoolID, Actor: actor.Name(), Action: "paypin.set", Target: "person:" + personID})
	})
}

// CheckPayPIN fails with Invalid pin_wrong unless it is the person's, with Conflict
// pin_none if they have set none, and with TooMany too_many_tries after five wrong ones.
func (s *Service) CheckPayPIN(ctx context.Context, personID, pin string) error {
	var hashed string
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		hashed, err = payPIN(ctx, q, personID)
		return err
	})
	switch {
	case err != nil:
		return err
	case hashed == "":
		return fault.New(fault.Conflict, "pin_none")
	case !policy.PINShaped(pin):
		return fault.New(fault.Invalid, "pin_wrong")
	}
	right := false
	err = guess.Guard(ctx, s.db, []guess.Charge{limitPay.On(personID)}, func() (bool, error) {
		var err error
		right, _, err = s.hash.Verify(ctx, hashed, pin)
		return right, err
	}, nil)
	if err == nil && !right {
		err = fault.New(fault.Invalid, "pin_wrong")
	}
	return err
}

// HasPayPIN reports whether somebody has set one.
func HasPayPIN(ctx context.Context, q bun.IDB, personID string) (bool, error) {
	hashed, err := payPIN(ctx, q, personID)
	return hashed != "", err
}
