package msg

import (
	"context"
	"strconv"
)

// ConsentText is what somebody agrees to before a card is put on a phone, a
// paragraph each. It belongs to a version (server/card, ConsentVersion): who
// changes the text changes the version, and everybody is asked again.
func ConsentText(ctx context.Context) []string {
	return []string{
		pick(ctx, "这部手机会保存一把钥匙，在门口生成动态码。钥匙只在这部手机里，学校也看不到。",
			"This phone will keep a key that makes codes for the gate. The key stays on this phone; not even the school can see it."),
		pick(ctx, "学校会记录：姓名、班级、哪一天几点经过哪道门、结果。用来决定开不开门、考勤和保护学生安全。",
			"The school records name, class, and when which gate was passed with what result. It is used to decide about the gate, for attendance and for pupils' safety."),
		pick(ctx, "看得到的人：持卡人、有权查看的监护人、学校的管理员和任课老师、门口的值班人员。不给别人，不做广告。",
			"Who can see it: the holder, guardians with the right to, the school's administrators and teachers of the class, guards on duty. Nobody else, and no advertising."),
		pick(ctx, "随时可以在这个页面撤回同意，手机上的码马上停用；已有的通行记录按学校的规定保存。",
			"You can withdraw on this page at any time: codes on phones stop at once. Records of passages are kept as the school's rules say."),
		pick(ctx, "不同意也可以：请学校发实体卡，其他不受影响。",
			"You may also refuse: ask the school for a chip card. Nothing else changes."),
	}
}

func ConsentTitle(ctx context.Context) string {
	return pick(ctx, "放到手机之前", "Before the card goes on a phone")
}
func ConsentAgree(ctx context.Context) string {
	return pick(ctx, "同意，放到这部手机", "Agree and put it on this phone")
}
func ConsentRefuse(ctx context.Context) string { return pick(ctx, "不同意", "Refuse") }
func ConsentRefused(ctx context.Context) string {
	return pick(ctx, "没有同意，卡没有放到手机。可以请学校发实体卡", "You refused: the card is not on this phone. The school can give you a chip card")
}
func ConsentVersion(ctx context.Context, version string) string {
	return pick(ctx, "说明版本 "+version, "Text of "+version)
}
func ConsentChanged(ctx context.Context) string {
	return pick(ctx, "说明有更新。请重新打开这个页面再看一遍", "The text has changed. Open this page again to read it")
}
func ConsentByParent(ctx context.Context) string {
	return pick(ctx, "先请家长同意：家长登录自己的页面，在“孩子”下面点“同意”", "A parent agrees first: on their own page, under Children")
}
func ConsentGiven(ctx context.Context, day string) string {
	return pick(ctx, day+"同意在手机上用卡", "Use on phones agreed to on "+day)
}
func ConsentRead(ctx context.Context) string     { return pick(ctx, "看说明", "Read the text") }
func ConsentWithdraw(ctx context.Context) string { return pick(ctx, "撤回同意", "Withdraw") }
func ConsentWithdrawHint(ctx context.Context) string {
	return pick(ctx, "撤回后，这张卡在所有手机上的码马上停用。实体卡不受影响", "Codes of this card on all phones stop at once. The chip card goes on")
}
func ConsentWithdrawNow(ctx context.Context) string {
	return pick(ctx, "撤回，停用手机上的码", "Withdraw and stop the codes")
}
func ConsentForChild(ctx context.Context, name string) string {
	return pick(ctx, "同意 "+name+" 在手机上用卡", "Let "+name+" use the card on a phone")
}
func ChildCard(ctx context.Context, name string) string {
	return pick(ctx, name+"的卡", name+"’s card")
}
func ChildCardActive(ctx context.Context, phones string) string {
	return pick(ctx, "在用，"+phones, "In use, "+phones)
}
func ChildCardFrozen(ctx context.Context) string { return pick(ctx, "已停用", "Stopped") }
func OnPhones(ctx context.Context, n int) string {
	switch n {
	case 0:
		return pick(ctx, "不在手机上", "on no phone")
	case 1:
		return pick(ctx, "在 1 部手机上", "on 1 phone")
	}
	return pick(ctx, "在 "+strconv.Itoa(n)+" 部手机上", "on "+strconv.Itoa(n)+" phones")
}
func StopChildCardHint(ctx context.Context) string {
	return pick(ctx, "手机和实体卡都马上不能用。找回来以后用您的密码恢复", "Phones and chip stop at once. Your password starts them again")
}
func PassRemoved(ctx context.Context) string {
	return pick(ctx, "这部手机已从卡上移除。可以重新放上来", "This phone was taken off the card. You can put the card on it again")
}
func RemovePhoneSure(ctx context.Context) string {
	return pick(ctx, "移除后这部手机上的码马上停用，不能恢复；要用就重新放一次。", "The codes on that phone stop at once, for good. To use it again, put the card on it anew.")
}
func RemovePhoneYes(ctx context.Context) string { return pick(ctx, "确定移除", "Yes, remove it") }

// What a code is for.
func Purposes(ctx context.Context) string    { return pick(ctx, "这个码用来", "This code is for") }
func ForEveryday(ctx context.Context) string { return pick(ctx, "进出", "Gates") }
func ForPay(ctx context.Context) string      { return pick(ctx, "付款", "Paying") }
func ForRelease(ctx context.Context) string  { return pick(ctx, "接孩子", "Collecting") }
func ForPaySay(ctx context.Context) string {
	return pick(ctx, "付款码，只给收银台扫；用过或一分钟后变回进出码", "A code for the till only; after use or a minute it is for gates again")
}
func ForReleaseSay(ctx context.Context) string {
	return pick(ctx, "接孩子的码，只给值班老师扫；用过或一分钟后变回进出码", "A code for collecting a child only; after use or a minute it is for gates again")
}
func StopCardShort(ctx context.Context) string { return pick(ctx, "停用卡", "Stop card") }

// Quick functions of the card page, and the chips of several cards.
func MyCards(ctx context.Context) string     { return pick(ctx, "我的卡", "My cards") }
func Quick(ctx context.Context) string       { return pick(ctx, "常用", "Quick functions") }
func QuickPhones(ctx context.Context) string { return pick(ctx, "我的手机", "My phones") }
func QuickLost(ctx context.Context) string   { return pick(ctx, "丢了", "Lost") }
func QuickDevice(ctx context.Context) string { return pick(ctx, "检测手机", "Test phone") }
