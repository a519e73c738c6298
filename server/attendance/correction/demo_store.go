package correction

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/fault"
)

// demoCell is a session of a child that did not go as it should, with a guardian who
// may say something about it.
type demoCell struct {
	AdultID, MembershipID, ChildID, Day, SessionID string
}

// Demo lets three families of a demo school ask, so that the staff's list has something
// to answer: the newest three children of different classes who were late or absent.
func (s *Service) Demo(ctx context.Context, school string) error {
	var cells []demoCell
	err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT g.adult_id, m.id AS membership_id, c.person_id AS child_id, c.day, c.session_id
			FROM attendance_cell c
			JOIN guardianship g ON g.child_id = c.person_id AND g.can_view AND NOT g.restricted AND g.pending_import IS NULL
			JOIN membership m ON m.person_id = g.adult_id AND m.role = 'parent'
			WHERE c.school_id = ? AND c.role = 'student' AND c.state IN ('late', 'absent')
			ORDER BY c.day DESC, c.class_id, c.person_id
			LIMIT 200`, school).Scan(ctx, &cells)
	})
	if err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, c := range cells {
		if asked[c.ChildID] || len(asked) == len(demoAsks) {
			continue
		}
		why := demoAsks[len(asked)]
		mother := allow.Actor{Kind: allow.Account, People: map[string]bool{c.AdultID: true},
			Seats:    []allow.Seat{{School: school, Person: c.AdultID, Membership: c.MembershipID, Role: allow.Parent}},
			Children: map[string]allow.Rights{c.ChildID: allow.View}}
		if _, err := s.Ask(ctx, mother, school, Ask{Person: c.ChildID, Day: c.Day, Session: c.SessionID, Reason: why.reason, Note: why.note}); err != nil {
			if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
				continue // too long ago, or asked already
			}
			return err
		}
		asked[c.ChildID] = true
	}
	return nil
}
