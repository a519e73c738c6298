package cardpage

import (
	"context"

	"yunka/views/msg"
)

func passOfflineSoon(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有网络。码能用到{time}，在那之前连一次网",
		"No network. The code works until {time}. Go online once before then")
}

func passClockLost(ctx context.Context) string {
	return msg.Pick(ctx,
		"手机的日期或时间不对，出的码过不了门。请在系统设置里打开“自动设置时间”，或者连一次网",
		"This phone's date or time is wrong, and its codes would be refused. Switch on “set time automatically” in the settings, or go online once")
}

func passOver(ctx context.Context) string {
	return msg.Pick(ctx, "卡不在有效期。请找班主任", "This card is not valid now. Please see the class teacher")
}

func passWiped(ctx context.Context) string {
	return msg.Pick(ctx,
		"浏览器清掉了这部手机上的卡。连上网，再领一次就好",
		"The browser has cleared the card off this phone. Go online and set it up again")
}

func passLoggedOut(ctx context.Context) string {
	return msg.Pick(ctx,
		"已在另一个窗口退出，卡不在这部手机上了。要用请重新登录",
		"Logged out in another window; the card has left this phone. Log in to use it again")
}

func passFull(ctx context.Context) string {
	return msg.Pick(ctx,
		"手机存储满了，出不了新码。请删掉一些照片或应用，再试",
		"This phone's storage is full, so no new code can be made. Remove some pictures or apps and try again")
}

func passInsecure(ctx context.Context) string {
	return msg.Pick(ctx,
		"连接没有加密，浏览器不让保存卡。请用 https 开头的地址打开",
		"The connection is not encrypted, and the browser refuses to keep the card. Open the address that begins with https")
}

func passNoModule(ctx context.Context) string {
	return msg.Pick(ctx,
		"出码的程序没有装上。请连上网，这里会自己再试",
		"The code program did not load. Go online; this page tries again by itself")
}

func passOldBrowser(ctx context.Context) string {
	return msg.Pick(ctx,
		"浏览器太旧，出不了码。请更新浏览器或微信",
		"This browser is too old to make codes. Update it, or update WeChat")
}

// The password that a login which is not fresh is asked for before the card comes here.
func proveTitle(ctx context.Context) string {
	return msg.Pick(ctx, "请再输一次密码", "Please type your password again")
}

func proveWhy(ctx context.Context) string {
	return msg.Pick(ctx,
		"这部手机登录了一阵子，以前没有放过这张卡。输密码是为了确认是您本人。",
		"This phone has been logged in for a while and never had this card. The password shows that it is you.")
}

func passPasswordLater(ctx context.Context) string {
	return msg.Pick(ctx, "试得太多了。请过一刻钟再试", "Too many tries. Please wait a quarter of an hour")
}

func passStorageStuck(ctx context.Context) string {
	return msg.Pick(ctx,
		"手机里存卡的地方没有回应，不是网络的问题。卡还在，重新打开这一页就好",
		"The place on this phone where the card is kept does not answer; the network is not to blame. The card is still there: open the page anew")
}

func reload(ctx context.Context) string { return msg.Pick(ctx, "重新打开", "Open it anew") }
