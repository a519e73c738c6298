package schoolyear

import (
	"context"
	"strconv"

	"yunka/views/msg"
)

// Terms.

func termsNone(ctx context.Context) string { return msg.Pick(ctx, "还没有学期", "No terms yet") }
func termsNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "先写下第一个学期的第一天和最后一天，别的都从这里开始",
		"Enter the first and the last day of the first term: everything else begins here")
}
func termAdd(ctx context.Context) string { return msg.Pick(ctx, "加一个学期", "Add a term") }
func termChange(ctx context.Context) string {
	return msg.Pick(ctx, "改这个学期", "Change the term")
}
func termNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 第一学期", "e.g. Autumn term")
}
func termLastHint(ctx context.Context) string {
	return msg.Pick(ctx, "学期之外的日子是假期，没有人应到", "Days in no term are vacation, and nobody is expected")
}
func nowWord(ctx context.Context) string    { return msg.Pick(ctx, "现在", "now") }
func changeWord(ctx context.Context) string { return msg.Pick(ctx, "修改", "Change") }
func removeWord(ctx context.Context) string { return msg.Pick(ctx, "去掉", "Remove") }
func termRemoveAsk(ctx context.Context, name string) string {
	return msg.Pick(ctx, "去掉“"+name+"”？这些日子就成了假期", "Remove “"+name+"”? Its days become vacation")
}

// Periods.

func allGrades(ctx context.Context) string {
	return msg.Pick(ctx, "所有没有另设的年级", "All grades without their own")
}
func periodsTitle(ctx context.Context, grade, from string) string {
	if grade == "" {
		grade = msg.Pick(ctx, "所有年级", "All grades")
	}
	if from == "" {
		return grade
	}
	return msg.Pick(ctx, grade+"，"+longDay(ctx, from)+"起", grade+", from "+longDay(ctx, from))
}
func periodsFromHint(ctx context.Context) string {
	return msg.Pick(ctx, "夏令、冬令作息各存一份", "Summer and winter hours are a set each")
}
func periodsHint(ctx context.Context) string {
	return msg.Pick(ctx, "节次从 1 起；空行不算", "Numbers begin with 1; empty rows do not count")
}
func periodSets(ctx context.Context) string { return msg.Pick(ctx, "已有的时段", "Sets") }
func periodsNone(ctx context.Context) string {
	return msg.Pick(ctx, "还没有时段", "No periods yet")
}
func periodsNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "照学校的作息改好左边的表再保存", "Correct the table to your school's day and save it")
}
func periodsRemoveAsk(ctx context.Context) string {
	return msg.Pick(ctx, "去掉这一份时段？", "Remove this set?")
}
func periodsCount(ctx context.Context, n int) string {
	return count(ctx, n, "节", "period", "periods")
}
func numberWord(ctx context.Context) string { return msg.Pick(ctx, "节次", "Number") }
func beginsWord(ctx context.Context) string { return msg.Pick(ctx, "开始", "Begins") }
func endsAtWord(ctx context.Context) string { return msg.Pick(ctx, "结束", "Ends") }

// The timetable.

func (w Whose) text(ctx context.Context) string {
	switch w {
	case OfTeacher:
		return msg.Pick(ctx, "老师", "Teacher")
	case InRoom:
		return msg.Pick(ctx, "教室", "Room")
	}
	return msg.Pick(ctx, "班级", "Class")
}

func (e Empty) path() string {
	switch e {
	case EmptyTerms:
		return "/terms"
	case EmptyPeriods:
		return "/periods"
	case EmptyClasses:
		return "/imports"
	}
	return "/timetable/import"
}

func emptyTitle(ctx context.Context, e Empty) string {
	switch e {
	case EmptyTerms:
		return termsNone(ctx)
	case EmptyPeriods:
		return periodsNone(ctx)
	case EmptyClasses:
		return msg.Pick(ctx, "还没有班级", "No classes yet")
	}
	return msg.Pick(ctx, "这一周没有课。", "No lessons this week.")
}

func emptyDo(ctx context.Context, e Empty) string {
	switch e {
	case EmptyTerms:
		return termsNoneDo(ctx)
	case EmptyPeriods:
		return msg.Pick(ctx, "写下一天有哪几节课、几点到几点，再排课表", "Say which periods a day has and when, then make the timetable")
	case EmptyClasses:
		return msg.Pick(ctx, "班级从花名册来", "Classes come with the roster")
	}
	return msg.Pick(ctx, "导入课表，或按格子里的 + 加一节", "Import a timetable, or add a lesson with + in a cell")
}

