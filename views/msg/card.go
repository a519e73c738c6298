package msg

import "context"

// The data-msg-… texts of the pass; the script replaces {time} and {seconds}.
func PassOnline(ctx context.Context) string { return pick(ctx, "在线", "Online") }
func PassOffline(ctx context.Context) string {
	return pick(ctx, "没有网络，码还能用 {time}", "No network. The code works for {time} more")
}
func PassClaim(ctx context.Context) string {
	return pick(ctx, "把卡放到这部手机上，没有网也能出码", "Put the card on this phone. It works without a network")
}
func PassClaiming(ctx context.Context) string {
	return pick(ctx, "正在领卡", "Setting up the card")
}
func PassClockAhead(ctx context.Context) string {
	return pick(ctx, "手机时间快了 {seconds} 秒，已按学校时间出码", "Phone clock is {seconds} s ahead; using school time")
}
func PassClockBehind(ctx context.Context) string {
	return pick(ctx, "手机时间慢了 {seconds} 秒，已按学校时间出码", "Phone clock is {seconds} s behind; using school time")
}
func PassLeaseOver(ctx context.Context) string {
	return pick(ctx, "离线太久，码停了。连一次网就恢复", "Offline too long. Go online once to get it back")
}
func PassFrozen(ctx context.Context) string {
	return pick(ctx, "卡已停用", "This card is stopped")
}
func PassReplaced(ctx context.Context) string {
	return pick(ctx, "这张卡换到别的手机上了", "This card moved to another phone")
}
func PassFailed(ctx context.Context) string {
	return pick(ctx, "没有办成。请检查网络再试", "That did not work. Check the network and try again")
}
func PassUsed(ctx context.Context) string {
	return pick(ctx, "码已使用，{time}", "Code used at {time}")
}
func PassNoStorage(ctx context.Context) string {
	return pick(ctx, "这个浏览器不能保存卡。请换系统浏览器或退出无痕模式", "This browser cannot keep the card. Use another, or leave private mode")
}
func PassCount(ctx context.Context) string { return pick(ctx, "秒后换新码", "s to the next code") }
func PassReload(ctx context.Context) string {
	return pick(ctx, "出码的程序没有装上。请找学校管理员", "The code program is missing. Tell the school's administrator")
}
func PassNeedsScript(ctx context.Context) string {
	return pick(ctx, "请打开浏览器的 JavaScript 才能出码", "Turn on JavaScript to show the code")
}

func ClaimCard(ctx context.Context) string {
	return pick(ctx, "领卡到这部手机", "Put the card on this phone")
}
func ReplaceAsk(ctx context.Context, phone string) string {
	if phone == "" {
		return pick(ctx, "这张卡已在两部手机上。换到这部，最久没用的那部会停用。", "The card is on two phones already. Moving it here stops the one unused the longest.")
	}
	return pick(ctx, "这张卡已在两部手机上。换到这部，最久没用的那部会停用："+phone, "The card is on two phones already. Moving it here stops the one unused the longest: "+phone)
}

// PassSecond is for another browser of a phone, or another phone.
func PassSecond(ctx context.Context, phone string) string {
	return pick(ctx, "卡已在“"+phone+"”上。微信和手机浏览器各放一张，都能用", "The card is on “"+phone+"” already. WeChat and the phone’s browser each keep their own; both work")
}
func ReplaceCard(ctx context.Context) string { return pick(ctx, "换到这部手机", "Move it here") }
func CardCode(ctx context.Context) string    { return pick(ctx, "校园卡二维码", "Campus card code") }
func Working(ctx context.Context) string     { return pick(ctx, "请稍等", "One moment") }

func NotClaimable(ctx context.Context) string {
	return pick(ctx, "这张卡不能放到手机上", "This card cannot be put on a phone")
}
func FrozenByHolder(ctx context.Context) string {
	return pick(ctx, "您停用了这张卡", "You stopped this card")
}
func FrozenByHolderDo(ctx context.Context) string {
	return pick(ctx, "输入密码就能恢复，不用再领一次。", "Your password brings it back; no need to set it up again.")
}
func BlockedBySchool(ctx context.Context) string {
	return pick(ctx, "卡已停用。请找班主任", "This card is stopped. Please see the class teacher")
}
func CardEnded(ctx context.Context) string {
	return pick(ctx, "卡不在有效期。请找班主任", "This card is not valid now. Please see the class teacher")
}

func NoCards(ctx context.Context) string { return pick(ctx, "还没有卡", "No card yet") }
func NoCardsDo(ctx context.Context) string {
	return pick(ctx, "用学校发的激活码，把您或孩子加进来。", "Use the activation code from school to add yourself or a child.")
}

func Children(ctx context.Context) string { return pick(ctx, "孩子", "Children") }
func AtSchool(ctx context.Context) string { return pick(ctx, "在校", "At school") }
func LeftSchool(ctx context.Context) string {
	return pick(ctx, "已出校", "Left")
}
func NotSeenYet(ctx context.Context) string {
	return pick(ctx, "今天还没有记录", "Nothing yet today")
}
func Unseen(ctx context.Context) string { return pick(ctx, "没到", "Not here") }

func Today(ctx context.Context) string { return pick(ctx, "今天", "Today") }
func NothingToday(ctx context.Context) string {
	return pick(ctx, "进出校门后显示在这里", "Shown here after you pass a gate")
}

func FreezeCard(ctx context.Context) string { return pick(ctx, "停用这张卡", "Stop this card") }
func FreezeCardHint(ctx context.Context) string {
	return pick(ctx, "手机或卡片丢了，先停用。所有手机和卡片上的这张卡马上都不能用", "If a phone or chip is lost, stop the card first. It stops at once on every phone and chip")
}
func UnfreezeCard(ctx context.Context) string {
	return pick(ctx, "恢复这张卡", "Bring the card back")
}
func YourPassword(ctx context.Context) string {
	return pick(ctx, "您的登录密码", "Your login password")
}

func PhonesWithCard(ctx context.Context) string {
	return pick(ctx, "有这张卡的手机", "Phones with this card")
}
func PhoneSince(ctx context.Context, day string) string {
	return pickf(ctx, "%s 领卡", "since %s", day)
}
func LastUsed(ctx context.Context, when string) string {
	return pickf(ctx, "上次用 %s", "last used %s", when)
}
func RemovePhone(ctx context.Context) string { return pick(ctx, "移除", "Remove") }
func RemovePhoneNamed(ctx context.Context, device string) string {
	return pickf(ctx, "从“%s”移除这张卡", "Remove the card from “%s”", device)
}
func UnknownDevice(ctx context.Context) string { return pick(ctx, "一部手机", "A phone") }
func AddPerson(ctx context.Context) string     { return pick(ctx, "用激活码添加", "Add with a code") }

// GuardianOf names whose guardian a card's holder is: "林知夏、林知秋的家长".
func GuardianOf(ctx context.Context, children string) string {
	return pick(ctx, children+"的家长", "Guardian of "+children)
}

// ListComma joins names.
func ListComma(ctx context.Context) string { return pick(ctx, "、", ", ") }
