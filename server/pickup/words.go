package pickup

import (
	"context"

	"yunka/server/fault"
	"yunka/server/outbox"
	"yunka/server/pickup/plan"
	"yunka/server/timetable"
	"yunka/views/msg"
	view "yunka/views/pickup"
)

func doneWords(ctx context.Context, done string) string {
	switch done {
	case "plan-saved":
		return msg.Pick(ctx, "已保存。", "Saved.")
	case "plan-asked":
		return msg.Pick(ctx, "已送给班主任，答复以前计划不变。", "Sent to the class teacher. The plan stands until the answer.")
	case "plan-withdrawn":
		return msg.Pick(ctx, "已撤回，计划不变。", "Taken back. The plan stands.")
	case "plan-answered":
		return msg.Pick(ctx, "已答复，家里会收到消息。", "Answered. The family is told.")
	case "pickup-times":
		return msg.Pick(ctx, "放学时间已保存。", "Dismissal is saved.")
	case "locked-down":
		return msg.Pick(ctx, "已封闭，现在谁也接不走。", "Locked down. Nobody is released now.")
	case "lockdown-first":
		return msg.Pick(ctx, "记下了。还要另一个人也说结束。", "Noted. A second person must say so, too.")
	case "lockdown-ended":
		return msg.Pick(ctx, "封闭已结束。", "The lockdown is over.")
	case "restricted":
		return msg.Pick(ctx, "已录入，马上生效。请看右边和下面的 14 天对不对。", "Entered, and in force. Please read the next 14 days.")
	case "unrestricted":
		return msg.Pick(ctx, "已结束这条限制。", "The restriction is ended.")
	}
	return ""
}

func actionWords(ctx context.Context, action string) string {
	switch action {
	case "pickup.viewed":
		return msg.Pick(ctx, "看了接送计划", "Looked at pickup plans")
	case "pickup.planned":
		return msg.Pick(ctx, "改了一天的接送", "Changed a day's pickup")
	case "pickup.week_planned":
		return msg.Pick(ctx, "改了每周的接送", "Changed the weekly pickup")
	case "pickup.asked":
		return msg.Pick(ctx, "截止后请求改接送", "Asked to change a pickup late")
	case "pickup.accepted":
		return msg.Pick(ctx, "同意改接送", "Agreed to a late change")
	case "pickup.refused":
		return msg.Pick(ctx, "没有同意改接送", "Did not agree to a late change")
	case "pickup.withdrawn":
		return msg.Pick(ctx, "撤回了接送改动", "Took a late change back")
	case "pickup.released":
		return msg.Pick(ctx, "放行了孩子", "Released a child")
	case "pickup.undone":
		return msg.Pick(ctx, "撤回了放行", "Took a release back")
	case "pickup.stopped":
		return msg.Pick(ctx, "没有放行", "Did not release a child")
	case "pickup.shift":
		return msg.Pick(ctx, "在接送点开始当班", "Began a shift at a pickup point")
	case "pickup.doubted":
		return msg.Pick(ctx, "说来接的人和码不一致", "Said that who came is somebody else")
	case "pickup.handled":
		return msg.Pick(ctx, "去处理不能放行的人", "Dealt with somebody who may not pick up")
	case "pickup.held":
		return msg.Pick(ctx, "先留下了孩子", "Held a child")
	case "pickup.let_go":
		return msg.Pick(ctx, "不再留下孩子", "Let a held child go")
	case "pickup.lockdown":
		return msg.Pick(ctx, "开始紧急封闭", "Started a lockdown")
	case "pickup.lockdown_first":
		return msg.Pick(ctx, "第一个说封闭可以结束", "Said first that the lockdown is over")
	case "pickup.lockdown_ended":
		return msg.Pick(ctx, "结束了紧急封闭", "Ended the lockdown")
	case "pickup.times":
		return msg.Pick(ctx, "改了放学时间", "Changed dismissal")
	case "pickup.restricted":
		return msg.Pick(ctx, "录入接送限制", "Entered a pickup restriction")
	case "pickup.unrestricted":
		return msg.Pick(ctx, "结束接送限制", "Ended a pickup restriction")
	case "pickup.restriction_viewed":
		return msg.Pick(ctx, "看了接送限制", "Looked at pickup restrictions")
	}
	return ""
}

