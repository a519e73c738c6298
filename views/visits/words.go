package visits

import (
	"context"
	"strings"
	"time"

	"yunka/views/msg"
)

// Visitors: the console's page.
func navVisits(ctx context.Context) string { return msg.Pick(ctx, "访客", "Visitors") }

func visitInvite(ctx context.Context) string {
	return msg.Pick(ctx, "邀请访客", "Invite a visitor")
}
func visitName(ctx context.Context) string { return msg.Pick(ctx, "访客姓名", "Visitor's name") }
func visitCompany(ctx context.Context) string {
	return msg.Pick(ctx, "单位（可不填）", "From where (optional)")
}
func visitPhone(ctx context.Context) string {
	return msg.Pick(ctx, "电话（可不填）", "Phone (optional)")
}
func visitPurpose(ctx context.Context) string { return msg.Pick(ctx, "来访事由", "What for") }
func visitZone(ctx context.Context) string    { return msg.Pick(ctx, "可以进到", "May go as far as") }
func visitFrom(ctx context.Context) string    { return msg.Pick(ctx, "从", "From") }
func visitTo(ctx context.Context) string      { return msg.Pick(ctx, "到", "Until") }
func visitLook(ctx context.Context) string    { return msg.Pick(ctx, "进门时", "At the gate") }
func visitSend(ctx context.Context) string {
	return msg.Pick(ctx, "生成邀请链接", "Make the link")
}

// visitLookName is what a guard does before the code opens.
func visitLookName(ctx context.Context, look string) string {
	switch look {
	case "photo":
		return msg.Pick(ctx, "值班人员核对证件", "a guard checks a document")
	case "escort":
		return msg.Pick(ctx, "接待人到门口接", "the host comes to the gate")
	}
	return msg.Pick(ctx, "扫码直接进", "the code opens")
}

// visitState is where a visit stands.
func visitState(ctx context.Context, state string) string {
	switch state {
	case "expected":
		return msg.Pick(ctx, "还没到时间", "Expected")
	case "waited":
		return msg.Pick(ctx, "等待到访", "Not here yet")
	case "inside":
		return msg.Pick(ctx, "在校内", "Inside")
	case "overdue":
		return msg.Pick(ctx, "超时未离开", "Should have left")
	case "left":
		return msg.Pick(ctx, "已离开", "Left")
	case "cancelled":
		return msg.Pick(ctx, "已取消", "Cancelled")
	}
	return msg.Pick(ctx, "没有来", "Did not come")
}

func visitsNow(ctx context.Context) string {
	return msg.Pick(ctx, "现在和以后", "Now and to come")
}
func visitsPast(ctx context.Context) string { return msg.Pick(ctx, "以前的", "Past") }
func visitsNone(ctx context.Context) string {
	return msg.Pick(ctx, "还没有访客", "No visitors yet")
}

func visitsNoneDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"填好邀请，把链接发给访客。对方打开链接，在门口出示二维码",
		"Fill in the invitation and send the link. Your visitor opens it and shows its code at the gate")
}

func visitCancel(ctx context.Context) string {
	return msg.Pick(ctx, "取消来访", "Cancel the visit")
}

func visitCancelAsk(ctx context.Context) string {
	return msg.Pick(ctx, "取消这次来访？链接和码马上作废。", "Cancel this visit? Its link and code are dead at once.")
}

func visitSignOut(ctx context.Context) string { return msg.Pick(ctx, "登记离开", "Sign out") }

func visitSignOutAsk(ctx context.Context) string {
	return msg.Pick(ctx,
		"确认访客已经离开学校？码马上作废。",
		"Has the visitor left the school? The code is dead at once.")
}

func visitMade(ctx context.Context, name string) string {
	return msg.Pick(ctx, "%s的邀请链接", "The link for %s", name)
}

func visitMadeHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"链接只在这里显示一次。拿到链接的人都能用它进一次门，请直接发给访客本人",
		"The link is shown here once. Whoever has it can enter once with it: send it to your visitor alone")
}

// visitFacts is what happened so far; the zero time is what did not.
func visitFacts(ctx context.Context, phone string, entered, gone time.Time) string {
	var facts []string
	if phone != "" {
		facts = append(facts, phone)
	}
	if !entered.IsZero() {
		facts = append(facts, msg.Pick(ctx, "%s 进门", "in since %s", msg.Clock(entered)))
	}
	if !gone.IsZero() {
		facts = append(facts, msg.Pick(ctx, "%s 离开", "left %s", msg.Clock(gone)))
	}
	return strings.Join(facts, " · ")
}
