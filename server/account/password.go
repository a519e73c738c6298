package account

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/fault"
)

const (
	minPassword      = 8
	minPasswordAdmin = 12
	maxPassword      = 256 // bytes
)

// foldLogin is how a login is stored and compared: NFKC, because Chinese input
// methods type full-width digits, lower case, no space around it.
func foldLogin(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(s))) }

// checkLogin says whether a folded login may be chosen.
func checkLogin(login string) error {
	n := utf8.RuneCountInString(login)
	if n < 3 || n > 64 || !utf8.ValidString(login) {
		return fault.New(fault.Invalid, "login_invalid")
	}
	for _, r := range login {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@+", r) {
			return fault.New(fault.Invalid, "login_invalid")
		}
	}
	return nil
}

// checkNewPassword says whether a password may be chosen.
func checkNewPassword(login, password string, admin bool) error {
	least := minPassword
	if admin {
		least = minPasswordAdmin
	}
	switch {
	case len(password) > maxPassword:
		return fault.New(fault.Invalid, "password_long")
	case utf8.RuneCountInString(password) < least && admin:
		return fault.New(fault.Invalid, "password_short_admin")
	case utf8.RuneCountInString(password) < least:
		return fault.New(fault.Invalid, "password_short")
	case foldLogin(password) == login:
		return fault.New(fault.Invalid, "password_is_login")
	case worst[strings.ToLower(password)] || monotone(password):
		return fault.New(fault.Invalid, "password_common")
	}
	return nil
}

// grade says whom a password is strong enough for, by today's rule.
func grade(login, password string) string {
	switch {
	case checkNewPassword(login, password, true) == nil:
		return "admin"
	case checkNewPassword(login, password, false) == nil:
		return "anyone"
	}
	return "nobody"
}

// weak reports whether the rule for an account refuses its password today. One
// that was last typed before grades were kept is not taken for an admin's.
func (c credentials) weak(admin bool) bool {
	return c.PasswordFor == "nobody" || admin && c.PasswordFor != "admin"
}

// monotone is one character repeated, or a run such as 12345678 or hgfedcba.
func monotone(s string) bool {
	r := []rune(s)
	step := r[1] - r[0]
	if step < -1 || step > 1 {
		return false
	}
	for i := 2; i < len(r); i++ {
		d := r[i] - r[i-1]
		wraps := step == 1 && r[i-1] == '9' && r[i] == '0' || step == -1 && r[i-1] == '0' && r[i] == '9'
		if d != step && !wraps {
			return false
		}
	}
	return true
}

// worst are passwords that stand at the head of every leaked list, here and abroad.
var worst = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Fields(`
password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword passwort qwertyui qwertyuiop qwerty123 qwerty1234 qwer1234
1234qwer qwe123456 123456qwe q1w2e3r4 q1w2e3r4t5 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc zaq12wsx asdfghjk asdfghjkl asdf1234 zxcvbnm123 zxcv1234
12341234 123123123 123123123123 11112222 11223344 112233445566 12121212 121212121212 13131313 147258369 159357159 741852963 123654789 789456123
88886666 66668888 520520520 52013140 5201314520 13145200 1314520520 woaini520 woaini1314 woaini521 iloveyou iloveyou1 iloveu520
a1234567 a12345678 a123456789 aa123456 aa12345678 ab123456 abc12345 abc123456 abcd1234 abcd123456 abc123abc qq123456 qq123456789 wang1234 zhang123
12345678a 123456789a 1234567890a 123456aa 123456ab 123456abc 123456789abc 1234567890ab asd123456 zxc123456 q123456789 w123456789 z123456789 woaini123
admin123 admin1234 admin12345 admin123456 adminadmin administrator administrator1 root1234 rootroot welcome1 welcome123 letmein1 changeme changeme123
football baseball superman batman123 sunshine princess trustno1 whatever computer internet michelle jennifer dragon123 monkey123 master123 shadow123
teacher123 student123 school123 xuesheng123 laoshi123 xuexiao123 yunka123 yunka1234 yunka123456 yunkayunka campus123 campuscard test1234 test123456 testtest`) {
		m[p] = true
	}
	return m
}()

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
	mine := []charge{{limit: limitCheck, bucket: bucket(limitCheck, accountID)}}
	good := false
	err = s.guarded(ctx, mine, func() (bool, error) {
		if len(password) > maxPassword {
			return false, nil
		}
		var err error
		good, _, err = s.hash.verify(ctx, c.PasswordHash, password)
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
	if err := checkNewPassword(proven.Login, new, admin); err != nil {
		return err
	}
	if new == old {
		return fault.New(fault.Invalid, "password_same")
	}
	hash, err := s.hash.make(ctx, new)
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
		if err := setPassword(ctx, tx, accountID, hash, grade(c.Login, new)); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, accountID, keepTokenHash); err != nil {
			return err
		}
		if err := endResets(ctx, tx, accountID, ""); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{Actor: "account:" + accountID, Action: "account.password_changed", Target: "account:" + accountID}); err != nil {
			return err
		}
		return s.moved(ctx, tx, accountID)
	})
}
