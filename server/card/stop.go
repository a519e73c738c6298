package card

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// change is one of the buttons: from which states it leads where.
type change struct {
	action string
	from   []string
	to     string
}

func (c change) leads(state string) bool {
	for _, f := range c.from {
		if f == state {
			return true
		}
	}
	return false
}

// ReportLost stops one credential: a phone or a chip that is gone. The card's
// other credentials live on.
func (s *Service) ReportLost(ctx context.Context, actor allow.Actor, credentialID string) error {
	return s.credential(ctx, actor, allow.CardFreeze, credentialID, change{"credential.lost", []string{"live"}, "lost"})
}

// Found makes a lost credential live again; that is for the school to say.
func (s *Service) Found(ctx context.Context, actor allow.Actor, credentialID string) error {
	return s.credential(ctx, actor, allow.PeopleFreeze, credentialID, change{"credential.found", []string{"lost"}, "live"})
}

// EndKey ends a phone key or a chip for good.
func (s *Service) EndKey(ctx context.Context, actor allow.Actor, credentialID string) error {
	return s.credential(ctx, actor, allow.CardFreeze, credentialID, change{"credential.ended", []string{"live", "lost"}, "ended"})
}

func (s *Service) credential(ctx context.Context, actor allow.Actor, action allow.Action, id string, ch change) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var cardID, kind string
		if err := tx.NewRaw("SELECT card_id, kind FROM credential WHERE id = ?", id).Scan(ctx, &cardID, &kind); err != nil {
			return db.One(err, errAbsent)
		}
		o, err := findCard(ctx, tx, cardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, action, o); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
			return err
		}
		var state string
		if err := tx.NewRaw("SELECT state FROM credential WHERE id = ?", id).Scan(ctx, &state); err != nil {
			return err
		}
		if state == ch.to {
			return nil
		}
		if !ch.leads(state) {
			return fault.Newf(fault.Conflict, "credential_state", "This credential is %s and stays so.", state)
		}
		if ch.to == "live" && kind == "phone" {
			var live int
			if err := tx.NewRaw("SELECT count(*) FROM credential WHERE card_id = ? AND kind = 'phone' AND state = 'live'", cardID).Scan(ctx, &live); err != nil {
				return err
			}
			if live >= MaxKeys {
				return fault.New(fault.Conflict, "too_many_keys")
			}
		}
		if _, err := tx.NewRaw("UPDATE credential SET state = ?, state_at = ? WHERE id = ?", ch.to, tx.NowMS(), id).Exec(ctx); err != nil {
			return err
		}
		if err := tell(ctx, tx, actor, o, ch.action, ""); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, o, ch.action, "credential:"+id, o.ID)
	})
}

// Freeze stops a card: one tap, by its holder, a guardian, or the school. What
// the school stops (blocked) only the school can start again.
func (s *Service) Freeze(ctx context.Context, actor allow.Actor, cardID string) error {
	return s.card(ctx, actor, allow.CardFreeze, cardID, func(o owner) change {
		if byTheSchool(actor, o) {
			return change{"card.blocked", []string{"active", "frozen"}, "blocked"}
		}
		return change{"card.frozen", []string{"active"}, "frozen"}
	})
}

// Unfreeze lets a card go on. The caller has asked a holder or a guardian for
// the password. They lift their own stop, a guardian also the holder's; the
// school lifts all. Conflict card_stopped_by_other is that somebody else's stop
// remains (one's own is gone then), card_state that the school has stopped it.
func (s *Service) Unfreeze(ctx context.Context, actor allow.Actor, cardID string) error {
	return s.card(ctx, actor, allow.CardUnfreeze, cardID, func(o owner) change {
		if byTheSchool(actor, o) {
			return change{"card.unblocked", []string{"frozen", "blocked"}, "active"}
		}
		return change{"card.unfrozen", []string{"frozen"}, "active"}
	})
}

// byTheSchool: an admin acts for the school, except on their own card.
func byTheSchool(actor allow.Actor, o owner) bool {
	return allow.Can(actor, allow.PeopleFreeze, o.target()) && !actor.People[o.PersonID]
}

