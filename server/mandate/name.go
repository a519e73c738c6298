package mandate

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"time"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/secret"
	"yunka/server/timetable"
)

// Name asks an adult to collect children: it makes the adult a person with a card of the
// role delegate, and gives the id and the secret of the link, which is known this once. The
// caller has proved the password. Fails with Invalid mandate_name, mandate_phone,
// mandate_own_phone, mandate_relation, mandate_children (none, or no one guardian's),
// mandate_photo, the codes of a photo and of When; Conflict mandate_known (the family's
// books have the adult, or something stands against them: the school helps, and nothing
// says which), mandate_many_child or mandate_many.
func (s *Service) Name(ctx context.Context, a allow.Actor, school string, d Draft) (id, link string, err error) {
	if a.Kind != allow.Account {
		return "", "", fault.New(fault.Unauthenticated, "login_required")
	}
	slices.Sort(d.Children)
	d.Children = slices.Compact(d.Children)
	for _, child := range d.Children {
		if err := allow.Check(a, allow.DelegateName, allow.Target{School: school, Person: child}); err != nil {
			return "", "", err
		}
	}
	if err := d.check(); err != nil {
		return "", "", err
	}
	photo, err := s.pictures.Shrink(ctx, d.Photo)
	if err != nil {
		return "", "", err
	}
	link = secret.Token(secretBytes)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		calendar, err := timetable.LoadCalendar(ctx, tx, school)
		if err != nil {
			return err
		}
		if err := d.When.check(calendar, tx.Now, sc.Location()); err != nil {
			return err
		}
		guardian, err := guardianOf(ctx, tx, school, a, d.Children)
		if err != nil {
			return err
		}
		locks := append([]string{guardian}, d.Children...)
		slices.Sort(locks)
		for _, person := range locks {
			if err := campus.LockPerson(ctx, tx, school, person); err != nil {
				return err
			}
		}
		if err := mayBeNamed(ctx, tx, school, guardian, d); err != nil {
			return err
		}
		m := Mandate{ID: db.NewID(), SchoolID: school, GuardianID: guardian, Name: d.Name, Phone: d.Phone, Relation: d.Relation,
			FirstDay: d.When.First, LastDay: d.When.Last, Weekdays: d.When.Weekdays, FromMinute: d.When.From, ToMinute: d.When.To,
			LinkUntil: linkUntil(tx.Now, d.When.Until(sc.Location())), Digits: sixDigits(), CreatedAt: tx.NowMS()}
		if m.PersonID, err = campus.AddGuest(ctx, tx, school, d.Name); err != nil {
			return err
		}
		if m.MembershipID, m.CardID, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: school, PersonID: m.PersonID, Role: allow.RoleDelegate,
			ValidTo: d.When.Until(sc.Location()).UnixMilli()}); err != nil {
			return err
		}
		if err := campus.KeepPhoto(ctx, tx, school, m.PersonID, photo); err != nil {
			return err
		}
		if err := insert(ctx, tx, m, secret.Hash(link), d.Children); err != nil {
			return err
		}
		id = m.ID
		return s.note(ctx, tx, m, a, guardian, "delegate.named")
	})
	return id, link, err
}

// mayBeNamed refuses an adult who is in the family's books and more adults than a child or
// a guardian may have.
func mayBeNamed(ctx context.Context, tx *db.Tx, school, guardian string, d Draft) error {
	own, known, err := isKnown(ctx, tx, school, guardian, d)
	switch {
	case err != nil:
		return err
	case own:
		return fault.New(fault.Invalid, "mandate_own_phone")
	case known:
		return fault.New(fault.Conflict, "mandate_known")
	}
	mine, most, err := count(ctx, tx, school, guardian, d.Children)
	switch {
	case err != nil:
		return err
	case most >= MaxPerChild:
		return fault.New(fault.Conflict, "mandate_many_child")
	case mine >= MaxPerGuardian:
		return fault.New(fault.Conflict, "mandate_many")
	}
	return nil
}

func linkUntil(now, until time.Time) int64 {
	return min(now.Add(LinkDays*24*time.Hour).UnixMilli(), until.UnixMilli())
}

func sixDigits() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails: crypto/rand ends the program instead
	return fmt.Sprintf("%06d", n)
}

// Renew makes a new link, and ends the key of the phone that came by the old one. Only who
// named the adult does; the caller has proved the password. Conflict mandate_over.
func (s *Service) Renew(ctx context.Context, a allow.Actor, id string) (link string, err error) {
	link = secret.Token(secretBytes)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.own(ctx, tx, a, id)
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, m.SchoolID)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, m.SchoolID, m.PersonID); err != nil {
			return err
		}
		if m, err = lock(ctx, tx, "m.id = ?", id); err != nil {
			return err
		}
		if s := m.State(tx.Now, sc.Location()); s == Ended || s == Over {
			return fault.New(fault.Conflict, "mandate_over")
		}
		if err := s.cards.EndAll(ctx, tx, m.SchoolID, m.CardID); err != nil {
			return err
		}
		if err := renew(ctx, tx, m.ID, secret.Hash(link), sixDigits(), linkUntil(tx.Now, m.When().Until(sc.Location()))); err != nil {
			return err
		}
		return s.note(ctx, tx, m, a, m.GuardianID, "delegate.renewed")
	})
	return link, err
}

// MayRenew asks the rights of Renew alone, before a password is tried.
func (s *Service) MayRenew(ctx context.Context, a allow.Actor, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := s.own(ctx, tx, a, id)
		return err
	})
}

// own is a mandate that the actor has given and may still give.
func (s *Service) own(ctx context.Context, tx *db.Tx, a allow.Actor, id string) (m Mandate, err error) {
	if m, err = one(ctx, tx, "m.id = ?", id); err != nil {
		return m, err
	}
	if _, err := may(a, allow.DelegateName, m.SchoolID, m.Children); err != nil {
		return m, err
	}
	if !a.People[m.GuardianID] {
		return m, fault.New(fault.Forbidden, "forbidden")
	}
	return m, nil
}
