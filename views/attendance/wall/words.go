package wall

import (
	"context"

	"yunka/views/msg"
)

func title(ctx context.Context, w Wall) string {
	return msg.Pick(ctx, w.Title+" 到校", w.Title+": who is here")
}
func back(ctx context.Context) string { return msg.Pick(ctx, "返回", "Back") }

func how(ctx context.Context) string {
	return msg.Pick(ctx, "要挂在教室或走廊：在那块屏上从控制台的“大屏”挂上，再打开这个地址。屏上不出现任何人的名字。",
		"To hang it up in a classroom or a corridor: hang that screen up from the console's wall first, then open this address on it. It names nobody.")
}

func stale(ctx context.Context) string {
	return msg.Pick(ctx, "没有连接，数字停在左边的时间", "Not connected: the figures stand still at the time on the left")
}

func begins(ctx context.Context, w Wall) string {
	return msg.Pick(ctx, w.Session+" "+w.Starts, w.Session+" "+w.Starts)
}
func here(ctx context.Context) string    { return msg.Pick(ctx, "到了", "Here") }
func missing(ctx context.Context) string { return msg.Pick(ctx, "还没到", "Not here yet") }
func waiting(ctx context.Context) string { return msg.Pick(ctx, "待确认", "Unconfirmed") }
func away(ctx context.Context) string    { return msg.Pick(ctx, "请假", "On leave") }
func class(ctx context.Context) string   { return msg.ColClass(ctx) }
func share(ctx context.Context) string   { return msg.Pick(ctx, "进度", "So far") }

func ofExpected(ctx context.Context, r Row) string {
	return msg.Pick(ctx, "应到 "+number(r.Expected()), "of "+number(r.Expected()))
}

func barSays(ctx context.Context, r Row) string {
	return msg.Pick(ctx, "到了 "+number(r.Here)+"，应到 "+number(r.Expected()), number(r.Here)+" of "+number(r.Expected())+" are here")
}

func without(ctx context.Context, why string) string {
	switch why {
	case "pupils":
		return msg.Pick(ctx, "班里还没有学生", "No pupils yet")
	case "school":
		return msg.Pick(ctx, "今天不上课", "No school today")
	}
	return msg.Pick(ctx, "没有填到校时间", "No sessions are entered")
}

func silent(ctx context.Context, s Silent) string {
	if s.Since.IsZero() {
		return msg.Pick(ctx, s.Name+"没有消息，有人可能已经到了", s.Name+" has sent nothing; some may be here")
	}
	return msg.Pick(ctx, s.Name+" "+msg.Clock(s.Since)+" 起没有消息，有人可能已经到了", s.Name+" has been silent since "+msg.Clock(s.Since)+"; some may be here")
}

func lessonWhen(ctx context.Context, l Lesson) string {
	if l.Now {
		return msg.Pick(ctx, "正在上", "Now")
	}
	return msg.Pick(ctx, "下一节", "Next")
}
