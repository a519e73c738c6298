package people

import (
	"context"

	"yunka/server/fault"
	"yunka/views/msg"
)

// doneWords says what a button has just done; "" for another's word.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "suspended":
		return msg.Pick(ctx,
			"这个人已停用，所有卡马上不能用。",
			"The person is suspended. Every card of theirs has stopped.")
	case "restored":
		return msg.Pick(ctx, "这个人已恢复。", "The person is back.")
	case "frozen":
		return msg.Pick(ctx, "卡已停用。", "The card is stopped.")
	case "unfrozen":
		return msg.Pick(ctx, "卡已恢复。", "The card works again.")
	case "lost":
		return msg.Pick(ctx,
			"已挂失，别的手机和卡片照常能用。",
			"Reported lost. The other phones and chips go on working.")
	case "linked":
		return msg.Pick(ctx, "已绑定。原来的实体卡不能再用", "Linked. The chip before it is dead")
	case "found":
		return msg.Pick(ctx, "已找回，可以用了。", "Found again. It works.")
	case "ended":
		return msg.Pick(ctx, "已移除。", "Removed.")
	case "mark-reset":
		return msg.Pick(ctx, "这部手机又能用了。手机联网后自己会更新。", "The phone works again. It hears of it as soon as it has a network.")
	case "added":
		return msg.Pick(ctx,
			"已登记，卡已建好。发激活码后本人就能领卡。",
			"Added, with a card. An activation code lets them put it on a phone.")
	case "changed":
		return msg.Pick(ctx, "资料已改。", "Changed.")
	case "photo":
		return msg.Pick(ctx, "照片已保存。", "The photo is saved.")
	case "nophoto":
		return msg.Pick(ctx, "照片已删除。", "The photo is removed.")
	case "joined":
		return msg.Pick(ctx, "监护人已加上。", "The guardian is added.")
	case "rights":
		return msg.Pick(ctx, "权限已改，马上生效。", "The rights are changed, as of now.")
	case "post-given":
		return msg.Pick(ctx, "职务已给，马上生效或到日子生效。", "The post is given, as of now or of its first day.")
	case "post-ended":
		return msg.Pick(ctx, "职务已结束，权限马上没有了。", "The post has ended, and its rights with it.")
	case "left":
		return msg.Pick(ctx,
			"身份已结束，卡不能再用。24 小时内可以撤回。",
			"Ended. The card no longer works. It can be taken back within 24 hours.")
	case "resumed":
		return msg.Pick(ctx, "已撤回，卡又能用了。", "Taken back. The card works again.")
	case "disabled":
		return msg.Pick(ctx,
			"账号已停用，别处的登录都已退出。卡照常能用。",
			"The account is disabled and logged out everywhere. The cards go on working.")
	case "disabled-here":
		return msg.Pick(ctx,
			"这个账号也是别的学校的，不能整个停用：它在本校已经什么都不能做，在别的学校照常。",
			"The account is also of another school and cannot be disabled as a whole: it can do nothing here any more, and goes on there.")
	case "enabled":
		return msg.Pick(ctx, "账号已恢复。", "The account is enabled again.")
	case "confirmed":
		return msg.Pick(ctx, "账号已确认，在本校又能用了。", "The account is confirmed and works here again.")
	}
	return ""
}

// faultWords says why something was refused, on the page it was asked from; "" for
// a fault that has a page of its own.
func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "own_person":
		return msg.Pick(ctx,
			"不能停用或恢复自己。请让另一位管理员来做",
			"You cannot suspend or restore yourself. Please ask another administrator")
	case "card_state":
		return msg.Pick(ctx,
			"这张卡是学校停用的，要别的管理员来恢复",
			"The school has stopped this card. Another administrator has to bring it back")
	case "credential_state":
		return msg.Pick(ctx, "已经移除或换新，不能再改了", "It was removed or replaced and stays so")
	case "chip_number":
		return msg.Pick(ctx,
			"卡号是 1 到 20 位数字。在桌上的读头刷一下，或照卡面输入",
			"A chip's number has 1 to 20 digits. Tap it at the desk reader, or type it")
	case "chip_taken":
		return msg.Pick(ctx, "这张卡片已经绑给别人，或绑在别的卡上", "This chip is linked to another card already")
	case "printed_days":
		return msg.Pick(ctx, "有效天数是 1 到 365", "A printed code is valid for 1 to 365 days")
	case "printed_times":
		return msg.Pick(ctx, "每天可进次数是 1 到 20", "A printed code lets in 1 to 20 times a day")
	case "pass_over":
		return msg.Pick(ctx, "这张码已经作废", "This code has ended already")
	case "chip_resting":
		return msg.Pick(ctx,
			"这张卡片两周内刚停用过，断网的闸口可能还认得它。请换一张",
			"This chip ended within two weeks, and a gate without a network may still know it. Take another one")
	case "too_many_keys":
		return msg.Pick(ctx,
			"这张卡已经在两部手机上。先移除一部，再恢复这部",
			"This card is on two phones already. Remove one first")
	case "account_elsewhere":
		return msg.Pick(ctx,
			"这个账号也是别的学校的，不能由本校恢复",
			"The account is also of another school and cannot be enabled by this one")
	case "own_account":
		return msg.Pick(ctx,
			"自己的账号要请另一位管理员来办",
			"Your own account is for another administrator to deal with")
	case "person_no_account":
		return msg.Pick(ctx, "这个人还没有账号。请发激活码", "This person has no account yet. Issue an activation code")
	case "account_off":
		return msg.Pick(ctx, "这个账号停用了。先恢复它", "This account is disabled. Enable it first")
	case "account_not_dormant":
		return msg.Pick(ctx, "这个账号没有要确认的", "There is nothing to confirm about this account")
	case "person_has_account":
		return msg.Pick(ctx,
			"这个人已经有账号了，不用再发激活码",
			"This person has an account already and needs no code")
	}
	return ""
}