func (s *Service) card(ctx context.Context, actor allow.Actor, action allow.Action, cardID string, which func(owner) change) error {
	stopped := false // by somebody else
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		stopped = false
		o, err := findCard(ctx, tx, cardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, action, o); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
			return err
		}
		if err := tx.NewRaw("SELECT state FROM card WHERE id = ?", cardID).Scan(ctx, &o.State); err != nil {
			return err
		}
		ch := which(o)
		if stopped, err = keepStops(ctx, tx, actor, o, ch); err != nil || stopped {
			return err
		}
		if o.State == ch.to || (ch.to == "frozen" && o.State == "blocked") {
			return nil // it is stopped: the tap has what it wanted
		}
		if !ch.leads(o.State) {
			return fault.Newf(fault.Conflict, "card_state", "The school has stopped this card. Please ask the school.")
		}
		if _, err := tx.NewRaw("UPDATE card SET state = ?, state_at = ? WHERE id = ?", ch.to, tx.NowMS(), cardID).Exec(ctx); err != nil {
			return err
		}
		if err := tell(ctx, tx, actor, o, ch.action, ""); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, o, ch.action, "card:"+cardID, o.ID)
	})
	if err == nil && stopped {
		return fault.Newf(fault.Conflict, "card_stopped_by_other", "Somebody else has stopped this card, too. They or the school can let it go on.")
	}
	return err
}

// keepStops writes down who wants the card stopped, and reports whether somebody
// else's stop stands against a change to active.
func keepStops(ctx context.Context, tx *db.Tx, actor allow.Actor, o owner, ch change) (others bool, err error) {
	holder := actor.People[o.PersonID]
	switch ch.action {
	case "card.frozen":
		_, err = tx.NewRaw("INSERT INTO card_stop (card_id, account_id, school_id, holder, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (card_id, account_id) DO NOTHING",
			o.ID, actor.Account, o.SchoolID, holder, tx.NowMS()).Exec(ctx)
	case "card.unblocked", "card.blocked": // the school's word replaces theirs
		_, err = tx.NewRaw("DELETE FROM card_stop WHERE card_id = ?", o.ID).Exec(ctx)
	case "card.unfrozen":
		if _, err = tx.NewRaw("DELETE FROM card_stop WHERE card_id = ? AND (account_id = ? OR (holder AND NOT ?))", o.ID, actor.Account, holder).Exec(ctx); err != nil {
			return false, err
		}
		if o.State == "frozen" {
			err = tx.NewRaw("SELECT EXISTS (SELECT 1 FROM card_stop WHERE card_id = ?)", o.ID).Scan(ctx, &others)
		}
	}
	return others, err
}

// Suspend stops a person: every card and credential of theirs.
func (s *Service) Suspend(ctx context.Context, actor allow.Actor, personID string) error {
	return s.person(ctx, actor, personID, "suspended", "person.suspended")
}

// Restore lets a suspended person go on.
func (s *Service) Restore(ctx context.Context, actor allow.Actor, personID string) error {
	return s.person(ctx, actor, personID, "active", "person.restored")
}

func (s *Service) person(ctx context.Context, actor allow.Actor, personID, to, action string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o := owner{PersonID: personID}
		if err := tx.NewRaw("SELECT m.school_id FROM person m WHERE m.id = ? AND"+visible, personID).Scan(ctx, &o.SchoolID); err != nil {
			return db.One(err, errAbsent)
		}
		if err := allow.Check(actor, allow.PeopleFreeze, o.target()); err != nil {
			return err
		}
		if actor.People[personID] {
			return fault.Newf(fault.Conflict, "own_person", "You cannot suspend or restore yourself.")
		}
		res, err := tx.NewRaw("UPDATE person SET state = ?, state_at = ? WHERE id = ? AND state <> ?", to, tx.NowMS(), personID, to).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return s.note(ctx, tx, actor, o, action, "person:"+personID, personID)
	})
}

// MayUnfreeze asks the rights of Unfreeze alone, before a password is tried.
func (s *Service) MayUnfreeze(ctx context.Context, actor allow.Actor, cardID string) error {
	return s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		o, err := findCard(ctx, q, cardID)
		if err != nil {
			return err
		}
		return authorise(actor, allow.CardUnfreeze, o)
	})
}

// TakeBack is how long a guardian may take back their own stop of a child's card without
// the password: a stop is a tap, and so is the end of one that was a mistake.
const TakeBack = 24 * time.Hour

// MayTakeBack are those of the cards that an account has stopped as a guardian within
// TakeBack.
func MayTakeBack(ctx context.Context, q bun.IDB, account string, now time.Time, cards ...string) (map[string]bool, error) {
	mine := map[string]bool{}
	if len(cards) == 0 || account == "" {
		return mine, nil
	}
	var ids []string
	err := q.NewRaw("SELECT card_id FROM card_stop WHERE account_id = ? AND NOT holder AND at > ? AND card_id IN (?)",
		account, now.Add(-TakeBack).UnixMilli(), bun.List(cards)).Scan(ctx, &ids)
	for _, id := range ids {
		mine[id] = true
	}
	return mine, err
}

// TakesBack is MayTakeBack of one card.
func (s *Service) TakesBack(ctx context.Context, account, cardID string) (mine bool, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		all, err := MayTakeBack(ctx, q, account, s.db.Now(), cardID)
		mine = all[cardID]
		return err
	})
	return mine, err
}
