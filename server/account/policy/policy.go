// Package policy says what may be chosen as a login, a password or a PIN. It is
// pure; package account asks it, and stores what it allows.
package policy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"yunka/server/fault"
)

const (
	minLength = 8  // characters of a password
	minAdmin  = 12 // the same, of an admin's

	MaxPassword = 256 // bytes
)

// FoldLogin is how a login is stored and compared: NFKC, because Chinese input
// methods type full-width digits, lower case, no space around it.
func FoldLogin(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(s))) }

// CheckLogin fails with Invalid login_invalid unless a folded login may be chosen:
// 3 to 64 letters, digits and ._-@+.
func CheckLogin(login string) error {
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

// CheckPassword fails with Invalid password_long, password_short_admin,
// password_short, password_is_login or password_common unless a password may be
// chosen; admin is the stricter rule for who administers a school.
func CheckPassword(login, password string, admin bool) error {
	least := minLength
	if admin {
		least = minAdmin
	}
	switch {
	case len(password) > MaxPassword:
		return fault.New(fault.Invalid, "password_long")
	case utf8.RuneCountInString(password) < least && admin:
		return fault.New(fault.Invalid, "password_short_admin")
	case utf8.RuneCountInString(password) < least:
		return fault.New(fault.Invalid, "password_short")
	case FoldLogin(password) == login:
		return fault.New(fault.Invalid, "password_is_login")
	case worst[strings.ToLower(password)] || monotone(password):
		return fault.New(fault.Invalid, "password_common")
	}
	return nil
}

// Grade is for whom a password is strong enough by today's rule: admin, anyone or
// nobody.
func Grade(login, password string) string {
	switch {
	case CheckPassword(login, password, true) == nil:
		return "admin"
	case CheckPassword(login, password, false) == nil:
		return "anyone"
	}
	return "nobody"
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

// worst are passwords from the head of leaked lists, Chinese and English.
var worst = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Fields(`
password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword passwort qwertyui
qwertyuiop qwerty123 qwerty1234 qwer1234 1234qwer qwe123456 123456qwe q1w2e3r4 q1w2e3r4t5 1q2w3e4r
1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc zaq12wsx asdfghjk asdfghjkl asdf1234 zxcvbnm123 zxcv1234 12341234
123123123 123123123123 11112222 11223344 112233445566 12121212 121212121212 13131313 147258369
159357159 741852963 123654789 789456123 88886666 66668888 520520520 52013140 5201314520 13145200
1314520520 woaini520 woaini1314 woaini521 iloveyou iloveyou1 iloveu520 a1234567 a12345678 a123456789
aa123456 aa12345678 ab123456 abc12345 abc123456 abcd1234 abcd123456 abc123abc qq123456 qq123456789
wang1234 zhang123 12345678a 123456789a 1234567890a 123456aa 123456ab 123456abc 123456789abc
1234567890ab asd123456 zxc123456 q123456789 w123456789 z123456789 woaini123 admin123 admin1234
admin12345 admin123456 adminadmin administrator administrator1 root1234 rootroot welcome1 welcome123
letmein1 changeme changeme123 football baseball superman batman123 sunshine princess trustno1
whatever computer internet michelle jennifer dragon123 monkey123 master123 shadow123 teacher123
student123 school123 xuesheng123 laoshi123 xuexiao123 yunka123 yunka1234 yunka123456 yunkayunka
campus123 campuscard test1234 test123456 testtest`) {
		m[p] = true
	}
	return m
}()

// CheckPIN fails with Invalid pin_invalid unless a PIN is six to eight digits, and
// pin_weak when it is one of those that are tried first.
func CheckPIN(pin string) error {
	if !PINShaped(pin) {
		return fault.New(fault.Invalid, "pin_invalid")
	}
	weak := monotone(pin)
	for period := 1; period <= len(pin)/2; period++ { // 121212, 123123, 12341234
		weak = weak || strings.HasPrefix(strings.Repeat(pin[:period], 8), pin)
	}
	if weak || worstPINs[pin] {
		return fault.New(fault.Invalid, "pin_weak")
	}
	return nil
}

var worstPINs = map[string]bool{
	"112233": true, "332211": true, "123321": true, "321123": true, "111222": true, "222111": true,
	"121314": true, "131211": true, "520131": true, "521521": true, "131452": true, "201314": true,
	"147258": true, "258369": true, "159753": true, "159357": true, "110119": true, "110120": true,
	"168168": true, "888666": true, "666888": true, "147852": true, "789456": true, "102030": true,
	"11223344": true, "12344321": true, "52013140": true, "14725836": true, "20002000": true,
}

// PINShaped reports whether a text is six to eight digits.
func PINShaped(pin string) bool {
	return len(pin) >= 6 && len(pin) <= 8 && strings.Trim(pin, "0123456789") == ""
}
