package attendance

import (
	"context"

	"yunka/server/attendance/days"
	"yunka/server/fault"
	view "yunka/views/attendance"
	"yunka/views/msg"
)

// faultWords says why a form of the scene was refused.
func faultWords(ctx context.Context, f *fault.Error) string {
	if text, _ := view.SessionFault(ctx, f.Code, f.Detail); text != "" {
		return text
	}
	switch f.Code {
	case "mark_what":
		return msg.Pick(ctx, "请选一个说明。", "Choose what to note.")
	case "mark_day":
		return msg.Pick(ctx, "这一天不上课，或者还没开始。", "There is no school on that day, or it has not begun.")
	case "mark_session":
		return msg.Pick(ctx, "这个时段不要求这位同学到校。", "This person is not expected in that session.")
	case "roll_day":
		return msg.Pick(ctx, "这是别的日子的点名，请重新打开。", "This is the roll of another day. Please open it again.")
	case "roll_early":
		return msg.Pick(ctx, "上课前 10 分钟起才能点名。", "A roll can be called from ten minutes before the lesson.")
	case "roll_cancelled":
		return msg.Pick(ctx, "这节课取消了，不用点名。", "This lesson is cancelled and has no roll.")
	case "roll_taken":
		return msg.Pick(ctx, "您打开以后，别人已经点过或改过。下面是现在的结果，请看一下再改。",
			"Somebody has called or changed it since you opened it. This is how it is now: please look, then change it.")
	case "roll_state":
		return msg.Pick(ctx, "只能记为在、迟到或没见到。", "It can be here, late or missing.")
	case "roll_empty":
		return msg.Pick(ctx, "没有收到名单，请重新打开再点。", "No names came with it. Please open the page again.")
	}
	return days.Fault(ctx, f)
}
