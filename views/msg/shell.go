package msg

import "context"

// The card page without a network.
func ShellAway(ctx context.Context) string {
	return pick(ctx, "没有网络。卡在这部手机里，码照常能用", "No network. The card is on this phone and its codes work")
}
func ShellBack(ctx context.Context) string {
	return pick(ctx, "网络回来了", "The network is back")
}
func ShellOpen(ctx context.Context) string {
	return pick(ctx, "打开完整的卡页", "Open the whole page")
}
func ShellNone(ctx context.Context) string {
	return pick(ctx, "这部手机上还没有卡", "No card on this phone yet")
}
func ShellNoneDo(ctx context.Context) string {
	return pick(ctx, "连上网打开一次卡页，领卡之后没有网也能出码", "Go online once and set up the card. Then it works without a network")
}
func KeepOpen(ctx context.Context) string {
	return pick(ctx, "进校前别关这一页：这个浏览器没有网就打不开它。可以在手机自带的浏览器里再放一张卡", "Keep this page open: without a network this browser cannot open it again. The phone's own browser can; set the card up there too")
}

func TryAgain(ctx context.Context) string { return pick(ctx, "再试一次", "Try again") }
