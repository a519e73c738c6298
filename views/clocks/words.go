package clocks

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

func title(ctx context.Context) string { return msg.Pick(ctx, "考勤机", "Time clocks") }

func off(ctx context.Context) string {
	return msg.Pick(ctx, "服务器没有开考勤机的地址：请管理员设 YUNKA_CLOCKS（例如 10.0.5.1:8081）再启动。", "The server answers no time clocks: ask its administrator to set YUNKA_CLOCKS (10.0.5.1:8081, say) and start it again.")
}

func none(ctx context.Context) string {
	return msg.Pick(ctx, "还没有考勤机", "No time clock yet")
}

func noneDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面用机身上的序列号登记一台，再把地址和端口填进它的“云服务器”菜单。", "Register one below by the serial on its case, then type the address and port into its menu “cloud server”.")
}

func addTitle(ctx context.Context) string {
	return msg.Pick(ctx, "登记一台考勤机", "Register a time clock")
}

func addText(ctx context.Context) string {
	return msg.Pick(ctx, "熵基（ZKTeco）等支持 ADMS 推送的考勤机可以直接连。没登记的序列号不会被接受。", "Clocks of ZKTeco and others that push by ADMS connect by themselves. A serial that is not registered is never accepted.")
}

func addIt(ctx context.Context) string       { return msg.Pick(ctx, "登记", "Register") }
func nameLabel(ctx context.Context) string   { return msg.Pick(ctx, "考勤机", "Time clock") }
func serialLabel(ctx context.Context) string { return msg.Pick(ctx, "序列号", "Serial") }
func addressLabel(ctx context.Context) string {
	return msg.Pick(ctx, "从哪里来", "Where it called from")
}
func lastLabel(ctx context.Context) string   { return msg.Pick(ctx, "上次", "Last time") }
func timesLabel(ctx context.Context) string  { return msg.Pick(ctx, "次数", "Times") }
func numberLabel(ctx context.Context) string { return msg.Pick(ctx, "号码", "Number") }
func saidLabel(ctx context.Context) string {
	return msg.Pick(ctx, "机器说的时间", "The time it says")
}
func receivedLabel(ctx context.Context) string { return msg.Pick(ctx, "收到", "Received") }
func whyLabel(ctx context.Context) string {
	return msg.Pick(ctx, "为什么不算", "Why it does not count")
}
func serverLabel(ctx context.Context) string { return msg.Pick(ctx, "服务器地址", "Server") }
func portLabel(ctx context.Context) string   { return msg.Pick(ctx, "端口", "Port") }
func peopleLabel(ctx context.Context) string { return msg.Pick(ctx, "机器里的人", "People in it") }
func completeLabel(ctx context.Context) string {
	return msg.Pick(ctx, "数据齐到", "Complete until")
}
func firmwareLabel(ctx context.Context) string { return msg.Pick(ctx, "固件", "Firmware") }
func whoLabel(ctx context.Context) string      { return msg.Pick(ctx, "下发哪些人", "Whom it knows") }

func networksLabel(ctx context.Context) string {
	return msg.Pick(ctx, "只许从这些网络来（可不填）", "Only from these networks (may stay empty)")
}

func noPathLabel(ctx context.Context) string {
	return msg.Pick(ctx, "机器的菜单填不了路径：只凭序列号和网络认它", "Its menu takes no path: know it by serial and network alone")
}

func keysLabel(ctx context.Context) string {
	return msg.Pick(ctx, "相信它的上班/下班键（一般不用）", "Believe its keys for in and out (rarely right)")
}

func whoName(ctx context.Context, who string) string {
	switch who {
	case "staff":
		return msg.Pick(ctx, "教职工", "Staff")
	case "pupils":
		return msg.Pick(ctx, "学生", "Pupils")
	case "all":
		return msg.Pick(ctx, "教职工和学生", "Staff and pupils")
	}
	return msg.Pick(ctx, "不下发，在机器上录", "Nobody: they are put in by hand")
}

func stopped(ctx context.Context) string { return msg.Pick(ctx, "已停用", "Stopped") }
func never(ctx context.Context) string   { return msg.Pick(ctx, "还没连上过", "Not connected yet") }

func stamp(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return msg.Stamp(ctx, t)
}

func seen(ctx context.Context, c Clock) string {
	return msg.Pick(ctx, "上次联系 "+msg.Stamp(ctx, c.Seen)+"，来自 "+c.SeenFrom, "Last heard of "+msg.Stamp(ctx, c.Seen)+" from "+c.SeenFrom)
}

