package reports

import (
	"context"
	"strconv"
	"strings"

	"yunka/views/msg"
)

var spans = []string{"day", "week", "month", "term", "days"}

func title(ctx context.Context) string { return msg.Pick(ctx, "考勤报表", "Attendance reports") }

func spanName(ctx context.Context, s string) string {
	switch s {
	case "day":
		return msg.Pick(ctx, "天", "Day")
	case "week":
		return msg.Pick(ctx, "周", "Week")
	case "month":
		return msg.Pick(ctx, "月", "Month")
	case "term":
		return msg.Pick(ctx, "学期", "Term")
	}
	return msg.Pick(ctx, "自选", "Other days")
}

func whoWords(ctx context.Context, v View) string {
	switch {
	case v.PersonName != "":
		return v.PersonName
	case v.ClassName != "":
		return v.ClassName
	case v.Ask.Grade != "":
		return v.Ask.Grade
	case v.Ask.Role == "teacher":
		return allStaff(ctx)
	}
	return allPupils(ctx)
}

func heading(ctx context.Context, v View) string {
	if v.First == "" {
		return title(ctx)
	}
	return msg.Pick(ctx, whoWords(ctx, v)+" "+spanWords(ctx, v.First, v.Last)+"考勤", whoWords(ctx, v)+", "+spanWords(ctx, v.First, v.Last))
}

func spanWords(ctx context.Context, first, last string) string {
	if first == last {
		return msg.ShortDay(ctx, first)
	}
	return first + " – " + last
}

func printIt(ctx context.Context) string   { return msg.Pick(ctx, "打印", "Print") }
func asCSV(ctx context.Context) string     { return msg.Pick(ctx, "下载 CSV", "Download CSV") }
func asXLSX(ctx context.Context) string    { return msg.Pick(ctx, "下载 XLSX", "Download XLSX") }
func spanLabel(ctx context.Context) string { return msg.Pick(ctx, "时间", "Time") }
func previous(ctx context.Context) string  { return msg.Pick(ctx, "往前", "Earlier") }
func next(ctx context.Context) string      { return msg.Pick(ctx, "往后", "Later") }
func fromDay(ctx context.Context) string   { return msg.Pick(ctx, "从", "From") }
func toDay(ctx context.Context) string     { return msg.Pick(ctx, "到", "To") }
func aroundDay(ctx context.Context) string {
	return msg.Pick(ctx, "哪一天所在的", "Around the day")
}
func whoLabel(ctx context.Context) string  { return msg.Pick(ctx, "谁", "Who") }
func allPupils(ctx context.Context) string { return msg.Pick(ctx, "全校学生", "All pupils") }
func allStaff(ctx context.Context) string  { return msg.Pick(ctx, "教职工", "Staff") }
func unitLabel(ctx context.Context) string { return msg.Pick(ctx, "单位", "Unit") }
func unitDay(ctx context.Context) string {
	return msg.Pick(ctx, "人日（节次合成一天）", "Days (sessions of a day together)")
}
func unitSession(ctx context.Context) string {
	return msg.Pick(ctx, "人次（每个节次）", "Sessions")
}
func showIt(ctx context.Context) string { return msg.Pick(ctx, "查看", "Show") }

func unitWords(ctx context.Context, v View) string {
	if v.Ask.Sessions {
		return msg.Pick(ctx, "人次", "sessions")
	}
	return msg.Pick(ctx, "人日", "days")
}

func nothing(ctx context.Context) string {
	return msg.Pick(ctx, "这段时间没有人应到", "Nobody was expected in this time")
}

func nothingDo(ctx context.Context, v View) string {
	if v.SchoolDays == 0 {
		return msg.Pick(ctx, "按校历这几天不上课，换一段时间看看。", "By the calendar there was no school. Choose other days.")
	}
	return msg.Pick(ctx, "先在“到校时间”里定好谁什么时候应到。", "Say under “Sessions” when whom is expected.")
}

