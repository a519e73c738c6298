package meeting

import (
	"context"
	"errors"
	"strconv"
	"time"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/outbox"
)

// What happens by itself.
const (
	remindBefore = 30 * time.Minute
	closeAfter   = 15 * time.Minute   // the end: nobody has to remember to close
	outUntil     = time.Hour          // the same, where people sign out
	finalAfter   = 3 * 24 * time.Hour // the closing
	claimsKept   = 24 * time.Hour     // over
	perNotice    = 200                // people that one row of the outbox names
	perTurn      = 50                 // sessions that one turn works off
)

// notices tell everybody who is expected.
func notices(ctx context.Context, tx *db.Tx, one Session, kind string) (list []outbox.Notice, err error) {
	people, err := expectedOf(ctx, tx, one.ID)
	for i := 0; i < len(people); i += perNotice {
		n := outbox.Notice{School: one.SchoolID, Kind: kind, Key: kind + ":" + one.ID + ":" + strconv.Itoa(i/perNotice), Data: told(one)}
		for _, p := range people[i:min(i+perNotice, len(people))] {
			n.To = append(n.To, outbox.Person(p))
		}
		list = append(list, n)
	}
	return list, err
}

// Keep reminds, closes and makes final what is due. What fails is done by the next turn.
func (s *Service) Keep(ctx context.Context) error {
	var all error
	for _, step := range []struct {
		due func(ctx context.Context, tx *db.Tx) ([]string, error)
		do  func(ctx context.Context, tx *db.Tx, one Session) error
	}{{dueReminders, s.remind}, {dueClosing, s.closeOver}, {dueFinal, s.finish}} {
		var ids []string
		err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			ids, err = step.due(ctx, tx)
			return err
		})
		all = errors.Join(all, err)
		for _, id := range ids {
			all = errors.Join(all, s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				one, err := Read(ctx, tx, id)
				if err != nil {
					return err
				}
				if err := s.bumpFor(ctx, tx, one); err != nil {
					return err
				}
				if one, err = Lock(ctx, tx, id); err != nil {
					return err
				}
				return step.do(ctx, tx, one)
			}))
		}
	}
	return errors.Join(all, s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return sweep(ctx, tx, tx.NowMS()-claimsKept.Milliseconds())
	}))
}

// remind looks up who is in the classes by now, and tells everybody.
func (s *Service) remind(ctx context.Context, tx *db.Tx, one Session) error {
	if one.State != Live || one.RemindedAt != 0 {
		return nil
	}
	if one.Who == Classes {
		if err := expectClasses(ctx, tx, one); err != nil {
			return err
		}
	}
	if err := reminded(ctx, tx, one); err != nil {
		return err
	}
	list, err := notices(ctx, tx, one, NoticeSoon)
	if err != nil {
		return err
	}
	for _, n := range list {
		if err := outbox.Put(ctx, tx, n); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, one, "")
}

func (s *Service) closeOver(ctx context.Context, tx *db.Tx, one Session) error {
	if one.State != Live || tx.NowMS() < one.EndsAt+closeAfter.Milliseconds() {
		return nil
	}
	return s.byItself(ctx, tx, one, Closed, "signin.closed")
}

func (s *Service) finish(ctx context.Context, tx *db.Tx, one Session) error {
	if one.State != Closed || tx.NowMS() < one.ClosedAt+finalAfter.Milliseconds() {
		return nil
	}
	return s.byItself(ctx, tx, one, Final, "signin.final")
}

func (s *Service) byItself(ctx context.Context, tx *db.Tx, one Session, to State, action string) error {
	if err := s.endPhones(ctx, tx, allow.Actor{Kind: allow.System}, one); err != nil {
		return err
	}
	if err := turn(ctx, tx, one, to, one.ClosedBy); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, audit.Event{School: one.SchoolID, Actor: "system", Action: action, Target: "signin:" + one.ID}); err != nil {
		return err
	}
	return s.tell(ctx, tx, one, "")
}
