package msg

import (
	"context"
	"time"
)

func ResetRule(ctx context.Context, until time.Time) string {
	return Pick(ctx, "%s 前有效，只能用一次", "Valid until %s, and works once", Stamp(ctx, until))
}

func ResetTitle(ctx context.Context) string { return Pick(ctx, "重设密码", "Reset your password") }
func ResetUnknown(ctx context.Context) string {
	return Pick(ctx, "没有这个码。请看着纸条再输一次", "There is no such code. Please look at the slip and type it again")
}

// What the owner reads of a reset that happened.
func WasReset(ctx context.Context, at time.Time, by, school string) string {
	if by == "" {
		return Pick(ctx, "密码在 %s 重设过，纸条由%s的服务器管理员发出", "The password was reset at %s. The slip came from the server's operator, for %s", Stamp(ctx, at), school)
	}
	return Pick(ctx, "密码在 %s 重设过，纸条由 %s（%s）发出", "The password was reset at %s. The slip came from %s (%s)", Stamp(ctx, at), by, school)
}

func DisabledHere(ctx context.Context) string { return Pick(ctx, "已停用", "Disabled") }

func AccountUnconfirmed(ctx context.Context) string {
	return Pick(ctx, "待确认", "To be confirmed")
}

func AccountDisabled(ctx context.Context) string {
	return Pick(ctx, "学校停用了这个账号。请联系学校办公室", "The school has disabled this account. Please ask its office")
}
