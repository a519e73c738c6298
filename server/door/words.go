package door

import (
	"context"

	"yunka/views/msg"
)

// The password's page.
func weakPassword(ctx context.Context) string {
	return msg.Pick(ctx,
		"这个密码太弱，先换一个才能继续。管理员的密码至少 12 位。",
		"This password is too weak: choose a new one to go on. An administrator's has at least 12 characters.")
}

func presentPassword(ctx context.Context) string {
	return msg.Pick(ctx, "现在的密码", "Present password")
}

func changePassword(ctx context.Context) string {
	return msg.Pick(ctx, "改密码", "Change password")
}

func passwordChanged(ctx context.Context) string {
	return msg.Pick(ctx,
		"密码改好了。别处的登录都已退出。",
		"Your password is changed. You are logged out everywhere else.")
}

// The page of a guard's PIN.
func pinHint(ctx context.Context) string {
	return msg.Pick(ctx, "6 到 8 位数字，只有您自己知道", "6 to 8 digits that only you know")
}

func pinTitle(ctx context.Context) string {
	return msg.Pick(ctx, "值班密码", "Guard PIN")
}

func pinLead(ctx context.Context) string {
	return msg.Pick(ctx,
		"在门口的平板上确认和补录时要用。",
		"You type it at the gate's tablet to confirm or to record by hand.")
}

func save(ctx context.Context) string {
	return msg.Pick(ctx, "保存", "Save")
}

func pinSaved(ctx context.Context) string {
	return msg.Pick(ctx, "存好了。", "Saved.")
}

func alsoPhones(ctx context.Context, n int) string {
	if n == 1 {
		return msg.Pick(ctx, "也把卡从另一部手机上移除", "Take my card off the other phone, too")
	}
	return msg.Pick(ctx, "也把卡从另外 %d 部手机上移除", "Take my card off the %d other phones, too", n)
}

func alsoPhonesHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"别处的登录总会退出；手机上的卡不勾就照常能用",
		"You are always logged out elsewhere; without this the card on phones goes on working")
}
