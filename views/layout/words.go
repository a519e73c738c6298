package layout

import (
	"context"

	"yunka/views/msg"
)

// How a page looks: the simple version has large text and, on the card page, little else
// than the code.
func largeText(ctx context.Context) string { return msg.Pick(ctx, "长辈版", "Simple version") }

func normalText(ctx context.Context) string { return msg.Pick(ctx, "普通版", "Whole version") }

// themeWord names a theme; "" follows the system.
func themeWord(ctx context.Context, theme string) string {
	switch theme {
	case "light":
		return msg.Pick(ctx, "浅色", "Light")
	case "dark":
		return msg.Pick(ctx, "深色", "Dark")
	}
	return msg.Pick(ctx, "跟随系统", "As the system")
}

func wasResetNotYou(ctx context.Context) string {
	return msg.Pick(ctx, "不是您要的？请马上找学校办公室。", "Not asked for by you? Tell the school's office now.")
}

func iKnow(ctx context.Context) string { return msg.Pick(ctx, "知道了", "I know") }

// The account's page, and what it leads to.
func myAccount(ctx context.Context) string { return msg.Pick(ctx, "账号和密码", "Account") }

func needsPIN(ctx context.Context) string {
	return msg.Pick(ctx,
		"您还没有值班密码。在门口的平板上确认和补录时要用",
		"You have no PIN yet. You need it at the gate's tablet, to confirm and to record by hand")
}

func setPINNow(ctx context.Context) string { return msg.Pick(ctx, "现在设", "Set it now") }

func dormantSomewhere(ctx context.Context) string {
	return msg.Pick(ctx,
		"这个账号在一所学校里现在不能用",
		"This account can do nothing in one of its schools at present")
}

func dormantWhere(ctx context.Context) string {
	return msg.Pick(ctx, "看看怎么办", "See what to do")
}
