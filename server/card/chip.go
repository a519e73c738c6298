package card

import (
	"context"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// tombstoneMS is how long the number of a chip that ended is not given again: as
// long as a gate that is alone may still know it as somebody else's.
const tombstoneMS = 14 * 24 * 3600_000

// LinkChip makes a chip present a card: its number was tapped at a reader on the
// desk, or typed. The card's chip before it, live or lost, is replaced for good;
// its phones go on. Linking the same one again changes nothing. Fails with Invalid
// chip_number, or Conflict chip_taken or chip_resting (it ended a few days ago).
func (s *Service) LinkChip(ctx context.Context, actor allow.Actor, cardID, number string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.LinkIn(ctx, tx, actor, cardID, number)
	})
}

// LinkIn is LinkChip inside a transaction of the caller's.
func (s *Service) LinkIn(ctx context.Context, tx *db.Tx, actor allow.Actor, cardID, number string) error {
	chip, ok := campus.ChipNumber(number)
	o, err := findCard(ctx, tx, cardID)
	if err != nil {
		return err
	}
	if err := authorise(actor, allow.PeopleManage, o); err != nil {
		return err
	}
	if !ok {
		return fault.Newf(fault.Invalid, "chip_number", "A chip's number has 1 to 20 digits.")
	}
	if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
		return err
	}
	var there []struct{ CardID, State string }
	if err := tx.NewRaw("SELECT card_id, state FROM credential WHERE school_id = ? AND chip = ? AND (state IN ('live', 'lost') OR state_at > ?)", o.SchoolID, chip, tx.NowMS()-tombstoneMS).Scan(ctx, &there); err != nil {
		return err
	}
	for _, c := range there {
		switch {
		case c.CardID == cardID && c.State == "live":
			return nil
		case c.State == "live" || c.State == "lost":
			return fault.Newf(fault.Conflict, "chip_taken", "This chip is linked already.")
		}
	}
	if len(there) > 0 {
		return fault.Newf(fault.Conflict, "chip_resting", "This chip ended a few days ago. Take another one.")
	}
	if _, err := tx.NewRaw("UPDATE credential SET state = 'replaced', state_at = ? WHERE card_id = ? AND kind = 'chip' AND state IN ('live', 'lost')", tx.NowMS(), cardID).Exec(ctx); err != nil {
		return err
	}
	id, err := campus.AddCredential(ctx, tx, campus.Credential{SchoolID: o.SchoolID, PersonID: o.PersonID, CardID: cardID, Kind: campus.Chip, Chip: chip})
	if err != nil {
		if db.IsUnique(err) { // linked by somebody else at this moment
			return fault.Newf(fault.Conflict, "chip_taken", "This chip is linked already.")
		}
		return err
	}
	return s.note(ctx, tx, actor, o, "credential.linked", "credential:"+id, o.ID)
}
