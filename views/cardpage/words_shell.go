package cardpage

import (
	"context"

	"yunka/views/msg"
)

// The card page without a network.
func shellAway(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有网络。卡在这部手机里，码照常能用",
		"No network. The card is on this phone and its codes work")
}

func shellBack(ctx context.Context) string {
	return msg.Pick(ctx, "网络回来了", "The network is back")
}
func shellOpen(ctx context.Context) string {
	return msg.Pick(ctx, "打开完整的卡页", "Open the whole page")
}
func shellNone(ctx context.Context) string {
	return msg.Pick(ctx, "这部手机上还没有卡", "No card on this phone yet")
}

func shellNoneDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"连上网打开一次卡页，领卡之后没有网也能出码",
		"Go online once and set up the card. Then it works without a network")
}

func keepOpenWord(ctx context.Context) string {
	return msg.Pick(ctx,
		"进校前别关这一页：这个浏览器没有网就打不开它。可以在手机自带的浏览器里再放一张卡",
		"Keep this page open: without a network this browser cannot open it again. The phone's own browser can; set the card up there too")
}

func tryAgain(ctx context.Context) string { return msg.Pick(ctx, "再试一次", "Try again") }