func completeWords(ctx context.Context) string {
	return msg.Pick(ctx, "数据完整", "Complete")
}

func provisional(ctx context.Context) string {
	return msg.Pick(ctx, "还不完整，是暂时的数", "Not complete: provisional figures")
}

func asOf(ctx context.Context, v View) string {
	return msg.Pick(ctx, "截至 "+msg.Stamp(ctx, v.AsOf), "As of "+msg.Stamp(ctx, v.AsOf))
}

func silentWords(ctx context.Context, s Silent) string {
	if s.Until.IsZero() {
		return msg.Pick(ctx, "缺 "+s.Name, s.Name+" has told nothing")
	}
	return msg.Pick(ctx, "缺 "+s.Name+" "+msg.Stamp(ctx, s.Until)+" 以后的", s.Name+" has told nothing since "+msg.Stamp(ctx, s.Until))
}

func closedWords(ctx context.Context, v View) string {
	return msg.Pick(ctx, "已锁定到 "+v.ClosedUntil, "Closed up to "+v.ClosedUntil)
}

func rateLabel(ctx context.Context) string { return msg.Pick(ctx, "出勤率", "Rate") }

func outOf(ctx context.Context, v View) string {
	text := msg.Count(v.Total.Attended) + " / " + msg.Count(v.Total.Known()) + " " + unitWords(ctx, v)
	if v.Total.Pending > 0 {
		text += msg.Pick(ctx, "（暂）", " (provisional)")
	}
	return text
}

func beforeWords(ctx context.Context, v View) string {
	return msg.Pick(ctx, "上一段 "+v.Before.Rate(), v.Before.Rate()+" in the time before")
}

func lateLabel(ctx context.Context) string   { return msg.Pick(ctx, "迟到", "Late") }
func leaveLabel(ctx context.Context) string  { return msg.Pick(ctx, "请假", "On leave") }
func absentLabel(ctx context.Context) string { return msg.Pick(ctx, "缺勤", "Absent") }
func officialLabel(ctx context.Context) string {
	return msg.Pick(ctx, "公假", "Away for the school")
}
func officialText(ctx context.Context) string {
	return msg.Pick(ctx, "算出勤", "counts as attended")
}
func pendingLabel(ctx context.Context) string { return msg.Pick(ctx, "尚未确认", "Not known yet") }
func pendingText(ctx context.Context) string {
	return msg.Pick(ctx, "不算进出勤率", "in no rate")
}
func earlyLabel(ctx context.Context) string    { return msg.Pick(ctx, "早退", "Left early") }
func sickLabel(ctx context.Context) string     { return msg.Pick(ctx, "病假", "Sick") }
func otherLeave(ctx context.Context) string    { return msg.Pick(ctx, "其他请假", "Other leave") }
func onTimeLabel(ctx context.Context) string   { return msg.Pick(ctx, "准时", "On time") }
func expectedLabel(ctx context.Context) string { return msg.Pick(ctx, "应到", "Expected") }
func attendedLabel(ctx context.Context) string { return msg.Pick(ctx, "出勤", "Attended") }
func awayLabel(ctx context.Context) string     { return msg.Pick(ctx, "没来", "Not there") }
func dayLabel(ctx context.Context) string      { return msg.Pick(ctx, "日期", "Day") }
func peopleLabel(ctx context.Context) string   { return msg.Pick(ctx, "人数", "People") }
func totalLabel(ctx context.Context) string    { return msg.Pick(ctx, "合计", "Total") }
func afterLabel(ctx context.Context) string {
	return msg.Pick(ctx, "更正后", "After corrections")
}

func lateMinutes(ctx context.Context, s Sums) string {
	n := msg.Count(s.LateMinutes)
	return msg.Pick(ctx, "共 "+n+" 分钟", n+" min in all")
}

func leaveParts(ctx context.Context, s Sums) string {
	a, b := msg.Count(s.Sick), msg.Count(s.Leave)
	return msg.Pick(ctx, "病假 "+a+"，其他 "+b, a+" sick, "+b+" other")
}

