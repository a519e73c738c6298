package schoolyear

import (
	"context"
	"strings"

	"yunka/server/timetable"
	"yunka/views/msg"
)

// problemWords says what is wrong with a cell of a file, and what the cell says.
func problemWords(ctx context.Context, p timetable.Problem) (text, value string) {
	first, second, _ := strings.Cut(p.Value, "\n")
	switch p.Code {
	case "lesson_clash":
		return clashWords(ctx, p.Clash), p.Value
	case "class_unknown":
		return msg.Pick(ctx, "学校没有这个班", "The school has no such class"), p.Value
	case "teacher_unknown":
		return msg.Pick(ctx, "学校没有这位老师。写姓名、工号，或 姓名(工号)", "The school has no such teacher. Give the name, the staff number, or name(number)"), p.Value
	case "teacher_several":
		return msg.Pick(ctx, "有几位老师叫这个名字，请写 姓名(工号)", "Several teachers have this name. Write name(number)"), p.Value
	case "day_twice":
		return msg.Pick(ctx, "第 "+second+" 行已经写了这一天", "Row "+second+" has this day already"), first
	case "day_both":
		return msg.Pick(ctx, "这一天又放假又补课：另一行是第 "+second+" 行", "This day is a holiday and a make-up day at once; the other is in row "+second), first
	case "calendar_taken":
		return takenWords(ctx, first, second), first
	}
	if text = cellWords(ctx, p.Code); text != "" {
		return text, p.Value
	}
	if text = eventWords(ctx, p.Code); text != "" {
		return text, p.Value
	}
	if _, text = slotWords(ctx, p.Code); text == "" {
		_, text = dayWords(ctx, p.Code)
	}
	return text, p.Value
}

// cellWords are what a table or a grid may have wrong.
func cellWords(ctx context.Context, code string) string {
	switch code {
	case "cell_class":
		return msg.Pick(ctx, "缺班级", "The class is missing")
	case "cell_weekday":
		return msg.Pick(ctx, "写周一到周五", "Give a weekday, Monday to Friday")
	case "cell_period":
		return msg.Pick(ctx, "写第几节，如 1 或 第1节", "Give the number of the period")
	case "cell_weeks":
		return msg.Pick(ctx, "写 单周、双周，或空着", "Write odd, even, or nothing")
	case "cell_subject":
		return msg.Pick(ctx, "缺科目", "The subject is missing")
	case "cell_title":
		return msg.Pick(ctx, "这张课表上面没有班级的名字", "There is no name of a class above this grid")
	case "cell_parts":
		return msg.Pick(ctx, "一行科目，一行教师，一行 @教室；两门课之间空一行", "Subject, teacher and @room on a line each; an empty line between two lessons")
	case "cell_day":
		return msg.Pick(ctx, "写成 2026-10-01", "Write it as 2026-10-01")
	case "cell_last":
		return msg.Pick(ctx, "不早于开始，最多 100 天", "Not before the first day, at most 100 days")
	case "cell_name":
		return msg.Pick(ctx, "名称最多 40 个字", "A name has at most 40 characters")
	case "cell_follows":
		return msg.Pick(ctx, "补课日要写补周几（周一到周五），或补哪一天的课", "A make-up day needs a weekday, Monday to Friday, or the day whose lessons it has")
	case "cell_kind":
		return msg.Pick(ctx, "写 放假、补课、考试 或 活动", "Write holiday, make-up, exam or event")
	}
	return ""
}

// eventWords are what an event of a calendar may have wrong.
func eventWords(ctx context.Context, code string) string {
	switch code {
	case "event_time":
		return msg.Pick(ctx, "没有写清楚一天里的起止时间", "It does not begin and end on one day")
	case "event_rule":
		return msg.Pick(ctx, "不是每周或隔周重复", "It does not repeat every week or every second one")
	case "event_once":
		return msg.Pick(ctx, "只有一次，不是课表里的课", "It happens once: it is no lesson of the timetable")
	case "event_class":
		return msg.Pick(ctx, "不知道是哪个班的课，请在上面选班级", "Whose lesson it is cannot be said: choose the class above")
	case "event_period":
		return msg.Pick(ctx, "这个年级没有从这时到这时的一节", "The grade has no period from and to these times")
	case "event_exdate":
		return msg.Pick(ctx, "日历说这天不上，学校那天上课。若是放假，先登记到校历", "It leaves out a day on which there is school. If that is a holiday, enter it into the calendar first")
	case "event_ends":
		return msg.Pick(ctx, "在学期结束前就停了", "It ends before the term does")
	case "event_begins":
		return msg.Pick(ctx, "到这天才开始，请把“从哪天起”改成这天", "It begins later: choose that day")
	case "event_days":
		return msg.Pick(ctx, "不是整天的日子", "It is not of whole days")
	}
	return ""
}
