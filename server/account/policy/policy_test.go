package policy_test

import (
	"testing"

	"yunka/server/account/policy"
	"yunka/server/fault"
)

func TestPasswordRules(t *testing.T) {
	for _, c := range []struct {
		login, password string
		admin           bool
		code            string
	}{
		{"wang", "short7!", false, "password_short"},
		{"wang", "eleven char", true, "password_short_admin"},
		{"wang", "twelve chars", true, ""},
		{"wang", "八个汉字也是口令", false, ""},
		{"wang", string(make([]byte, 257)), false, "password_long"},
		{"wangfang88", "WangFang88", false, "password_is_login"},
		{"wang", "12345678", false, "password_common"},
		{"wang", "1234567890", false, "password_common"},
		{"wang", "hgfedcba", false, "password_common"},
		{"wang", "aaaaaaaaaaaa", true, "password_common"},
		{"wang", "Password1", false, "password_common"},
		{"wang", "woaini1314", false, "password_common"},
		{"wang", "tea with old friends", true, ""},
	} {
		err := policy.CheckPassword(c.login, c.password, c.admin)
		if got := codeOf(err); got != c.code {
			t.Errorf("%q admin=%v: %q, want %q", c.password, c.admin, got, c.code)
		}
	}
	for login, good := range map[string]bool{"wang.fang": true, "王芳01": true, "a@b.cn": true, "ab": false, "a b c": false, "<script>": false, "a\x00bc": false, "13800000001": true} {
		if err := policy.CheckLogin(policy.FoldLogin(login)); (err == nil) != good {
			t.Errorf("login %q: %v", login, err)
		}
	}
	if got := policy.FoldLogin(" １３８Ａb "); got != "138ab" {
		t.Errorf("folded to %q", got)
	}
}

func TestPINRules(t *testing.T) {
	for pin, want := range map[string]string{
		"12345": "pin_invalid", "123456789": "pin_invalid", "12a456": "pin_invalid", "１２３４５６": "pin_invalid",
		"123456": "pin_weak", "654321": "pin_weak", "000000": "pin_weak", "890123": "pin_weak", "121212": "pin_weak", "123123": "pin_weak",
		"12341234": "pin_weak", "147258": "pin_weak", "274915": "", "83027416": "",
	} {
		if got := codeOf(policy.CheckPIN(pin)); got != want {
			t.Errorf("%s: %q, want %q", pin, got, want)
		}
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}
