package attendance

import (
	"context"

	"yunka/server/attendance/days"
	"yunka/server/fault"
	view "yunka/views/attendance"
	"yunka/views/msg"
)

// doneWords says what a form of the scene has just done.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "session-added":
		return msg.Pick(ctx, "已添加。", "Added.")
	case "session-ended":
		return msg.Pick(ctx, "已停用，明天起不再算。", "Ended. It no longer counts from tomorrow.")
	case "called":
		return msg.Pick(ctx, "点名已交。", "The roll is handed in.")
	}
	return days.Done(ctx, done)
}

// actionWords says what an event of the scene did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "attendance.session_added":
		return msg.Pick(ctx, "添加了到校时段", "Added a session")
	case "attendance.class_viewed":
		return msg.Pick(ctx, "看了一个班的到校情况", "Looked at the attendance of a class")
	case "attendance.marked":
		return msg.Pick(ctx, "记了一笔到校说明", "Noted something about somebody's attendance")
	case "attendance.called":
		return msg.Pick(ctx, "课上点了名", "Called the roll of a lesson")
	case "attendance.unmarked":
		return msg.Pick(ctx, "收回了到校说明", "Took a note about attendance back")
	case "attendance.session_ended":
		return msg.Pick(ctx, "停用了到校时段", "Ended a session")
	}
	return days.Action(ctx, action)
}

func sessionWords(ctx context.Context, f *fault.Error) (text, field string) {
	return view.SessionFault(ctx, f.Code, f.Detail)
}
