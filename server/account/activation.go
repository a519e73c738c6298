package account

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"yunka/server/account/policy"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/secret"
)

const activationLife = 14 * 24 * time.Hour

// newCode is twelve letters of 5 bits each, in groups of four.
func newCode() string {
	c := secret.Code(12)
	return c[:4] + "-" + c[4:8] + "-" + c[8:]
}

// codeHash is what is stored. What a person types is folded first: case,
// dashes, blanks and full-width letters do not matter.
func codeHash(code string) string {
	code = strings.Map(func(r rune) rune {
		if strings.ContainsRune(secret.Alphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(norm.NFKC.String(code[:min(len(code), 128)])))
	return secret.Hash(code)
}

// errCode is one answer for a code that never was, was used or has ended.
func errCode() error { return fault.New(fault.Invalid, "activation_invalid") }

// IssueActivation makes a one-time code that lets this person make a login or
// add itself to one. Older codes of the person end. The actor must be allowed
// allow.PeopleActivate; a person who has an account already is a Conflict, unless
// the link is dormant because of another school's reset: the code confirms it.
func (s *Service) IssueActivation(
	ctx context.Context, actor allow.Actor, personID string,
) (code string, expires time.Time, err error) {
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := visiblePerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := allow.Check(actor, allow.PeopleActivate, allow.Target{
			School: p.SchoolID, Person: personID,
		}); err != nil {
			return err
		}
		if err := campus.LockPerson(ctx, tx, p.SchoolID, p.ID); err != nil { // two codes at once would both live
			return err
		}
		l, err := linkOf(ctx, tx, p)
		if err != nil {
			return err
		}
		switch {
		case l.Dormant == DormantOffice:
			return fault.New(fault.Conflict, "account_off")
		case l.AccountID != "" && l.Dormant == "":
			return fault.New(fault.Conflict, "person_has_account")
		}
		code, expires = newCode(), tx.Now.Add(activationLife)
		if err := insertActivation(ctx, tx, p, codeHash(code), expires.UnixMilli()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			School: p.SchoolID, Actor: actor.Name(), Action: string(allow.PeopleActivate),
			Target: "person:" + personID,
		})
	})
	if err != nil {
		return "", time.Time{}, err
	}
	return code, expires, nil
}

// Preview says whom a code is for, before anything is chosen.
func (s *Service) Preview(ctx context.Context, code string) (personName, schoolName, suggestedLogin string, err error) {
	p, err := s.holder(ctx, code)
	if err != nil {
		return "", "", "", err
	}
	return p.Name, p.SchoolName, p.Suggested, nil
}

// holder looks a live code up. A miss counts for the network; a right code is
// taken whatever others behind the same address have typed.
func (s *Service) holder(ctx context.Context, code string) (p codeHolder, err error) {
	found := false
	err = s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		p, found, err = findCode(ctx, q, codeHash(code), s.db.Now().UnixMilli())
		return err
	})
	if err != nil || found {
		return p, err
	}
	if err := s.missedCode(ctx); err != nil {
		return p, err
	}
	return p, errCode()
}

// Activate spends a code on a new account for its person.
func (s *Service) Activate(ctx context.Context, code, login, password, lang string) (accountID string, err error) {
	holder, err := s.holder(ctx, code) // before any hashing
	if err != nil {
		return "", err
	}
	login = policy.FoldLogin(login)
	if err := policy.CheckLogin(login); err != nil {
		return "", err
	}
	if err := policy.CheckPassword(login, password, holder.Admin); err != nil {
		return "", err
	}
	hash, err := s.hash.Make(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := spendCode(ctx, tx, codeHash(code))
		if err != nil {
			return err
		}
		accountID = db.NewID()
		if err := insertAccount(ctx, tx, accountID, login, hash, policy.Grade(login, password), cleanLang(lang)); err != nil {
			return err
		}
		return s.link(ctx, tx, accountID, p, "account.activated")
	})
	if err != nil {
		return "", err
	}
	return accountID, nil
}

// Link spends a code on an account that exists: one login, people in several schools.
func (s *Service) Link(ctx context.Context, accountID, code string) error {
	if _, err := s.holder(ctx, code); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := spendCode(ctx, tx, codeHash(code))
		if err != nil {
			return err
		}
		if err := lockAccount(ctx, tx, accountID); err != nil { // nobody disables it meanwhile
			return err
		}
		c, err := byAccount(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if c.ID == "" || c.DisabledAt != nil {
			return fault.New(fault.Unauthenticated, "login_required")
		}
		return s.link(ctx, tx, accountID, p, "account.linked")
	})
}

func (s *Service) link(ctx context.Context, tx *db.Tx, accountID string, p person, action string) error {
	if err := insertLink(ctx, tx, accountID, p); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, audit.Event{
		School: p.SchoolID, Actor: "account:" + accountID, Action: action, Target: "person:" + p.ID,
	}); err != nil {
		return err
	}
	return s.rightsChanged(ctx, tx, accountID)
}