func emptyLink(ctx context.Context, e Empty) string {
	switch e {
	case EmptyTerms:
		return termAdd(ctx)
	case EmptyPeriods:
		return msg.Pick(ctx, "写时段", "Enter the periods")
	case EmptyClasses:
		return msg.Pick(ctx, "导入花名册", "Import a roster")
	}
	return importTitle(ctx)
}

func (c Column) lessons() bool { return c.Kind == "school" || c.Kind == "makeup" }

func showWord(ctx context.Context) string   { return msg.Pick(ctx, "显示", "Show") }
func weekBefore(ctx context.Context) string { return msg.Pick(ctx, "上一周", "The week before") }
func weekAfter(ctx context.Context) string  { return msg.Pick(ctx, "下一周", "The week after") }
func thisWeek(ctx context.Context) string   { return msg.Pick(ctx, "本周", "This week") }
func importWord(ctx context.Context) string { return msg.Pick(ctx, "导入", "Import") }
func icsWord(ctx context.Context) string    { return msg.Pick(ctx, "手机日历", "Calendar file") }
func printWord(ctx context.Context) string  { return msg.Pick(ctx, "打印", "Print") }
func periodWord(ctx context.Context) string { return msg.Pick(ctx, "节次", "Period") }
func breakWord(ctx context.Context) string  { return msg.Pick(ctx, "休息", "Break") }
func lessonWord(ctx context.Context) string { return msg.Pick(ctx, "课", "Lesson") }
func classWord(ctx context.Context) string  { return msg.Pick(ctx, "班级", "Class") }
func kindWord2(ctx context.Context) string  { return msg.Pick(ctx, "变动", "Change") }
func listJoiner(ctx context.Context) string { return msg.Pick(ctx, "、", ", ") }

func periodNumber(ctx context.Context, n int) string {
	return msg.Pick(ctx, "第 "+strconv.Itoa(n)+" 节", "period "+strconv.Itoa(n))
}

func addAt(ctx context.Context, day, period string) string {
	return msg.Pick(ctx, Day(ctx, day)+period+"加一节课", "Add a lesson on "+Day(ctx, day)+", "+period)
}

func WeeksWord(ctx context.Context, n int) string {
	switch n {
	case 1:
		return msg.Pick(ctx, "单周", "Odd weeks")
	case 2:
		return msg.Pick(ctx, "双周", "Even weeks")
	}
	return msg.Pick(ctx, "每周", "Every week")
}

func weekSum(ctx context.Context, lessons, changed int) string {
	zh, en := "本周 "+strconv.Itoa(lessons)+" 节", strconv.Itoa(lessons)+" lessons this week"
	if changed > 0 {
		zh, en = zh+"，"+strconv.Itoa(changed)+" 节有变动", en+", "+strconv.Itoa(changed)+" changed"
	}
	return msg.Pick(ctx, zh+"。教师和教室都没有冲突。", en+". No teacher and no room has two at once.")
}

func cancelledWord(ctx context.Context) string { return msg.Pick(ctx, "停课", "cancelled") }
func changedWord(ctx context.Context, teacher bool) string {
	if teacher {
		return msg.Pick(ctx, "代课", "substitute")
	}
	return msg.Pick(ctx, "换教室", "other room")
}

// Substitutions.

func subText(ctx context.Context, l Lesson) string {
	switch {
	case l.Cancelled:
		return msg.Pick(ctx, "这节停课", "This lesson is cancelled")
	case l.Planned != "" && l.PlannedRoom != "":
		return msg.Pick(ctx, l.Teacher+" 代 "+l.Planned+"，改在 "+l.Room, l.Teacher+" for "+l.Planned+", in "+l.Room)
	case l.Planned != "":
		return msg.Pick(ctx, l.Teacher+" 代 "+l.Planned, l.Teacher+" for "+l.Planned)
	}
	return msg.Pick(ctx, "改在 "+l.Room, "In "+l.Room)
}

