package console

import (
	"context"

	"yunka/views/msg"
)

// actionWords says what an event of the office did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "kiosk.viewed":
		return msg.Pick(ctx, "打开了门口的平板", "Opened the gate's tablet")
	case "scan.read":
		return msg.Pick(ctx, "读取了通行记录", "Read the scans")
	case "people.read":
		return msg.Pick(ctx, "看了人员资料", "Read people's records")
	case "people.search":
		return msg.Pick(ctx, "在终端上查人", "Searched at a terminal")
	case "people.activate":
		return msg.Pick(ctx, "发了激活码", "Issued an activation code")
	case "audit.read":
		return msg.Pick(ctx, "看了操作记录", "Read the audit log")
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
	case "visit.invited":
		return msg.Pick(ctx, "邀请了访客", "Invited a visitor")
	case "visit.cancelled":
		return msg.Pick(ctx, "取消了来访", "Cancelled a visit")
	case "visit.signed_out":
		return msg.Pick(ctx, "登记访客离开", "Signed a visitor out")
	case "printed.issued":
		return msg.Pick(ctx, "打印了纸质码", "Printed a code")
	case "printed.ended":
		return msg.Pick(ctx, "移除了纸质码", "Removed a printed code")
	case "credential.found":
		return msg.Pick(ctx, "找回", "Found again")
	case "credential.ended":
		return msg.Pick(ctx, "移除", "Removed")
	case "person.suspended":
		return msg.Pick(ctx, "停用了人", "Suspended a person")
	case "person.restored":
		return msg.Pick(ctx, "恢复了人", "Restored a person")
	case "terminal.added":
		return msg.Pick(ctx, "添加了终端", "Added a terminal")
	case "terminal.paired":
		return msg.Pick(ctx, "配对了终端", "Paired a terminal")
	case "terminal.changed":
		return msg.Pick(ctx, "修改了终端", "Changed a terminal")
	case "terminal.renewed":
		return msg.Pick(ctx, "换了终端的密钥", "Renewed a terminal's secret")
	case "terminal.revoked":
		return msg.Pick(ctx, "停用了终端", "Revoked a terminal")
	case "roster.applied":
		return msg.Pick(ctx, "导入了花名册", "Imported a roster")
	case "roster.refused":
		return msg.Pick(ctx, "花名册有问题，没有导入", "Refused a roster")
	case "roster.abandoned":
		return msg.Pick(ctx, "放弃了一次导入", "Abandoned an import")
	case "scan.confirm":
		return msg.Pick(ctx, "核对了一次刷卡", "Settled a scan")
	case "scan.manual":
		return msg.Pick(ctx, "登记了一次人工放行", "Recorded a scan by hand")
	case "school.checked":
		return msg.Pick(ctx, "核对了校名和时区", "Checked the school's name and zone")
	case "school.started":
		return msg.Pick(ctx, "收起了“开始使用”", "Put “getting started” away")
	case "people.exported":
		return msg.Pick(ctx, "导出了人员名单", "Exported the list of people")
	case "audit.exported":
		return msg.Pick(ctx, "导出了审计记录", "Exported the audit")
	case "consent.given":
		return msg.Pick(ctx, "同意在手机上用卡", "Agreed to the card on phones")
	case "consent.withdrawn":
		return msg.Pick(ctx, "撤回了在手机上用卡的同意", "Withdrew the consent to the card on phones")
	case "scan.undo":
		return msg.Pick(ctx, "撤回了一次放行：没有通过", "Took back a passage: did not pass")
	case "search.opened":
		return msg.Pick(ctx, "用值班密码打开了按姓名查找", "Opened the search by name with a PIN")
	case "photo.saved":
		return msg.Pick(ctx, "存了照片", "Saved a photo")
	case "photo.removed":
		return msg.Pick(ctx, "删了照片", "Removed a photo")
	case "audit.verified":
		return msg.Pick(ctx, "核对了操作记录", "Checked the records")
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
	case "teachers.imported":
		return msg.Pick(ctx, "导入了教师名单", "Imported a teachers' file")
	case "post.ended":
		return msg.Pick(ctx, "结束了职务", "Ended a post")
	case "guardianship.ended":
		return msg.Pick(ctx, "解除了监护关系", "Removed a guardian")
	case "school.created":
		return msg.Pick(ctx, "建立了学校", "Made the school")
	case "demo.made":
		return msg.Pick(ctx, "建立了演示学校", "Made the demo school")
	}
	return ""
}
