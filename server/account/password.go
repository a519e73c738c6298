package account

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/account/guess"
	"yunka/server/account/policy"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

// CheckPassword proves that the person at the screen knows the account's
// password. Failures are counted for the account alone: whoever gets here is
// already logged in. A wrong one is fault.Invalid "password_wrong".
func (s *Service) CheckPassword(ctx context.Context, accountID, password string) error {
	_, err := s.prove(ctx, accountID, password)
	return err
}

func (s *Service) prove(ctx context.Context, accountID, password string) (c credentials, err error) {
	if err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		c, err = byAccount(ctx, q, accountID)
		return err
	}); err != nil {
		return c, err
	}
	if c.ID == "" || c.DisabledAt != nil {
		return c, fault.New(fault.Unauthenticated, "login_required")
	}
	good := false
	err = guess.Guard(ctx, s.db, []guess.Charge{limitCheck.On(accountID)}, func() (bool, error) {
		if len(password) > policy.MaxPassword {
			return false, nil
		}
		var err error
		good, _, err = s.hash.Verify(ctx, c.PasswordHash, password)
		return good, err
	}, nil)
	if err != nil {
		return c, err
	}
	if !good {
		return c, fault.New(fault.Invalid, "password_wrong")
	}
	return c, nil
}

// ChangePassword replaces the password and ends every session of the account
// but the one named, and every reset slip (the SHA-256 of its cookie, see TokenHash; "" ends all).
func (s *Service) ChangePassword(ctx context.Context, accountID, old, new, keepTokenHash string) error {
	proven, err := s.prove(ctx, accountID, old)
	if err != nil {
		return err
	}
	var admin bool
	if err := s.db.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		admin, err = isAdmin(ctx, q, accountID, s.db.Now().UnixMilli())
		return err
	}); err != nil {
		return err
	}
	if err := policy.CheckPassword(proven.Login, new, admin); err != nil {
		return err
	}
	if new == old {
		return fault.New(fault.Invalid, "password_same")
	}
	hash, err := s.hash.Make(ctx, new)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockAccount(ctx, tx, accountID); err != nil {
			return err
		}
		c, err := byAccount(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if c.PasswordHash != proven.PasswordHash || c.DisabledAt != nil { // reset since
			return fault.New(fault.Invalid, "password_wrong")
		}
		if err := setPassword(ctx, tx, accountID, hash, policy.Grade(c.Login, new)); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, accountID, keepTokenHash); err != nil {
			return err
		}
		if err := endResets(ctx, tx, accountID, ""); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{
			Actor: "account:" + accountID, Action: "account.password_changed", Target: "account:" + accountID,
		}); err != nil {
			return err
		}
		return s.rightsChanged(ctx, tx, accountID)
	})
}

// weak reports whether the rule for an account refuses its password today. One
// that was last typed before grades were kept is not taken for an admin's.
func (c credentials) weak(admin bool) bool {
	return c.PasswordFor == "nobody" || admin && c.PasswordFor != "admin"
}
