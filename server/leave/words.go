package leave

import (
	"context"
	"time"

	"yunka/server/fault"
	"yunka/server/leave/request"
	"yunka/server/outbox"
	view "yunka/views/leave"
	"yunka/views/msg"
)

func actionWords(ctx context.Context, verb string) string {
	switch verb {
	case "leave.asked":
		return msg.Pick(ctx, "请了假", "Asked for leave")
	case "leave.confirmed":
		return msg.Pick(ctx, "同意孩子的请假申请", "Agreed to a child's request for leave")
	case "leave.approved":
		return msg.Pick(ctx, "批准了请假", "Approved a leave")
	case "leave.rejected":
		return msg.Pick(ctx, "没有批准请假", "Rejected a leave")
	case "leave.withdrawn":
		return msg.Pick(ctx, "撤回了请假申请", "Withdrew a request for leave")
	case "leave.cancelled":
		return msg.Pick(ctx, "取消了请假", "Cancelled a leave")
	case "leave.shortened":
		return msg.Pick(ctx, "提前结束了请假", "Ended a leave early")
	case "leave.control":
		return msg.Pick(ctx, "改了提前离校的规定", "Changed who may leave school early")
	case "leave.evidence":
		return msg.Pick(ctx, "给请假补了凭据", "Added evidence to a leave")
	case "leave.levels":
		return msg.Pick(ctx, "改了谁批几天的假", "Changed who decides how long a leave")
	case "leave.listed":
		return msg.Pick(ctx, "看了请假名单", "Looked at a list of leaves")
	case "leave.exported":
		return msg.Pick(ctx, "导出了请假名单", "Exported a list of leaves")
	case "leave.found":
		return msg.Pick(ctx, "按假条号码查了请假", "Found a leave by the number of its slip")
	case "leave.viewed":
		return msg.Pick(ctx, "看了一个人的请假", "Looked at somebody's leaves")
	}
	return ""
}

func doneWords(ctx context.Context, word string) string {
	switch word {
	case "leave-sent":
		return msg.Pick(ctx, "已送出，答复会出现在这里和消息里。", "Sent. The answer comes here and into the messages.")
	case "leave-confirmed":
		return msg.Pick(ctx, "已同意，老师会收到。", "Agreed. The teacher is told.")
	case "leave-approved":
		return msg.Pick(ctx, "已批准，家里会收到消息。", "Approved. The family is told.")
	case "leave-rejected":
		return msg.Pick(ctx, "已答复，没有批准，家里会收到消息。", "Rejected. The family is told.")
	case "leave-ended":
		return msg.Pick(ctx, "已取消，打过的卡照样算。", "Ended. What was scanned still counts.")
	case "leave-evidence":
		return msg.Pick(ctx, "凭据已收到。", "The evidence is there.")
	case "leave-levels":
		return msg.Pick(ctx, "已保存，新的和在等的都按这个批。", "Saved. It holds for what waits and what comes.")
	case "leave-control":
		return msg.Pick(ctx, "已保存，闸机现在就按这个判断。", "Saved. The gates go by it from now on.")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "leave_kind":
		return msg.Pick(ctx, "请选请假的类型。", "Choose a kind of leave.")
	case "leave_reason":
		return msg.Pick(ctx, "请写原因，最多 200 字。", "Give a reason of at most 200 characters.")
	case "leave_days":
		return msg.Pick(ctx, "日期不对：最后一天不能早于第一天。", "The last day must not be before the first.")
	case "leave_hours":
		return msg.Pick(ctx, "只请几个小时时，开始和结束要在同一天，结束晚于开始。", "Hours need one day, and an end after the beginning.")
	case "leave_long":
		return msg.Pick(ctx, "一次最多 60 个上学日、半年以内。更长的请找学校办休学。", "At most 60 school days, within half a year. For more speak to the school.")
	case "leave_past":
		return msg.Pick(ctx, "只能补请最近三个上学日的假，请直接找班主任。", "A leave may begin at most three school days ago. Speak to the class teacher.")
	case "leave_locked":
		return msg.Pick(ctx, "这些日子的考勤已经结账，要改请走考勤更正。", "The register of these days is closed. Ask for a correction instead.")
	case "leave_no_school":
		return msg.Pick(ctx, "这几天不上课，不用请假。", "There is no school on these days, so no leave is needed.")
	case "leave_overlap":
		return msg.Pick(ctx, "和已经请的假重叠了。先取消原来的，再请。", "It overlaps another leave. Cancel that one first.")
	case "leave_answered":
		return msg.Pick(ctx, "已经有人处理了，下面是现在的样子。", "Somebody has dealt with it already. This is how it stands.")
	case "leave_over":
		return msg.Pick(ctx, "这个假已经结束了。", "This leave is over.")
	case "leave_own":
		return msg.Pick(ctx, "自己的、自己孩子的假由别人批。", "Your own leave, or your child's, is approved by somebody else.")
	case "leave_too_long":
		return msg.Pick(ctx, "这么长的假由年级组长或教务处批。", "A leave this long is decided by the head of the grade or the office.")
	case "leave_evidence":
		return msg.Pick(ctx, "这张假条不能再补凭据：已经有了，或过了三个上学日。", "No evidence can be added: there is some, or three school days are over.")
	case "evidence_none":
		return msg.Pick(ctx, "请选一张照片。", "Choose a picture.")
	case "leave_lessons":
		return msg.Pick(ctx, "请选要请的课。几节课要连着，中间隔开的分两次请。", "Choose the lessons. They follow each other; ask twice for what lies apart.")
	case "leave_levels":
		return msg.Pick(ctx, "请填 0 到 60 的整数，年级组长的不能少于班主任的。", "Use whole numbers from 0 to 60; the grade's may not be less than the class's.")
	case "leave_many":
		return msg.Pick(ctx, "这个范围的假条太多，请缩短日期或选一个班再导出。", "Too many leaves for one file: choose fewer days or one class.")
	case "leave_answer":
		return msg.Pick(ctx, "不批要写原因，最多 200 字。", "A rejection needs a reason of at most 200 characters.")
	}
	return ""
}

