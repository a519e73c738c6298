package web

import (
	"context"
	"time"

	"yunka/server/fault"
	"yunka/views/msg"
)

// SecretWords says what is wrong with a login, a password, a PIN or a code;
// "" for a fault that is not about any of them.
func SecretWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "login_wrong":
		return msg.LoginFailed(ctx)
	case "too_many_tries":
		return msg.TooManyTries(ctx, time.Duration(f.RetryAfter)*time.Second)
	case "login_busy":
		return msg.Pick(ctx, "现在登录的人太多。请过几秒再试一次", "Too many people are logging in right now. Please try again in a few seconds")
	case "activation_invalid":
		return msg.ActivationFailed(ctx)
	case "account_disabled":
		return msg.AccountDisabled(ctx)
	case "login_taken":
		return msg.LoginTaken(ctx)
	case "login_invalid":
		return msg.Pick(ctx,
			"账号要 3 到 64 位，只用字母、汉字、数字和 . _ - @ +",
			"3 to 64 letters or digits, and . _ - @ +")
	case "person_has_account":
		return msg.Pick(ctx, "这个人已经有账号了。请登录", "This person has an account already. Please log in")
	case "password_short":
		return msg.Pick(ctx, "密码至少 8 位", "At least 8 characters, please")
	case "password_short_admin":
		return msg.Pick(ctx, "管理员的密码至少 12 位", "An administrator's password has at least 12 characters")
	case "password_long":
		return msg.Pick(ctx, "密码太长了", "The password is too long")
	case "password_is_login":
		return msg.Pick(ctx, "密码不能和账号一样", "The password must differ from the login")
	case "password_same":
		return msg.Pick(ctx, "新密码和旧密码一样", "The new password is the old one")
	case "password_common":
		return msg.PasswordTooWeak(ctx)
	case "password_wrong":
		return msg.WrongPassword(ctx)
	case "pin_invalid":
		return msg.Pick(ctx, "值班密码是 6 到 8 位数字", "A PIN has 6 to 8 digits")
	case "pin_weak":
		return msg.Pick(ctx, "这个太好猜了。请换一个", "That one is too easy to guess. Please choose another")
	case "pin_taken":
		return msg.Pick(ctx, "这个不能用。请换一个", "That one cannot be used. Please choose another")
	}
	return ""
}
