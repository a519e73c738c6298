package signin

import (
	"context"

	"yunka/views/msg"
	"yunka/views/ui"
)

// firstPeople is how many people the office's page lists.
const firstPeople = 100

func (v Office) first() []Sum { return v.People[:min(len(v.People), firstPeople)] }

func personPath(session, person string) string { return Path(session) + "/people/" + person }

// share is a part of a bar of 1000.
func share(part, whole int) string {
	if whole == 0 {
		return "0"
	}
	return number(part * 1000 / whole)
}

func phaseTone(phase string) string {
	switch phase {
	case "open":
		return "ok"
	case "late", "over":
		return "warn"
	}
	return "mute"
}

func phaseIcon(phase string) ui.Name {
	switch phase {
	case "open":
		return ui.IconAllowed
	case "closed", "final":
		return ui.IconLock
	case "cancelled":
		return ui.IconClose
	}
	return ui.IconClock
}

func ofThem(ctx context.Context, v List) string {
	text := phaseWord(ctx, v.Phase)
	if v.LateIn > 0 {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "其中 "+number(v.LateIn)+" 人迟到", number(v.LateIn)+" of them late"))
	}
	if v.WalkIn > 0 {
		text = msg.Joined(ctx, text, msg.Pick(ctx, number(v.WalkIn)+" 人不在名单上", number(v.WalkIn)+" walked in"))
	}
	if v.Waiting > 0 {
		text = msg.Joined(ctx, text, msg.Pick(ctx, number(v.Waiting)+" 人候补", number(v.Waiting)+" waiting"))
	}
	if v.Seatless > 0 {
		text = msg.Joined(ctx, text, msg.Pick(ctx, number(v.Seatless)+" 人没填座位", number(v.Seatless)+" without a seat"))
	}
	if v.Capacity > 0 {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "上限 "+number(v.Capacity)+" 人", "limit "+number(v.Capacity)))
	}
	return text
}

func sharedIcon(s Shared) ui.Name {
	if s.Seat != "" {
		return ui.IconAlert
	}
	return ui.IconPhone
}
func sharedTitle(ctx context.Context, s Shared) string {
	n := len(s.People)
	if s.Seat != "" {
		return msg.Pick(ctx, "座位 "+s.Seat+" 有 "+number(n)+" 个人填", number(n)+" people say they sit on "+s.Seat)
	}
	return msg.Pick(ctx, "1 部手机签了 "+number(n)+" 个人", "1 phone signed "+number(n)+" people in")
}
func sameDevice(ctx context.Context) string {
	return msg.Pick(ctx, "和这些人用了同一部手机：", "Used the same phone as: ")
}
func tabsLabel(ctx context.Context) string { return msg.Pick(ctx, "名单", "Lists") }
func tabWord(ctx context.Context, tab string, v List) string {
	switch tab {
	case "signed":
		return msg.Pick(ctx, "已签 ", "Signed ") + number(v.In+v.Waiting)
	case "away":
		return awayWord(ctx) + " " + number(v.Away)
	}
	return missingWord(ctx) + " " + number(v.Missing)
}
func nobodyTitle(ctx context.Context, v List) string {
	switch v.Tab {
	case "signed":
		return msg.Pick(ctx, "还没有人签到", "Nobody yet")
	case "away":
		return msg.Pick(ctx, "没有人请假", "Nobody is on leave")
	}
	if v.Expected == 0 {
		return msg.Pick(ctx, "这场没有名单", "Nobody in particular is expected")
	}
	return msg.Pick(ctx, "都到了", "Everybody is here")
}
func nobodyText(ctx context.Context, v List) string {
	if v.Tab == "signed" {
		return msg.Pick(ctx, "亮码让大家扫，或者扫大家的校园卡。", "Show the code, or scan people's cards.")
	}
	return ""
}
func rowFacts(ctx context.Context, r Row) string {
	text := r.Class
	add := func(more string) {
		switch {
		case more == "":
		case text == "":
			text = more
		default:
			text = msg.Joined(ctx, text, more)
		}
	}
	if r.State == "in" || r.State == "waiting" {
		add(msg.Second(r.At) + " " + howWord(ctx, r.How))
	}
	if r.State == "void" {
		add(msg.Pick(ctx, "签到已撤销", "Taken back"))
	}
	if r.Seat != "" {
		add(seatWord(ctx) + " " + r.Seat)
	}
	if !r.Out.IsZero() {
		add(msg.Pick(ctx, msg.Clock(r.Out)+" 签退", "left "+msg.Clock(r.Out)))
	}
	if r.WalkIn {
		add(msg.Pick(ctx, "不在名单上", "not on the list"))
	}
	if r.Why != "" {
		add(r.By + msg.Pick(ctx, "：", ": ") + r.Why)
	}
	return text
}
func handDo(ctx context.Context) string { return msg.Pick(ctx, "补签", "By hand") }
func outDo(ctx context.Context) string  { return msg.Pick(ctx, "签退", "Sign out") }
func voidDo(ctx context.Context) string { return msg.Pick(ctx, "撤销签到", "Take back") }
func labelWhy(ctx context.Context) string {
	return msg.Pick(ctx, "原因（补签和撤销都要写）", "Reason (needed, but for signing out)")
}
func whys(ctx context.Context) []string {
	return []string{msg.Pick(ctx, "手机没电", "Phone is flat"), msg.Pick(ctx, "没带手机", "No phone with them"), msg.Pick(ctx, "扫不出来", "Could not scan"), msg.Pick(ctx, "本人不在场", "Was not there")}
}
func moreRows(ctx context.Context, n int) string {
	return msg.Pick(ctx, "再看 "+number(n)+" 人", number(n)+" more")
}
func closedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "这场已经结束", "It is closed")
}
func closedText(ctx context.Context) string {
	return msg.Pick(ctx, "要改，先由两个人重新打开。", "To change it, two people reopen it first.")
}
func notOpen(ctx context.Context) string { return msg.Pick(ctx, "还没开放签到", "Not open yet") }

