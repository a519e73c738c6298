package console

import (
	"context"

	"yunka/views/msg"
)

// A terminal's own page.
func terminalBeat(ctx context.Context) string { return msg.Pick(ctx, "上次心跳", "Last heartbeat") }

func terminalNoBeat(ctx context.Context) string { return msg.Pick(ctx, "还没有", "None yet") }
func terminalChange(ctx context.Context) string {
	return msg.Pick(ctx, "名称和位置", "Name and place")
}
func terminalScans(ctx context.Context) string {
	return msg.Pick(ctx, "在这里最近刷卡", "Last scans here")
}

func terminalGateHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"下一次刷卡就按新的门来；平板上的门名在重新打开后更新",
		"The next scan goes by the new gate; a tablet shows its name once it is opened again")
}

func terminalStaffHint(ctx context.Context) string {
	return msg.Pick(ctx, "。改这一项，平板要重新配对", ". A tablet has to be paired again when this changes")
}

// The scopes of a reader's token.
func scopeFeed(ctx context.Context) string {
	return msg.Pick(ctx, "读全校的通行记录（feed）", "Reads the whole school's scans (feed)")
}

func scopeFeedHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"不勾，令牌只读得到这台终端自己的记录",
		"Without it the token reads this terminal's own scans only")
}

func scopeIdentity(ctx context.Context) string {
	return msg.Pick(ctx, "读完整身份（identity）", "Reads full identities (identity)")
}

func scopeIdentityHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"学校、身份、编号、全名、班级；每次读取都记入审计。不勾，只有名字，没有姓和班级",
		"School, role, number, full name and class; each read is in the audit. Without it: a first name and no class")
}
