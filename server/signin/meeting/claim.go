package meeting

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/secret"
)

// ClaimLife is how long somebody has to log in and say yes.
const ClaimLife = 120 * time.Second

// Claim is a code that was traded in.
type Claim struct {
	TokenHash, SchoolID, SessionID, AccountID, Device string
	MadeAt, UntilAt, UsedAt                           int64
}

// Faults of a code: none is of any consequence.
var (
	errStale   = fault.New(fault.Conflict, "signin_stale")
	errEarly   = fault.New(fault.Conflict, Early)
	errIsOver  = fault.New(fault.Conflict, IsOver)
	errClaim   = fault.New(fault.Conflict, "signin_claim")
	errForeign = fault.New(fault.NotFound, "not_found")
)

// Trade makes a claim of a code that was just scanned. An account that has no place in
// the session's school learns nothing; nobody in particular is asked to log in later.
// Conflict signin_stale, signin_early, signin_over.
func (s *Service) Trade(ctx context.Context, a allow.Actor, session, code, device string) (token string, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		one, err := Read(ctx, tx, session)
		if err != nil {
			return err
		}
		if a.Kind == allow.Account && !a.InSchool(one.SchoolID) {
			return errForeign
		}
		switch one.Freshness(code, tx.NowMS()) {
		case Wrong:
			return errNone
		case Stale:
			return errStale
		}
		switch one.Phase(tx.NowMS()) {
		case Scheduled:
			return errEarly
		case IsClosed, IsFinal, Off:
			return errIsOver
		case Over:
			if !one.SignOut {
				return errIsOver
			}
		}
		token = secret.Token(24)
		c := Claim{TokenHash: secret.Hash(token), SchoolID: one.SchoolID, SessionID: one.ID, Device: device, MadeAt: tx.NowMS(), UntilAt: tx.NowMS() + ClaimLife.Milliseconds()}
		if a.Kind == allow.Account {
			c.AccountID = a.Account
		}
		return insertClaim(ctx, tx, c)
	})
	return token, err
}

// ClaimOf reads a claim and its session, for the browser that made it. It does not say who
// signs in: that is whom the account is in the session's school. Conflict signin_claim of
// one that is used or over, or another browser's or account's.
func ClaimOf(ctx context.Context, q bun.IDB, a allow.Actor, token, device string, now int64) (c Claim, one Session, err error) {
	if c, err = readClaim(ctx, q, secret.Hash(token)); err != nil {
		return c, one, err
	}
	if one, err = Read(ctx, q, c.SessionID); err != nil {
		return c, one, err
	}
	return c, one, c.check(a, device, now)
}

func (c Claim) check(a allow.Actor, device string, now int64) error {
	switch {
	case a.Kind == allow.Account && !a.InSchool(c.SchoolID):
		return errForeign
	case c.UsedAt != 0, now > c.UntilAt, c.Device != device, c.AccountID != "" && c.AccountID != a.Account:
		return errClaim
	}
	return nil
}

// SelfIn is whom an account is in a school: staff before pupil before guardian.
func SelfIn(a allow.Actor, school string) (person string) {
	best := -1
	for _, seat := range a.Seats {
		rank := 1
		switch seat.Role {
		case allow.Teacher, allow.Admin:
			rank = 3
		case allow.Guard, allow.Student:
			rank = 2
		}
		if seat.School == school && rank > best {
			person, best = seat.Person, rank
		}
	}
	return person
}

// Submit signs the account's person in by a claim, which it ends. walkIn says that who is
// not expected comes all the same. What is refused leaves the claim as it was.
func (s *Service) Submit(ctx context.Context, a allow.Actor, token, device string, walkIn bool) (said Signed, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := readClaim(ctx, tx, secret.Hash(token))
		if err != nil {
			return err
		}
		if err := c.check(a, device, tx.NowMS()); err != nil {
			return err
		}
		me := SelfIn(a, c.SchoolID)
		if err := allow.Check(a, allow.SigninSelf, allow.Target{School: c.SchoolID, Person: me}); err != nil {
			return err
		}
		one, err := lockBoth(ctx, tx, c.SchoolID, c.SessionID, me)
		if err != nil {
			return err
		}
		// Taken under the session's lock: of two at once one finds it used.
		if err := useClaim(ctx, tx, c, a.Account); err != nil {
			return err
		}
		said, err = s.sign(ctx, tx, one, Mark{PersonID: me, How: ByCode, Device: device}, walkIn)
		return err
	})
	return said, err
}

// Preview is what a claim's page says before anybody presses.
type Preview struct {
	Claim   Claim
	Session Session
	Person  string // "" for who is not signed in
	Mark    Mark
	Refused string // what Submit would say
	Out     bool   // it would sign out
	Shared  bool   // somebody else has signed in by this browser
	Rank    int
}

// Look reads what a claim would do.
func Look(ctx context.Context, q bun.IDB, a allow.Actor, token, device string, now int64) (p Preview, err error) {
	if p.Claim, p.Session, err = ClaimOf(ctx, q, a, token, device, now); err != nil {
		return p, err
	}
	if p.Person = SelfIn(a, p.Claim.SchoolID); p.Person == "" {
		return p, nil
	}
	f := Facts{Now: now}
	in, err := memberOf(ctx, q, p.Session.SchoolID, []string{p.Person}, members, now)
	if err != nil {
		return p, err
	}
	f.Member = len(in) == 1
	if f.Expected, err = isExpected(ctx, q, p.Session.ID, p.Person); err != nil {
		return p, err
	}
	if f.Mark, err = markOf(ctx, q, p.Session.ID, p.Person); err != nil {
		return p, err
	}
	f.In = p.Session.In
	o := p.Session.Admit(f, false)
	p.Mark, p.Refused, p.Out = f.Mark, o.Refused, o.Out
	if f.Mark.State == Waiting {
		if p.Rank, err = rankOf(ctx, q, p.Session.ID, f.Mark); err != nil {
			return p, err
		}
	}
	p.Shared, err = usedBy(ctx, q, p.Session.ID, device, p.Person)
	return p, err
}

// Bind makes a claim that nobody was logged in for the account's; another one's stays that.
func (s *Service) Bind(ctx context.Context, a allow.Actor, token string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return bindClaim(ctx, tx, secret.Hash(token), a.Account) })
}
