package notices

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

func title(ctx context.Context) string { return msg.Pick(ctx, "班级通知", "Notices") }
func titleOf(ctx context.Context, class string) string {
	return msg.Pick(ctx, class+"通知", "Notices to "+class)
}

func stamp(ctx context.Context, t time.Time) string { return msg.Day(ctx, t) + " " + msg.Clock(t) }

func number(n int) string { return strconv.Itoa(n) }

func unread(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "都看过了", "All read")
	}
	return msg.Pick(ctx, number(n)+" 条没看", number(n)+" new")
}

func noNotices(ctx context.Context) string { return msg.Pick(ctx, "还没有通知", "No notices yet") }
func noNoticesDo(ctx context.Context) string {
	return msg.Pick(ctx, "老师发了通知，会在这里，也会在消息里。", "What teachers tell the class is here, and among the messages.")
}
func noPosted(ctx context.Context) string {
	return msg.Pick(ctx, "还没有发过通知", "Nothing posted yet")
}
func noPostedDo(ctx context.Context) string {
	return msg.Pick(ctx, "在上面写一条，学生和家长马上收到。", "Write one above. Pupils and guardians have it at once.")
}
func noClasses(ctx context.Context) string {
	return msg.Pick(ctx, "没有您教的班", "No class of yours")
}
func noClassesDo(ctx context.Context) string {
	return msg.Pick(ctx, "学校给您排了班主任或任课后，就能发通知。", "Once the school has you as a class or subject teacher you can tell the class.")
}

func byAt(ctx context.Context, n Notice) string {
	return msg.Pick(ctx, n.By+" "+stamp(ctx, n.At), n.By+", "+stamp(ctx, n.At))
}

func withdrawnAt(ctx context.Context, n Notice) string {
	return msg.Pick(ctx, "已撤回，"+stamp(ctx, n.Withdrawn), "Withdrawn "+stamp(ctx, n.Withdrawn))
}

func waitsFor(ctx context.Context, n Notice) string {
	return msg.Pick(ctx, "定时 "+stamp(ctx, n.At)+" 发", "Waits for "+stamp(ctx, n.At))
}

func readIt(ctx context.Context) string { return msg.Pick(ctx, "我看过了", "I have read it") }
func isRead(ctx context.Context) string { return msg.Pick(ctx, "看过了", "Read") }
func picture(ctx context.Context, i int) string {
	return msg.Pick(ctx, "图 "+number(i), "Picture "+number(i))
}

func seenBy(ctx context.Context, n Notice) string {
	return msg.Pick(ctx, number(n.Seen)+" / "+number(n.Pupils)+" 位学生家里看过", "Read for "+number(n.Seen)+" of "+number(n.Pupils)+" pupils")
}

func postTitle(ctx context.Context) string { return msg.Pick(ctx, "发通知", "Post a notice") }
func textWord(ctx context.Context) string  { return msg.Pick(ctx, "内容", "Text") }
func textHint(ctx context.Context) string {
	return msg.Pick(ctx, "最多 2000 字。本班学生和家长都会收到", "At most 2,000 characters. The pupils of the class and their guardians have it")
}
func filesWord(ctx context.Context) string {
	return msg.Pick(ctx, "图片和文件", "Pictures and files")
}
func filesHint(ctx context.Context) string {
	return msg.Pick(ctx, "最多 6 个，每个 10 MB 以内", "Up to six, each up to 10 MB")
}
func whenWord(ctx context.Context) string {
	return msg.Pick(ctx, "定时（空着马上发）", "At a time; without one, now")
}
func postIt(ctx context.Context) string { return msg.Pick(ctx, "发布", "Post") }
func withdrawIt(ctx context.Context) string {
	return msg.Pick(ctx, "撤回", "Withdraw")
}
func withdrawSure(ctx context.Context) string {
	return msg.Pick(ctx, "撤回后谁也看不到内容，已经通知过的人会知道撤回了。", "Nobody can read it then. Who was told is told that it was withdrawn.")
}

func readersTitle(ctx context.Context) string { return msg.Pick(ctx, "谁看过", "Who has read it") }

func notRead(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "全班都看过了", "Read for everybody")
	}
	return msg.Pick(ctx, number(n)+" 位还没看", "Not yet for "+number(n))
}

func nobodyYet(ctx context.Context) string { return msg.Pick(ctx, "还没看", "Not yet") }

func readBy(ctx context.Context, r Row) string {
	return msg.Pick(ctx, r.By+" "+stamp(ctx, r.At)+" 看过", "Read by "+r.By+", "+stamp(ctx, r.At))
}
