package inbox

import (
	"context"

	"yunka/views/msg"
)

// doneWords says what a form of the scene has just done.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "messages-saved":
		return msg.Pick(ctx, "已保存。", "Saved.")
	case "messages-retried":
		return msg.Pick(ctx, "正在再试。", "It is tried again.")
	case "messages-dropped":
		return msg.Pick(ctx, "已放弃，原因记下了。", "Dropped. The reason is on record.")
	}
	return ""
}

// actionWords says what an event of the scene did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "messages.read":
		return msg.Pick(ctx, "看了消息收发", "Looked at the messages")
	case "messages.quiet":
		return msg.Pick(ctx, "改了不打扰的时间", "Changed the quiet hours")
	case "messages.channel":
		return msg.Pick(ctx, "开关了消息通道", "Turned a message channel on or off")
	case "messages.consent":
		return msg.Pick(ctx, "同意或收回了消息通道", "Agreed to a message channel or took it back")
	case "messages.retried":
		return msg.Pick(ctx, "再试了一条没送到的消息", "Tried a failed message again")
	case "messages.dropped":
		return msg.Pick(ctx, "放弃了一条没送到的消息", "Dropped a failed message")
	}
	return ""
}

// detailWords says what a detail of an event is.
func detailWords(ctx context.Context, key string) string {
	switch key {
	case "letter":
		return msg.Pick(ctx, "消息", "Message")
	case "quiet":
		return msg.Pick(ctx, "不打扰", "Quiet hours")
	case "channel":
		return msg.Pick(ctx, "通道", "Channel")
	case "on":
		return msg.Pick(ctx, "开", "On")
	}
	return ""
}
