package meeting

import (
	"context"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
)

// Signed is what a sign-in came to.
type Signed struct {
	Session Session
	Mark    Mark
	Again   bool // was in already
	Out     bool // has left by this
	Rank    int  // of who waits for a place
}

// members are the roles that sign in to anything.
var members = []string{"student", "teacher", "guard", "admin", "parent"}

// factsOf reads what decides about one person, under the session's lock.
func factsOf(ctx context.Context, tx *db.Tx, s Session, person string) (f Facts, err error) {
	f.Now = tx.NowMS()
	in, err := memberOf(ctx, tx, s.SchoolID, []string{person}, members, f.Now)
	if err != nil {
		return f, err
	}
	f.Member = len(in) == 1
	if f.Expected, err = isExpected(ctx, tx, s.ID, person); err != nil {
		return f, err
	}
	if f.Mark, err = markOf(ctx, tx, s.ID, person); err != nil {
		return f, err
	}
	if s.Capacity > 0 {
		f.In, err = countIn(ctx, tx, s.ID)
	}
	return f, err
}

func tooEarly() error { return fault.New(fault.Conflict, "signin_early") }
func isOver() error   { return fault.New(fault.Conflict, "signin_over") }

// refusal is the fault of a refused sign-in.
func refusal(why string) error {
	switch why {
	case Early:
		return tooEarly()
	case NotListed:
		return fault.New(fault.Conflict, "signin_not_listed")
	}
	return isOver()
}

// sign signs a person in, with the session locked; how, device, scan, hand and reason are
// the draft's. A refusal is a fault; a place in the queue is none.
func (s *Service) sign(ctx context.Context, tx *db.Tx, one Session, draft Mark, walkIn bool) (Signed, error) {
	f, err := factsOf(ctx, tx, one, draft.PersonID)
	if err != nil {
		return Signed{}, err
	}
	return s.apply(ctx, tx, one, f, one.Admit(f, walkIn), draft)
}

// apply writes what was decided.
func (s *Service) apply(ctx context.Context, tx *db.Tx, one Session, f Facts, o Outcome, draft Mark) (Signed, error) {
	said := Signed{Session: one, Mark: f.Mark, Again: o.Again, Out: o.Out}
	switch {
	case o.Refused != "" && !o.WaitsForPlace:
		return said, refusal(o.Refused)
	case o.Out:
		said.Mark.OutAt = f.Now
		if err := leave(ctx, tx, one.ID, draft.PersonID, f.Now); err != nil {
			return said, err
		}
		return said, s.tell(ctx, tx, one, draft.PersonID)
	}
	if !o.Again {
		said.Mark = draft
		said.Mark.SessionID, said.Mark.SchoolID, said.Mark.At = one.ID, one.SchoolID, f.Now
		said.Mark.State, said.Mark.Late, said.Mark.WalkIn = In, o.Late, o.WalkIn
		if o.WaitsForPlace {
			said.Mark.State = Waiting
		}
		if err := put(ctx, tx, said.Mark); err != nil {
			return said, err
		}
		if err := s.tell(ctx, tx, one, draft.PersonID); err != nil {
			return said, err
		}
	}
	if said.Mark.State == Waiting {
		rank, err := rankOf(ctx, tx, one.ID, said.Mark)
		said.Rank = rank
		return said, err
	}
	return said, nil
}

// tell lets live pages know; it is the last lock of a transaction.
func (s *Service) tell(ctx context.Context, tx *db.Tx, one Session, person string) error {
	return s.feed.Append(ctx, tx, one.SchoolID, feed.Item{Kind: Changed, Subject: one.ID, Person: person})
}

// lockBoth takes the locks of a sign-in in their order: the person, then the session.
func lockBoth(ctx context.Context, tx *db.Tx, school, session, person string) (Session, error) {
	if err := campus.LockPerson(ctx, tx, school, person); err != nil {
		return Session{}, err
	}
	one, err := Lock(ctx, tx, session)
	if err == nil && one.SchoolID != school {
		err = errNone
	}
	return one, err
}
