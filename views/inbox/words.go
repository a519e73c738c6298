package inbox

import (
	"context"
	"time"

	"yunka/views/msg"
)

func title(ctx context.Context) string     { return msg.Pick(ctx, "消息", "Messages") }
func unread(ctx context.Context) string    { return msg.Pick(ctx, "未读：", "Unread: ") }
func allRead(ctx context.Context) string   { return msg.Pick(ctx, "全部看过", "Mark all read") }
func earlier(ctx context.Context) string   { return msg.Pick(ctx, "更早", "Earlier") }
func yesterday(ctx context.Context) string { return msg.Pick(ctx, "昨天", "Yesterday") }
func backToCard(ctx context.Context) string {
	return msg.Pick(ctx, "回到校园卡", "Back to the card")
}
func backToList(ctx context.Context) string { return msg.Pick(ctx, "回到消息", "Back to messages") }
func whichBox(ctx context.Context) string   { return msg.Pick(ctx, "哪个学校", "Which school") }
func whichChild(ctx context.Context) string { return msg.Pick(ctx, "哪个孩子", "Which child") }
func everyChild(ctx context.Context) string { return msg.Pick(ctx, "全部", "All") }
func older(ctx context.Context) string      { return msg.Pick(ctx, "更早的消息", "Older messages") }
func newest(ctx context.Context) string     { return msg.Pick(ctx, "最新的消息", "Newest messages") }
func atNoTime(ctx context.Context) string   { return msg.Pick(ctx, "不设", "None") }

func countNew(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "没有新消息", "Nothing new")
	}
	if n == 1 {
		return msg.Pick(ctx, "1 条没看", "1 unread")
	}
	return msg.Pick(ctx, "%s 条没看", "%s unread", many(n))
}

func emptyTitle(ctx context.Context) string {
	return msg.Pick(ctx, "还没有消息", "No messages yet")
}
func emptyText(ctx context.Context) string {
	return msg.Pick(ctx,
		"学校有事告诉您，会出现在这里。可以先看看什么时候不打扰您。",
		"What the school tells you will be here. You can choose when it should not disturb you.")
}

func emptyChild(ctx context.Context) string {
	return msg.Pick(ctx, "这个孩子还没有消息。", "There is nothing about this child yet.")
}

func kept(ctx context.Context) string {
	return msg.Pick(ctx, "离校、接送和安全的消息随时告诉您。消息保留一个学期。",
		"Messages about leaving school, pickup and security always come at once. Messages are kept for a term.")
}

// dateLine is 11月24日 周二 or Tue 24 Nov.
func dateLine(ctx context.Context, t time.Time) string {
	weekday := []string{"日", "一", "二", "三", "四", "五", "六"}[t.Weekday()]
	return msg.Pick(ctx, t.Format("1月2日")+" 周"+weekday, t.Format("Mon 2 Jan"))
}

// when is the time of a message, or its day where the heading does not say it.
func when(ctx context.Context, m Message, dated bool) string {
	if !dated {
		return msg.Clock(m.At)
	}
	return msg.Pick(ctx, m.At.Format("1月2日"), m.At.Format("2 Jan"))
}

// The settings.
func settings(ctx context.Context) string { return msg.Pick(ctx, "消息设置", "Message settings") }
func quietHours(ctx context.Context) string {
	return msg.Pick(ctx, "不打扰的时间", "Quiet hours")
}
func quietHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"这段时间里的消息，结束时按先后一起来。离校、接送、安全和更正缺勤的消息不等。",
		"Messages of this time come when it ends, in order. Leaving school, pickup, security and a corrected absence do not wait.")
}

func asSchool(ctx context.Context, q Quiet) string {
	return msg.Pick(ctx, "和学校一样（%s）", "As the school (%s)", q.hours(ctx))
}
func ownHours(ctx context.Context) string { return msg.Pick(ctx, "自己定", "My own") }
func neverQuiet(ctx context.Context) string {
	return msg.Pick(ctx, "不设，随时告诉我", "None: tell me at any time")
}
func from(ctx context.Context) string { return msg.Pick(ctx, "从", "From") }
func to(ctx context.Context) string   { return msg.Pick(ctx, "到", "To") }
func save(ctx context.Context) string { return msg.Pick(ctx, "保存", "Save") }

func ways(ctx context.Context) string { return msg.Pick(ctx, "还可以发到", "Also send them by") }
func waysHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"消息会离开云卡，由别家送达。您同意才发，随时可以收回。关于孩子的，还要孩子的卡已同意在手机上使用。",
		"Messages then leave Yunka and others carry them. Only if you agree; you can take it back at any time. About a child only if the child's card is agreed to be used on phones.")
}
func agree(ctx context.Context) string    { return msg.Pick(ctx, "同意", "Agree") }
func withdraw(ctx context.Context) string { return msg.Pick(ctx, "收回", "Take back") }

// ChannelName is the word for a kind of channel.
func ChannelName(ctx context.Context, kind string) string {
	switch kind {
	case "inbox":
		return msg.Pick(ctx, "卡里的消息", "Inbox of the card")
	case "wechat":
		return msg.Pick(ctx, "微信", "WeChat")
	case "email":
		return msg.Pick(ctx, "电子邮件", "E-mail")
	case "sms":
		return msg.Pick(ctx, "短信", "SMS")
	case "webpush":
		return msg.Pick(ctx, "浏览器通知", "Web Push")
	}
	return kind
}

// Saved says that the settings are.
func Saved(ctx context.Context) string { return msg.Pick(ctx, "已保存。", "Saved.") }

// Wrong says what is wrong with quiet hours or a choice; "" for another fault.
func Wrong(ctx context.Context, code string) string {
	switch code {
	case "quiet_time":
		return msg.Pick(ctx, "请填两个时间，比如 21:30 和 06:30。", "Please give two times, such as 21:30 and 06:30.")
	case "quiet_same":
		return msg.Pick(ctx, "开始和结束不能一样。不想设就选“不设”。", "Start and end are the same. For no quiet hours choose None.")
	case "quiet_choice":
		return msg.Pick(ctx, "请选一种。", "Please choose one.")
	case "channel_off":
		return msg.Pick(ctx, "这种方式现在用不了。", "This way cannot be used at present.")
	}
	return ""
}
