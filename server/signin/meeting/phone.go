package meeting

import (
	"context"

	"yunka/server/access"
	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/terminal"
)

// maxPhones is how many organisers' phones scan for one session.
const maxPhones = 10

// Phone makes a terminal of an organiser's phone, for one session: the code pairs it, and it
// is revoked when the session is closed. Conflict signin_over, signin_phones.
func (s *Service) Phone(ctx context.Context, a allow.Actor, id, name string) (pairing string, err error) {
	bump := func(ctx context.Context, tx *db.Tx, one Session) error { return access.Bump(ctx, tx, one.SchoolID) }
	err = s.run(ctx, a, id, "", bump, func(ctx context.Context, tx *db.Tx, one Session, by string) (bool, error) {
		switch one.Phase(tx.NowMS()) {
		case Over, IsClosed, IsFinal, Off:
			return false, isOver()
		}
		there, err := DoorsOf(ctx, tx, id, true)
		if err != nil {
			return false, err
		}
		if len(there) >= maxPhones {
			return false, fault.New(fault.Conflict, "signin_phones")
		}
		var door string
		door, pairing, err = s.terminals.AddIn(ctx, tx, one.SchoolID, terminal.Draft{Name: name, Kind: terminal.Kiosk, Scene: Scene})
		if err != nil {
			return false, err
		}
		if err := insertDoor(ctx, tx, one, door, true); err != nil {
			return false, err
		}
		return note(ctx, tx, a, one, "signin.phone", map[string]any{"terminal": door})
	})
	return pairing, err
}

// bumpFor takes the school's lock where closing will end phones.
func (s *Service) bumpFor(ctx context.Context, tx *db.Tx, one Session) error {
	list, err := DoorsOf(ctx, tx, one.ID, true)
	if err != nil || len(list) == 0 {
		return err
	}
	return access.Bump(ctx, tx, one.SchoolID)
}

// endPhones revokes the organisers' phones of a session.
func (s *Service) endPhones(ctx context.Context, tx *db.Tx, a allow.Actor, one Session) error {
	list, err := DoorsOf(ctx, tx, one.ID, true)
	for _, d := range list {
		if err := s.terminals.RevokeIn(ctx, tx, a, one.SchoolID, d.ID); err != nil {
			return err
		}
	}
	return err
}
