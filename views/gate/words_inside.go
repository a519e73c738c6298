package gate

import (
	"context"
	"time"

	"yunka/views/msg"
)

// Who is inside.
func navInside(ctx context.Context) string { return msg.Pick(ctx, "谁在里面", "Who is inside") }

func insideFree(ctx context.Context) string { return msg.Pick(ctx, "还能进", "free") }
func insideLost(ctx context.Context) string { return msg.Pick(ctx, "不确定", "unknown") }

func insideAsOf(ctx context.Context, at time.Time) string {
	return msg.Pick(ctx, "截至 "+at.Format("15:04:05"), "as of "+at.Format("15:04:05"))
}

func insideNone(ctx context.Context) string {
	return msg.Pick(ctx, "还没有记录人数的区域", "No zone keeps who is inside yet")
}

func insideNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "打开一个区域，勾选“记录谁在里面”", "Open a zone and tick “Keep who is inside”")
}

func insideList(ctx context.Context, zone string) string {
	return msg.Pick(ctx, zone+"：点名单", zone+": muster list")
}
func insideEmpty(ctx context.Context) string {
	return msg.Pick(ctx, "现在没有人在里面", "Nobody is inside now")
}
func insideSince(ctx context.Context) string { return msg.Pick(ctx, "进来时间", "Entered") }
func insidePrint(ctx context.Context) string {
	return msg.Pick(ctx, "打印点名单", "Print the list")
}

func insideWas(ctx context.Context) string {
	return msg.Pick(ctx,
		"重置前在里面的人也列着，点名要用。",
		"Those inside before the last reset stay on the list, for the roll call.")
}

func insideReset(ctx context.Context) string {
	return msg.Pick(ctx, "重置这个区域", "Reset this zone")
}

func insideRelease(ctx context.Context) string {
	return msg.Pick(ctx, "紧急疏散：全部重置", "Evacuation: reset everything")
}

func insideResetWhat(ctx context.Context, n int) string {
	return msg.Pick(ctx, msg.Count(n)+" 人会变成“不知道在哪里”，下一次刷卡进出都放行。名单还在，可以点名。", msg.Count(n)+" people become unknown: their next scan passes in either direction. The list stays for the roll call.")
}

func insideWhy(ctx context.Context) string { return msg.Pick(ctx, "为什么重置", "Why") }
