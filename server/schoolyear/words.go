package schoolyear

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/timetable/ical"
	"yunka/views/msg"
	view "yunka/views/schoolyear"
)

// doneWords says what a form of the scene has just done.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "days-saved":
		return msg.Pick(ctx, "校历存好了，门和卡马上按新的来", "The calendar is saved. Gates and cards go by it at once")
	case "term-saved":
		return msg.Pick(ctx, "学期存好了", "The term is saved")
	case "term-removed":
		return msg.Pick(ctx, "学期去掉了", "The term is removed")
	case "periods-saved":
		return msg.Pick(ctx, "时段存好了", "The periods are saved")
	case "lesson-saved":
		return msg.Pick(ctx, "课表改好了", "The timetable is changed")
	case "timetable-imported":
		return msg.Pick(ctx, "课表换成文件里的了", "The timetable is what the file says")
	case "sub-saved":
		return msg.Pick(ctx, "存好了，有关的卡上已经看得到", "Saved. The cards concerned show it")
	case "sub-undone":
		return msg.Pick(ctx, "撤销了，照课表上", "Undone: it goes by the timetable again")
	}
	return ""
}

// actionWords says what an event of the scene did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "calendar.changed":
		return msg.Pick(ctx, "改了校历", "Changed the calendar")
	case "term.saved":
		return msg.Pick(ctx, "改了学期", "Changed a term")
	case "term.removed":
		return msg.Pick(ctx, "去掉了学期", "Removed a term")
	case "periods.changed":
		return msg.Pick(ctx, "改了每天的时段", "Changed the periods")
	case "lesson.set":
		return msg.Pick(ctx, "排了一节课", "Put a lesson into the timetable")
	case "lesson.removed":
		return msg.Pick(ctx, "去掉了一节课", "Took a lesson out of the timetable")
	case "timetable.imported":
		return msg.Pick(ctx, "导入了课表", "Imported a timetable")
	case "substitution.made":
		return msg.Pick(ctx, "安排了代课", "Arranged a substitution")
	case "substitution.undone":
		return msg.Pick(ctx, "撤销了代课", "Undid a substitution")
	}
	return ""
}

// daysWords says why days were refused, and at which field.
func daysWords(ctx context.Context, err error) (field, text string) {
	var taken *timetable.TakenDay
	if errors.As(err, &taken) {
		return "", takenWords(ctx, taken.Was.Day, taken.Was.Name)
	}
	return dayWords(ctx, fault.As(err).Code)
}

// dayWords is what is wrong with a span of days by itself.
func dayWords(ctx context.Context, code string) (field, text string) {
	switch code {
	case "calendar_days":
		return "first", msg.Pick(ctx, "写一天，或最多 100 天的一段，最后一天不早于第一天", "Give a day, or up to 100 days that do not end before they begin")
	case "calendar_as":
		return "as", msg.Pick(ctx, "从列表里选", "Choose from the list")
	case "calendar_follows":
		return "follows", msg.Pick(ctx, "补哪天的课只能写给一天，而且要是周一到周五", "Only a single day has the lessons of another one, a Monday to Friday")
	case "calendar_follows_none":
		return "follows", msg.Pick(ctx, "那一天不在任何学期里", "That day is in no term")
	case "calendar_name":
		return "name", msg.Pick(ctx, "名称最多 40 个字", "A name has at most 40 characters")
	case "calendar_closed":
		return "", msg.Pick(ctx, "这几天的考勤已经封账，校历不能再改；错的地方逐人更正", "The attendance of these days is closed, so their calendar stays; what is wrong is corrected person by person")
	case "calendar_event_name":
		return "name", msg.Pick(ctx, "考试或活动要有名称", "An exam or event needs a name")
	case "calendar_taken": // without the day, which takenWords names
		return "", takenWords(ctx, msg.Pick(ctx, "这一天", "This day"), "")
	}
	return "", ""
}

func takenWords(ctx context.Context, day, name string) string {
	if name != "" {
		day = msg.Pick(ctx, day+"（"+name+"）", day+" ("+name+")")
	}
	return msg.Pick(ctx, day+"已经登记过：一天不能又放假又补课。先把那一天恢复平常",
		day+" is in the calendar already: no day is a holiday and a make-up day at once. Make that day usual again first")
}

