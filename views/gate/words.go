package gate

import (
	"context"

	"yunka/views/msg"
)

// Gates and hours.
func noGates(ctx context.Context) string { return msg.Pick(ctx, "还没有门", "No gates yet") }

func noGatesDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"第一个校门在“开始使用”里建，一分钟。",
		"The first gate is made under “getting started”, in a minute.")
}

func alwaysOpen(ctx context.Context) string { return msg.Pick(ctx, "全天开放", "Always open") }
func hoursTitle(ctx context.Context) string { return msg.Pick(ctx, "开放时间", "Hours") }
func whoMayPass(ctx context.Context) string { return msg.Pick(ctx, "谁能走", "Who may pass") }

func effectWord(ctx context.Context, e string) string {
	switch e {
	case "allow":
		return msg.Pick(ctx, "直接通过", "passes")
	case "confirm":
		return msg.Pick(ctx, "要核对", "is checked")
	}
	return e
}

func ConflictNoteWrong(ctx context.Context) string {
	return msg.Pick(ctx, "请写一句结论，2 到 500 个字", "Say what it was, in 2 to 500 characters")
}

func ConflictGone(ctx context.Context) string {
	return msg.Pick(ctx, "已经有人核实过了", "Somebody has dealt with this already")
}