func daysTitle(ctx context.Context) string {
	return msg.Pick(ctx, "每天没来的人数", "Who was not there, by day")
}

func chartSays(ctx context.Context, v View) string {
	n := 0
	for _, d := range v.Days {
		n += d.away()
	}
	days, all, most := strconv.Itoa(len(v.Days)), msg.Count(n), strconv.Itoa(v.most())
	return msg.Pick(ctx, days+" 个上课日，没来的合计 "+all+"，最多的一天 "+most, days+" school days, "+all+" not there in all, "+most+" on the worst day")
}

func seeNumbers(ctx context.Context) string { return msg.Pick(ctx, "看数字", "The numbers") }

func rowsTitle(ctx context.Context, v View) string {
	switch {
	case v.Ask.Person != "":
		return msg.Pick(ctx, "本人", "The person")
	case v.Ask.Class != "" || v.Ask.Role == "teacher":
		return msg.Pick(ctx, "每人", "People")
	}
	return msg.Pick(ctx, "各班", "Classes")
}

func rowsText(ctx context.Context, v View) string {
	return msg.Pick(ctx, "单位："+unitWords(ctx, v)+"；出勤 = 准时 + 迟到 + 早退 + 公假；应到 = 出勤 + 病假 + 其他请假 + 缺勤 + 尚未确认",
		"Unit: "+unitWords(ctx, v)+". Attended = on time + late + left early + away for the school. Expected = attended + sick + other leave + absent + not known yet.")
}

func rowLabel(ctx context.Context, v View) string {
	if v.Ask.Class != "" || v.Ask.Person != "" || v.Ask.Role == "teacher" {
		return msg.Pick(ctx, "姓名", "Name")
	}
	return msg.ColClass(ctx)
}

func rowName(ctx context.Context, r Row) string {
	if r.Name == "" {
		return msg.Pick(ctx, "不在班里的", "In no class")
	}
	return r.Name
}

func notesTitle(ctx context.Context) string { return msg.Pick(ctx, "要留意的人", "To look at") }
func streaksTitle(ctx context.Context) string {
	return msg.Pick(ctx, "连续三天以上没来", "Away for three days in a row or more")
}
func oftenLateTitle(ctx context.Context) string {
	return msg.Pick(ctx, "迟到三次以上", "Late three times or more")
}
func absentsTitle(ctx context.Context) string { return msg.Pick(ctx, "缺勤", "Absent") }
func unknownTitle(ctx context.Context) string {
	return msg.Pick(ctx, "没有登记（过去的日子还不知道来没来）", "Nothing known of days that are over")
}

func people(ctx context.Context, n int) string {
	return msg.Pick(ctx, strconv.Itoa(n)+" 人", strconv.Itoa(n)+" people")
}

func noteWords(ctx context.Context, n Note) string {
	times := strconv.Itoa(n.N)
	if n.Minutes > 0 || len(n.Days) == 0 {
		min := strconv.Itoa(n.Minutes)
		return n.Class + " " + msg.Pick(ctx, times+" 次，"+min+" 分钟", times+" times, "+min+" min")
	}
	days := n.Days
	more := ""
	if len(days) > 5 {
		days, more = days[:5], " …"
	}
	short := make([]string, len(days))
	for i, d := range days {
		short[i] = d[5:]
	}
	return n.Class + " " + msg.Pick(ctx, times+" 天：", times+" days: ") + strings.Join(short, msg.ListSeparator(ctx)) + more
}

func howTitle(ctx context.Context) string {
	return msg.Pick(ctx, "应到怎么算", "How it is counted")
}

