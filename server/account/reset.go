package account

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account/policy"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
)

// resetLife is how long a reset slip may be used.
const resetLife = 24 * time.Hour

// resetKept is how long the owner can read of a reset that happened.
const resetKept = 180 * 24 * time.Hour

// Why a slip opens nothing. Only somebody who types its code reads this, so it
// reveals neither a code nor a login.
func errResetUnknown() error { return fault.New(fault.Invalid, "reset_unknown") }
func errResetUsed() error    { return fault.New(fault.Conflict, "reset_used") }
func errResetExpired() error { return fault.New(fault.Conflict, "reset_expired") }
func errResetEnded() error   { return fault.New(fault.Conflict, "reset_ended") }

// ResetSlip is what the page for whoever holds a slip says.
type ResetSlip struct {
	Name, School, Login string
	Phones              int // that hold a card of the account's people in that school
	Admin               bool
	Until               time.Time
	Zone                string // the school's

	personID, schoolID, accountID string
}

// IssueReset makes a slip that sets a new password for the account of a person,
// once, within a day. Older slips of the school for that account end. The actor
// must be allowed allow.PeopleReset: an admin for everybody of the school, a class
// teacher for a pupil or a guardian of the own class whose account leads to nobody
// else there, and to no staff of any school. Conflict own_account is the actor's
// own, person_no_account nobody's, account_off a disabled one.
func (s *Service) IssueReset(
	ctx context.Context, actor allow.Actor, personID string,
) (code string, expires time.Time, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := visiblePerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, p.SchoolID, p.ID); err != nil { // the link stays as it is read
			return err
		}
		l, family, err := mayReset(ctx, tx, actor, p, tx.NowMS())
		if err != nil {
			return err
		}
		if err := lockAccount(ctx, tx, l.AccountID); err != nil { // two slips at once would both live
			return err
		}
		code, expires = newCode(), tx.Now.Add(resetLife)
		if err := insertReset(ctx, tx, codeHash(code), l, actor.Account, family, expires.UnixMilli()); err != nil {
			return err
		}
		if err := tellReset(ctx, tx, actor, p, expires); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			School: p.SchoolID, Actor: actor.Name(), Action: string(allow.PeopleReset),
			Target: "person:" + personID,
		})
	})
	if err != nil {
		return "", time.Time{}, err
	}
	return code, expires, nil
}

// MayReset says whether IssueReset would make a slip now; pages ask it for the
// buttons they show.
func MayReset(ctx context.Context, q bun.IDB, actor allow.Actor, school, personID string, now int64) (bool, error) {
	_, _, err := mayReset(ctx, q, actor, person{ID: personID, SchoolID: school}, now)
	switch fault.As(err).Kind {
	case fault.Forbidden, fault.NotFound, fault.Conflict, fault.Unauthenticated:
		return false, nil
	}
	return err == nil, err
}

func mayReset(ctx context.Context, q bun.IDB, actor allow.Actor, p person, now int64) (l Link, family bool, err error) {
	if l, err = linkOf(ctx, q, p); err != nil {
		return l, false, err
	}
	target := allow.Target{School: p.SchoolID, Person: p.ID}
	if denied := allow.Check(actor, allow.PeopleReset, target); denied != nil {
		classes, err := familyClasses(ctx, q, p, l.AccountID, now)
		if err != nil {
			return l, false, err
		}
		for _, target.Family = range classes {
			if family = allow.Can(actor, allow.PeopleReset, target); family {
				break
			}
		}
		if !family {
			return l, false, denied
		}
	}
	switch {
	case l.AccountID == "":
		return l, false, fault.New(fault.Conflict, "person_no_account")
	case l.AccountID == actor.Account:
		return l, false, errOwn()
	case l.Disabled || l.Dormant == DormantOffice:
		return l, false, fault.New(fault.Conflict, "account_off")
	}
	return l, family, nil
}

// familyClasses are the classes whose teacher may reset the person's account: of
// everybody it leads to in that school. None if one of its people holds a staff
// seat in any school, whether it is dormant or not.
func familyClasses(ctx context.Context, q bun.IDB, p person, accountID string, now int64) ([]string, error) {
	people := []string{p.ID}
	if accountID != "" {
		staff, err := hasStaffSeat(ctx, q, accountID, now)
		if err != nil || staff {
			return nil, err
		}
		if people, err = peopleAt(ctx, q, accountID, p.SchoolID); err != nil {
			return nil, err
		}
	}
	var common []string
	for i, id := range people {
		classes, err := classesOf(ctx, q, person{ID: id, SchoolID: p.SchoolID}, now)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			common = classes
			continue
		}
		common = intersect(common, classes)
	}
	return common, nil
}

func intersect(a, b []string) (out []string) {
	in := map[string]bool{}
	for _, v := range a {
		in[v] = true
	}
	for _, v := range b {
		if in[v] {
			out = append(out, v)
		}
	}
	return out
}