// termWords says why a term was refused.
func termWords(ctx context.Context, err error) (field, text string) {
	var two *timetable.TwoTerms
	errors.As(err, &two)
	switch fault.As(err).Code {
	case "term_name":
		return "name", msg.Pick(ctx, "写一个 1 到 40 个字的名称", "Give a name of 1 to 40 characters")
	case "term_days":
		return "last", msg.Pick(ctx, "最后一天不早于第一天，一个学期最多一年", "A term ends after it begins, within a year")
	case "term_lessons":
		return "", msg.Pick(ctx, "这个学期有课，那些日子不能去掉", "The term has lessons: their days cannot be taken away")
	case "term_overlap":
		if two != nil {
			return "", msg.Pick(ctx, "“"+two.Earlier.Name+"”到 "+two.Earlier.LastDay+" 才结束，“"+two.Later.Name+"”从 "+two.Later.FirstDay+" 就开始，重叠了",
				"“"+two.Earlier.Name+"” ends on "+two.Earlier.LastDay+", but “"+two.Later.Name+"” begins on "+two.Later.FirstDay+": they overlap")
		}
	case "term_gap":
		if two != nil {
			return "", msg.Pick(ctx, "“"+two.Earlier.Name+"”和“"+two.Later.Name+"”之间空了 "+two.From+" 到 "+two.To+"。几天的假请登记在校历里，学期接着写",
				"Between “"+two.Earlier.Name+"” and “"+two.Later.Name+"” the days "+two.From+" to "+two.To+" are in no term. A few days off are holidays of the calendar; let the terms join")
		}
	}
	return "", ""
}

func usualName(ctx context.Context, n int) string {
	return msg.Pick(ctx, "第 "+strconv.Itoa(n)+" 节", "Period "+strconv.Itoa(n))
}

// periodWords says why periods were refused, and in which rows.
func periodWords(ctx context.Context, err error) string {
	var bad *timetable.BadPeriod
	row, other := "", ""
	if errors.As(err, &bad) {
		row, other = strconv.Itoa(bad.Row), strconv.Itoa(bad.Other)
	}
	switch fault.As(err).Code {
	case "period_none":
		return msg.Pick(ctx, "至少写一节", "Give at least one period")
	case "period_many":
		return msg.Pick(ctx, "一天最多 20 节", "A day has at most 20 periods")
	case "period_from":
		return msg.Pick(ctx, "写清楚从哪天起", "Say from which day")
	case "period_grade":
		return msg.Pick(ctx, "学校没有这个年级", "The school has no such grade")
	case "period_number":
		if bad != nil && bad.Other > 0 {
			return msg.Pick(ctx, "第 "+row+" 行和第 "+other+" 行是同一节次", "Rows "+other+" and "+row+" have the same number")
		}
		return msg.Pick(ctx, "第 "+row+" 行的节次要是 1 到 20", "The number in row "+row+" is not 1 to 20")
	case "period_name":
		return msg.Pick(ctx, "第 "+row+" 行要有 1 到 20 个字的名称", "Row "+row+" needs a name of 1 to 20 characters")
	case "period_time":
		return msg.Pick(ctx, "第 "+row+" 行的结束要晚于开始，都在同一天里", "Row "+row+" has to end after it begins, on the same day")
	case "period_overlap":
		return msg.Pick(ctx, "第 "+other+" 行和第 "+row+" 行的时间重叠了", "Rows "+other+" and "+row+" overlap")
	case "period_order":
		return msg.Pick(ctx, "第 "+other+" 行和第 "+row+" 行：节次大的要在后面", "Rows "+other+" and "+row+": the higher number comes later in the day")
	case "period_used":
		var lost *timetable.LostPeriod
		if errors.As(err, &lost) {
			return msg.Pick(ctx, slotText(ctx, lost.Slot)+" 还排在这一节，先移走再改", slotText(ctx, lost.Slot)+" is at a period that would be gone: move it first")
		}
	}
	_, text := lessonWords(ctx, err)
	return text
}