func silent(ctx context.Context, c Clock) string {
	return msg.Pick(ctx, "自 "+msg.Stamp(ctx, c.Seen)+" 没有联系", "No contact since "+msg.Stamp(ctx, c.Seen))
}

func ahead(ctx context.Context, c Clock) string {
	n := strconv.Itoa(int(c.Ahead.Round(time.Minute) / time.Minute))
	if h := c.Ahead.Round(time.Hour); h >= time.Hour && (c.Ahead-h).Abs() < 3*time.Minute {
		n = strconv.Itoa(int(h / time.Hour))
		return msg.Pick(ctx, "它的钟快了 "+n+" 小时：多半是时区没设对", "Its clock is "+n+" h ahead: its time zone is probably wrong")
	}
	return msg.Pick(ctx, "它的钟快了 "+n+" 分钟", "Its clock is "+n+" min ahead")
}

func fails(ctx context.Context, c Clock) string {
	n := strconv.FormatInt(c.Fails, 10)
	return msg.Pick(ctx, n+" 个人它没收下", "It refused "+n+" people")
}

func held(ctx context.Context, c Clock) string {
	return strconv.FormatInt(c.Held, 10) + " / " + strconv.FormatInt(c.People, 10)
}

func complete(ctx context.Context, c Clock) string {
	if c.Complete.IsZero() {
		return msg.Pick(ctx, "还不知道", "Not known yet")
	}
	if !c.Proves {
		return msg.Pick(ctx, msg.Stamp(ctx, c.Complete)+"（它不会报条数，按在线算）", msg.Stamp(ctx, c.Complete)+" (it cannot prove it)")
	}
	return msg.Stamp(ctx, c.Complete)
}

func change(ctx context.Context) string  { return msg.Pick(ctx, "修改", "Change") }
func newPath(ctx context.Context) string { return msg.Pick(ctx, "换一个地址", "Another address") }
func stopIt(ctx context.Context) string  { return msg.Pick(ctx, "停用", "Stop it") }

func newPathAsk(ctx context.Context) string {
	return msg.Pick(ctx, "旧地址马上失效，要在机器上改成新的。", "The old address ends at once; type the new one into the clock.")
}

func stopAsk(ctx context.Context) string {
	return msg.Pick(ctx, "这台考勤机马上断开，它的打卡记录留着。", "The clock is cut off at once. Its punches stay.")
}

func unknownTitle(ctx context.Context) string {
	return msg.Pick(ctx, "来过、但没登记的", "Called, and not registered")
}

func unknownText(ctx context.Context) string {
	return msg.Pick(ctx, "它们说的都没有收下。是学校的，就在下面登记序列号。", "Nothing that they said was taken. If one is the school's, register its serial below.")
}

func straysTitle(ctx context.Context) string {
	return msg.Pick(ctx, "算不到人头上的打卡", "Punches that count for nobody")
}

func straysText(ctx context.Context) string {
	return msg.Pick(ctx, "号码在名册里补上以后，六十天内的会自己归到人。时间不对的永远不算。", "Once the school's books have the number, those of sixty days find their owner by themselves. Those with a wrong time never count.")
}

func moreStrays(ctx context.Context) string {
	return msg.Pick(ctx, "只列最近的一百条。", "Only the newest hundred are listed.")
}

func suspect(ctx context.Context) string { return msg.Pick(ctx, "时间不对", "Wrong time") }
func nobody(ctx context.Context) string {
	return msg.Pick(ctx, "没有这个号码的人", "Nobody has this number")
}

func numberOf(ctx context.Context, s Stray) string {
	if s.Chip != "" {
		return msg.Pick(ctx, "芯片 ", "Chip ") + s.Chip
	}
	return s.Number
}

func apiTitle(ctx context.Context) string {
	return msg.Pick(ctx, "别的厂家的机器和系统", "Machines and systems of other makers")
}

func apiText(ctx context.Context) string {
	return msg.Pick(ctx, "会发 HTTP 的，用一台“考勤”终端的令牌上报：每条带自己的序号，迟到、重发都只算一次。", "What can send HTTP reports with the token of a terminal for attendance: each punch with its own number counts once, however late or often it comes.")
}

func apiLink(ctx context.Context) string { return msg.Pick(ctx, "接口说明", "How to report") }
func terminalsLink(ctx context.Context) string {
	return msg.Pick(ctx, "添加终端", "Add a terminal")
}
