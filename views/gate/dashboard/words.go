package dashboard

import (
	"context"

	"yunka/views/msg"
)

func navLive(ctx context.Context) string { return msg.Pick(ctx, "现场", "Live") }

func pendingToCheck(ctx context.Context, n int) string {
	return msg.Pick(ctx, "%d 条待核对", "%d to check", n)
}

// Live page.
func cameThatDay(ctx context.Context) string {
	return msg.Pick(ctx, "这天到校学生", "Pupils seen that day")
}

// cameShare stands beside the figure of who came.
func cameShare(ctx context.Context, n, of int) string {
	return msg.Pick(ctx, "/ 在册 %s · %.1f%%", "of %s · %.1f%%", msg.Count(of), float64(min(n, of))*100/float64(of))
}

func inAndOut(ctx context.Context, in, out int) string {
	return msg.Pick(ctx, "所有人进 %s 次，出 %s 次", "Everybody: %s in, %s out", msg.Count(in), msg.Count(out))
}

// notSeenToday says no more than the gates know: who is absent is the register's to say.
func notSeenToday(ctx context.Context) string {
	return msg.Pick(ctx, "今天还没见到", "Not seen today")
}

func notSeenHint(ctx context.Context) string {
	return msg.Pick(ctx, "在册学生，请假的也算在内", "Of the pupils on the roll, those on leave included")
}

func enteredToday(ctx context.Context) string { return msg.Pick(ctx, "进校", "Entered") }
func leftToday(ctx context.Context) string    { return msg.Pick(ctx, "出校", "Left") }
func deniedToday(ctx context.Context) string  { return msg.Pick(ctx, "拒绝", "Denied") }
func toConfirm(ctx context.Context) string    { return msg.Pick(ctx, "待核对", "To check") }
func newest(ctx context.Context) string       { return msg.Pick(ctx, "最新", "Newest") }
func noScansYet(ctx context.Context) string {
	return msg.Pick(ctx, "还没有通行记录", "No scans yet")
}

func noScansDo(ctx context.Context) string {
	return msg.Pick(ctx, "配对一台终端，第一次刷卡就会出现在这里。", "Pair a terminal; the first scan appears here.")
}

func startTitle(ctx context.Context) string {
	return msg.Pick(ctx, "导入花名册", "Import the roster")
}

func startLead(ctx context.Context) string {
	return msg.Pick(ctx, "有了学生、教职工和家长，才能发卡。用学校现成的表格就行，导入前会先给您看结果。",
		"Cards need students, staff and parents first. The school's own sheet will do; you see the result before anything changes.")
}

func startStepWord(ctx context.Context) string { return msg.Pick(ctx, "第一步", "First step") }

// Terminals.
func allTerminals(ctx context.Context) string { return msg.Pick(ctx, "全部终端", "All terminals") }

func ColTime(ctx context.Context) string { return msg.Pick(ctx, "时间", "Time") }

func ColResult(ctx context.Context) string { return msg.Pick(ctx, "结果", "Result") }
