package schoolyear

import (
	"context"
	"strconv"

	"yunka/views/msg"
)

// Files.

func daysFileTitle(ctx context.Context) string {
	return msg.Pick(ctx, "从文件导入一年的假期", "A year's holidays from a file")
}
func daysFileHint(ctx context.Context) string {
	return msg.Pick(ctx, "CSV、XLSX 或手机日历的 .ics。先检查，再写入；有一处不对就什么都不写。",
		"CSV, XLSX or a calendar's .ics. It is checked first; with one problem nothing is written.")
}
func templateWord(ctx context.Context) string {
	return msg.Pick(ctx, "下载模板", "Download a template")
}

func fileLabel(ctx context.Context, apply bool) string {
	if apply {
		return msg.Pick(ctx, "请再选一次刚才检查的文件", "Choose the checked file once more")
	}
	return msg.Pick(ctx, "文件", "File")
}

func fileButton(ctx context.Context, apply bool) string {
	if apply {
		return msg.Pick(ctx, "写入", "Apply")
	}
	return msg.Pick(ctx, "检查", "Check")
}

func toWrite(ctx context.Context) string      { return msg.Pick(ctx, "要写入的", "To be written") }
func sameWord(ctx context.Context) string     { return msg.Pick(ctx, "已经有的", "Already there") }
func problemsWord(ctx context.Context) string { return msg.Pick(ctx, "要改的地方", "Problems") }
func problemWord(ctx context.Context) string  { return msg.Pick(ctx, "问题", "Problem") }
func rowWord(ctx context.Context) string      { return msg.Pick(ctx, "行", "Row") }
func cellWord(ctx context.Context) string     { return msg.Pick(ctx, "列", "Column") }
func saysWord(ctx context.Context) string     { return msg.Pick(ctx, "写的是", "It says") }

func nothingWritten(ctx context.Context) string {
	return msg.Pick(ctx, "改好文件再传一次，现在什么都没有写", "Correct the file and upload it again. Nothing has been written")
}
func moreProblems(ctx context.Context, n int) string {
	return msg.Pick(ctx, "还有 "+strconv.Itoa(n)+" 处", strconv.Itoa(n)+" more")
}

func importTitle(ctx context.Context) string {
	return msg.Pick(ctx, "导入课表", "Import a timetable")
}
func importHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"每班一张的课表（一张工作表一个班），或一行一节课的长表；也可以是一个班的日历 .ics。文件里有的班整张换成文件里的，没有的班不动。",
		"A grid for each class, one class a sheet, or a long table with a lesson a row; or the calendar of a class as .ics. Classes in the file get what it says; others stay as they are.")
}
func importCell(ctx context.Context) string {
	return msg.Pick(ctx,
		"格子里一行科目，一行教师，一行 @教室。隔周的写 书法(单周)，同一格的两门课中间空一行。教师写姓名，重名的写 姓名(工号)。",
		"In a cell: the subject, then the teacher, then @room, each on its line. Every other week: Art(odd); an empty line between two lessons. Teachers by name, or name(number) where two share one.")
}
func templateFor(ctx context.Context, xlsx bool) string {
	if xlsx {
		return msg.Pick(ctx, "模板：每班一张 (XLSX)", "Template: a grid a class (XLSX)")
	}
	return msg.Pick(ctx, "模板：长表 (CSV)", "Template: long table (CSV)")
}
func fromWord(ctx context.Context) string { return msg.Pick(ctx, "从哪天起", "From which day") }
func fromHint(ctx context.Context) string {
	return msg.Pick(ctx, "到学期结束；之前的课表不变", "Until the end of the term; what was before stays")
}
func icsClass(ctx context.Context) string {
	return msg.Pick(ctx, ".ics 没写班级时算哪个班", "Class of an .ics that names none")
}

func lessonsInFile(ctx context.Context) string {
	return msg.Pick(ctx, "文件里的课", "Lessons in the file")
}
func addsWord(ctx context.Context) string    { return msg.Pick(ctx, "新的", "New") }
func endsWord(ctx context.Context) string    { return msg.Pick(ctx, "不再有的", "Ended") }
func changesWord(ctx context.Context) string { return msg.Pick(ctx, "会变什么", "What changes") }
func noChanges(ctx context.Context) string {
	return msg.Pick(ctx, "和现在的课表一样，没有要变的", "The same as the timetable now: nothing changes")
}
func changesLeft(ctx context.Context, n int) string {
	return msg.Pick(ctx, "另外 "+strconv.Itoa(n)+" 处没有列出", strconv.Itoa(n)+" more are not listed")
}
func applyFrom(ctx context.Context, day string) string {
	return msg.Pick(ctx, "从 "+longDay(ctx, day)+"起换成文件里的", "Use the file from "+longDay(ctx, day)+" on")
}
