package start

import (
	"context"

	"yunka/server/fault"
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
	case "clock.accepted":
		return msg.Pick(ctx, "确认了服务器的时钟", "Said that the server's clock is right")
	case "demo.made":
		return msg.Pick(ctx, "建立了演示学校", "Made the demo school")
	}
	return ""
}

// startWords says what is wrong with a form of the start; "" for a fault that
// has a page of its own.
func startWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "school_name":
		return msg.Pick(ctx, "校名要填，最多 60 个字", "A name of at most 60 characters, please")
	case "school_zone":
		return msg.Pick(ctx, "请选时区", "Please choose a time zone")
	case "gate_name":
		return msg.Pick(ctx, "门的名字要填，最多 36 个字", "A name of at most 36 characters, please")
	case "gate_hours":
		return msg.Pick(ctx, "开门要早于关门，比如 06:30 到 18:00", "Opening comes before closing, e.g. 06:30 to 18:00")
	}
	return ""
}