// slotText names a lesson of the timetable: 三年级2班 周四第 2 节 数学（孙志强）.
func slotText(ctx context.Context, o timetable.Slot) string {
	where := o.Grade + o.Class + " " + view.Weekday(ctx, o.Weekday)
	text := msg.Pick(ctx, where+"第 "+strconv.Itoa(o.Period)+" 节 "+o.Subject, where+" period "+strconv.Itoa(o.Period)+" "+o.Subject)
	if o.Weeks != timetable.Every {
		text += " " + view.WeeksWord(ctx, int(o.Weeks))
	}
	if o.Name != "" {
		text += msg.Pick(ctx, "（"+o.Name+"）", " ("+o.Name+")")
	}
	return text
}

func clashWords(ctx context.Context, c *timetable.Clash) string {
	a, b := slotText(ctx, c.A), slotText(ctx, c.B)
	if c.B.Row > 0 {
		b += msg.Pick(ctx, "（第 "+strconv.Itoa(c.B.Row)+" 行）", " (row "+strconv.Itoa(c.B.Row)+")")
	}
	switch c.Shared {
	case timetable.SharedTeacher:
		return msg.Pick(ctx, "同一位老师同时有两节课："+a+" 和 "+b, "One teacher has two lessons at once: "+a+" and "+b)
	case timetable.SharedRoom:
		return msg.Pick(ctx, "同一间教室（"+c.A.Room+"）同时有两节课："+a+" 和 "+b, "One room ("+c.A.Room+") has two lessons at once: "+a+" and "+b)
	}
	return msg.Pick(ctx, "一个班同时有两节课："+a+" 和 "+b, "One class has two lessons at once: "+a+" and "+b)
}

// lessonWords says why a lesson was refused, and at which field.
func lessonWords(ctx context.Context, err error) (field, text string) {
	var c *timetable.Clash
	if errors.As(err, &c) {
		return "", clashWords(ctx, c)
	}
	return slotWords(ctx, fault.As(err).Code)
}

// slotWords is what is wrong with a lesson by itself.
func slotWords(ctx context.Context, code string) (field, text string) {
	switch code {
	case "lesson_clash": // without the lessons, which clashWords names
		return "", msg.Pick(ctx, "有两节课同时要同一个班、老师或教室", "Two lessons need one class, teacher or room at once")
	case "lesson_weekday":
		return "", msg.Pick(ctx, "课排在周一到周五；周末上课由校历的补课日借平日的课", "Lessons are planned from Monday to Friday; a make-up day of the calendar borrows a weekday's")
	case "lesson_weeks":
		return "weeks", msg.Pick(ctx, "选每周、单周或双周", "Choose every week, odd or even weeks")
	case "lesson_subject":
		return "subject", msg.Pick(ctx, "科目写 1 到 20 个字，不用分号", "A subject has 1 to 20 characters, without semicolons")
	case "lesson_room":
		return "room", msg.Pick(ctx, "教室最多 30 个字，不用分号", "A room has at most 30 characters, without semicolons")
	case "lesson_class":
		return "", msg.Pick(ctx, "学校没有这个班", "The school has no such class")
	case "lesson_teacher":
		return "teacher", msg.Pick(ctx, "这个人现在不是本校老师", "This is not one of the school's teachers now")
	case "lesson_period":
		return "", msg.Pick(ctx, "这个年级没有这一节，或以后没有", "The grade does not have that period, or will not")
	case "lesson_from":
		return "from", msg.Pick(ctx, "这一天不在这节课的学期里", "That day is not in the lesson's term")
	}
	return "", ""
}

