package days

import (
	"context"
	"strconv"

	"yunka/server/attendance/correction"
	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/timetable"
	view "yunka/views/attendance/days"
	"yunka/views/msg"
)

// Done says what a form of the pages has just done.
func Done(ctx context.Context, done string) string {
	switch done {
	case "correction-sent":
		return msg.Pick(ctx, "已送出，答复会出现在这里和消息里。", "Sent. The answer comes here and into the messages.")
	case "correction-withdrawn":
		return msg.Pick(ctx, "已撤回。", "Taken back.")
	case "correction-agreed":
		return msg.Pick(ctx, "已更正，家里会收到消息。", "Corrected. The family is told.")
	case "correction-refused":
		return msg.Pick(ctx, "已答复，维持不变，家里会收到消息。", "Answered and kept. The family is told.")
	case "register-closed":
		return msg.Pick(ctx, "已结账。", "The register is closed.")
	}
	return ""
}

// Action says what an event of the pages did.
func Action(ctx context.Context, action string) string {
	switch action {
	case "attendance.person_viewed":
		return msg.Pick(ctx, "看了一个人的考勤", "Looked at somebody's attendance")
	case "attendance.evidence_viewed":
		return msg.Pick(ctx, "看了更正申请的照片", "Looked at the picture of a request")
	case "attendance.correction_asked":
		return msg.Pick(ctx, "申请更正考勤", "Asked to correct attendance")
	case "attendance.correction_withdrawn":
		return msg.Pick(ctx, "撤回了更正申请", "Withdrew a request to correct attendance")
	case "attendance.correction_accepted":
		return msg.Pick(ctx, "同意更正考勤", "Corrected attendance")
	case "attendance.correction_refused":
		return msg.Pick(ctx, "没有同意更正考勤", "Kept attendance as it was")
	case "attendance.closed":
		return msg.Pick(ctx, "给考勤结了账", "Closed the register")
	}
	return ""
}

// Fault says why a form of the pages was refused.
func Fault(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "correction_reason":
		return msg.Pick(ctx, "请选一个原因。", "Choose a reason.")
	case "correction_note":
		return msg.Pick(ctx, "说明最多 200 字；选“别的原因”要写一句。", "A note has at most 200 characters; Something else needs one.")
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
		return view.WhyNot(ctx)
	case "correction_answer":
		return msg.Pick(ctx, "不同意要写原因，最多 200 字。", "A refusal needs a reason of at most 200 characters.")
	case "correction_state":
		return msg.Pick(ctx, "不能改成这个。", "It cannot be changed to that.")
	case "evidence_kind":
		return msg.Pick(ctx, "这不是照片。请选 JPEG 或 PNG 图片。", "This is no picture. Choose a JPEG or PNG.")
	case "evidence_size":
		return msg.Pick(ctx, "照片太大，请重拍或选小一些的（10 MB、1600 万像素以内）。", "The picture is too large: at most 10 MB and 16 megapixels.")
	case "evidence_small":
		return msg.Pick(ctx, "照片太小，看不清。", "The picture is too small to be read.")
	case "mark_locked":
		return msg.Pick(ctx, "这天已经结账，不能再记说明。要改请走考勤更正。", "The register of that day is closed: no notes any more. Ask for a correction instead.")
	case "lock_day":
		return msg.Pick(ctx, "只能结到已经过完的一天。", "It can be closed up to a day that is over.")
	case "lock_again":
		return msg.Pick(ctx, "这一天已经结过账了。", "That day is closed already.")
	}
	return ""
}

// Notices are the words of what is told of a request.
var Notices = []outbox.Kind{
	{
		Kind: correction.NoticeAsked, Name: func(ctx context.Context) string { return msg.Pick(ctx, "申请更正", "Request to correct") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, day := said(ctx, t)
			was := view.StateName(ctx, string(d.Was))
			return outbox.Text{
				Title: msg.Pick(ctx, t.Name+" 说"+day+was+"不对", t.Name+" asks about "+day+": "+was),
				Body:  msg.Joined(ctx, d.Session, view.Reason(ctx, d.Reason)),
				Link:  view.RequestPath(d.ID), Do: msg.Pick(ctx, "去答复", "Answer it"),
			}
		},
	},
	{
		Kind: correction.NoticeAnswered, Name: func(ctx context.Context) string { return msg.Pick(ctx, "更正的答复", "Answer to a request") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, day := said(ctx, t)
			x := outbox.Text{Body: d.Answer, Link: view.Path(d.Person, d.Day), Do: msg.Pick(ctx, "看这一天", "Show the day")}
			was := view.StateName(ctx, string(d.Was))
			if n := strconv.FormatInt((d.Seconds+59)/60, 10); d.Seconds > 0 && (d.Was == "late" || d.Was == "early") {
				was = msg.Pick(ctx, was+" "+n+" 分钟", n+" min "+was)
			}
			if d.Accepted {
				is := view.StateName(ctx, string(d.Is))
				x.Title = msg.Pick(ctx, t.Name+" "+day+"："+is, t.Name+", "+day+": "+is)
				x.Was = was
				return x
			}
			x.Title = msg.Pick(ctx, t.Name+" "+day+"核对后仍是"+was, t.Name+", "+day+": checked, still "+was)
			return x
		},
	},
}

// said is what a notice says, and its day and session in words.
func said(ctx context.Context, t outbox.Told) (d correction.Told, day string) {
	t.Read(&d)
	at := timetable.Instant(d.Day, 12*60, t.Now.Location())
	if d.Day == "" || d.Person == "" {
		d.Day, at = t.Day, t.At
	}
	day = msg.Day(ctx, at) + " " + d.Session
	return d, day
}
