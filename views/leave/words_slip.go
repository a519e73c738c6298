package leave

import (
	"context"

	"yunka/views/msg"
)

func slipTitle(ctx context.Context) string { return msg.Pick(ctx, "打印假条", "Print a slip") }
func slipHint(ctx context.Context) string {
	return msg.Pick(ctx, "孩子没带手机时出门用", "For going out without a phone")
}
func slipHead(ctx context.Context) string { return msg.Pick(ctx, "出校假条", "Leave slip") }
func slipPrint(ctx context.Context) string {
	return msg.Pick(ctx, "打印", "Print")
}
func slipNumber(ctx context.Context) string { return msg.Pick(ctx, "假条号码", "Number") }
func slipRule(ctx context.Context) string {
	return msg.Pick(ctx, "出门时交给门卫，由门卫输入号码核对照片。只能用一次；取消的、过了时间的开不了门。",
		"Show it to the guard, who enters the number and compares the photo. It works once; cancelled or past its time it opens nothing.")
}
func slipUsed(ctx context.Context) string {
	return msg.Pick(ctx, "这张假条已经用过或已过时间。", "This slip has been used or its time is over.")
}
func dtApproved(ctx context.Context) string { return msg.Pick(ctx, "谁批的", "Approved by") }
func photoAlt(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的照片", "Photo of "+name)
}
func nobodyCollects(ctx context.Context) string {
	return msg.Pick(ctx, "没有写谁来接", "Nobody named to collect")
}

func deskCollects(ctx context.Context, who string) string {
	if who == "" {
		return nobodyCollects(ctx)
	}
	return msg.Pick(ctx, "由"+who+"接", "Collected by "+who)
}
func deskApproved(ctx context.Context, who string) string {
	return msg.Pick(ctx, who+"批准", "Approved by "+who)
}

// NoSuchNumber is said of a number that is none here.
func NoSuchNumber(ctx context.Context) string {
	return msg.Pick(ctx, "没有这个号码的假条。看清六位数再输一次。", "No slip has this number. Read the six digits again.")
}

// DeskGood is said of a slip that opens the gate now.
func DeskGood(ctx context.Context) string {
	return msg.Pick(ctx, "假条有效。先对照片，再选这个人登记。", "The slip is good. Compare the photo, then choose the person to record.")
}

// DeskUsed is said of one that has been used.
func DeskUsed(ctx context.Context) string {
	return msg.Pick(ctx, "这张假条已经用过一次，不能再出门。", "This slip has been used once and opens no more.")
}

// DeskCancelled is said of one that does not count any more.
func DeskCancelled(ctx context.Context) string {
	return msg.Pick(ctx, "这张假条已经取消，不能出门。", "This slip has been cancelled.")
}

// DeskNotNow is said of one of another time.
func DeskNotNow(ctx context.Context, l Leave, soon bool) string {
	if soon {
		return msg.Pick(ctx, "还没到时间，"+msg.Clock(l.From)+" 前 10 分钟起能出门。", "Too early: it opens from 10 minutes before "+msg.Clock(l.From)+".")
	}
	return msg.Pick(ctx, "这张假条是 "+When(ctx, l.From, l.To)+" 的，现在不能用。", "This slip is for "+When(ctx, l.From, l.To)+", not for now.")
}