// subWords says why a substitution was refused, and at which field.
func subWords(ctx context.Context, err error) (field, text string) {
	var busy *timetable.BusyLesson
	errors.As(err, &busy)
	switch fault.As(err).Code {
	case "substitution_empty":
		return "", msg.Pick(ctx, "和课表一样：选另一位老师、另一间教室，或停课（停课就不用换）", "That is what the timetable says: choose another teacher or room, or cancel the lesson alone")
	case "substitution_room":
		return "room", msg.Pick(ctx, "教室最多 30 个字", "A room has at most 30 characters")
	case "substitution_note":
		return "note", msg.Pick(ctx, "备注最多 60 个字", "A note has at most 60 characters")
	case "substitution_teacher":
		return "teacher", msg.Pick(ctx, "这个人现在不是本校老师", "This is not one of the school's teachers now")
	case "lesson_not_found":
		return "", msg.Pick(ctx, "这个班这一节没有课", "The class has no lesson then")
	case "substitution_busy":
		if busy != nil {
			return "", msg.Pick(ctx, busy.Lesson.Name+" 这时在上 "+slotText(ctx, busy.Lesson.Slot), busy.Lesson.Name+" has "+slotText(ctx, busy.Lesson.Slot)+" then")
		}
	case "substitution_taken":
		if busy != nil {
			return "", msg.Pick(ctx, "“"+busy.Lesson.Room+"”这时有 "+slotText(ctx, busy.Lesson.Slot), "“"+busy.Lesson.Room+"” has "+slotText(ctx, busy.Lesson.Slot)+" then")
		}
	}
	return "", ""
}

func otherFile(ctx context.Context) string {
	return msg.Pick(ctx, "这不是刚才检查的文件。下面是这一份的检查结果，没有写入", "This is not the file that was checked. Below is what is in this one; nothing was written")
}

func changedSince(ctx context.Context) string {
	return msg.Pick(ctx, "检查之后课表有了别的改动，文件现在对不上了，没有写入", "The timetable has changed since the check and the file no longer fits; nothing was written")
}

func noClass(ctx context.Context) string { return msg.Pick(ctx, "不选", "None") }

// fileWords says why a file could not be read.
func fileWords(ctx context.Context, err error) string {
	switch fault.As(err).Code {
	case "file_missing":
		return msg.Pick(ctx, "选一个文件再传", "Choose a file first")
	case "file_empty":
		return msg.Pick(ctx, "文件里没有内容", "There is nothing in the file")
	case "file_too_large":
		return msg.Pick(ctx, "文件太大：最多 10 MB、2 万行", "The file is too large: at most 10 MB and 20,000 rows")
	case "file_workbook":
		return msg.Pick(ctx, "这个工作簿打不开：可能损坏、加了密码，或是旧的 .xls。请另存为 .xlsx", "This workbook does not open: it may be damaged, protected, or an old .xls. Save it as .xlsx")
	case "file_csv":
		return msg.Pick(ctx, "这个 CSV 读不下去：引号没有配对", "This CSV cannot be read: a quote is not closed")
	case "roster_encoding":
		return msg.Pick(ctx, "文件编码不认识，请用 UTF-8 或 GB18030 保存", "The encoding is unknown. Save it as UTF-8 or GB18030")
	case "file_form":
		return msg.Pick(ctx, "没有找到课表：要么有一行是 周一 周二 周三…，要么列名有 班级、星期、节次、科目", "No timetable was found: it needs a row of weekdays, or columns for class, weekday, period and subject")
	case "holiday_form":
		return msg.Pick(ctx, "没有找到 开始 和 类型 两列，请照模板写", "The columns From and Kind are missing. Please use the template")
	case "ical_broken":
		return msg.Pick(ctx, "这个日历文件不完整或已损坏", "This calendar file is incomplete or damaged")
	}
	return ""
}

// importWords says why a file of lessons could not be read or used.
func importWords(ctx context.Context, err error) (field, text string) {
	if fault.As(err).Code == "lesson_from" {
		return "from", msg.Pick(ctx, "这一天不在任何学期里", "That day is in no term")
	}
	return "file", fileWords(ctx, err)
}

// icalWords are what a calendar file says.
func icalWords(ctx context.Context, name string) ical.Words {
	return ical.Words{Name: name, Cancelled: msg.Pick(ctx, "停课", "Cancelled:"), Substitutes: func(teacher, instead string) string {
		return strings.TrimSpace(msg.Pick(ctx, teacher+" 代 "+instead, teacher+" for "+instead))
	}}
}
