package cardpage

import (
	"context"
	"strconv"

	"yunka/views/msg"
)

func consentTitle(ctx context.Context) string {
	return msg.Pick(ctx, "放到手机之前", "Before the card goes on a phone")
}

func consentAgree(ctx context.Context) string {
	return msg.Pick(ctx, "同意，放到这部手机", "Agree and put it on this phone")
}

func consentRefuse(ctx context.Context) string { return msg.Pick(ctx, "不同意", "Refuse") }

func consentRefused(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有同意，卡没有放到手机。可以请学校发实体卡",
		"You refused: the card is not on this phone. The school can give you a chip card")
}

func consentVersion(ctx context.Context, version string) string {
	return msg.Pick(ctx, "说明版本 "+version, "Text of "+version)
}

func consentChanged(ctx context.Context) string {
	return msg.Pick(ctx,
		"说明有更新。请重新打开这个页面再看一遍",
		"The text has changed. Open this page again to read it")
}

func consentByParent(ctx context.Context) string {
	return msg.Pick(ctx,
		"先请家长同意：家长登录自己的页面，在“孩子”下面点“同意”",
		"A parent agrees first: on their own page, under Children")
}

func consentGiven(ctx context.Context, day string) string {
	return msg.Pick(ctx, day+"同意在手机上用卡", "Use on phones agreed to on "+day)
}

func consentRead(ctx context.Context) string     { return msg.Pick(ctx, "看说明", "Read the text") }
func consentWithdraw(ctx context.Context) string { return msg.Pick(ctx, "撤回同意", "Withdraw") }

func consentWithdrawHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"撤回后，这张卡在所有手机上的码马上停用。实体卡不受影响",
		"Codes of this card on all phones stop at once. The chip card goes on")
}

func consentWithdrawNow(ctx context.Context) string {
	return msg.Pick(ctx, "撤回，停用手机上的码", "Withdraw and stop the codes")
}

func consentForChild(ctx context.Context, name string) string {
	return msg.Pick(ctx, "同意 "+name+" 在手机上用卡", "Let "+name+" use the card on a phone")
}

func childCardWord(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的卡", name+"’s card")
}

func childCardActive(ctx context.Context, phones string) string {
	return msg.Pick(ctx, "在用，"+phones, "In use, "+phones)
}

func childCardFrozen(ctx context.Context) string { return msg.Pick(ctx, "已停用", "Stopped") }

func onPhones(ctx context.Context, n int) string {
	switch n {
	case 0:
		return msg.Pick(ctx, "不在手机上", "on no phone")
	case 1:
		return msg.Pick(ctx, "在 1 部手机上", "on 1 phone")
	}
	return msg.Pick(ctx, "在 "+strconv.Itoa(n)+" 部手机上", "on "+strconv.Itoa(n)+" phones")
}

func stopChildCardHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"停用后，孩子的手机和实体卡马上都过不了门，也付不了款。一天之内可以点一下撤回，之后恢复要输密码",
		"Phones and chip stop at once: no gate, no payment. You can take it back for a day; later it asks for your password")
}

func passRemoved(ctx context.Context) string {
	return msg.Pick(ctx,
		"这部手机已从卡上移除。可以重新放上来",
		"This phone was taken off the card. You can put the card on it again")
}

func removePhoneSure(ctx context.Context) string {
	return msg.Pick(ctx,
		"移除后这部手机上的码马上停用，不能恢复；要用就重新放一次。",
		"The codes on that phone stop at once, for good. To use it again, put the card on it anew.")
}

func removePhoneYes(ctx context.Context) string {
	return msg.Pick(ctx, "确定移除", "Yes, remove it")
}

// What a code is for.
func purposes(ctx context.Context) string {
	return msg.Pick(ctx, "这个码用来", "This code is for")
}

func forEveryday(ctx context.Context) string { return msg.Pick(ctx, "进出", "Gates") }
func forPay(ctx context.Context) string      { return msg.Pick(ctx, "付款", "Paying") }
func forRelease(ctx context.Context) string  { return msg.Pick(ctx, "接孩子", "Collecting") }

func forPaySay(ctx context.Context) string {
	return msg.Pick(ctx,
		"付款码，只给收银台扫；用过或一分钟后变回进出码",
		"A code for the till only; after use or a minute it is for gates again")
}

func forReleaseSay(ctx context.Context) string {
	return msg.Pick(ctx,
		"接孩子的码，只给值班老师扫；用过或一分钟后变回进出码",
		"A code for collecting a child only; after use or a minute it is for gates again")
}

func stopChildCardYes(ctx context.Context, name string) string {
	return msg.Pick(ctx, "停用"+name+"的卡", "Stop the card of "+name)
}

func takeBack(ctx context.Context) string { return msg.Pick(ctx, "撤回停用", "Take it back") }

func takeBackHint(ctx context.Context) string {
	return msg.Pick(ctx, "您刚停用了这张卡。一天之内点一下就恢复", "You have just stopped this card. Within a day one tap brings it back")
}

func stopCardShort(ctx context.Context) string { return msg.Pick(ctx, "停用卡", "Stop card") }

// Quick functions of the card page, and the chips of several cards.
func myCards(ctx context.Context) string { return msg.Pick(ctx, "我的卡", "My cards") }

func quickWord(ctx context.Context) string { return msg.Pick(ctx, "常用", "Quick functions") }

func ownText(ctx context.Context, key string) string {
	switch key {
	case "phones":
		return msg.Pick(ctx, "我的手机", "My phones")
	case "lost":
		return msg.Pick(ctx, "挂失", "Report lost")
	case "device":
		return msg.Pick(ctx, "检测手机", "Test phone")
	}
	return msg.Today(ctx)
}
