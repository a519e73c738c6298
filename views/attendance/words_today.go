package attendance

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

func navToday(ctx context.Context) string { return msg.Pick(ctx, "今天到校", "Attendance today") }

func noSessions(ctx context.Context) string {
	return msg.Pick(ctx, "还没有到校时间", "No times to be at school yet")
}

func noSessionsDo(ctx context.Context) string {
	return msg.Pick(ctx, "先说几点上学、几点放学，才知道谁迟到、谁没来。", "Say when school begins and ends; then it is known who is late and who is missing.")
}

func noSchool(ctx context.Context, name string) string {
	if name != "" {
		return msg.Pick(ctx, "今天不上课："+name, "No school today: "+name)
	}
	return msg.Pick(ctx, "今天不上课", "No school today")
}

func nextSchoolDay(ctx context.Context, day time.Time) string {
	if day.IsZero() {
		return msg.Pick(ctx, "校历里近期没有上学日。", "The calendar has no school day soon.")
	}
	return msg.Pick(ctx, "下一个上学日："+msg.Day(ctx, day), "Next school day: "+msg.Day(ctx, day))
}

func curveTitle(ctx context.Context) string { return msg.Pick(ctx, "到校曲线", "Arrivals") }
func seeNumbers(ctx context.Context) string { return msg.Pick(ctx, "看数字", "Show the numbers") }
func colTime(ctx context.Context) string    { return msg.Pick(ctx, "时间", "Time") }
func usualDay(ctx context.Context) string   { return msg.Pick(ctx, "往常", "Usual day") }

func curveSays(ctx context.Context, c Curve) string {
	text := msg.Pick(ctx, "到了 "+msg.Count(c.Today.last())+" 人", msg.Count(c.Today.last())+" have come")
	if n := len(c.Usual); n > 0 {
		usual := c.usual(c.Now, func(s []int) int { return s[len(s)/2] })
		text += msg.Pick(ctx, "，往常这时 "+msg.Count(usual)+" 人（最近 "+strconv.Itoa(n)+" 个同样的星期几）",
			"; usually "+msg.Count(usual)+" by now (the last "+strconv.Itoa(n)+" of this weekday)")
	}
	return text
}

func silentSince(ctx context.Context, t SilentTerminal, now time.Time) string {
	if t.Until.IsZero() {
		return msg.Pick(ctx, t.Name+" 从没说过记录收齐了没有", t.Name+" has never said whether it keeps something back")
	}
	return msg.Pick(ctx, t.Name+" "+msg.Clock(t.Until)+" 起没有收齐", t.Name+" is not complete since "+msg.Clock(t.Until))
}

func silentMeans(ctx context.Context, n int) string {
	count := msg.Count(n)
	return msg.Pick(ctx, "补上之前，没到的 "+count+" 人只算“待确认”，不通知家长。", "Until it is, the "+count+" who are missing are not yet confirmed, and no parent is told.")
}

func silentMore(ctx context.Context, n int) string {
	return msg.Pick(ctx, "还有 "+strconv.Itoa(n)+" 台也没收齐", strconv.Itoa(n)+" more are not complete")
}

func seeTerminals(ctx context.Context) string { return msg.Pick(ctx, "看终端", "See terminals") }
func hereTitle(ctx context.Context) string    { return msg.Pick(ctx, "已到校学生", "Pupils here") }
func lateTitle(ctx context.Context) string    { return msg.Pick(ctx, "其中迟到", "Of them late") }
func leaveTitle(ctx context.Context) string   { return msg.Pick(ctx, "请假", "On leave") }
func staffTitle(ctx context.Context) string   { return msg.Pick(ctx, "教职工", "Staff") }

func missingTitle(ctx context.Context, begun bool) string {
	if !begun {
		return msg.Pick(ctx, "还没来", "Still to come")
	}
	return msg.Pick(ctx, "还没到", "Missing")
}

func absentOf(ctx context.Context, n int) string {
	return msg.Pick(ctx, "缺勤 "+msg.Count(n), msg.Count(n)+" absent")
}

func unknownOf(ctx context.Context, n int) string {
	return msg.Pick(ctx, "待确认 "+msg.Count(n), msg.Count(n)+" not yet confirmed")
}

func ofExpected(ctx context.Context, n int, rate string) string {
	text := msg.Pick(ctx, "/ 应到 "+msg.Count(n), "of "+msg.Count(n))
	if rate != "" {
		text += " · " + rate
	}
	return text
}

func classesTitle(ctx context.Context) string { return msg.Pick(ctx, "各班", "Classes") }

func classesAll(ctx context.Context, n, complete int) string {
	return msg.Pick(ctx, strconv.Itoa(n)+" 个班，"+strconv.Itoa(complete)+" 个到齐", strconv.Itoa(complete)+" of "+strconv.Itoa(n)+" are all here")
}

// complete counts the classes where nobody is missing.
func (t Today) complete() (n int) {
	for _, c := range t.Classes {
		if c.Missing() == 0 {
			n++
		}
	}
	return n
}

func (c ClassDay) word(ctx context.Context) string {
	n, late := strconv.Itoa(c.Missing()), strconv.Itoa(c.Late)
	switch c.state() {
	case "absent", "missing":
		if c.Late > 0 {
			return msg.Pick(ctx, "没到 "+n+" 迟 "+late, n+" missing, "+late+" late")
		}
		return msg.Pick(ctx, "没到 "+n, n+" missing")
	case "waiting":
		return msg.Pick(ctx, "还差 "+n, n+" to come")
	case "late":
		return msg.Pick(ctx, "迟到 "+late, late+" late")
	}
	return msg.Pick(ctx, "到齐", "all here")
}

func (c ClassDay) sentence(ctx context.Context) string {
	return msg.Pick(ctx, "%s%s：应到 %d，到 %d，迟到 %d，没到 %d，请假 %d", "%s%s: %d expected, %d here, %d late, %d missing, %d on leave",
		c.Grade, c.Name, c.Expected(), c.Here(), c.Late, c.Missing(), c.Leave)
}

func unusedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "还没有一台终端用过", "No terminal has been used yet")
}

func unusedMeans(ctx context.Context) string {
	return msg.Pick(ctx, "没有闸机或读头看着，谁到了、谁没到都不知道，也不会有人算缺勤。", "Without a gate or a reader nobody knows who came, and nobody counts as absent.")
}

func cardlessTitle(ctx context.Context, n int) string {
	if n == 1 {
		return msg.Pick(ctx, "1 名学生没有能用的卡", "1 pupil has no card in use")
	}
	return msg.Pick(ctx, msg.Count(n)+" 名学生没有能用的卡", msg.Count(n)+" pupils have no card in use")
}

func cardlessMeans(ctx context.Context) string {
	return msg.Pick(ctx, "没有手机卡、实体卡或打印码，闸机看不到他们：只会“待确认”，不会算缺勤，家里也收不到通知。",
		"Without a phone, a chip or a printed code no gate can see them: they stay not yet confirmed, never absent, and their families are told nothing.")
}

func seePeople(ctx context.Context) string { return msg.Pick(ctx, "看人员", "See people") }
