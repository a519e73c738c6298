package attendance

import (
	"context"

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
	case "correction_reason":
		return msg.Pick(ctx, "请选一个原因。", "Choose a reason.")
	case "correction_note":
		return msg.Pick(ctx, "说明最多 200 字；选“其他”要写一句。", "A note has at most 200 characters; Other needs one.")
	case "correction_late":
		return msg.Pick(ctx, "只能在三个上学日内提出，请直接找班主任。", "It can be asked within three school days. Please speak to the class teacher.")
	case "correction_quota":
		return msg.Pick(ctx, "这个月的 3 次用完了，请直接找班主任。", "The three of this month are used. Please speak to the class teacher.")
	case "correction_open":
		return msg.Pick(ctx, "这个时段已经提过，正等着答复。", "It was asked already and waits for an answer.")
	case "correction_same":
		return msg.Pick(ctx, "现在就是这样记的，不用更正。", "It is recorded like that already.")
	case "correction_answered":
		return msg.Pick(ctx, "已经有人答复了。", "Somebody has answered it already.")
	case "correction_own":
		return msg.Pick(ctx, "自己提的、自己的和自己孩子的，要由别人答复。", "What you asked for, or is about yourself or your child, somebody else answers.")
	case "correction_answer":
		return msg.Pick(ctx, "不同意要写原因，最多 200 字。", "A refusal needs a reason of at most 200 characters.")
	case "correction_state":
		return msg.Pick(ctx, "不能改成这个。", "It cannot be changed to that.")
	}
	return ""
}
