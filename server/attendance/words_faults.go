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
	}
	return days.Fault(ctx, f)
}
