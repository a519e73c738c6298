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
