package queue

import (
	"context"
	"time"

	"yunka/views/msg"
	"yunka/views/pickup"
)

// Title is what a class's page is called.
func Title(ctx context.Context) string { return msg.Pick(ctx, "放学接送", "Dismissal") }

func sums(ctx context.Context, n Now) string {
	return msg.Pick(ctx, "全班 "+number(n.Total)+" 人，还有 "+number(n.Left())+" 人没走", number(n.Total)+" in class, "+number(n.Left())+" have not gone")
}
func calledHead(ctx context.Context) string {
	return msg.Pick(ctx, "叫到了，请送去接送点", "Called: send to the gate")
}
func arrivedHead(ctx context.Context) string {
	return msg.Pick(ctx, "家长到了，请收拾书包", "Family is here: pack up")
}
func doorHead(ctx context.Context) string {
	return msg.Pick(ctx, "在门口，等老师核对", "At the gate, waiting for staff")
}
func sendOut(ctx context.Context) string  { return msg.Pick(ctx, "送出", "Send out") }
func callBack(ctx context.Context) string { return msg.Pick(ctx, "撤回", "Undo") }
func sendOutOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, "送出"+name, "Send out "+name)
}
func callBackOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, "撤回："+name+"还在教室", "Undo: "+name+" is still in class")
}
func waitsToSend(ctx context.Context) string { return msg.Pick(ctx, "等待发送", "Waiting to send") }
func heldHere(ctx context.Context) string {
	return msg.Pick(ctx, "先不送出来，等老师", "Please wait for staff")
}
func who(ctx context.Context, p Pupil) string {
	switch {
	case p.Delegate && p.Relation != "":
		return msg.Pick(ctx, p.Relation+"，受委托", p.Relation+", delegate")
	case p.Delegate:
		return msg.Pick(ctx, "受委托的人", "Delegate")
	case p.Relation == "":
		return ""
	}
	return pickup.RelationName(ctx, p.Relation)
}
func came(ctx context.Context, at time.Time) string {
	if at.IsZero() {
		return msg.Pick(ctx, "还没有人来", "Nobody has come yet")
	}
	return msg.Pick(ctx, msg.Clock(at)+" 到", "here "+msg.Clock(at))
}
func offline(ctx context.Context) string {
	return msg.Pick(ctx, "没有网络，{time} 后可能有变化。点过的会在连上后发送。", "No network: there may be news since {time}. What you tapped is sent once you are back.")
}
func quietTitle(ctx context.Context) string {
	return msg.Pick(ctx, "还没有家长到", "Nobody has come yet")
}
func quietText(ctx context.Context, n Now) string {
	at := msg.Clock(n.Dismissal)
	return msg.Pick(ctx, at+" 放学", "Dismissal is at "+at)
}
func allGone(ctx context.Context) string { return msg.Pick(ctx, "都走了", "Everybody has gone") }
func noSchool(ctx context.Context) string {
	return msg.Pick(ctx, "今天不上课", "No school today")
}
func noSchoolText(ctx context.Context) string {
	return msg.Pick(ctx, "没有放学接送。", "There is no dismissal.")
}
func lockLine(ctx context.Context, l Lock) string {
	at := msg.Clock(l.Since)
	return msg.Pick(ctx, l.By+" "+at+" 开始紧急封闭，先不送出任何人", "Lockdown by "+l.By+" since "+at+": nobody is sent out")
}
func released(ctx context.Context) string { return msg.Pick(ctx, "已放行", "Released") }
func waiting(ctx context.Context) string  { return msg.Pick(ctx, "等家长", "Waiting") }
func bus(ctx context.Context) string      { return msg.Pick(ctx, "校车", "Bus") }
func walk(ctx context.Context) string     { return msg.Pick(ctx, "自己走", "Walking") }
func after(ctx context.Context) string    { return msg.Pick(ctx, "课后班", "After school") }
func stay(ctx context.Context) string     { return msg.Pick(ctx, "住校", "Boarding") }
func away(ctx context.Context) string     { return msg.Pick(ctx, "没来", "Away") }
func whoIsLeft(ctx context.Context) string {
	return msg.Pick(ctx, "还没接走的名单", "Who has not been collected")
}
func plansToday(ctx context.Context) string {
	return msg.Pick(ctx, "今天的接送计划", "Today's plans")
}
func grew(ctx context.Context) string      { return msg.Pick(ctx, "叫到 {names}", "Called: {names}") }
func readyLink(ctx context.Context) string { return msg.Pick(ctx, "放学接送", "Dismissal") }
func boardTitle(ctx context.Context, b Board) string {
	if b.Title == "" {
		return Title(ctx)
	}
	return msg.Pick(ctx, b.Title+" 放学接送", b.Title+" dismissal")
}