func subRow(ctx context.Context, s Substitution) string {
	l := Lesson{Cancelled: s.Cancelled, Teacher: s.Teacher, Planned: s.Planned, Room: s.Room}
	if s.Room != "" {
		l.PlannedRoom = s.Room
	}
	if l.Planned == "" && s.Teacher != "" && s.Gone {
		l.Planned = "?"
	}
	return subText(ctx, l)
}

func undoWord(ctx context.Context) string { return msg.Pick(ctx, "撤销", "Undo") }
func whoStandsIn(ctx context.Context) string {
	return msg.Pick(ctx, "谁来上这一节", "Who takes this lesson")
}
func sameTeacher(ctx context.Context) string {
	return msg.Pick(ctx, "老师不变", "The same teacher")
}
func busyWith(ctx context.Context, class string) string {
	return msg.Pick(ctx, "这节在"+class+"上课", "teaches "+class+" then")
}
func freeWord(ctx context.Context, subs int) string {
	if subs > 0 {
		return msg.Pick(ctx, "这节没课，本周代课 "+strconv.Itoa(subs)+" 节", "free; stands in "+strconv.Itoa(subs)+" times this week")
	}
	return msg.Pick(ctx, "这节没课", "free")
}
func otherRoom(ctx context.Context) string {
	return msg.Pick(ctx, "换到哪间教室", "Another room")
}
func cancelIt(ctx context.Context) string { return msg.Pick(ctx, "这节停课", "Cancel this lesson") }
func noteWord(ctx context.Context) string { return msg.Pick(ctx, "备注", "Note") }
func noteHint(ctx context.Context) string {
	return msg.Pick(ctx, "办公室自己看", "For the office only")
}
func onlyThatDay(ctx context.Context) string {
	return msg.Pick(ctx, "只改这一天。学生、家长和两位老师的卡上马上看得到。", "Changes that day only. The cards of pupils, parents and both teachers show it at once.")
}
func saveSub(ctx context.Context) string {
	return msg.Pick(ctx, "保存代课", "Save the substitution")
}

func editTitle(ctx context.Context, added bool) string {
	if added {
		return msg.Pick(ctx, "加一节课", "Add a lesson")
	}
	return msg.Pick(ctx, "改课表", "Change the timetable")
}
func subjectWord(ctx context.Context) string { return msg.Pick(ctx, "科目", "Subject") }
func teacherWord(ctx context.Context) string { return msg.Pick(ctx, "教师", "Teacher") }
func roomWord(ctx context.Context) string    { return msg.Pick(ctx, "教室", "Room") }
func roomHint(ctx context.Context) string {
	return msg.Pick(ctx, "空着就是本班教室", "Empty is the class's own")
}
func removeLesson(ctx context.Context) string {
	return msg.Pick(ctx, "从这天起不上", "End it from that day on")
}

func dayBefore(ctx context.Context) string { return msg.Pick(ctx, "前一天", "The day before") }
func dayAfter(ctx context.Context) string  { return msg.Pick(ctx, "后一天", "The day after") }
func whoIsAway(ctx context.Context) string { return msg.Pick(ctx, "谁不在", "Who is away") }
func chooseTeacher(ctx context.Context) string {
	return msg.Pick(ctx, "选一位老师", "Choose a teacher")
}
func noSchoolThen(ctx context.Context) string { return msg.Pick(ctx, "没有课", "no lessons") }
func lessonsOfTeacher(ctx context.Context) string {
	return msg.Pick(ctx, "这天的课", "Lessons of that day")
}
func noLessonsOfTeacher(ctx context.Context) string {
	return msg.Pick(ctx, "这天没有课，不用代", "No lessons that day: nobody has to stand in")
}
func arrange(ctx context.Context, again bool) string {
	if again {
		return msg.Pick(ctx, "改", "Change")
	}
	return msg.Pick(ctx, "安排代课", "Find a substitute")
}
func subsOfDay(ctx context.Context, day string) string {
	return msg.Pick(ctx, Day(ctx, day)+"的变动", "Changes on "+Day(ctx, day))
}
func subsNone(ctx context.Context) string {
	return msg.Pick(ctx, "这天没有代课", "No substitutions that day")
}
func subsNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "选出谁不在，再逐节安排", "Choose who is away, then find somebody for each lesson")
}
func subGone(ctx context.Context) string {
	return msg.Pick(ctx, "课表里已没有这节", "no longer in the timetable")
}