func checkTitle(ctx context.Context, c Check) string {
	if c.Running {
		return msg.Pick(ctx, "正在抽查 "+number(c.People)+" 人", "Re-checking "+number(c.People))
	}
	return msg.Pick(ctx, msg.Clock(c.At)+" 抽查 "+number(c.People)+" 人", "Re-check of "+number(c.People)+" at "+msg.Clock(c.At))
}
func checkUntil(ctx context.Context, c Check) string {
	return msg.Pick(ctx, "到 "+msg.Second(c.Until), "until "+msg.Second(c.Until))
}
func answered(ctx context.Context, c Check) string {
	if len(c.Missing) == 0 {
		return msg.Pick(ctx, number(c.Answered)+" 人都回应了", "All "+number(c.Answered)+" answered")
	}
	return msg.Pick(ctx, number(c.Answered)+" 人已回应，还差 ", number(c.Answered)+" answered, not yet ")
}
func checkOver(ctx context.Context) string {
	return msg.Pick(ctx, "没回应的，请当面看一下", "please look for them in the room")
}
func checkLabel(ctx context.Context) string { return msg.Pick(ctx, "抽查几人", "How many") }
func checkDo(ctx context.Context) string    { return msg.Pick(ctx, "抽查", "Re-check") }

func whatIsPrevented(ctx context.Context) string {
	return msg.Pick(ctx, "能防什么，防不住什么", "What is prevented, and what is not")
}
func prevented(ctx context.Context, s Session) []string {
	list := []string{
		msg.Pick(ctx, "能防：转发的照片。码 15 秒一换，最晚 20 秒后就没用了。", "Prevented: a forwarded picture. The code is new every 15 seconds and worth nothing after 20."),
		msg.Pick(ctx, "能防：提前扫、签别的场次、一个人签两次。", "Prevented: early scans, signing in to another session, signing in twice."),
		msg.Pick(ctx, "会显示：一部手机签了几个人。换一个浏览器就算另一部。", "Shown: several people on one phone. Another browser counts as another phone."),
		msg.Pick(ctx, "防不住：20 秒内把码发给别人，别人用自己的手机和账号签；抽查能发现一部分。", "Not prevented: who gets the picture within 20 seconds and has a phone and an account; a re-check finds some."),
		msg.Pick(ctx, "防不住：带着别人的手机来。", "Not prevented: who carries another's phone along."),
	}
	if s.InSchool {
		list = append(list, msg.Pick(ctx, "能防：人在学校外面扫码签到。只有连着学校网络的手机签得上。防不住：从外面连回学校网络（VPN）的。",
			"Prevented: signing in by the code from outside. Only phones in the school's network can. Not prevented: who reaches that network from afar (VPN)."))
	}
	if s.Seats {
		list = append(list, msg.Pick(ctx, "会显示：两个人填了同一个座位，几个人没填。座位是自己填的，填一个空位防不住，看一眼教室就知道。",
			"Shown: two people on one seat, and how many said none. It is their word: an empty seat can be claimed, and a look at the room tells."))
	}
	return list
}
func settings(ctx context.Context, v ListView) string {
	text := msg.Pick(ctx, msg.Clock(v.List.Opens)+" 开放，"+msg.Clock(v.List.Late)+" 后算迟到", "Opens "+msg.Clock(v.List.Opens)+", late from "+msg.Clock(v.List.Late))
	if v.List.InSchool {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "扫码要连学校网络", "by the code only in the school's network"))
	}
	for _, d := range v.Doors {
		text = msg.Joined(ctx, text, d)
	}
	if v.Lesson {
		text = msg.Joined(ctx, text, msg.Pick(ctx, "结束时交这节课的点名", "closing hands in the lesson's roll"))
	}
	return text
}
func reopenAsked(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+" 申请重新打开", name+" asks to reopen it")
}
func reopenAgree(ctx context.Context) string {
	return msg.Pick(ctx, "同意，重新打开", "Agree, reopen it")
}
func reopenWaits(ctx context.Context) string {
	return msg.Pick(ctx, "等另一位负责人或管理员同意。", "Another organiser or an admin has to agree.")
}
func reopenWhy(ctx context.Context) string {
	return msg.Pick(ctx, "为什么要重新打开", "Why reopen it")
}
func reopenHint(ctx context.Context) string {
	return msg.Pick(ctx, "要两个人：您申请，另一位同意", "It takes two: you ask, another one agrees")
}
func reopenDo(ctx context.Context) string {
	return msg.Pick(ctx, "申请重新打开", "Ask to reopen")
}
func scanDo(ctx context.Context) string { return msg.Pick(ctx, "扫人签到", "Scan people") }
func roomDo(ctx context.Context) string { return msg.Pick(ctx, "亮码", "Code") }
func closeDo(ctx context.Context, s Session) string {
	if s.Phase == "scheduled" {
		return msg.Pick(ctx, "取消", "Cancel")
	}
	return msg.Pick(ctx, "结束", "Close")
}
func closeAsk(ctx context.Context, v ListView) string {
	switch {
	case v.List.Phase == "scheduled":
		return msg.Pick(ctx, "取消这场？名单上的人会收到消息。", "Cancel it? Who is expected is told.")
	case v.Lesson:
		return msg.Pick(ctx, "结束签到，并交这节课的点名？", "Close it, and hand in the lesson's roll?")
	}
	return msg.Pick(ctx, "结束签到？之后谁也签不上。", "Close it? Nobody can sign in then.")
}
