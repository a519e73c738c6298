package meeting

import (
	"context"
	"math/rand/v2"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
)

// A re-check asks some who are signed in to say within CheckLife that they are here, by
// the browser that signed them in.
const (
	CheckLife = 60 * time.Second
	MaxCheck  = 50
)

// Check is a re-check with whom it asked.
type Check struct {
	ID, SessionID string
	At, UntilAt   int64
	Asked         []Asked
}

// Asked is somebody of a re-check.
type Asked struct {
	PersonID, Name string
	AnsweredAt     int64 // 0: not yet
}

// Answered is how many have.
func (c Check) Answered() (n int) {
	for _, a := range c.Asked {
		if a.AnsweredAt > 0 {
			n++
		}
	}
	return n
}

// StartCheck asks k people, drawn by lot from those who signed in themselves and have not
// left. Conflict signin_checking while another one runs, signin_nobody; signin_over.
func (s *Service) StartCheck(ctx context.Context, a allow.Actor, id string, k int) error {
	if k < 1 || k > MaxCheck {
		return wrong("signin_check")
	}
	return s.run(ctx, a, id, "", nil, func(ctx context.Context, tx *db.Tx, one Session, by string) (bool, error) {
		if p := one.Phase(tx.NowMS()); p != Opened && p != Late {
			return false, isOver()
		}
		last, err := LastCheck(ctx, tx, id)
		if err != nil {
			return false, err
		}
		if last.ID != "" && tx.NowMS() < last.UntilAt {
			return false, fault.New(fault.Conflict, "signin_checking")
		}
		people, err := byThemselves(ctx, tx, id)
		if err != nil {
			return false, err
		}
		if len(people) == 0 {
			return false, fault.New(fault.Conflict, "signin_nobody")
		}
		rand.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
		people = people[:min(k, len(people))]
		c := Check{ID: db.NewID(), SessionID: id, At: tx.NowMS(), UntilAt: tx.NowMS() + CheckLife.Milliseconds()}
		if err := insertCheck(ctx, tx, one, c, by, people); err != nil {
			return false, err
		}
		return note(ctx, tx, a, one, "signin.checked", map[string]any{"people": len(people)})
	})
}

// Here answers a re-check for the account's person. It must be the browser that signed in:
// Conflict signin_elsewhere, signin_device; signin_check_over of what is not asked any more.
func (s *Service) Here(ctx context.Context, a allow.Actor, id string, from From) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one, err := Read(ctx, tx, id)
		if err != nil {
			return err
		}
		me := SelfIn(a, one.SchoolID)
		if err := allow.Check(a, allow.SigninSelf, allow.Target{School: one.SchoolID, Person: me}); err != nil {
			return err
		}
		m, err := markOf(ctx, tx, id, me)
		if err != nil {
			return err
		}
		if err := from.in(ctx, tx, one); err != nil {
			return err
		}
		if m.Device != from.Device {
			return fault.New(fault.Conflict, "signin_device")
		}
		yes, err := answer(ctx, tx, id, me, from.Device)
		if err == nil && !yes {
			err = fault.New(fault.Conflict, "signin_check_over")
		}
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, one, me)
	})
}
