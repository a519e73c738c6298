package card

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/fault"
)

// ResetMark lets a phone scan again whose newest consumed code lies in the future: it was
// scanned while the server's clock ran ahead. Codes of until now are used up, and those
// that were used in that future stay used: the scans remember them. A mark that is not
// ahead (cardcode.Ahead) stays as it is.
func (s *Service) ResetMark(ctx context.Context, actor allow.Actor, credentialID string) error {
	_, err := s.resetMark(ctx, actor, allow.PeopleFreeze, credentialID)
	return err
}

// ResetMarks is ResetMark of every phone of every school, for the command line on the
// server; n is how many there were.
func (s *Service) ResetMarks(ctx context.Context, actor allow.Actor) (n int, err error) {
	if err := allow.Check(actor, allow.Operate, allow.Target{}); err != nil {
		return 0, err
	}
	var ids []string
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		ids, err = ahead(ctx, q, s.db.Now().UnixMilli())
		return err
	})
	for _, id := range ids {
		if err != nil {
			return n, err
		}
		var reset bool
		if reset, err = s.resetMark(ctx, actor, allow.Operate, id); reset {
			n++
		}
	}
	return n, err
}

// CountAhead counts the phones whose marks ResetMarks would reset.
func CountAhead(ctx context.Context, q bun.IDB, now int64) (int, error) {
	ids, err := ahead(ctx, q, now)
	return len(ids), err
}

// ahead are the phones whose marks lie further ahead than a fresh code's.
func ahead(ctx context.Context, q bun.IDB, now int64) (ids []string, err error) {
	var rows []struct {
		ID   string
		Mark int64
	}
	err = q.NewRaw("SELECT id, mark FROM credential WHERE kind = ? AND mark > ? ORDER BY id", campus.PhoneKey, cardcode.MarkOf(uint32(now/1000), 255)).Scan(ctx, &rows)
	for _, r := range rows {
		if cardcode.Ahead(r.Mark, now) {
			ids = append(ids, r.ID)
		}
	}
	return ids, err
}

func (s *Service) resetMark(ctx context.Context, actor allow.Actor, action allow.Action, id string) (reset bool, err error) {
	if _, err := s.db.TrustedNow(); err != nil { // by a clock that is behind, every mark is ahead
		return false, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		reset = false
		var c struct {
			CardID, Kind string
			Mark         int64
		}
		if err := tx.NewRaw("SELECT card_id, kind FROM credential WHERE id = ?", id).Scan(ctx, &c); err != nil {
			return db.One(err, errAbsent)
		}
		o, err := findCard(ctx, tx, c.CardID)
		if err != nil {
			return err
		}
		if err := authorise(actor, action, o); err != nil {
			return err
		}
		if c.Kind != campus.PhoneKey {
			return fault.New(fault.Conflict, "credential_state")
		}
		if err := campus.LockPerson(ctx, tx, o.SchoolID, o.PersonID); err != nil {
			return err
		}
		if err := tx.NewRaw("SELECT mark FROM credential WHERE id = ?", id).Scan(ctx, &c.Mark); err != nil {
			return err
		}
		if !cardcode.Ahead(c.Mark, tx.NowMS()) {
			return nil
		}
		if _, err := tx.NewRaw("UPDATE credential SET mark = ? WHERE id = ?", cardcode.MarkOf(uint32(tx.NowMS()/1000), 255), id).Exec(ctx); err != nil {
			return err
		}
		reset = true
		return s.note(ctx, tx, actor, o, "credential.mark_reset", "credential:"+id, o.ID)
	})
	return reset, err
}
