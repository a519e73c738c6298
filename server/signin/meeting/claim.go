package meeting

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/secret"
	"yunka/server/signin/place"
)

// ClaimLife is how long somebody has to log in and say yes.
const ClaimLife = 120 * time.Second

// Claim is what a code was traded in for: of a session, a browser and, from the moment that
// somebody is signed in, an account. It is sealed with the session's secret and kept by the
// browser alone; the books know it when it is used.
type Claim struct {
	Nonce   string `json:"n"`
	Session string `json:"s"`
	Account string `json:"a,omitempty"`
	Device  string `json:"d"` // as the cookie's digest
	Until   int64  `json:"u"`
}

// seal makes the claim a token.
func (one Session) seal(c Claim) string {
	body, _ := json.Marshal(c) // plain values
	return base64.RawURLEncoding.EncodeToString(append(one.mac(body), body...))
}

func (one Session) mac(body []byte) []byte {
	m := hmac.New(sha256.New, []byte("claim:"+one.Secret))
	m.Write(body)
	return m.Sum(nil)[:macLength]
}

const macLength = 16

// unseal reads a token and its session; Conflict signin_claim of what is none.
func unseal(ctx context.Context, q bun.IDB, token string) (c Claim, one Session, err error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) <= macLength || json.Unmarshal(b[macLength:], &c) != nil {
		return c, one, errClaim
	}
	if one, err = Read(ctx, q, c.Session); fault.Is(err, fault.NotFound) || err == nil && !hmac.Equal(one.mac(b[macLength:]), b[:macLength]) {
		err = errClaim
	}
	return c, one, err
}

// From is the browser that asks, as far as the server knows it.
type From struct {
	Device  string // a digest of the word that it keeps
	Network string // as web.Network says
}

// in is Conflict signin_elsewhere of who is not where the session wants people to be.
func (f From) in(ctx context.Context, q bun.IDB, one Session) error {
	if !one.InSchool {
		return nil
	}
	yes, err := place.Within(ctx, q, one.SchoolID, f.Network)
	if err == nil && !yes {
		err = fault.New(fault.Conflict, "signin_elsewhere")
	}
	return err
}

// Faults of a code: none is of any consequence.
var (
	errStale = fault.New(fault.Conflict, "signin_stale")
	errClaim = fault.New(fault.Conflict, "signin_claim")
)

// Trade makes a claim of a code that was just scanned. An account that has no place in
// the session's school learns nothing; nobody in particular is asked to log in later.
// Conflict signin_stale, signin_early, signin_over, signin_elsewhere.
func (s *Service) Trade(ctx context.Context, a allow.Actor, session, code string, from From) (token string, err error) {
	var one Session
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		one, err = Read(ctx, q, session)
		return err
	})
	now := s.db.Now().UnixMilli()
	switch {
	case err != nil:
		return "", err
	case a.Kind == allow.Account && !a.InSchool(one.SchoolID):
		return "", errNone
	}
	switch one.Freshness(code, now) {
	case Wrong:
		return "", errNone
	case Stale:
		return "", errStale
	}
	switch one.Phase(now) {
	case Scheduled:
		return "", tooEarly()
	case IsClosed, IsFinal, Off:
		return "", isOver()
	case Over:
		if !one.SignOut {
			return "", isOver()
		}
	}
	if err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error { return from.in(ctx, q, one) }); err != nil {
		return "", err
	}
	c := Claim{Nonce: secret.Token(12), Session: one.ID, Device: from.Device, Until: now + ClaimLife.Milliseconds()}
	if a.Kind == allow.Account {
		c.Account = a.Account
	}
	return one.seal(c), nil
}

func (c Claim) check(a allow.Actor, one Session, device string, now int64) error {
	switch {
	case a.Kind == allow.Account && !a.InSchool(one.SchoolID):
		return errNone
	case now > c.Until, c.Device != device, c.Account != "" && c.Account != a.Account:
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

// Says is what somebody says who signs in by a code.
type Says struct {
	WalkIn bool   // they come all the same if they are not expected
	Seat   string // where they sit
}

// Submit signs the account's person in by a claim, which it ends. What is refused leaves the
// claim as it was. Conflict as Trade and Admit say; Invalid signin_seat.
func (s *Service) Submit(ctx context.Context, a allow.Actor, token string, from From, says Says) (said Signed, err error) {
	seat, err := place.Seat(says.Seat)
	if err != nil {
		return said, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, one, err := unseal(ctx, tx, token)
		if err != nil {
			return err
		}
		if err := c.check(a, one, from.Device, tx.NowMS()); err != nil {
			return err
		}
		me := SelfIn(a, one.SchoolID)
		if err := allow.Check(a, allow.SigninSelf, allow.Target{School: one.SchoolID, Person: me}); err != nil {
			return err
		}
		if err := from.in(ctx, tx, one); err != nil {
			return err
		}
		if one, err = lockBoth(ctx, tx, one.SchoolID, one.ID, me); err != nil {
			return err
		}
		// Taken under the session's lock: of two at once one finds it used.
		if err := useClaim(ctx, tx, one, secret.Hash(c.Nonce)); err != nil {
			return err
		}
		m := Mark{PersonID: me, How: ByCode, Device: from.Device}
		if one.Seats {
			m.Seat = seat
		}
		said, err = s.sign(ctx, tx, one, m, says.WalkIn)
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
	Token   string // the claim from here on: it is this account's now
}

// Look reads what a claim would do.
func Look(ctx context.Context, q bun.IDB, a allow.Actor, token string, from From, now int64) (p Preview, err error) {
	if p.Claim, p.Session, err = unseal(ctx, q, token); err != nil {
		return p, err
	}
	if err := p.Claim.check(a, p.Session, from.Device, now); err != nil {
		return p, err
	}
	if err := from.in(ctx, q, p.Session); err != nil {
		return p, err
	}
	used, err := wasUsed(ctx, q, secret.Hash(p.Claim.Nonce))
	if err == nil && used {
		err = errClaim
	}
	if p.Person = SelfIn(a, p.Session.SchoolID); p.Person == "" || err != nil {
		return p, err
	}
	p.Claim.Account = a.Account
	p.Token = p.Session.seal(p.Claim)
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
	p.Shared, err = usedBy(ctx, q, p.Session.ID, from.Device, p.Person)
	return p, err
}