// PreviewReset says whose password a slip sets, before one is typed. A code that
// never was counts for the network; a right one is taken whatever others behind
// the same address have typed.
func (s *Service) PreviewReset(ctx context.Context, code string) (slip ResetSlip, err error) {
	found := true
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		now := s.db.Now().UnixMilli()
		r, err := findReset(ctx, q, codeHash(code))
		if err != nil {
			return err
		}
		if found = r.CodeHash != ""; !found {
			return nil
		}
		slip, err = openReset(ctx, q, r, now)
		return err
	})
	if err != nil || found {
		return slip, err
	}
	if err := s.missedCode(ctx); err != nil {
		return slip, err
	}
	return slip, errResetUnknown()
}

// openReset says what a slip opens now, or why it opens nothing.
func openReset(ctx context.Context, q bun.IDB, r resetRow, now int64) (ResetSlip, error) {
	switch {
	case r.UsedAt != nil:
		return ResetSlip{}, errResetUsed()
	case r.EndedAt != nil:
		return ResetSlip{}, errResetEnded()
	case r.ExpiresAt <= now:
		return ResetSlip{}, errResetExpired()
	}
	p := person{ID: r.PersonID, SchoolID: r.SchoolID}
	l, err := linkOf(ctx, q, p)
	if err != nil {
		return ResetSlip{}, err
	}
	if l.AccountID != r.AccountID || l.Disabled || l.Dormant == DormantOffice { // since the slip was issued
		return ResetSlip{}, errResetEnded()
	}
	if r.Family {
		staff, err := hasStaffSeat(ctx, q, r.AccountID, now)
		if err != nil {
			return ResetSlip{}, err
		}
		if staff {
			return ResetSlip{}, errResetEnded()
		}
	}
	slip := ResetSlip{
		Name: l.Name, School: l.School, Zone: l.Zone, Login: l.Login, Until: time.UnixMilli(r.ExpiresAt),
		personID: p.ID, schoolID: p.SchoolID, accountID: r.AccountID,
	}
	if slip.Admin, err = adminAt(ctx, q, r.AccountID, p.SchoolID, now); err != nil {
		return slip, err
	}
	slip.Phones, err = phonesAt(ctx, q, r.AccountID, p.SchoolID)
	return slip, err
}

// Done is what a used slip did.
type Done struct {
	AccountID, School string
	Phones            []string // credentials of the school's people of the account: they still work
}

// Reset spends a slip on a new password. It ends every session of the account and
// every other slip; the account's people in the slip's school are confirmed, and
// its people in other schools become dormant, because this school does not answer
// for them. Of many who use one slip at once, one succeeds.
func (s *Service) Reset(ctx context.Context, code, password string) (done Done, err error) {
	slip, err := s.PreviewReset(ctx, code) // before any hashing
	if err != nil {
		return done, err
	}
	if err := policy.CheckPassword(slip.Login, password, slip.Admin); err != nil {
		return done, err
	}
	hash, err := s.hash.Make(ctx, password)
	if err != nil {
		return done, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := campus.LockPerson(ctx, tx, slip.schoolID, slip.personID); err != nil {
			return err
		}
		if err := lockAccount(ctx, tx, slip.accountID); err != nil {
			return err
		}
		r, err := findReset(ctx, tx, codeHash(code)) // locked: nobody else spends it now
		if err != nil {
			return err
		}
		if r.CodeHash == "" {
			return errResetUnknown()
		}
		if _, err := openReset(ctx, tx, r, tx.NowMS()); err != nil {
			return err
		}
		if err := spendReset(ctx, tx, r); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, r.AccountID, hash, policy.Grade(slip.Login, password)); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, r.AccountID, ""); err != nil {
			return err
		}
		dormant, err := s.confirmHere(ctx, tx, r)
		if err != nil {
			return err
		}
		done = Done{AccountID: r.AccountID, School: r.SchoolID}
		if done.Phones, err = phones(ctx, tx, r.AccountID, r.SchoolID); err != nil {
			return err
		}
		return s.recordReset(ctx, tx, r, dormant)
	})
	return done, err
}

// confirmHere confirms the account's people in the slip's school and makes those in
// other schools dormant; it returns these.
func (s *Service) confirmHere(ctx context.Context, tx *db.Tx, r resetRow) (dormant []person, err error) {
	if err := confirmLinks(ctx, tx, r.AccountID, r.SchoolID, "", DormantReset); err != nil {
		return nil, err
	}
	return dormantElsewhere(ctx, tx, r.AccountID, r.SchoolID)
}

// recordReset leaves the events in the chains of all the schools it concerns, in
// one order of schools, and says in their feeds that rights have moved.
func (s *Service) recordReset(ctx context.Context, tx *db.Tx, r resetRow, dormant []person) error {
	all := inOrder(append(dormant, person{ID: r.PersonID, SchoolID: r.SchoolID}))
	for _, p := range all {
		action := "account.password_reset"
		if p.SchoolID != r.SchoolID {
			action = "account.dormant"
		}
		if err := audit.Record(ctx, tx, audit.Event{
			School: p.SchoolID, Actor: "account:" + r.AccountID, Action: action, Target: "person:" + p.ID,
		}); err != nil {
			return err
		}
	}
	return s.rightsChanged(ctx, tx, r.AccountID)
}
