package pickup

import (
	"context"
	"strings"
	"time"

	"yunka/views/msg"
)

func navPickup(ctx context.Context) string { return msg.Pick(ctx, "接送", "Pickup") }
func planTitle(ctx context.Context) string { return msg.Pick(ctx, "接送计划", "Pickup plan") }
func classTitle(ctx context.Context, class string) string {
	return msg.Pick(ctx, class+" 放学怎么走", class+": going home")
}
func requestsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "截止后的接送改动", "Late pickup changes")
}

// RequestsTitle is the line of the page of what waits.
func RequestsTitle(ctx context.Context) string { return requestsTitle(ctx) }

func modeName(ctx context.Context, mode string) string {
	switch mode {
	case "parent":
		return msg.Pick(ctx, "家长来接", "A guardian comes")
	case "delegate":
		return msg.Pick(ctx, "受委托的人来接", "A delegate comes")
	case "bus":
		return msg.Pick(ctx, "坐校车", "School bus")
	case "walk":
		return msg.Pick(ctx, "自己回家", "Goes alone")
	case "after_school":
		return msg.Pick(ctx, "课后班", "After-school class")
	}
	return msg.Pick(ctx, "住校", "Boards")
}

func adultComes(ctx context.Context, a Adult) string {
	who := msg.Relation(ctx, a.Relation)
	switch {
	case a.You:
		return msg.Pick(ctx, "您来接", "You come")
	case a.Name != "":
		who += " " + a.Name
	}
	return msg.Pick(ctx, who+"来接", who+" comes")
}

func planWords(ctx context.Context, p Plan) string {
	if p.Adult.ID != "" {
		return adultComes(ctx, p.Adult)
	}
	return modeName(ctx, p.Mode)
}

func dayName(ctx context.Context, d Day) string {
	if d.Today {
		return msg.Joined(ctx, msg.Today(ctx), msg.Day(ctx, d.At))
	}
	return msg.Day(ctx, d.At)
}

func changed(ctx context.Context) string { return msg.Pick(ctx, "这天改过", "Changed") }
func usually(ctx context.Context, p Plan) string {
	return msg.Pick(ctx, "平时："+planWords(ctx, p), "Usually: "+planWords(ctx, p))
}

func cutOff(ctx context.Context, d Day, staff bool) string {
	until := msg.Clock(d.Until)
	switch {
	case staff:
		return msg.Pick(ctx, "家长可以自己改到 "+until, "The family changes it until "+until)
	case d.Change == ByStaff:
		return msg.Pick(ctx, until+" 已过，现在要改由班主任答复", "After "+until+" the class teacher answers a change")
	case d.Today:
		left := number(d.Left)
		return msg.Pick(ctx, until+" 前可以自己改，还有 "+left+" 分钟", "You can change it until "+until+", "+left+" min left")
	}
	return msg.Pick(ctx, "当天 "+until+" 前可以自己改", "You can change it until "+until+" of that day")
}

func changeDay(ctx context.Context, d Day, staff bool) string {
	if d.Change == ByStaff && !staff {
		return msg.Pick(ctx, "请班主任改", "Ask the class teacher")
	}
	return msg.Pick(ctx, "改这一天", "Change this day")
}

func saveDay(ctx context.Context, d Day, staff bool) string {
	if d.Change == ByStaff && !staff {
		return msg.Pick(ctx, "送给班主任", "Send it")
	}
	return msg.Pick(ctx, "就这样", "Save this day")
}

func backToUsual(ctx context.Context) string {
	return msg.Pick(ctx, "恢复平时的", "Back to usual")
}
func howLabel(ctx context.Context) string { return msg.Pick(ctx, "怎么走", "How") }
func noteLabel(ctx context.Context) string {
	return msg.Pick(ctx, "说明（校车几号线、在哪里等），可以不填", "Note: bus line, where to wait (optional)")
}
func weekTitle(ctx context.Context) string { return msg.Pick(ctx, "平时每周", "Every week") }
func weekHint(ctx context.Context) string  { return msg.Pick(ctx, "每周重复", "Repeats") }
func weekLine(ctx context.Context, w Weekly) string {
	text := msg.Joined(ctx, weekday(ctx, w.Weekday)+" "+w.Dismissal, planWords(ctx, w.Plan))
	if w.Plan.Note != "" {
		text = msg.Joined(ctx, text, w.Plan.Note)
	}
	return text
}
func saveWeek(ctx context.Context, day int) string {
	return msg.Pick(ctx, "每个"+weekday(ctx, day)+"都这样", "Every "+weekday(ctx, day))
}

func weekday(ctx context.Context, n int) string {
	zh := []string{"", "周一", "周二", "周三", "周四", "周五", "周六", "周日"}[n]
	return msg.Pick(ctx, zh, time.Weekday(n%7).String())
}

func askedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "请过班主任的", "Asked of the class teacher")
}
func waits(ctx context.Context, r Request) string {
	return msg.Pick(ctx, "等班主任答复："+planWords(ctx, r.Plan)+"，"+r.AskedBy+" "+msg.Clock(r.AskedAt)+" 提的",
		"Waits for the class teacher: "+planWords(ctx, r.Plan)+", asked by "+r.AskedBy+" at "+msg.Clock(r.AskedAt))
}
func takeBack(ctx context.Context) string { return msg.Pick(ctx, "撤回", "Take back") }
func requestLine(ctx context.Context, r Request) string {
	line := msg.Joined(ctx, msg.Day(ctx, r.At), planWords(ctx, r.Plan))
	switch r.State {
	case "accepted":
		return msg.Joined(ctx, line, msg.Pick(ctx, r.DecidedBy+" 同意了", r.DecidedBy+" agreed"))
	case "refused":
		return msg.Joined(ctx, line, msg.Pick(ctx, r.DecidedBy+" 没有同意", r.DecidedBy+" did not agree"))
	case "withdrawn":
		return msg.Joined(ctx, line, msg.Pick(ctx, "已撤回", "taken back"))
	}
	return msg.Joined(ctx, line, msg.Pick(ctx, "等答复", "waits"))
}
func planFoot(ctx context.Context) string {
	return msg.Pick(ctx, "计划只说打算怎么走。谁能接走孩子，放行的时候由学校当场核对。", "A plan says what is meant to happen. Who may take a child is checked at the release.")
}
func noDays(ctx context.Context) string { return msg.Pick(ctx, "最近不上课", "No school soon") }
func noDaysText(ctx context.Context) string {
	return msg.Pick(ctx, "有上学日了，这里就会出现。", "The days appear here once there is school.")
}

func entryLine(ctx context.Context, d *Day) string {
	if d == nil {
		return msg.Pick(ctx, "今天不上课", "No school today")
	}
	line := msg.Clock(d.Dismissal) + " " + planWords(ctx, d.Plan)
	if d.Changed {
		return msg.Joined(ctx, line, changed(ctx))
	}
	return line
}

func released(ctx context.Context, at time.Time) string {
	return msg.Pick(ctx, msg.Clock(at)+" 放学", "Dismissal at "+msg.Clock(at))
}
func noSchool(ctx context.Context) string { return msg.Pick(ctx, "今天不上课", "No school today") }
func noSchoolText(ctx context.Context) string {
	return msg.Pick(ctx, "没有人要接。", "Nobody is picked up.")
}
func nobody(ctx context.Context) string { return msg.Pick(ctx, "还没有学生", "No pupils yet") }
func nobodyText(ctx context.Context) string {
	return msg.Pick(ctx, "学生进了班就会出现。", "Pupils appear once they are in a class.")
}
func rowLine(ctx context.Context, r Row) string {
	line := planWords(ctx, r.Plan)
	if r.Plan.Note != "" {
		line = msg.Joined(ctx, line, r.Plan.Note)
	}
	if r.Changed {
		line = msg.Joined(ctx, line, changed(ctx))
	}
	if r.Waits {
		line = msg.Joined(ctx, line, msg.Pick(ctx, "有改动等答复", "a change waits"))
	}
	return line
}

func allDone(ctx context.Context) string { return msg.Pick(ctx, "都办完了", "All done") }
func allDoneText(ctx context.Context) string {
	return msg.Pick(ctx, "没有等您答复的改动。", "No change waits for you.")
}
func askedBy(ctx context.Context, r Request) string {
	return msg.Pick(ctx, r.AskedBy+" "+msg.Clock(r.AskedAt)+" 提出", "Asked by "+r.AskedBy+" at "+msg.Clock(r.AskedAt))
}
func ownChild(ctx context.Context) string {
	return msg.Pick(ctx, "这是您自己的孩子，要由别人答复。", "This is your own child: somebody else answers.")
}
func refuse(ctx context.Context) string { return msg.Pick(ctx, "不改", "Keep the plan") }
func accept(ctx context.Context) string { return msg.Pick(ctx, "同意改", "Agree") }

func printList(ctx context.Context) string { return msg.Pick(ctx, "打印名单", "Print the list") }
func colChild(ctx context.Context) string  { return msg.Pick(ctx, "孩子", "Child") }
func colHow(ctx context.Context) string    { return msg.Pick(ctx, "怎么走", "How") }
func modesLine(ctx context.Context, list []Count) string {
	var parts []string
	for _, c := range list {
		parts = append(parts, modeName(ctx, c.Mode)+" "+number(c.N))
	}
	return strings.Join(parts, msg.ListSeparator(ctx))
}
func waitingLine(ctx context.Context, n int) string {
	return msg.Pick(ctx, number(n)+" 条等答复", number(n)+" waiting")
}
func timesTitle(ctx context.Context) string { return msg.Pick(ctx, "放学时间", "Dismissal") }
func cutOffLabel(ctx context.Context) string {
	return msg.Pick(ctx, "提前几分钟截止", "Cut-off, minutes before")
}
func cutOffHint(ctx context.Context) string {
	return msg.Pick(ctx, "截止以后，家长的改动要班主任答复。", "Later changes of a family wait for the class teacher.")
}

// ModeName is a way to go home.
func ModeName(ctx context.Context, mode string) string { return modeName(ctx, mode) }