// actionWords says what an event did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "people.read":
		return msg.Pick(ctx, "看了人员资料", "Read people's records")
	case "people.activate":
		return msg.Pick(ctx, "发了激活码", "Issued an activation code")
	case "account.activated":
		return msg.Pick(ctx, "激活了账号", "Activated an account")
	case "people.reset":
		return msg.Pick(ctx, "发了重设密码的纸条", "Issued a password reset slip")
	case "account.password_reset":
		return msg.Pick(ctx, "凭纸条重设了密码", "Reset the password with a slip")
	case "account.dormant":
		return msg.Pick(ctx,
			"账号由别的学校重设了密码，待本校确认",
			"Account reset by another school, to be confirmed here")
	case "account.disabled":
		return msg.Pick(ctx, "停用了账号", "Disabled an account")
	case "account.dormant_here":
		return msg.Pick(ctx, "停用了账号在本校的权限", "Disabled an account within the school")
	case "account.enabled":
		return msg.Pick(ctx, "恢复了账号", "Enabled an account")
	case "account.confirmed":
		return msg.Pick(ctx, "确认了账号", "Confirmed an account")
	case "account.linked":
		return msg.Pick(ctx, "加进了账号", "Joined an account")
	case "account.sessions_ended":
		return msg.Pick(ctx, "结束了别处的登录", "Ended the logins elsewhere")
	case "account.password_changed":
		return msg.Pick(ctx, "改了密码", "Changed the password")
	case "pin.set":
		return msg.Pick(ctx, "设了值班密码", "Set a PIN")
	case "card.claimed":
		return msg.Pick(ctx, "领了卡", "Claimed a card")
	case "card.frozen":
		return msg.Pick(ctx, "自己停用了卡", "Stopped an own card")
	case "card.unfrozen":
		return msg.Pick(ctx, "自己恢复了卡", "Brought back an own card")
	case "card.blocked":
		return msg.Pick(ctx, "停用了卡", "Stopped a card")
	case "card.unblocked":
		return msg.Pick(ctx, "恢复了卡", "Brought back a card")
	case "credential.lost":
		return msg.Pick(ctx, "挂失", "Reported lost")
	case "credential.linked":
		return msg.Pick(ctx, "绑定了卡片", "Linked a chip")
	case "printed.issued":
		return msg.Pick(ctx, "打印了纸质码", "Printed a code")
	case "printed.ended":
		return msg.Pick(ctx, "移除了纸质码", "Removed a printed code")
	case "credential.found":
		return msg.Pick(ctx, "找回", "Found again")
	case "credential.mark_reset":
		return msg.Pick(ctx, "重置了手机的时间记录", "Reset the time that a phone was used up to")
	case "credential.ended":
		return msg.Pick(ctx, "移除", "Removed")
	case "person.suspended":
		return msg.Pick(ctx, "停用了人", "Suspended a person")
	case "person.restored":
		return msg.Pick(ctx, "恢复了人", "Restored a person")
	case "people.exported":
		return msg.Pick(ctx, "导出了人员名单", "Exported the list of people")
	case "consent.given":
		return msg.Pick(ctx, "同意在手机上用卡", "Agreed to the card on phones")
	case "consent.withdrawn":
		return msg.Pick(ctx, "撤回了在手机上用卡的同意", "Withdrew the consent to the card on phones")
	case "photo.saved":
		return msg.Pick(ctx, "存了照片", "Saved a photo")
	case "photo.removed":
		return msg.Pick(ctx, "删了照片", "Removed a photo")
	case "person.added":
		return msg.Pick(ctx, "登记了人员", "Added a person")
	case "person.changed":
		return msg.Pick(ctx, "改了人员资料", "Changed a person's details")
	case "membership.ended":
		return msg.Pick(ctx, "结束了身份", "Ended a role")
	case "membership.resumed":
		return msg.Pick(ctx, "撤回了身份的结束", "Took the end of a role back")
	case "guardianship.added":
		return msg.Pick(ctx, "加了监护人", "Added a guardian")
	case "guardianship.changed":
		return msg.Pick(ctx, "改了监护人的权限", "Changed a guardian's rights")
	case "post.given":
		return msg.Pick(ctx, "给了职务", "Gave a post")
	case "post.ended":
		return msg.Pick(ctx, "结束了职务", "Ended a post")
	case "guardianship.ended":
		return msg.Pick(ctx, "解除了监护关系", "Removed a guardian")
	}
	return ""
}

// detailWords names a part of an event's detail; "" for ids and what nobody reads.
func detailWords(ctx context.Context, key string) string {
	switch key {
	case "people":
		return msg.Pick(ctx, "人数", "people:")
	}
	return ""
}
