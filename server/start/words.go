package start

import (
	"context"

	"yunka/views/msg"
)

// actionWords says what an event did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "school.checked":
		return msg.Pick(ctx, "核对了校名和时区", "Checked the school's name and zone")
	case "school.started":
		return msg.Pick(ctx, "收起了“开始使用”", "Put “getting started” away")
	case "school.created":
		return msg.Pick(ctx, "建立了学校", "Made the school")
	case "demo.made":
		return msg.Pick(ctx, "建立了演示学校", "Made the demo school")
	}
	return ""
}
