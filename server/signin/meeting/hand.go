package meeting

import (
	"context"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/outbox"
)

// What an organiser does by hand.
const (
	HandIn   = "in"
	HandOut  = "out"
	HandVoid = "void"
)

// Hand signs somebody in or out by hand, or takes a sign-in back; in and back need a
// reason. Who waits longest gets a place that becomes free. Conflict signin_over of a
// session that is closed, signin_early, signin_not_in; Invalid signin_why.
func (s *Service) Hand(ctx context.Context, a allow.Actor, id, person, what, why string) error {
	why, ok := clean(why, MaxWhy)
	if !ok || why == "" && what != HandOut {
		return wrong("signin_why")
	}
	return s.run(ctx, a, id, person, nil, func(ctx context.Context, tx *db.Tx, one Session, by string) (bool, error) {
		detail := map[string]any{"person": person}
		f, err := factsOf(ctx, tx, one, person)
		if err != nil {
			return false, err
		}
		phase := one.Phase(f.Now)
		switch {
		case !f.Member && !f.Expected:
			return false, errNone
		case phase == Scheduled:
			return false, tooEarly()
		case phase != Opened && phase != Late && phase != Over:
			return false, isOver()
		}
		switch what {
		case HandIn:
			if f.Mark.In() {
				return false, nil
			}
			// An organiser sees the person, so neither the list nor the capacity stands
			// against it; what they vouch for is when it was written.
			m := Mark{SessionID: one.ID, PersonID: person, SchoolID: one.SchoolID, State: In, How: ByHand, At: min(f.Now, one.EndsAt), ByPerson: by, Why: why,
				Late: f.Now >= one.LateAt, WalkIn: !f.Expected && one.Who != Open}
			if err := put(ctx, tx, m); err != nil {
				return false, err
			}
			return note(ctx, tx, a, one, "signin.by_hand", detail)
		case HandOut:
			if !f.Mark.In() || f.Mark.OutAt != 0 {
				return false, fault.New(fault.Conflict, "signin_not_in")
			}
			if err := leave(ctx, tx, id, person, f.Now); err != nil {
				return false, err
			}
			return note(ctx, tx, a, one, "signin.out", detail)
		case HandVoid:
			if f.Mark.State != In && f.Mark.State != Waiting {
				return false, fault.New(fault.Conflict, "signin_not_in")
			}
			m := f.Mark
			was := m.State
			m.State, m.ByPerson, m.Why = Void, by, why
			if err := put(ctx, tx, m); err != nil {
				return false, err
			}
			if was == In {
				err = moveUp(ctx, tx, one)
			}
			if err != nil {
				return false, err
			}
			return note(ctx, tx, a, one, "signin.void", detail)
		}
		return false, wrong("signin_why")
	})
}

// moveUp gives a free place to who waits longest.
func moveUp(ctx context.Context, tx *db.Tx, one Session) error {
	n, err := countIn(ctx, tx, one.ID)
	if err != nil || one.Capacity == 0 || n >= one.Capacity {
		return err
	}
	m, err := nextWaiting(ctx, tx, one.ID)
	if err != nil || m.PersonID == "" {
		return err
	}
	m.State, m.Late = In, m.At >= one.LateAt
	return put(ctx, tx, m)
}

// Close ends signing in. Of two at once the second finds it closed: Conflict
// signin_closed. A session that has not opened yet is cancelled instead, and who is
// expected is told.
func (s *Service) Close(ctx context.Context, a allow.Actor, id string) error {
	return s.run(ctx, a, id, "", s.bumpFor, func(ctx context.Context, tx *db.Tx, one Session, by string) (bool, error) {
		switch one.Phase(tx.NowMS()) {
		case IsClosed, IsFinal, Off:
			return false, fault.New(fault.Conflict, "signin_closed")
		case Scheduled:
			list, err := notices(ctx, tx, one, NoticeOff)
			if err != nil {
				return false, err
			}
			for _, n := range list { // the outbox is locked before the audit and the feed
				if err := outbox.Put(ctx, tx, n); err != nil {
					return false, err
				}
			}
			if err := s.endPhones(ctx, tx, a, one); err != nil {
				return false, err
			}
			if err := turn(ctx, tx, one, Cancelled, by); err != nil {
				return false, err
			}
			return note(ctx, tx, a, one, "signin.cancelled", nil)
		}
		n, err := countIn(ctx, tx, id)
		if err != nil {
			return false, err
		}
		if err := s.endPhones(ctx, tx, a, one); err != nil {
			return false, err
		}
		if err := turn(ctx, tx, one, Closed, by); err != nil {
			return false, err
		}
		return note(ctx, tx, a, one, "signin.closed", map[string]any{"in": n})
	})
}

// reopenFor is how long a session that is over takes people again at the least.
const reopenFor = 30 * time.Minute

// Reopen asks to open a closed session again, and does so when somebody else than who
// asked says the same. It reports whether it is open now. Conflict signin_not_closed,
// signin_second of who asked already; Invalid signin_why of the first.
func (s *Service) Reopen(ctx context.Context, a allow.Actor, id, why string) (open bool, err error) {
	why, ok := clean(why, MaxWhy)
	err = s.run(ctx, a, id, "", nil, func(ctx context.Context, tx *db.Tx, one Session, by string) (bool, error) {
		open = false
		switch {
		case one.State != Closed && one.State != Final:
			return false, fault.New(fault.Conflict, "signin_not_closed")
		case one.AskBy == "":
			if !ok || why == "" {
				return false, wrong("signin_why")
			}
			if err := asks(ctx, tx, one, by, why); err != nil {
				return false, err
			}
			return note(ctx, tx, a, one, "signin.reopen_asked", map[string]any{"why": why})
		case one.AskBy == by:
			return false, fault.New(fault.Conflict, "signin_second")
		}
		open = true
		if err := reopened(ctx, tx, one, tx.NowMS()+reopenFor.Milliseconds()); err != nil {
			return false, err
		}
		return note(ctx, tx, a, one, "signin.reopened", map[string]any{"asked": one.AskBy, "why": one.AskWhy})
	})
	return open && err == nil, err
}
