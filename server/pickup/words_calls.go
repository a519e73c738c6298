package pickup

import (
	"context"

	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/pickup/calls"
	"yunka/views/msg"
)

// either is the first answer of two that know words.
func either[T any](a, b func(context.Context, T) string) func(context.Context, T) string {
	return func(ctx context.Context, of T) string {
		if text := a(ctx, of); text != "" {
			return text
		}
		return b(ctx, of)
	}
}

func callDone(ctx context.Context, done string) string {
	switch done {
	case "pickup-returned":
		return msg.Pick(ctx, "记下了，孩子在学校。家里会收到消息。", "Noted: the child is at school. The family is told.")
	case "pickup-calling":
		return msg.Pick(ctx, "已保存。", "Saved.")
	case "board-set":
		return msg.Pick(ctx, "屏幕显示的内容已改。", "The screen shows what you chose.")
	}
	return ""
}

func callAction(ctx context.Context, action string) string {
	switch action {
	case "pickup.called":
		return msg.Pick(ctx, "叫了孩子", "Called a child")
	case "pickup.ready":
		return msg.Pick(ctx, "送出了孩子", "Sent a child out")
	case "pickup.back":
		return msg.Pick(ctx, "撤回了送出", "Called a child back to class")
	case "pickup.returned":
		return msg.Pick(ctx, "接走的孩子又回到学校", "A child came back to school")
	case "pickup.calling":
		return msg.Pick(ctx, "改了扫码后自动叫", "Changed whether scans call by themselves")
	case "pickup.board":
		return msg.Pick(ctx, "改了接送屏显示的内容", "Changed what a pickup board shows")
	case "pickup.left_viewed":
		return msg.Pick(ctx, "看了还没接走的名单", "Looked at who has not been collected")
	}
	return ""
}

func callFault(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "pickup_held":
		return msg.Pick(ctx, "先不送出来，等老师。", "Please wait for staff before sending the child out.")
	case "pickup_lockdown":
		return msg.Pick(ctx, "正在紧急封闭，谁也不送出来。", "A lockdown holds: nobody is sent out.")
	case "pickup_refused":
		return msg.Pick(ctx, "现在不能叫这个孩子。", "This child cannot be called now.")
	case "pickup_not_gone":
		return msg.Pick(ctx, "孩子没有被接走。", "The child has not been picked up.")
	case "return_why":
		return msg.Pick(ctx, "要写为什么回来，最多 80 字。", "Say why the child is back, in at most 80 characters.")
	case "board_of":
		return msg.Pick(ctx, "请选一个班级或一个门。", "Choose a class or a gate.")
	}
	return ""
}

var callNotices = []outbox.Kind{{
	Kind: calls.NoticeReturned, Name: func(ctx context.Context) string { return msg.Pick(ctx, "回到学校", "Back at school") },
	Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
		_, at, link := toldOf(t)
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" "+at+" 回到了学校", t.Name+" is back at school since "+at), Body: msg.Pick(ctx, "要重新来接，老师会核对", "Staff releases the child again when somebody comes"),
			Link: link, Do: msg.Pick(ctx, "看计划", "Show the plan")}
	},
}}
