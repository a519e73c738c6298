package msg

import (
	"context"
	"time"
)

func LoginFailed(ctx context.Context) string {
	return Pick(ctx, "账号或密码不对。请再试一次", "Login or password is wrong. Please try again")
}

func TooManyTries(ctx context.Context, wait time.Duration) string {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return Pick(ctx, "试得太多了。请 %d 分钟后再试", "Too many tries. Please wait %d min", max(1, minutes))
}

func WrongPassword(ctx context.Context) string {
	return Pick(ctx, "密码不对。请再试一次", "Wrong password. Please try again")
}

func ActivationFailed(ctx context.Context) string {
	return Pick(ctx,
		"激活码不对或用过了。请找班主任要新的",
		"The code is wrong or was used. Ask the class teacher for a new one")
}

func LoginTaken(ctx context.Context) string {
	return Pick(ctx, "这个账号有人用了。请换一个", "This login is taken. Please choose another")
}

func PasswordTooWeak(ctx context.Context) string {
	return Pick(ctx, "密码太短或太常见。请换一个", "The password is too short or too common. Please choose another")
}

func ResetRule(ctx context.Context, until time.Time) string {
	return Pick(ctx, "%s 前有效，只能用一次", "Valid until %s, and works once", Stamp(ctx, until))
}

func ResetTitle(ctx context.Context) string { return Pick(ctx, "重设密码", "Reset your password") }

// What the owner reads of a reset that happened.
func WasReset(ctx context.Context, at time.Time, by, school string) string {
	if by == "" {
		return Pick(ctx,
			"密码在 %s 重设过，纸条由%s的服务器管理员发出",
			"The password was reset at %s. The slip came from the server's operator, for %s", Stamp(ctx, at), school)
	}
	return Pick(ctx,
		"密码在 %s 重设过，纸条由 %s（%s）发出",
		"The password was reset at %s. The slip came from %s (%s)", Stamp(ctx, at), by, school)
}

func DisabledHere(ctx context.Context) string { return Pick(ctx, "已停用", "Disabled") }

func AccountUnconfirmed(ctx context.Context) string {
	return Pick(ctx, "待确认", "To be confirmed")
}

func AccountDisabled(ctx context.Context) string {
	return Pick(ctx,
		"学校停用了这个账号。请联系学校办公室",
		"The school has disabled this account. Please ask its office")
}
