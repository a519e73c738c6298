package card

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/pass"
)

// Limits of a printed code.
const (
	MaxPrintedDays  = 365
	MaxPrintedTimes = 20
)

// PrintedCode is a code on paper, as it is known once.
type PrintedCode struct {
	Text  string // 41 digits
	Until int64
	Times int
}

// IssuePrinted makes a code on paper that presents a card: for somebody without a
// phone, until a guard has had a look, a few times a day and some days long. The
// one before it ends. Fails with Invalid printed_days or printed_times.
func (s *Service) IssuePrinted(ctx context.Context, actor allow.Actor, cardID string, days, times int) (c PrintedCode, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := findCard(ctx, tx, cardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, allow.PeopleManage, o); err != nil {
			return err
		}
		switch {
		case days < 1 || days > MaxPrintedDays:
			return fault.Newf(fault.Invalid, "printed_days", "A printed code is valid for 1 to %d days.", MaxPrintedDays)
		case times < 1 || times > MaxPrintedTimes:
			return fault.Newf(fault.Invalid, "printed_times", "A printed code lets in 1 to %d times a day.", MaxPrintedTimes)
		}
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE pass SET state = 'replaced', state_at = ? WHERE card_id = ? AND state = 'live'", tx.NowMS(), cardID).Exec(ctx); err != nil {
			return err
		}
		c.Times, c.Until = times, tx.NowMS()+int64(days)*24*3600_000
		id, text, err := pass.Issue(ctx, tx, pass.Pass{School: o.SchoolID, Person: o.PersonID, Kind: pass.Printed, Card: cardID, Look: pass.Photo, Times: times, From: tx.NowMS(), To: c.Until})
		if err != nil {
			return err
		}
		c.Text = text
		return s.note(ctx, tx, actor, o, "printed.issued", "pass:"+id, o.ID)
	})
	return c, err
}

// EndPrinted ends a code on paper: it was lost, or is no longer needed. Also its
// holder and a guardian may.
func (s *Service) EndPrinted(ctx context.Context, actor allow.Actor, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var cardID string
		if err := tx.NewRaw("SELECT card_id FROM pass WHERE id = ? AND kind = 'printed'", id).Scan(ctx, &cardID); err != nil {
			return db.One(err, errAbsent)
		}
		o, err := findCard(ctx, tx, cardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, allow.CardFreeze, o); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
			return err
		}
		if err := pass.Stop(ctx, tx, id, "ended"); err != nil {
			return err
		}
		return s.note(ctx, tx, actor, o, "printed.ended", "pass:"+id, o.ID)
	})
}

// PrintedView is a code on paper that still holds.
type PrintedView struct {
	ID, CardID       string
	Times            int
	Until, CreatedAt int64
}

// PrintedOf lists the live ones of people.
func PrintedOf(ctx context.Context, q bun.IDB, people []string, now int64) (list []PrintedView, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = q.NewRaw("SELECT id, card_id, times, valid_to AS until, created_at FROM pass WHERE person_id IN (?) AND kind = 'printed' AND state = 'live' AND valid_to > ? ORDER BY created_at, id", bun.List(people), now).Scan(ctx, &list)
	return list, err
}
