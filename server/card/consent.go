package card

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// ConsentVersion names the text that is agreed to before a card is put on a
// phone. It changes with the text (views/msg, ConsentText): a test compares
// them. Keys that were made under an older text go on; the next asks again.
const ConsentVersion = "2026-11"

// Consent of a card, as pages show it.
type Consent struct {
	CardID   string
	ByOthers bool  // the card is a pupil's whose guardians decide
	GivenAt  int64 // to the present text; 0 is not (or no more)
}

// guarded says that somebody decides about this card in the holder's place: a
// pupil's guardian with the right to. Consents, restrictions and ended
// guardianships are looked at as they are now.
const guarded = `EXISTS (SELECT 1 FROM membership m JOIN guardianship g ON g.child_id = m.person_id
  WHERE m.id = k.membership_id AND m.role = 'student' AND g.can_consent AND NOT g.restricted AND g.valid_from <= ?0 AND (g.valid_to IS NULL OR g.valid_to > ?0) AND `

// Consents reads what was agreed to about cards.
func Consents(ctx context.Context, q bun.IDB, nowMS int64, cards []string) (map[string]Consent, error) {
	found := map[string]Consent{}
	if len(cards) == 0 {
		return found, nil
	}
	var list []Consent
	err := q.NewRaw(`SELECT k.id AS card_id, `+guarded+db.Visible("g")+`) AS by_others,
  COALESCE((SELECT MIN(c.given_at) FROM consent c WHERE c.card_id = k.id AND c.version = ?2 AND c.withdrawn_at IS NULL), 0) AS given_at
FROM card k WHERE k.id IN (?1)`, nowMS, bun.List(cards), ConsentVersion).Scan(ctx, &list)
	for _, c := range list {
		found[c.CardID] = c
	}
	return found, err
}

// Agree records that the actor agrees to the text of that version: the holder
// for an own card, a guardian with the right for a child's. Again is nothing
// new. Fails with Conflict consent_version when the text is another by now, and
// consent_guardian when a guardian has to decide.
func (s *Service) Agree(ctx context.Context, actor allow.Actor, cardID, version string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := findCard(ctx, tx, cardID)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
			return err
		}
		return s.agree(ctx, tx, actor, o, version)
	})
}

func (s *Service) agree(ctx context.Context, tx *db.Tx, actor allow.Actor, o owner, version string) error {
	if err := authorise(actor, allow.CardConsent, o); err != nil {
		return err
	}
	has, err := Consents(ctx, tx, tx.NowMS(), []string{o.ID})
	if err != nil {
		return err
	}
	switch c := has[o.ID]; {
	case version != ConsentVersion:
		return fault.Newf(fault.Conflict, "consent_version", "The text that is agreed to has changed. Open the page again to read it.")
	case c.ByOthers && !actor.Children[o.PersonID].Has(allow.Consent):
		return errGuardian
	case c.GivenAt != 0:
		return nil
	}
	if _, err := tx.NewRaw("INSERT INTO consent (id, school_id, card_id, account_id, version, given_at) VALUES (?, ?, ?, ?, ?, ?)",
		db.NewID(), o.SchoolID, o.ID, actor.Account, version, tx.NowMS()).Exec(ctx); err != nil {
		return err
	}
	return s.note(ctx, tx, actor, o, "consent.given", "card:"+o.ID, o.ID)
}

var errGuardian = fault.Newf(fault.Conflict, "consent_guardian", "A parent agrees first, on the page of their own card.")

// consented fails unless the card may be put on a phone.
func consented(ctx context.Context, tx *db.Tx, o owner) error {
	has, err := Consents(ctx, tx, tx.NowMS(), []string{o.ID})
	switch c := has[o.ID]; {
	case err != nil:
		return err
	case c.GivenAt != 0:
		return nil
	case c.ByOthers:
		return errGuardian
	}
	return fault.Newf(fault.Conflict, "consent_required", "Agree to how the card is used first.")
}

// Withdraw takes the consent back and, in the same commit, ends every phone key
// of the card: no code of theirs opens anything from then on. Chips are the
// school's and stay.
func (s *Service) Withdraw(ctx context.Context, actor allow.Actor, cardID string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := findCard(ctx, tx, cardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, allow.CardConsent, o); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
			return err
		}
		res, err := tx.NewRaw("UPDATE consent SET withdrawn_at = ?, withdrawn_by = ? WHERE card_id = ? AND withdrawn_at IS NULL", tx.NowMS(), actor.Account, o.ID).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		if _, err := tx.NewRaw("UPDATE credential SET state = 'ended', state_at = ? WHERE card_id = ? AND kind = 'phone' AND state IN ('live', 'lost')", tx.NowMS(), o.ID).Exec(ctx); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, o, "consent.withdrawn", "card:"+o.ID, o.ID)
	})
}
