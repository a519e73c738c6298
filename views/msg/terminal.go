package msg

import "context"

// A terminal's own page.
func TerminalBeat(ctx context.Context) string { return pick(ctx, "上次心跳", "Last heartbeat") }
func TerminalNoBeat(ctx context.Context) string {
	return pick(ctx, "还没有", "None yet")
}
func TerminalChange(ctx context.Context) string {
	return pick(ctx, "名称和位置", "Name and place")
}
func TerminalScans(ctx context.Context) string {
	return pick(ctx, "在这里最近刷卡", "Last scans here")
}
func TerminalGateHint(ctx context.Context) string {
	return pick(ctx, "下一次刷卡就按新的门来；平板上的门名在重新打开后更新", "The next scan goes by the new gate; a tablet shows its name once it is opened again")
}
func TerminalStaffHint(ctx context.Context) string {
	return pick(ctx, "。改这一项，平板要重新配对", ". A tablet has to be paired again when this changes")
}
func TerminalNameWrong(ctx context.Context) string {
	return pick(ctx, "名称要填，最多 40 个字", "A name of at most 40 characters, please")
}

// The scopes of a reader's token.
func ScopeFeed(ctx context.Context) string {
	return pick(ctx, "读全校的通行记录（feed）", "Reads the whole school's scans (feed)")
}
func ScopeFeedHint(ctx context.Context) string {
	return pick(ctx, "不勾，令牌只读得到这台终端自己的记录", "Without it the token reads this terminal's own scans only")
}
func ScopeIdentity(ctx context.Context) string {
	return pick(ctx, "读完整身份（identity）", "Reads full identities (identity)")
}
func ScopeIdentityHint(ctx context.Context) string {
	return pick(ctx, "学校、身份、编号、全名、班级；每次读取都记入审计。不勾，只有名字，没有姓和班级", "School, role, number, full name and class; each read is in the audit. Without it: a first name and no class")
}
