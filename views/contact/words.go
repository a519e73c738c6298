package contact

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

func navContact(ctx context.Context) string { return msg.Pick(ctx, "家校留言", "Family messages") }

func teachersTitle(ctx context.Context) string { return msg.Pick(ctx, "联系老师", "Teachers") }
func threadsTitle(ctx context.Context) string  { return msg.Pick(ctx, "留言", "Messages") }

func stamp(ctx context.Context, t time.Time) string { return msg.Day(ctx, t) + " " + msg.Clock(t) }

func number(n int) string { return strconv.Itoa(n) }

func unread(ctx context.Context, n int) string {
	if n == 0 {
		return ""
	}
	return msg.Pick(ctx, number(n)+" 条没看", number(n)+" new")
}

func mainTeacher(ctx context.Context) string { return msg.Pick(ctx, "班主任", "Class teacher") }

func teaches(ctx context.Context, t Teacher) string {
	text := ""
	if t.Main {
		text = mainTeacher(ctx)
	}
	for _, s := range t.Subjects {
		if text != "" {
			text += msg.ListSeparator(ctx)
		}
		text += s
	}
	return text
}

func writeTo(ctx context.Context) string { return msg.Pick(ctx, "留言", "Write") }
func noTeachers(ctx context.Context) string {
	return msg.Pick(ctx, "还没有登记老师", "No teachers yet")
}
func noTeachersDo(ctx context.Context) string {
	return msg.Pick(ctx, "学校排好班主任和课表后，老师会在这里。", "Once the school has set class teachers and the timetable, they are here.")
}
func noThreads(ctx context.Context) string {
	return msg.Pick(ctx, "还没有留言", "No messages yet")
}
func noThreadsDo(ctx context.Context) string {
	return msg.Pick(ctx, "家长和学生给您留言后，会在这里。", "Messages about a child are here once somebody has written.")
}
func aboutChild(ctx context.Context, child string) string {
	return msg.Pick(ctx, "关于 "+child, "About "+child)
}
func noMessages(ctx context.Context) string {
	return msg.Pick(ctx, "还没有说过话", "Nothing written yet")
}
func noMessagesDo(ctx context.Context) string {
	return msg.Pick(ctx, "在下面写第一句。", "Write the first word below.")
}
func textWord(ctx context.Context) string    { return msg.Pick(ctx, "写留言", "Message") }
func pictureWord(ctx context.Context) string { return msg.Pick(ctx, "加一张图", "Add a picture") }
func sendIt(ctx context.Context) string      { return msg.Pick(ctx, "发送", "Send") }

func keptHint(ctx context.Context) string {
	return msg.Pick(ctx, "只有你们两位能看，保留半年。学校要看，必须写明原因，并留下记录。", "Only the two of you read it, and it is kept for half a year. The school has to say why before it looks, and that is on record.")
}

func quietHint(ctx context.Context, p Page) string {
	return msg.Pick(ctx, p.With+" 在免打扰时间，"+msg.Clock(p.QuietUntil)+" 以后才会提醒。", p.With+" has quiet hours: told after "+msg.Clock(p.QuietUntil)+".")
}

func overText(ctx context.Context) string {
	return msg.Pick(ctx, "这位老师现在不教这个孩子了，只能看以前的留言。", "The teacher does not teach the child any more. What was written stays here to read.")
}
func isRead(ctx context.Context) string  { return msg.Pick(ctx, "已读", "Read") }
func notRead(ctx context.Context) string { return msg.Pick(ctx, "未读", "Not read") }
func pictureBy(ctx context.Context, who string) string {
	return msg.Pick(ctx, who+" 发的图片", "A picture by "+who)
}
func reportIt(ctx context.Context) string  { return msg.Pick(ctx, "举报", "Report") }
func reportWhy(ctx context.Context) string { return msg.Pick(ctx, "哪里不对", "What is wrong") }
func reportHint(ctx context.Context) string {
	return msg.Pick(ctx, "学校会有人打开这些留言来看。", "Somebody of the school will open these messages.")
}
func markRead(ctx context.Context) string { return msg.Pick(ctx, "看过了", "I have read it") }

func officeText(ctx context.Context) string {
	return msg.Pick(ctx, "这里只有被举报的。内容要写明原因才能打开，一小时后自动关上，每一次都有记录。", "Only what was reported is here. To read it takes a reason, holds for an hour, and is on record each time.")
}
func noReports(ctx context.Context) string { return msg.Pick(ctx, "没有举报", "No reports") }
func noReportsDo(ctx context.Context) string {
	return msg.Pick(ctx, "有人举报留言时，会在这里和“待处理”里。", "When somebody reports messages they are here and among what waits.")
}
func colChild(ctx context.Context) string { return msg.Pick(ctx, "孩子", "Child") }
func colWho(ctx context.Context) string   { return msg.Pick(ctx, "谁和谁", "Between") }
func colWhy(ctx context.Context) string   { return msg.Pick(ctx, "举报原因", "Reported because") }
func colLast(ctx context.Context) string  { return msg.Pick(ctx, "最近一条", "Last message") }
func lookAt(ctx context.Context) string   { return msg.Pick(ctx, "去看", "Look at it") }
func openTitle(ctx context.Context) string {
	return msg.Pick(ctx, "为什么要看", "Why do you look")
}
func openIt(ctx context.Context) string    { return msg.Pick(ctx, "打开一小时", "Open for an hour") }
func settleIt(ctx context.Context) string  { return msg.Pick(ctx, "处理好了", "Settled") }
func backToAll(ctx context.Context) string { return msg.Pick(ctx, "全部举报", "All reports") }
func openHint(ctx context.Context) string {
	return msg.Pick(ctx, "您的名字、时间和原因会记在操作记录里，不能删。", "Your name, the time and the reason go into the audit, where they stay.")
}

func between(ctx context.Context, a, b string) string {
	return msg.Pick(ctx, a+" 和 "+b, a+" and "+b)
}
