package mandate

import (
	"context"
	"crypto/subtle"
	"errors"

	"github.com/uptrace/bun"

	"yunka/server/account/guess"
	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/secret"
)

// How a link stands for a phone that opens it without a key.
const (
	LinkAsks  = "asks"  // it waits for the digits
	LinkTaken = "taken" // another phone has the key
	LinkDead  = "dead"  // too many wrong digits, or nobody came in time: a new link is needed
	LinkOver  = "over"  // ended, taken back, replaced by a newer one or never there: nothing says which
)

var errLink = fault.New(fault.NotFound, "mandate_link")

// errAbsent is what a link that leads nowhere is, within this package.
var errAbsent = errors.New("mandate: no such link")

// Look says how a link stands, and changes nothing: apps fetch links that are only passed
// on. network is whom misses count against.
func (s *Service) Look(ctx context.Context, network, link string) (how string, err error) {
	var m Mandate
	err = s.find(ctx, network, link, func(ctx context.Context, q bun.IDB, found Mandate) error {
		m = found
		sc, err := campus.SchoolByID(ctx, q, m.SchoolID)
		how = linkState(m, s.db, sc)
		return err
	})
	if errors.Is(err, errAbsent) {
		return LinkOver, nil
	}
	return how, err
}

func linkState(m Mandate, d *db.DB, sc campus.School) string {
	switch m.State(d.Now(), sc.Location()) {
	case Waiting:
		return LinkAsks
	case Active:
		return LinkTaken
	case Locked, Lapsed:
		return LinkDead
	}
	return LinkOver
}

// find reads the mandate of a link. A link that nobody has counts for the network.
func (s *Service) find(ctx context.Context, network, link string, fn func(context.Context, bun.IDB, Mandate) error) error {
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		m, err := one(ctx, q, "m.link_hash = ?", secret.Hash(link))
		if err != nil {
			return err
		}
		return fn(ctx, q, m)
	})
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := guess.Miss(ctx, s.db, limitLinks.On(network)); err != nil {
		return err
	}
	return errAbsent
}

// Arrive is a phone without the key that has opened the link, and says how it stands for
// it. The guardian hears of the first one that opens it, and of a second phone once the
// first has the key.
func (s *Service) Arrive(ctx context.Context, network, link string) (how string, err error) {
	how, err = s.Look(ctx, network, link)
	if err != nil || how != LinkAsks && how != LinkTaken {
		return how, err
	}
	err = s.atLink(ctx, link, func(ctx context.Context, tx *db.Tx, m Mandate, sc campus.School) error {
		how = linkState(m, s.db, sc)
		switch {
		case how == LinkAsks && m.OpenedAt == 0:
			if err := mark(ctx, tx, m.ID, "opened_at"); err != nil {
				return err
			}
			return s.note(ctx, tx, m, stranger, "", "delegate.opened")
		case how == LinkTaken:
			return s.second(ctx, tx, m)
		}
		return nil
	})
	if errors.Is(err, errLink) {
		return LinkOver, nil
	}
	return how, err
}

// second notes a phone that came too late, at most every ten minutes.
func (s *Service) second(ctx context.Context, tx *db.Tx, m Mandate) error {
	if tx.NowMS()-m.RefusedAt < refusedAgain.Milliseconds() {
		return nil
	}
	if err := mark(ctx, tx, m.ID, "refused_at"); err != nil {
		return err
	}
	return s.note(ctx, tx, m, stranger, "", "delegate.second")
}

// stranger is whoever has the link.
var stranger = allow.Actor{Kind: allow.Anonymous}

// atLink runs fn with the mandate of a link under its locks: the adult's person, then its
// own row. NotFound mandate_link.
func (s *Service) atLink(ctx context.Context, link string, fn func(context.Context, *db.Tx, Mandate, campus.School) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		hash := secret.Hash(link)
		m, err := one(ctx, tx, "m.link_hash = ?", hash)
		if fault.Is(err, fault.NotFound) {
			return errLink
		}
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, m.SchoolID, m.PersonID); err != nil {
			return err
		}
		if m, err = lock(ctx, tx, "m.link_hash = ?", hash); fault.Is(err, fault.NotFound) {
			return errLink // a newer link was made meanwhile
		}
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, m.SchoolID)
		if err != nil {
			return err
		}
		return fn(ctx, tx, m, sc)
	})
}

