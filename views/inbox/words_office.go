package inbox

import (
	"context"
	"time"

	"yunka/views/msg"
)

func (w Waiting) words(ctx context.Context) string {
	switch w.Why {
	case "digest":
		return msg.Pick(ctx, "等兄弟姐妹一起说", "For brothers and sisters")
	case "quiet":
		return msg.Pick(ctx, "等不打扰的时间过去", "For the end of quiet hours")
	case "send":
		return msg.Pick(ctx, "正从别的通道发出", "Going out by a channel")
	case "retry":
		return msg.Pick(ctx, "没成，过会儿再试", "Failed, tried again later")
	}
	return msg.Pick(ctx, "正在送", "On the way")
}

// end says what became of a message for a reader.
func (r Reader) end(ctx context.Context) string {
	switch {
	case r.State == "done" && !r.Read.IsZero():
		return msg.Pick(ctx, "%s 看过", "read %s", msg.Stamp(ctx, r.Read))
	case r.State == "done":
		return msg.Pick(ctx, "%s 送到，还没看", "came %s, not read", msg.Stamp(ctx, r.Told))
	case r.State == "replaced":
		return msg.Pick(ctx, "送到前已更正，没有说", "corrected before it was told")
	case r.State == "withheld":
		return msg.Pick(ctx, "送的时候没有权限了，没有说", "not told: the right was gone")
	case r.Hold == "quiet":
		return msg.Pick(ctx, "等不打扰的时间过去", "waits for the end of quiet hours")
	case r.Hold == "digest":
		return msg.Pick(ctx, "等兄弟姐妹一起说", "waits for brothers and sisters")
	}
	return msg.Pick(ctx, "正在送", "on the way")
}

func (d Dead) where(ctx context.Context) string {
	if d.Channel != "" {
		return ChannelName(ctx, d.Channel)
	}
	return ChannelName(ctx, "inbox")
}

func waitingTitle(ctx context.Context) string { return msg.Pick(ctx, "在等的", "Waiting") }
func nothingWaits(ctx context.Context) string {
	return msg.Pick(ctx, "没有在等的，都送到了。", "Nothing waits. Everything has been delivered.")
}

func firstDue(ctx context.Context, t time.Time) string {
	return msg.Pick(ctx, "最早 %s", "first %s", msg.Stamp(ctx, t))
}
func deadTitle(ctx context.Context) string { return msg.Pick(ctx, "没送到的", "Failed") }
func nothingDead(ctx context.Context) string {
	return msg.Pick(ctx, "没有送不到的。", "Nothing has failed.")
}

func moreDead(ctx context.Context, n int) string {
	return msg.Pick(ctx, "还有 %s 条，先处理这些。", "%s more. Deal with these first.", msg.Count(n))
}
func tryAgain(ctx context.Context) string { return msg.Pick(ctx, "再试", "Try again") }
func drop(ctx context.Context) string     { return msg.Pick(ctx, "放弃", "Drop") }
func dropWhy(ctx context.Context) string {
	return msg.Pick(ctx, "放弃的原因", "Why it is dropped")
}

// NoteWrong asks for a reason.
func NoteWrong(ctx context.Context) string {
	return msg.Pick(ctx, "写一句放弃的原因，最多 200 个字。", "Please say why in at most 200 characters.")
}
func daysTitle(ctx context.Context) string { return msg.Pick(ctx, "最近 14 天", "The last 14 days") }
func noDays(ctx context.Context) string {
	return msg.Pick(ctx, "还没有发过消息。有人停卡、卡装到新手机或到校离校，就会告诉该知道的人。",
		"Nothing has been told yet. When a card is stopped or put on a new phone, or a pupil comes and goes, those who should know are told.")
}
func colDay(ctx context.Context) string      { return msg.Pick(ctx, "日期", "Day") }
func colTold(ctx context.Context) string     { return msg.Pick(ctx, "送到", "Told") }
func colRead(ctx context.Context) string     { return msg.Pick(ctx, "看过", "Read") }
func colWaits(ctx context.Context) string    { return msg.Pick(ctx, "在等", "Waiting") }
func colReplaced(ctx context.Context) string { return msg.Pick(ctx, "先更正了", "Corrected first") }
func colWithheld(ctx context.Context) string { return msg.Pick(ctx, "没有权限了", "Right gone") }
func searchTitle(ctx context.Context) string { return msg.Pick(ctx, "关于谁的", "About whom") }
func searchHint(ctx context.Context) string {
	return msg.Pick(ctx, "姓名或学号", "Name or number")
}
func nobody(ctx context.Context, text string) string {
	return msg.Pick(ctx, "没有叫“%s”的人。看看是不是多打了字。", "Nobody is called “%s”. Check the spelling.", text)
}

func noneAbout(ctx context.Context) string {
	return msg.Pick(ctx, "关于这些人还没有消息。", "Nothing has been told about them yet.")
}

func noReader(ctx context.Context, state string) string {
	if state == "waiting" {
		return msg.Pick(ctx, "正在送", "on the way")
	}
	if state == "dead" || state == "dropped" {
		return msg.Pick(ctx, "没送到", "failed")
	}
	return msg.Pick(ctx, "没有该告诉的人：没有账号，或没有权限。", "Nobody to tell: no account, or no right.")
}

func quietSchool(ctx context.Context) string {
	return msg.Pick(ctx, "全校不打扰的时间", "The school's quiet hours")
}

func quietSchoolHint(ctx context.Context) string {
	return msg.Pick(ctx, "每个人可以在消息设置里自己定。离校、接送、安全和更正缺勤的消息不等。",
		"Everybody can choose other hours in the settings. Leaving school, pickup, security and a corrected absence do not wait.")
}
func setHours(ctx context.Context) string      { return msg.Pick(ctx, "设", "Set") }
func noHours(ctx context.Context) string       { return msg.Pick(ctx, "不设", "None") }
func channelsTitle(ctx context.Context) string { return msg.Pick(ctx, "通道", "Channels") }
func alwaysOn(ctx context.Context) string      { return msg.Pick(ctx, "一直开着", "Always on") }
func isOn(ctx context.Context) string          { return msg.Pick(ctx, "开着", "On") }
func isOff(ctx context.Context) string         { return msg.Pick(ctx, "关着", "Off") }
func turnOn(ctx context.Context) string        { return msg.Pick(ctx, "打开", "Turn on") }
func turnOff(ctx context.Context) string       { return msg.Pick(ctx, "关掉", "Turn off") }
func noChannels(ctx context.Context) string {
	return msg.Pick(ctx, "云卡现在只发到卡里，别的通道还没有。", "Yunka delivers into the card alone. There is no other channel yet.")
}