func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "plan_mode":
		return msg.Pick(ctx, "请选怎么走。", "Choose how.")
	case "plan_note":
		return msg.Pick(ctx, "说明最多 40 字。", "A note has at most 40 characters.")
	case "plan_adult":
		return msg.Pick(ctx, "这位不是能接孩子的监护人。", "This is no guardian who may pick up.")
	case "plan_day":
		return msg.Pick(ctx, "这一天不能改：已经过去、太远，或者不上课。", "This day cannot be changed: it is over, too far away or without school.")
	case "plan_late":
		return msg.Pick(ctx, "今天已经截止。请单独改今天，或者明天再改每周的。", "Today's cut-off has passed. Change today alone, or the week tomorrow.")
	case "plan_asked":
		return msg.Pick(ctx, "这一天已经有一条在等答复。", "A change of this day waits already.")
	case "plan_answered":
		return msg.Pick(ctx, "已经有人答复或撤回了。", "It was answered or taken back already.")
	case "plan_own":
		return msg.Pick(ctx, "自己的孩子要由别人答复。", "Somebody else answers for your own child.")
	case "lockdown_why":
		return msg.Pick(ctx, "要写为什么，最多 80 字。", "Say why, in at most 80 characters.")
	case "lockdown_on":
		return msg.Pick(ctx, "已经在封闭。", "A lockdown holds already.")
	case "lockdown_off":
		return msg.Pick(ctx, "现在没有封闭。", "No lockdown holds.")
	case "lockdown_second":
		return msg.Pick(ctx, "您已经说过，要另一个人确认。", "You said so already: somebody else confirms.")
	case "hold_why":
		return msg.Pick(ctx, "要写为什么，最多 80 字。", "Say why, in at most 80 characters.")
	case "pickup_released":
		return msg.Pick(ctx, "孩子已经被接走了。", "The child was picked up already.")
	case "pickup_gone":
		return msg.Pick(ctx, "已经过了能撤回的时间，或者不是在这里放行的。", "It is too late to take it back, or it was not released here.")
	case "pickup_shift":
		return msg.Pick(ctx, "还没有人当班，请先输密码。", "Nobody is on shift: type a PIN first.")
	case "pickup_doubted":
		return msg.Pick(ctx, "说过来的人不一致。看过证件，按姓名再来一次。", "Staff said it is somebody else. Look at the identity card and find them by name.")
	case "pickup_second":
		return msg.Pick(ctx, "没有手机码，要另一位值班人员也输密码。", "Without a phone's code a second person on shift must confirm.")
	case "pickup_times":
		return msg.Pick(ctx, "放学要在 06:00 以后，截止提前 0 到 240 分钟。", "Dismissal is after 06:00, the cut-off 0 to 240 minutes before it.")
	case "restriction_own":
		return msg.Pick(ctx, "这是您自己家的事，由教务处别的同事看和录入。", "This is about your own family: somebody else in the office reads and enters it.")
	case "restriction_kind":
		return msg.Pick(ctx, "请选哪一种限制。", "Choose the kind.")
	case "restriction_days":
		return msg.Pick(ctx, "起止日期不对。", "The period cannot be.")
	case "restriction_weeks":
		return msg.Pick(ctx, "日子或交接时间不对。", "The days or the hand-over cannot be.")
	case "restriction_document":
		return msg.Pick(ctx, "要写明依据的文件，最多 80 字。", "Name the document, in at most 80 characters.")
	case "restriction_scan":
		return msg.Pick(ctx, "文件要是 JPEG 或 PNG 图片，10 MB 以内。", "The document must be a JPEG or PNG of at most 10 MB.")
	}
	return ""
}

// notices are the words of what families and class teachers are told of plans.
var notices = []outbox.Kind{
	{
		Kind: plan.NoticeAsked, Name: func(ctx context.Context) string { return msg.Pick(ctx, "截止后改接送", "Late change of pickup") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, how := said(ctx, t)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 家里想改接送", t.Name+": the family asks to change the pickup"), Body: msg.Joined(ctx, how, d.Note),
				Link: "/pickup/requests", Do: msg.Pick(ctx, "去答复", "Answer it")}
		},
	},
	{
		Kind: plan.NoticeAnswered, Name: func(ctx context.Context) string {
			return msg.Pick(ctx, "改接送的答复", "Answer to a change of pickup")
		},
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, how := said(ctx, t)
			title := msg.Pick(ctx, t.Name+" 的接送没有改", t.Name+": the pickup stays as it was")
			if d.Accepted {
				title = msg.Pick(ctx, t.Name+" 的接送改好了", t.Name+": the pickup is changed")
			}
			return outbox.Text{Title: title, Body: how, Link: view.Path(d.Child), Do: msg.Pick(ctx, "看计划", "Show the plan")}
		},
	},
	{
		Kind: plan.NoticeChanged, Name: func(ctx context.Context) string { return msg.Pick(ctx, "接送改了", "Pickup changed") },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			d, how := said(ctx, t)
			return outbox.Text{Title: msg.Pick(ctx, t.Name+" 的接送改了", t.Name+": the pickup is changed"), Body: how, Link: view.Path(d.Child), Do: msg.Pick(ctx, "看计划", "Show the plan")}
		},
	},
}

// said is what a notice says, with its day and way in words.
func said(ctx context.Context, t outbox.Told) (d plan.Told, how string) {
	t.Read(&d)
	at := t.At
	if d.Day != "" {
		at = timetable.Instant(d.Day, 12*60, t.Now.Location())
	}
	how = msg.Joined(ctx, msg.Day(ctx, at), view.ModeName(ctx, string(d.Mode)))
	if d.Child == "" {
		d.Child = "none"
	}
	return d, how
}