func howText(ctx context.Context, v View) string {
	days := strconv.Itoa(v.SchoolDays)
	text := msg.Pick(ctx, "这段时间按校历上课 "+days+" 天。每人按他那天应到的节次算，转班、入学、离校按当天的名册。出勤率 = 出勤 ÷（应到 − 尚未确认）。",
		"There was school on "+days+" days by the calendar. Everybody counts by the sessions of the day, in the class of that day. Rate = attended / (expected − not known yet).")
	if !v.Ask.Sessions {
		text += msg.Pick(ctx, "一天有几个节次的，取最差的一个。", " Of several sessions of a day the worst counts.")
	}
	if v.ClosedUntil != "" {
		text += msg.Pick(ctx, "已锁定的日子按锁定时的数，之后的更正另起一行。", " Closed days stay as they were; corrections since are lines of their own.")
	}
	return text
}

func correctionsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "锁定后的更正", "Corrections after closing")
}

func correctionWords(ctx context.Context, c Correction) string {
	by := ""
	if c.By != "" {
		by = msg.Pick(ctx, "，"+c.By+"批准", ", agreed by "+c.By)
	}
	return msg.ShortDay(ctx, c.Day) + msg.ListSeparator(ctx) + c.Name + msg.ListSeparator(ctx) + c.Class + msg.Pick(ctx, "："+c.From+"改为"+c.To+"（"+msg.Stamp(ctx, c.At)+by+"）", ": "+c.From+" became "+c.To+" ("+msg.Stamp(ctx, c.At)+by+")")
}

func latesTitle(ctx context.Context) string {
	return msg.Pick(ctx, "锁定后才传到的记录（不计入，可申请更正）", "What came after closing (counts nowhere; ask for a correction)")
}

func lateDataWords(ctx context.Context, l Late) string {
	return l.Name + msg.ListSeparator(ctx) + l.Class + msg.Pick(ctx, "："+msg.Stamp(ctx, l.At)+" 见过，"+msg.Stamp(ctx, l.Came)+" 才传到", ": seen at "+msg.Stamp(ctx, l.At)+", told at "+msg.Stamp(ctx, l.Came))
}

func wishTitle(ctx context.Context) string {
	return msg.Pick(ctx, "每周一发给班主任", "To the class teacher every Monday")
}

func wishText(ctx context.Context) string {
	return msg.Pick(ctx, "每周一早上把上一周的考勤发到班主任的消息里，可以打开本页下载。", "Every Monday morning the week before comes as a message, with a link to this page and its file.")
}

func wishOn(ctx context.Context) string  { return msg.Pick(ctx, "每周一发", "Send it every Monday") }
func wishOff(ctx context.Context) string { return msg.Pick(ctx, "不再发", "Send it no more") }

func exportTitle(ctx context.Context) string {
	return msg.Pick(ctx, "生成考勤报表文件", "Making the file of a report")
}

func backToReport(ctx context.Context) string {
	return msg.Pick(ctx, "回到报表", "Back to the report")
}
func cancelIt(ctx context.Context) string  { return msg.Pick(ctx, "取消", "Cancel") }
func lookAgain(ctx context.Context) string { return msg.Pick(ctx, "刷新", "Look again") }

func fetchIt(ctx context.Context, p Progress) string {
	kb := strconv.FormatInt((p.Size+1023)/1024, 10)
	return msg.Pick(ctx, "下载（"+strings.ToUpper(p.Format)+"，"+kb+" KB）", "Download ("+strings.ToUpper(p.Format)+", "+kb+" KB)")
}

func progressWords(ctx context.Context, p Progress) string {
	switch p.State {
	case "waiting":
		return msg.Pick(ctx, "排队中，马上开始。可以离开本页，再回来取。", "It waits, and begins in a moment. You may leave this page and come back.")
	case "running":
		n := strconv.Itoa(p.percent())
		return msg.Pick(ctx, "已完成 "+n+"%。可以离开本页，再回来取。", n+"% are done. You may leave this page and come back.")
	case "done":
		return msg.Pick(ctx, "做好了，保留一天。", "It is ready, and is kept for a day.")
	case "cancelled":
		return msg.Pick(ctx, "已取消，没有留下文件。", "Cancelled. There is no file.")
	}
	return msg.Pick(ctx, "没有做成，请回到报表再试一次。", "It failed. Go back to the report and try again.")
}
