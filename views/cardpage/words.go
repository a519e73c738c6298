package cardpage

import (
	"context"

	"yunka/views/msg"
)

// The data-msg-… texts of the pass; the script replaces {time} and {seconds}.
func passOnline(ctx context.Context) string { return msg.Pick(ctx, "在线", "Online") }

func passOffline(ctx context.Context) string {
	return msg.Pick(ctx, "没有网络，码还能用 {time}", "No network. The code works for {time} more")
}

func passClaim(ctx context.Context) string {
	return msg.Pick(ctx, "把卡放到这部手机上，没有网也能出码", "Put the card on this phone. It works without a network")
}

func passClaiming(ctx context.Context) string {
	return msg.Pick(ctx, "正在领卡", "Setting up the card")
}

func passClockAhead(ctx context.Context) string {
	return msg.Pick(ctx,
		"手机时间快了 {seconds} 秒，已按学校时间出码",
		"Phone clock is {seconds} s ahead; using school time")
}

func passClockBehind(ctx context.Context) string {
	return msg.Pick(ctx,
		"手机时间慢了 {seconds} 秒，已按学校时间出码",
		"Phone clock is {seconds} s behind; using school time")
}

func passLeaseOver(ctx context.Context) string {
	return msg.Pick(ctx, "离线太久，码停了。连一次网就恢复", "Offline too long. Go online once to get it back")
}

func passFrozen(ctx context.Context) string {
	return msg.Pick(ctx, "卡已停用", "This card is stopped")
}

func passReplaced(ctx context.Context) string {
	return msg.Pick(ctx, "这张卡换到别的手机上了", "This card moved to another phone")
}

func passFailed(ctx context.Context) string {
	return msg.Pick(ctx, "没有办成。请检查网络再试", "That did not work. Check the network and try again")
}

func passUsed(ctx context.Context) string {
	return msg.Pick(ctx, "码已使用，{time}", "Code used at {time}")
}

func passNoStorage(ctx context.Context) string {
	return msg.Pick(ctx,
		"这个浏览器不能保存卡。请换系统浏览器或退出无痕模式",
		"This browser cannot keep the card. Use another, or leave private mode")
}

func passCount(ctx context.Context) string {
	return msg.Pick(ctx, "秒后换新码", "s to the next code")
}

func passReload(ctx context.Context) string {
	return msg.Pick(ctx,
		"出码的程序没有装上。请找学校管理员",
		"The code program is missing. Tell the school's administrator")
}

func passNeedsScript(ctx context.Context) string {
	return msg.Pick(ctx, "请打开浏览器的 JavaScript 才能出码", "Turn on JavaScript to show the code")
}

func claimCard(ctx context.Context) string {
	return msg.Pick(ctx, "领卡到这部手机", "Put the card on this phone")
}

func replaceAsk(ctx context.Context, phone string) string {
	if phone == "" {
		return msg.Pick(ctx,
			"这张卡已在两部手机上。换到这部，最久没用的那部会停用。",
			"The card is on two phones already. Moving it here stops the one unused the longest.")
	}
	return msg.Pick(ctx, "这张卡已在两部手机上。换到这部，最久没用的那部会停用："+phone, "The card is on two phones already. Moving it here stops the one unused the longest: "+phone)
}

// passSecond is for another browser of a phone, or another phone.
func passSecond(ctx context.Context, phone string) string {
	return msg.Pick(ctx, "卡已在“"+phone+"”上。微信和手机浏览器各放一张，都能用", "The card is on “"+phone+"” already. WeChat and the phone’s browser each keep their own; both work")
}

func replaceCard(ctx context.Context) string {
	return msg.Pick(ctx, "换到这部手机", "Move it here")
}
func cardCode(ctx context.Context) string {
	return msg.Pick(ctx, "校园卡二维码", "Campus card code")
}
func workingWord(ctx context.Context) string { return msg.Pick(ctx, "请稍等", "One moment") }

func notClaimable(ctx context.Context) string {
	return msg.Pick(ctx, "这张卡不能放到手机上", "This card cannot be put on a phone")
}

func frozenByHolder(ctx context.Context) string {
	return msg.Pick(ctx, "您停用了这张卡", "You stopped this card")
}

func frozenByHolderDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"输入密码就能恢复，不用再领一次。",
		"Your password brings it back; no need to set it up again.")
}

func blockedBySchool(ctx context.Context) string {
	return msg.Pick(ctx, "卡已停用。请找班主任", "This card is stopped. Please see the class teacher")
}

func cardEnded(ctx context.Context) string {
	return msg.Pick(ctx, "卡不在有效期。请找班主任", "This card is not valid now. Please see the class teacher")
}

func noCards(ctx context.Context) string { return msg.Pick(ctx, "还没有卡", "No card yet") }

func NoCardsDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"用学校发的激活码，把您或孩子加进来。",
		"Use the activation code from school to add yourself or a child.")
}

func children(ctx context.Context) string { return msg.Pick(ctx, "孩子", "Children") }

func nothingToday(ctx context.Context) string {
	return msg.Pick(ctx, "进出校门后显示在这里", "Shown here after you pass a gate")
}

func freezeCard(ctx context.Context) string {
	return msg.Pick(ctx, "停用这张卡", "Stop this card")
}

func freezeCardHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"手机或卡片丢了，先停用。所有手机和卡片上的这张卡马上都不能用",
		"If a phone or chip is lost, stop the card first. It stops at once on every phone and chip")
}

func unfreezeCard(ctx context.Context) string {
	return msg.Pick(ctx, "恢复这张卡", "Bring the card back")
}
func yourPassword(ctx context.Context) string {
	return msg.Pick(ctx, "您的登录密码", "Your login password")
}
func phonesWithCard(ctx context.Context) string {
	return msg.Pick(ctx, "有这张卡的手机", "Phones with this card")
}
func removePhone(ctx context.Context) string { return msg.Pick(ctx, "移除", "Remove") }

func removePhoneNamed(ctx context.Context, device string) string {
	return msg.Pick(ctx, "从“%s”移除这张卡", "Remove the card from “%s”", device)
}

func unknownDevice(ctx context.Context) string { return msg.Pick(ctx, "一部手机", "A phone") }
func enlarge(ctx context.Context) string       { return msg.Pick(ctx, "点码放大", "Tap to enlarge") }

func enlargeHint(ctx context.Context) string {
	return msg.Pick(ctx, "扫不出来时把屏幕调亮一点", "If it does not scan, turn the screen brighter")
}

// ListComma joins names.
func ListComma(ctx context.Context) string { return msg.Pick(ctx, "、", ", ") }

// StoppedByOther is why a card does not go on: each guardian's stop counts.
func StoppedByOther(ctx context.Context) string {
	return msg.Pick(ctx,
		"这张卡还有别人停用：要停用的那位家长或学校来恢复",
		"Somebody else has stopped this card: that parent or the school can let it go on")
}
