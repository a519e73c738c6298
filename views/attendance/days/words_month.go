package days

import (
	"context"
	"time"

	"yunka/views/msg"
)

func monthName(ctx context.Context, m time.Time) string {
	return msg.Pick(ctx, number(m.Year())+"年"+number(int(m.Month()))+"月", m.Format("January 2006"))
}

func monthTitle(ctx context.Context, p Person, m time.Time) string {
	return msg.Pick(ctx, p.Name+" "+number(int(m.Month()))+"月的考勤", "Attendance of "+p.Name+", "+m.Format("January 2006"))
}

func otherMonths(ctx context.Context) string { return msg.Pick(ctx, "换一个月", "Other months") }
func monthBefore(ctx context.Context) string { return msg.Pick(ctx, "上个月", "The month before") }
func monthAfter(ctx context.Context) string  { return msg.Pick(ctx, "下个月", "The month after") }
func printIt(ctx context.Context) string     { return msg.Pick(ctx, "打印", "Print") }
func legendTitle(ctx context.Context) string { return msg.Pick(ctx, "图例", "Legend") }
func dayByDay(ctx context.Context) string    { return msg.Pick(ctx, "逐日", "Day by day") }

func daysWord(ctx context.Context, n int) string {
	return msg.Pick(ctx, tenths(n)+" 天", tenths(n)+" days")
}

func ofDays(ctx context.Context, n int) string {
	return msg.Pick(ctx, "到校，应到 "+number(n)+" 天", "present, of "+number(n)+" expected")
}

func nothingYet(ctx context.Context) string {
	return msg.Pick(ctx, "这个月还没有考勤。上学日过了就会出现在这里。", "Nothing is on record for this month yet. School days show here once they have passed.")
}

func totalWords(ctx context.Context, t Totals) string {
	text := msg.Pick(ctx, "缺勤 "+tenths(t.Absent)+" 天，请假 "+tenths(t.Leave)+" 天", tenths(t.Absent)+" days absent, "+tenths(t.Leave)+" on leave")
	if t.Late > 0 {
		text += msg.Pick(ctx, "，迟到 "+number(t.Late)+" 次共 "+minutes(t.LateFor)+" 分钟", ", late "+number(t.Late)+"× ("+minutes(t.LateFor)+" min)")
	}
	if t.Early > 0 {
		text += msg.Pick(ctx, "，早退 "+number(t.Early)+" 次", ", left early "+number(t.Early)+"×")
	}
	if t.Missing > 0 {
		text += msg.Pick(ctx, "，漏刷 "+number(t.Missing)+" 次", ", "+number(t.Missing)+" scans missing")
	}
	if t.Corrected > 0 {
		text += msg.Pick(ctx, "，更正 "+number(t.Corrected)+" 次", ", "+number(t.Corrected)+" corrected")
	}
	if t.Open > 0 {
		text += msg.Pick(ctx, "；还有 "+number(t.Open)+" 天待确认，没算在内", "; "+number(t.Open)+" not yet confirmed and not counted")
	}
	return text + msg.Pick(ctx, "。", ".")
}

func weekdayShort(ctx context.Context, i int) string {
	return msg.Pick(ctx, []string{"一", "二", "三", "四", "五", "六", "日"}[i], []string{"M", "T", "W", "T", "F", "S", "S"}[i])
}

func weekdayLong(ctx context.Context, i int) string {
	if i < 0 || i > 6 {
		return ""
	}
	return msg.Pick(ctx, []string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"}[i],
		[]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}[i])
}

// kindWord is what the legend calls a kind of day.
func kindWord(ctx context.Context, kind string) string {
	switch kind {
	case DayPresent:
		return msg.Pick(ctx, "到校", "present")
	case DayFixed:
		return msg.Pick(ctx, "更正", "corrected")
	case DayLate:
		return msg.Pick(ctx, "迟到", "late")
	case DayEarly:
		return msg.Pick(ctx, "早退", "left early")
	case DayMissing:
		return msg.Pick(ctx, "漏刷", "scan missing")
	case DayHalf:
		return msg.Pick(ctx, "半天", "a part")
	case DayLeave:
		return msg.Pick(ctx, "请假", "on leave")
	case DayAway:
		return msg.Pick(ctx, "公假", "for the school")
	case DayAbsent:
		return msg.Pick(ctx, "缺勤", "absent")
	case DayOpen:
		return msg.Pick(ctx, "待确认", "not confirmed")
	}
	return ""
}

// legendMark is what stands in a day of that kind, as short as it can be.
func legendMark(ctx context.Context, kind string) string {
	switch kind {
	case DayPresent:
		return msg.Pick(ctx, "到", "in")
	case DayFixed:
		return msg.Pick(ctx, "更正", "fix")
	case DayLate:
		return msg.Pick(ctx, "迟", "late")
	case DayEarly:
		return msg.Pick(ctx, "早退", "early")
	case DayMissing:
		return msg.Pick(ctx, "漏刷", "scan")
	case DayHalf:
		return msg.Pick(ctx, "半天", "part")
	case DayLeave:
		return msg.Pick(ctx, "假", "leave")
	case DayAway:
		return msg.Pick(ctx, "公假", "away")
	case DayAbsent:
		return msg.Pick(ctx, "缺", "abs.")
	case DayOpen:
		return msg.Pick(ctx, "待定", "?")
	case DayMakeUp:
		return msg.Pick(ctx, "补课", "extra")
	case DayOff:
		return msg.Pick(ctx, "休", "off")
	}
	return ""
}

func cellMark(ctx context.Context, c Cell) string {
	if c.Kind == DayLate {
		return msg.Pick(ctx, "迟 "+minutes(c.Late), "+"+minutes(c.Late)+"′")
	}
	return legendMark(ctx, c.Kind)
}

// cellTitle is a day in words: one for all sessions if they say the same.
func cellTitle(ctx context.Context, c Cell) string {
	same := true
	for _, s := range c.Sessions {
		same = same && stateWord(ctx, s) == stateWord(ctx, c.Sessions[0])
	}
	if same && len(c.Sessions) > 0 {
		return stateWord(ctx, c.Sessions[0])
	}
	text := ""
	for _, s := range c.Sessions {
		one := msg.Pick(ctx, s.Name+"："+stateWord(ctx, s), s.Name+": "+stateWord(ctx, s))
		if text == "" {
			text = one
		} else {
			text = msg.Joined(ctx, text, one)
		}
	}
	return text
}

// cellLabel holds the visible text, too: what a cell shows is a part of what it says.
func cellLabel(ctx context.Context, c Cell) string {
	text := number(c.At.Day()) + " " + cellMark(ctx, c) + msg.Pick(ctx, "，", ", ") + msg.Day(ctx, c.At) + msg.Pick(ctx, "，", ", ") + cellTitle(ctx, c)
	if c.Name != "" {
		text = msg.Joined(ctx, text, c.Name)
	}
	return text
}
