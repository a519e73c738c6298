package people

import (
	"context"
	"time"

	"yunka/views/msg"
)

// A code on paper.
func printedTitle(ctx context.Context) string { return msg.Pick(ctx, "纸质码", "Printed code") }

func printedFor(ctx context.Context, name string) string {
	return msg.Pick(ctx, "%s的纸质码", "Printed code of %s", name)
}

func printedMake(ctx context.Context) string { return msg.Pick(ctx, "打印纸质码", "Print a code") }

func printedHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"给没有手机的人用。每次都要值班人员核对照片、输入值班密码才放行；原来的纸质码马上作废",
		"For somebody without a phone. A guard compares the face and types a PIN each time; the printed code before it is dead at once")
}

func printedDays(ctx context.Context) string { return msg.Pick(ctx, "有效天数", "Valid for days") }
func printedTimes(ctx context.Context) string {
	return msg.Pick(ctx, "每天可进次数", "Entries a day")
}

func printedOnce(ctx context.Context) string {
	return msg.Pick(ctx,
		"这张码只在这里显示一次，请现在打印。丢了就在人员页移除它，再打一张。",
		"This code is shown here once: print it now. If it is lost, remove it on the person's page and print another.")
}

func printedRule(ctx context.Context, times int, until time.Time) string {
	return msg.Pick(ctx, "每天可进 %d 次，有效到 %s", "%d entries a day, valid until %s", times, msg.Day(ctx, until))
}

func printedHow(ctx context.Context) string {
	return msg.Pick(ctx,
		"在有值班人员的门出示，由值班人员核对照片。借给别人不能用。",
		"Show it at a gate with a guard, who compares your face. It does not work for anybody else.")
}

func printedState(ctx context.Context, times int, since, until time.Time) string {
	return msg.Pick(ctx,
		"%s 打印 · 每天可进 %d 次 · 有效到 %s",
		"printed %s · %d entries a day · valid until %s", msg.Stamp(ctx, since), times, msg.Day(ctx, until))
}

func printedEnd(ctx context.Context) string {
	return msg.Pick(ctx, "移除纸质码", "Remove this printed code")
}

func printedEndAsk(ctx context.Context) string {
	return msg.Pick(ctx, "移除这张纸质码？手里的纸马上作废。", "Remove this printed code? The paper is dead at once.")
}