// Digits tries what the guardian has read out. Right ones give a challenge to sign with a
// new key, good for five minutes. Fails with NotFound mandate_link, Conflict mandate_taken
// or mandate_dead, and Invalid mandate_digits: then left is how many tries remain.
func (s *Service) Digits(ctx context.Context, network, link, digits string) (challenge string, left int, err error) {
	if how, err := s.Look(ctx, network, link); err != nil {
		return "", 0, err
	} else if how == LinkOver {
		return "", 0, errLink
	}
	var refused error // said after the commit that counts the try
	err = s.atLink(ctx, link, func(ctx context.Context, tx *db.Tx, m Mandate, sc campus.School) error {
		refused, challenge, left = nil, "", 0
		if refused = notAsking(linkState(m, s.db, sc)); refused != nil {
			if fault.As(refused).Code == "mandate_taken" {
				return s.second(ctx, tx, m)
			}
			return nil
		}
		if subtle.ConstantTimeCompare([]byte(campus.WithoutBlanks(digits)), []byte(m.Digits)) == 1 {
			challenge = secret.Token(32)
			return challenged(ctx, tx, m, secret.Hash(challenge))
		}
		if left = MaxTries - m.Tries - 1; left > 0 {
			refused = fault.New(fault.Invalid, "mandate_digits")
			return wrong(ctx, tx, m.ID, false)
		}
		refused = fault.New(fault.Conflict, "mandate_dead")
		if err := wrong(ctx, tx, m.ID, true); err != nil {
			return err
		}
		return s.note(ctx, tx, m, stranger, "", "delegate.locked")
	})
	if err != nil {
		return "", 0, err
	}
	return challenge, left, refused
}

func notAsking(how string) error {
	switch how {
	case LinkAsks:
		return nil
	case LinkTaken:
		return fault.New(fault.Conflict, "mandate_taken")
	case LinkDead:
		return fault.New(fault.Conflict, "mandate_dead")
	}
	return errLink
}

// Claim registers the key of the phone that signed a challenge of Digits. Of several
// phones that know the digits the first one wins; the others get Conflict mandate_taken,
// and the guardian is told. The same key again is the same answer. Fails like
// card.Claim.Verify and Digits besides.
func (s *Service) Claim(ctx context.Context, link string, c card.Claim) (key card.Key, cardID string, err error) {
	if err := c.Verify(); err != nil {
		return key, "", err
	}
	var refused error
	err = s.atLink(ctx, link, func(ctx context.Context, tx *db.Tx, m Mandate, sc campus.School) error {
		refused, cardID = nil, m.CardID
		var id string
		var err error
		if key, id, err = s.cards.Registered(ctx, tx, m.CardID, c.PublicKey); err != nil || id != "" {
			return err
		}
		if refused = notAsking(linkState(m, s.db, sc)); refused != nil {
			if fault.As(refused).Code == "mandate_taken" {
				return s.second(ctx, tx, m)
			}
			return nil
		}
		if err := spend(ctx, tx, m.ID, secret.Hash(c.Challenge)); err != nil {
			return err
		}
		if key, _, err = s.cards.Register(ctx, tx, m.CardID, c); err != nil {
			return err
		}
		if err := claimed(ctx, tx, m.ID, c.Device); err != nil {
			return err
		}
		m.Device = c.Device
		return s.note(ctx, tx, m, stranger, "", "delegate.claimed")
	})
	if err == nil {
		err = refused
	}
	return key, cardID, err
}

// ByKey is the mandate whose adult's phone has signed, by the handle of the key; NotFound
// not_found. card.Service.Contact has verified the signature.
func ByKey(ctx context.Context, q bun.IDB, handle int64) (Mandate, error) {
	return one(ctx, q, "m.card_id IN (SELECT c.card_id FROM credential c WHERE c.handle = ?)", handle)
}
