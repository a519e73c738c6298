package attendance

import (
	"context"
	"strings"

	"yunka/views/msg"
)

func previewTitle(ctx context.Context) string {
	return msg.Pick(ctx, "某一天谁该到", "Who is expected on a day")
}

func previewHint(ctx context.Context) string {
	return msg.Pick(ctx, "按校历和到校时间算出来的，未来的日子也能看。",
		"Worked out from the calendar and the sessions, for days to come as well.")
}

func dayBefore(ctx context.Context) string { return msg.Pick(ctx, "前一天", "The day before") }
func dayAfter(ctx context.Context) string  { return msg.Pick(ctx, "后一天", "The day after") }
func showDay(ctx context.Context) string   { return msg.Pick(ctx, "看这一天", "Show") }
func dayLabel(ctx context.Context) string  { return msg.Pick(ctx, "日期", "Day") }

func nobodyExpected(ctx context.Context) string {
	return msg.Pick(ctx, "这一天不用到校", "Nobody is expected on this day")
}

func seeNextSchoolDay(ctx context.Context, day string) string {
	return msg.Pick(ctx, "下一个上课日：%s", "The next school day: %s", msg.Day(ctx, dateOf(day)))
}

func notExpected(ctx context.Context) string {
	return msg.Pick(ctx, "没有时段，不考勤", "No session: not expected")
}

func forgottenHint(ctx context.Context) string {
	return msg.Pick(ctx, "这些学生当天没有时段：谁也不会算迟到或缺勤。", "These pupils have no session on that day: none of them is ever late or absent.")
}

func addSessionLink(ctx context.Context) string {
	return msg.Pick(ctx, "去添加时段", "Add a session")
}

func peopleCount(ctx context.Context, n int) string {
	if n == 1 {
		return msg.Pick(ctx, "1 人", "1 person")
	}
	return msg.Pick(ctx, msg.Count(n)+" 人", msg.Count(n)+" people")
}

func expectedInAll(ctx context.Context, n int) string {
	return msg.Pick(ctx, "共 %s 人", "%s in all", msg.Count(n))
}

func (p Preview) whom(ctx context.Context, e Expects) string {
	switch {
	case e.Teachers:
		return msg.Role(ctx, "teacher")
	case e.Grade == "":
		return msg.Pick(ctx, "没有班级的学生", "Pupils in no class")
	case len(e.of) > 1 && p.whole(e):
		return e.Grade
	}
	return strings.Join(e.of, msg.Pick(ctx, "、", ", "))
}

// what says what kind of day it is.
func (p Preview) what(ctx context.Context) string {
	weekday := (int(dateOf(p.Day).Weekday())+6)%7 + 1
	var text string
	switch {
	case !p.SchoolDay && p.Name != "":
		text = msg.Pick(ctx, "不上课", "no school")
	case !p.SchoolDay:
		return msg.Pick(ctx, "不上课", "No school")
	case p.WorksAs != weekday && p.WorksAs > 0:
		text = msg.Pick(ctx, "补课，按"+weekdayName(ctx, p.WorksAs), "make-up day, as a "+weekdayName(ctx, p.WorksAs))
	case p.Name != "":
		text = msg.Pick(ctx, "上课", "a school day")
	default:
		return msg.Pick(ctx, "上课", "A school day")
	}
	if p.Name == "" {
		return strings.ToUpper(text[:1]) + text[1:]
	}
	return p.Name + msg.Pick(ctx, "，", ", ") + text
}

func weekdayName(ctx context.Context, n int) string {
	if n < 1 || n > 7 {
		return ""
	}
	return msg.Pick(ctx, []string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"}[n-1],
		[]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}[n-1])
}
