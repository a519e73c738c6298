package leave

import (
	"context"

	"yunka/views/msg"
)

func listTitle(ctx context.Context) string { return msg.Pick(ctx, "请假名单", "Lists of leave") }
func listHint(ctx context.Context) string {
	return msg.Pick(ctx, "按天、按班，可导出打印", "By day and class, to export or print")
}
func labelDays(ctx context.Context) string { return msg.Pick(ctx, "从哪天", "From") }
func labelTill(ctx context.Context) string { return msg.Pick(ctx, "到哪天", "To") }
func everybody(ctx context.Context, partial bool) string {
	if partial {
		return msg.Pick(ctx, "我管的各班", "All my classes")
	}
	return msg.Pick(ctx, "全校", "Whole school")
}
func allKinds(ctx context.Context) string  { return msg.Pick(ctx, "各种假", "All kinds") }
func allStates(ctx context.Context) string { return msg.Pick(ctx, "各种状态", "All states") }
func byName(ctx context.Context) string    { return msg.Pick(ctx, "按姓名找", "Find by name") }
func wholeGrade(ctx context.Context, grade string) string {
	return msg.Pick(ctx, grade+"全年级", "Grade "+grade)
}
func listPrint(ctx context.Context) string { return msg.Pick(ctx, "打印", "Print") }
func listNone(ctx context.Context) string {
	return msg.Pick(ctx, "没有符合的假条", "No such leaves")
}
func listNoneText(ctx context.Context) string {
	return msg.Pick(ctx, "换个日期或班级看看。", "Try other days or another class.")
}
func listMore(ctx context.Context, n int) string {
	return msg.Pick(ctx, "只列出前 "+number(n)+" 张，请缩短日期或选一个班。", "Only the first "+number(n)+" are listed: choose fewer days or one class.")
}
func listOf(ctx context.Context, v LeaveList) string {
	whose := v.chosen()
	if whose == "" {
		whose = everybody(ctx, v.Shell.Partial)
	}
	return msg.Joined(ctx, whose, day(ctx, v.From)+" – "+day(ctx, v.To))
}
func counts(ctx context.Context, leaves, people, days int) string {
	return msg.Pick(ctx, number(leaves)+" 张，"+number(people)+" 人，共 "+number(days)+" 个上学日",
		number(leaves)+" leaves, "+number(people)+" people, "+number(days)+" school days")
}
func colFrom(ctx context.Context) string      { return msg.Pick(ctx, "开始", "Begins") }
func colTo(ctx context.Context) string        { return msg.Pick(ctx, "结束", "Ends") }
func colDays(ctx context.Context) string      { return msg.Pick(ctx, "上学日", "School days") }
func colAskedAt(ctx context.Context) string   { return msg.Pick(ctx, "申请时间", "Asked at") }
func colDecided(ctx context.Context) string   { return msg.Pick(ctx, "谁答复的", "Answered by") }
func colDecidedAt(ctx context.Context) string { return msg.Pick(ctx, "答复时间", "Answered at") }
func colUsed(ctx context.Context) string      { return msg.Pick(ctx, "已出门", "Has gone out") }
func yes(ctx context.Context) string          { return msg.Pick(ctx, "是", "Yes") }

// SheetName names the sheet of a workbook.
func SheetName(ctx context.Context) string { return listTitle(ctx) }
