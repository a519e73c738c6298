package msg

import (
	"context"
	"strings"
	"time"
)

// Visitors: the console's page.
func NavVisits(ctx context.Context) string   { return pick(ctx, "访客", "Visitors") }
func VisitInvite(ctx context.Context) string { return pick(ctx, "邀请访客", "Invite a visitor") }
func VisitName(ctx context.Context) string   { return pick(ctx, "访客姓名", "Visitor's name") }
func VisitCompany(ctx context.Context) string {
	return pick(ctx, "单位（可不填）", "From where (optional)")
}
func VisitPhone(ctx context.Context) string {
	return pick(ctx, "电话（可不填）", "Phone (optional)")
}
func VisitPurpose(ctx context.Context) string { return pick(ctx, "来访事由", "What for") }
func VisitZone(ctx context.Context) string    { return pick(ctx, "可以进到", "May go as far as") }
func VisitFrom(ctx context.Context) string    { return pick(ctx, "从", "From") }
func VisitTo(ctx context.Context) string      { return pick(ctx, "到", "Until") }
func VisitLook(ctx context.Context) string    { return pick(ctx, "进门时", "At the gate") }
func VisitSend(ctx context.Context) string    { return pick(ctx, "生成邀请链接", "Make the link") }

// VisitLookName is what a guard does before the code opens.
func VisitLookName(ctx context.Context, look string) string {
	switch look {
	case "photo":
		return pick(ctx, "值班人员核对证件", "a guard checks a document")
	case "escort":
		return pick(ctx, "接待人到门口接", "the host comes to the gate")
	}
	return pick(ctx, "扫码直接进", "the code opens")
}

// VisitState is where a visit stands.
func VisitState(ctx context.Context, state string) string {
	switch state {
	case "expected":
		return pick(ctx, "还没到时间", "Expected")
	case "waited":
		return pick(ctx, "等待到访", "Not here yet")
	case "inside":
		return pick(ctx, "在校内", "Inside")
	case "overdue":
		return pick(ctx, "超时未离开", "Should have left")
	case "left":
		return pick(ctx, "已离开", "Left")
	case "cancelled":
		return pick(ctx, "已取消", "Cancelled")
	}
	return pick(ctx, "没有来", "Did not come")
}
func VisitsNow(ctx context.Context) string  { return pick(ctx, "现在和以后", "Now and to come") }
func VisitsPast(ctx context.Context) string { return pick(ctx, "以前的", "Past") }
func VisitsNone(ctx context.Context) string { return pick(ctx, "还没有访客", "No visitors yet") }
func VisitsNoneDo(ctx context.Context) string {
	return pick(ctx, "填好邀请，把链接发给访客。对方打开链接，在门口出示二维码", "Fill in the invitation and send the link. Your visitor opens it and shows its code at the gate")
}
func VisitCancel(ctx context.Context) string { return pick(ctx, "取消来访", "Cancel the visit") }
func VisitCancelAsk(ctx context.Context) string {
	return pick(ctx, "取消这次来访？链接和码马上作废。", "Cancel this visit? Its link and code are dead at once.")
}
func VisitSignOut(ctx context.Context) string { return pick(ctx, "登记离开", "Sign out") }
func VisitSignOutAsk(ctx context.Context) string {
	return pick(ctx, "确认访客已经离开学校？码马上作废。", "Has the visitor left the school? The code is dead at once.")
}
func VisitMade(ctx context.Context, name string) string {
	return pickf(ctx, "%s的邀请链接", "The link for %s", name)
}
func VisitMadeHint(ctx context.Context) string {
	return pick(ctx, "链接只在这里显示一次。拿到链接的人都能用它进一次门，请直接发给访客本人", "The link is shown here once. Whoever has it can enter once with it: send it to your visitor alone")
}
func VisitWhen(ctx context.Context, from, to time.Time) string {
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return pickf(ctx, "%s %s 到 %s", "%s, %s to %s", Day(ctx, from), Clock(from), Clock(to))
	}
	return pickf(ctx, "%s %s 到 %s %s", "%s, %s to %s, %s", Day(ctx, from), Clock(from), Day(ctx, to), Clock(to))
}
func VisitHost(ctx context.Context, name string) string {
	return pickf(ctx, "接待人 %s", "visits %s", name)
}

// VisitFacts is what happened so far; the zero time is what did not.
func VisitFacts(ctx context.Context, phone string, entered, gone time.Time) string {
	var facts []string
	if phone != "" {
		facts = append(facts, phone)
	}
	if !entered.IsZero() {
		facts = append(facts, pickf(ctx, "%s 进门", "in since %s", Clock(entered)))
	}
	if !gone.IsZero() {
		facts = append(facts, pickf(ctx, "%s 离开", "left %s", Clock(gone)))
	}
	return strings.Join(facts, " · ")
}

// Visitors: the guest's own page.
func GuestTitle(ctx context.Context) string { return pick(ctx, "来访码", "Visitor's code") }
func GuestHow(ctx context.Context) string {
	return pick(ctx, "到门口把码对准读头，能进一次；离开时也扫一下。请不要转发。", "Show the code to the reader at the gate. It lets you in once; show it again when you leave. Do not pass it on.")
}
func GuestLook(ctx context.Context, look string) string {
	switch look {
	case "photo":
		return pick(ctx, "请带上身份证件，值班人员会核对。", "Bring a document with a photo: the guard will look at it.")
	case "escort":
		return pick(ctx, "接待人会到门口接你。到了请给对方打电话。", "Your host comes to the gate to meet you. Call when you are there.")
	}
	return ""
}
func GuestOver(ctx context.Context) string {
	return pick(ctx, "这次来访已经结束，码不能再用。要再来请联系接待人。", "This visit is over and the code is dead. Call your host to come again.")
}
func GuestGone(ctx context.Context) string {
	return pick(ctx, "没有这次来访，或者链接不完整。请向接待人要新的链接。", "There is no such visit, or the link is not whole. Ask your host for another one.")
}

// VisitWrong is what to mend in an invitation.
func VisitWrong(ctx context.Context, field string) string {
	switch field {
	case "name":
		return pick(ctx, "请写访客姓名，最多 40 个字", "Write the visitor's name, at most 40 characters")
	case "company":
		return pick(ctx, "单位最多 60 个字", "At most 60 characters")
	case "phone":
		return pick(ctx, "电话只能有数字、空格、+ 和 -", "A phone number has digits, spaces, + and - only")
	case "purpose":
		return pick(ctx, "请写来访事由，最多 100 个字", "Say what the visit is for, at most 100 characters")
	case "time":
		return pick(ctx, "结束要晚于开始和现在，最长 7 天，最早可提前 90 天邀请", "The end comes after the beginning and after now; a visit lasts at most 7 days and begins within 90")
	}
	return pick(ctx, "这个选项已经没有了，请重新选择", "That choice is gone. Please choose again")
}
