package msg

import (
	"context"
)

func ConflictNoteWrong(ctx context.Context) string {
	return Pick(ctx, "请写一句结论，2 到 500 个字", "Say what it was, in 2 to 500 characters")
}
func ConflictGone(ctx context.Context) string {
	return Pick(ctx, "已经有人核实过了", "Somebody has dealt with this already")
}
