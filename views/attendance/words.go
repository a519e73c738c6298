package attendance

import (
	"context"

	"yunka/views/msg"
)

func navSessions(ctx context.Context) string { return msg.Pick(ctx, "到校时间", "Expected when") }

func sessionsHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"什么时候该到、什么时候能走，都按这里算。班级有自己的时段就只看它的，没有再看年级的，最后看全校的。改动从今天起算，过去的日子不变。",
		"Late, absent and left early are reckoned by these times. A class with times of its own uses only those, else its grade's, else the whole school's. A change holds from today; days of the past stay as they were.")
}

func sessionsNone(ctx context.Context) string {
	return msg.Pick(ctx, "还没有到校时间", "Nobody is expected yet")
}

func sessionsNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面添加第一个时段，如“上午”。没有时段，谁也不会算迟到或缺勤。",
		"Add the first one below, such as Morning. Without any, nobody is ever late or absent.")
}

func colName(ctx context.Context) string  { return msg.Pick(ctx, "时段", "Session") }
func colWhom(ctx context.Context) string  { return msg.Pick(ctx, "谁", "For whom") }
func colTimes(ctx context.Context) string { return msg.Pick(ctx, "时间", "Time") }
func colRules(ctx context.Context) string { return msg.Pick(ctx, "怎么算", "Reckoning") }
func colDo(ctx context.Context) string    { return msg.Pick(ctx, "操作", "Actions") }

func onTimeUntil(ctx context.Context, at string) string {
	return msg.Pick(ctx, "%s 前算准时", "on time until %s", at)
}

func absentFrom(ctx context.Context, at string) string {
	return msg.Pick(ctx, "%s 后到算缺勤", "absent after %s", at)
}

func earlyBefore(ctx context.Context, at string) string {
	return msg.Pick(ctx, "%s 前走算早退", "early before %s", at)
}

func mustOut(ctx context.Context) string {
	return msg.Pick(ctx, "离校也要刷", "must scan on the way out")
}

func fromDay(ctx context.Context, day string) string { return msg.Pick(ctx, "%s 起", "from %s", day) }
func lastDay(ctx context.Context) string {
	return msg.Pick(ctx, "今天是最后一天", "today is the last day")
}
func sessionEnd(ctx context.Context) string { return msg.Pick(ctx, "停用", "End") }

func sessionEndAsk(ctx context.Context, name string) string {
	return msg.Pick(ctx, "停用“%s”？今天还算，明天起不再算。", "End %s? It still counts today, and no more from tomorrow.", name)
}

func sessionAdd(ctx context.Context) string  { return msg.Pick(ctx, "添加时段", "Add a session") }
func sessionName(ctx context.Context) string { return msg.Pick(ctx, "名称", "Name") }
func sessionNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 上午、下午、晚自习", "e.g. Morning, Afternoon, Evening study")
}
func sessionRole(ctx context.Context) string { return msg.Pick(ctx, "身份", "Role") }
func sessionWhom(ctx context.Context) string {
	return msg.Pick(ctx, "年级或班级", "Grade or class")
}
func wholeRole(ctx context.Context) string   { return msg.Pick(ctx, "全部", "All of them") }
func sessionDays(ctx context.Context) string { return msg.Pick(ctx, "星期", "Weekdays") }
func opens(ctx context.Context) string       { return msg.Pick(ctx, "最早", "Counts from") }
func starts(ctx context.Context) string      { return msg.Pick(ctx, "开始", "Starts") }
func ends(ctx context.Context) string        { return msg.Pick(ctx, "结束", "Ends") }
func closes(ctx context.Context) string      { return msg.Pick(ctx, "截止", "Closes") }

func closesHint(ctx context.Context) string {
	return msg.Pick(ctx, "到“截止”后才会说缺勤", "Nobody is called absent before it closes")
}

func grace(ctx context.Context) string { return msg.Pick(ctx, "宽限（分钟）", "Grace (minutes)") }
func absentAfter(ctx context.Context) string {
	return msg.Pick(ctx, "迟到多久算缺勤（分钟）", "Absent after (minutes late)")
}
func earlyGrace(ctx context.Context) string {
	return msg.Pick(ctx, "可以早走（分钟）", "May leave early by (minutes)")
}
func fromLabel(ctx context.Context) string { return msg.Pick(ctx, "从哪天起", "From") }
func fromHint(ctx context.Context) string {
	return msg.Pick(ctx, "空着就是今天", "Empty means today")
}

func weekday(ctx context.Context, d int) string {
	return msg.Pick(ctx, []string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"}[d],
		[]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}[d])
}

func dayTitle(ctx context.Context) string { return msg.Pick(ctx, "今天到校", "At school today") }

func came(ctx context.Context) string { return msg.Pick(ctx, "到校", "arrived") }
func left(ctx context.Context) string { return msg.Pick(ctx, "离校", "left") }

func wholeDay(ctx context.Context) string {
	return msg.Pick(ctx, "这一天和这个月", "The day and the month")
}

func wholeDayHint(ctx context.Context) string {
	return msg.Pick(ctx, "不对就请老师核对", "ask for a check")
}

func notYet(ctx context.Context) string {
	return msg.Pick(ctx, "还没有到校记录", "No arrival on record yet")
}

// SessionFault says why a session was refused, by the fault's code.
func SessionFault(ctx context.Context, code, detail string) (text, field string) {
	switch code {
	case "session_name":
		return msg.Pick(ctx, "名称要 1 到 20 个字", "A name has 1 to 20 characters"), "name"
	case "session_role":
		return msg.Pick(ctx, "请选学生或教师", "Choose pupils or teachers"), "role"
	case "session_class":
		return msg.Pick(ctx, "没有这个年级或班级", "There is no such grade or class"), "whom"
	case "session_days":
		return msg.Pick(ctx, "至少选一天", "Choose at least one weekday"), "day"
	case "session_times":
		return msg.Pick(ctx, "时间要按顺序：最早 ≤ 开始 < 结束 ≤ 截止，都在同一天",
			"Times come in order, on one day: counts from ≤ starts < ends ≤ closes"), "starts"
	case "session_grace":
		return msg.Pick(ctx, "分钟数不对：宽限不能比“算缺勤”长，都要落在时段之内",
			"Minutes are wrong: grace is no longer than absent after, and all lie within the session"), "grace"
	case "session_from":
		return msg.Pick(ctx, "从今天或以后的一天起", "Today or a later day"), "from"
	case "session_overlap":
		return msg.Pick(ctx, "和“%s”的时间重叠了", "It overlaps with %s", detail), "starts"
	}
	return "", ""
}
