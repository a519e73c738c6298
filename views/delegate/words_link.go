package delegate

import (
	"context"

	"yunka/views/msg"
)

func linkTitle(ctx context.Context) string { return msg.Pick(ctx, "接孩子", "Collecting a child") }
func please(ctx context.Context) string {
	return msg.Pick(ctx, "请您来接孩子", "You are asked to collect a child")
}
func callFirst(ctx context.Context) string {
	return msg.Pick(ctx, "打电话给发链接的家人，请家人念 6 位数字，您输在这里：",
		"Call the family member who sent this link. They read out six digits; type them here:")
}
func sixDigits(ctx context.Context) string { return msg.Pick(ctx, "6 位数字", "Six digits") }
func ready(ctx context.Context) string     { return msg.Pick(ctx, "确定", "OK") }
func missing(ctx context.Context) string   { return msg.Pick(ctx, "还差 {n} 位", "{n} more") }
func after(ctx context.Context) string {
	return msg.Pick(ctx, "输对了，就显示接谁、几点接", "Then you see whom to collect, and when")
}
func wrongDigits(ctx context.Context) string {
	return msg.Pick(ctx, "数字不对，请再听一遍，还能试 {n} 次", "Wrong digits. Listen once more; {n} tries are left")
}
func tooMany(ctx context.Context) string {
	return msg.Pick(ctx, "试得太多了，请过一会儿再来", "Too many tries. Please come back a little later")
}
func deadTitle(ctx context.Context) string {
	return msg.Pick(ctx, "请家人重新发链接", "Ask the family for a new link")
}
func deadText(ctx context.Context) string {
	return msg.Pick(ctx, "这个链接不能再用了。", "This link cannot be used any more.")
}
func takenTitle(ctx context.Context) string {
	return msg.Pick(ctx, "这个链接已经在另一部手机上用了", "This link is in use on another phone")
}
func takenText(ctx context.Context) string {
	return msg.Pick(ctx, "请用那部手机打开。换了手机，请家人重新发链接。", "Open it on that phone. If you have changed phones, ask the family for a new link.")
}
func overTitle(ctx context.Context) string {
	return msg.Pick(ctx, "这次不用接了", "Nothing to collect")
}
func overText(ctx context.Context) string {
	return msg.Pick(ctx, "请问家人。", "Please ask the family.")
}
func awayTitle(ctx context.Context) string { return msg.Pick(ctx, "没有网络", "No network") }
func awayText(ctx context.Context) string {
	return msg.Pick(ctx, "连上网，这一页会自己再试。", "Go online; this page tries again by itself.")
}
func working(ctx context.Context) string { return msg.Pick(ctx, "请稍等", "One moment") }
func stoppedTitle(ctx context.Context) string {
	return msg.Pick(ctx, "出不了码", "No code can be made")
}
func needsScript(ctx context.Context) string {
	return msg.Pick(ctx, "请用微信或系统浏览器打开这个链接。", "Please open this link in WeChat or the phone's browser.")
}
func works(ctx context.Context) string     { return msg.Pick(ctx, "能用", "Works") }
func noNetwork(ctx context.Context) string { return msg.Pick(ctx, "没有网络", "No network") }
func show(ctx context.Context) string {
	return msg.Pick(ctx, "到门口，给老师扫这个码", "At the gate, show this code to the teacher")
}
func codeLabel(ctx context.Context) string { return msg.Pick(ctx, "接送码", "Code for collecting") }
func collect(ctx context.Context) string   { return msg.Pick(ctx, "接 ", "Collect ") }
func today(ctx context.Context) string     { return msg.Today(ctx) }
func usable(ctx context.Context) string {
	return msg.Pick(ctx, "{day} {time} 起能用", "From {time}, {day}")
}
func windowOver(ctx context.Context) string {
	return msg.Pick(ctx, "时间过了，打电话给{who}", "The time is over. Call {who}")
}
func call(ctx context.Context) string { return msg.Pick(ctx, "打电话给{who}", "Call {who}") }
func retry(ctx context.Context) string {
	return msg.Pick(ctx, "再试一次", "Try again")
}
func noStorage(ctx context.Context) string {
	return msg.Pick(ctx, "这个浏览器不让保存码。请用微信或系统浏览器打开，不要用无痕窗口。",
		"This browser keeps no code. Open the link in WeChat or the phone's browser, not in a private window.")
}
func storageStuck(ctx context.Context) string {
	return msg.Pick(ctx, "手机里存码的地方没有回应，不是网络的问题。码还在，请再试一次。",
		"The place on this phone where the code is kept does not answer; the network is not to blame. The code is still there: try again.")
}
func insecure(ctx context.Context) string {
	return msg.Pick(ctx, "连接没有加密。请用 https 开头的地址打开。", "The connection is not encrypted. Use the address that begins with https.")
}
func oldBrowser(ctx context.Context) string {
	return msg.Pick(ctx, "浏览器太旧，出不了码。请更新浏览器或微信。", "This browser is too old. Update it, or update WeChat.")
}
func failed(ctx context.Context) string {
	return msg.Pick(ctx, "没有成功，请再试一次。", "That did not work. Please try again.")
}
func clockLost(ctx context.Context) string {
	return msg.Pick(ctx, "手机的日期或时间不对。请打开“自动设置时间”，或者连一次网。",
		"The date or time of this phone is wrong. Switch on automatic time, or go online once.")
}
func leaseOver(ctx context.Context) string {
	return msg.Pick(ctx, "太久没有连网。请连一次网。", "This phone was offline too long. Go online once.")
}
