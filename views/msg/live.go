package msg

import (
	"context"
)

func ColReason(ctx context.Context) string { return Pick(ctx, "原因", "Reason") }

func ResultOf(ctx context.Context, decision string) string {
	switch decision {
	case "ALLOW":
		return Pick(ctx, "通过", "Allowed")
	case "DENY":
		return Pick(ctx, "拒绝", "Denied")
	case "CONFIRM":
		return Pick(ctx, "待核对", "To check")
	}
	return decision
}

// Columns of the download.
func ColDirection(ctx context.Context) string { return Pick(ctx, "方向", "Direction") }
func ColTerminal(ctx context.Context) string  { return Pick(ctx, "终端", "Terminal") }
func ColDay(ctx context.Context) string       { return Pick(ctx, "日期", "Date") }
