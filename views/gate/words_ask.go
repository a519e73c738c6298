package gate

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

// May they pass.
func navAsk(ctx context.Context) string { return msg.Pick(ctx, "查通行", "May they pass?") }

func askHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"看一个人此刻能不能过这道门，是哪条规则说的。不会留下刷卡记录。",
		"Whether somebody may pass a gate at a time, and which rule says so. Leaves no scan.")
}

func askWho(ctx context.Context) string {
	return msg.Pick(ctx, "谁（姓名、学号或工号）", "Who (name or number)")
}
func askGate(ctx context.Context) string { return msg.Pick(ctx, "哪道门", "Which gate") }
func askWhen(ctx context.Context) string { return msg.Pick(ctx, "什么时候", "When") }
func askWhenHint(ctx context.Context) string {
	return msg.Pick(ctx, "空着就是现在", "Empty is now")
}
func askDo(ctx context.Context) string { return msg.Pick(ctx, "查一下", "Ask") }
func askSeveral(ctx context.Context) string {
	return msg.Pick(ctx, "有几个人，请选一个", "Several people; choose one")
}

func askYes(ctx context.Context, who, gate string) string {
	return msg.Pick(ctx, who+" 可以过 "+gate, who+" may pass "+gate)
}

func askNo(ctx context.Context, who, gate string) string {
	return msg.Pick(ctx, who+" 不可以过 "+gate, who+" may not pass "+gate)
}

func askMaybe(ctx context.Context, who, gate string) string {
	return msg.Pick(ctx, who+" 过 "+gate+" 要门卫看过", who+" passes "+gate+" after a guard has looked")
}

func askRole(ctx context.Context, role string) string {
	return msg.Pick(ctx, "按角色：“"+role+"”在这个区域的权限", "By role: "+role+" has the right here")
}

func askRule(ctx context.Context) string { return msg.Pick(ctx, "按这条规则", "By this rule") }
func askNothing(ctx context.Context) string {
	return msg.Pick(ctx, "没有规则或角色给这个人权限", "Nothing grants it")
}
func askLeaving(ctx context.Context) string {
	return msg.Pick(ctx, "这是出门，不需要权限", "A way out needs no right")
}

func askHours(ctx context.Context, open bool) string {
	if open {
		return msg.Pick(ctx, "门在开放时间内", "Within the gate's hours")
	}
	return msg.Pick(ctx, "门不在开放时间", "Outside the gate's hours")
}

func askPlace(ctx context.Context, state string, since time.Time) string {
	switch state {
	case "in":
		return msg.Pick(ctx, "记录显示人在里面，"+since.Format("15:04")+" 起", "Inside by the records, since "+since.Format("15:04"))
	case "out":
		return msg.Pick(ctx, "记录显示人在外面，"+since.Format("15:04")+" 起", "Outside by the records, since "+since.Format("15:04"))
	}
	return msg.Pick(ctx, "不知道人在里面还是外面", "Not known whether inside or outside")
}

func askCount(ctx context.Context, n, limit int) string {
	if limit == 0 {
		return msg.Pick(ctx, "里面有 "+strconv.Itoa(n)+" 人", strconv.Itoa(n)+" inside")
	}
	return msg.Pick(ctx, "里面有 "+strconv.Itoa(n)+" 人，限 "+strconv.Itoa(limit)+" 人", strconv.Itoa(n)+" inside of at most "+strconv.Itoa(limit))
}

func askGateGone(ctx context.Context) string {
	return msg.Pick(ctx, "先加一道门", "Add a gate first")
}