func detailWords(ctx context.Context, key string) string {
	switch key {
	case "leave":
		return msg.Pick(ctx, "请假单", "Leave")
	case "class_days":
		return msg.Pick(ctx, "班主任批到几天", "Class teacher up to")
	case "grade_days":
		return msg.Pick(ctx, "年级组长批到几天", "Grade head up to")
	case "controlled":
		return msg.Pick(ctx, "提前离校要请假", "Leaving early needs a leave")
	}
	return ""
}

// notices are the words of what people are told of a leave.
var notices = []outbox.Kind{
	kind(request.NoticeAsked, "请假申请", "Request for leave", func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" 请假", t.Name+" asks for leave"), Do: msg.Pick(ctx, "去答复", "Answer it")}
	}),
	kind(request.NoticeConfirm, "孩子要请假", "A child asks for leave", func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" 想请假，等您同意", t.Name+" asks for leave and waits for you"), Do: msg.Pick(ctx, "去看看", "Look at it")}
	}),
	kind(request.NoticeAnswered, "请假的答复", "Answer to a leave", func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text {
		if d.Approved {
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的假批了", t.Name+": leave approved")}
		}
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的假没有批", t.Name+": leave not approved"), Was: d.Answer, Warn: true}
	}),
	kind(request.NoticeCancelled, "请假取消", "Leave ended", func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的假取消了，照常到校", t.Name+": the leave has ended, expected as usual")}
	}),
	kind(request.NoticeWaits, "请假还没人答复", "A request still waits", func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的请假还在等您", "The leave of "+t.Name+" still waits for you"), Do: msg.Pick(ctx, "去答复", "Answer it"), Warn: true}
	}),
	kind(request.NoticeEvidence, "凭据还没补", "Evidence is missing", func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text {
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的请假还缺凭据", "The leave of "+t.Name+" lacks its evidence"),
			Body: msg.Pick(ctx, "最晚 "+msg.Day(ctx, local(d.To, t.Now.Location()))+" 补", "It may follow until "+msg.Day(ctx, local(d.To, t.Now.Location()))),
			Do:   msg.Pick(ctx, "去补", "Add it")}
	}),
	kind(request.NoticeNotBack, "请假到点没回来", "Not back from a leave", func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text {
		loc := t.Now.Location()
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" 该回来了，闸机还没有看到", t.Name+" should be back, but no gate has seen it"),
			Body: msg.Pick(ctx, msg.Clock(local(d.From, loc))+" 从"+d.Gate+"出校，应在 "+msg.Clock(local(d.To, loc))+" 前回来",
				"Left by "+d.Gate+" at "+msg.Clock(local(d.From, loc))+", due back by "+msg.Clock(local(d.To, loc))), Warn: true}
	}),
	kind(request.NoticeStopped, "没有请假要离校", "Wanted to leave early", func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text {
		at := time.UnixMilli(d.From).In(t.Now.Location())
		return outbox.Text{Title: msg.Pick(ctx, t.Name+" 没有请假要离校，门没有开", t.Name+" wanted to leave without a leave, the gate stayed shut"),
			Body: msg.Joined(ctx, d.Gate, msg.Clock(at)), Warn: true}
	}),
}

func kind(word, zh, en string, draw func(ctx context.Context, t outbox.Told, d request.Told) outbox.Text) outbox.Kind {
	return outbox.Kind{
		Kind: word, Name: func(ctx context.Context) string { return msg.Pick(ctx, zh, en) },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var d request.Told
			t.Read(&d)
			x := draw(ctx, t, d)
			if x.Body == "" && d.From != 0 {
				loc := t.Now.Location()
				x.Body = msg.Joined(ctx, view.KindName(ctx, d.Kind), view.When(ctx, local(d.From, loc), local(d.To, loc)))
			}
			if x.Was != "" { // a reason is no old value
				x.Body, x.Was = x.Was, ""
			}
			if d.ID != "" {
				x.Link = view.Path(d.ID)
				if x.Do == "" {
					x.Do = msg.Pick(ctx, "看请假单", "Show the leave")
				}
			}
			return x
		},
	}
}

func local(ms int64, loc *time.Location) time.Time { return time.UnixMilli(ms).In(loc) }
