package console

import (
	"context"

	"yunka/server/fault"
	"yunka/server/roster"
	"yunka/views/console"
	"yunka/views/msg"
)

// doneWords says what a button has just done. An unknown word says nothing.
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
	case "visit-ended":
		return msg.Pick(ctx, "已登记。码不能再用了", "Done. The code is dead")
	case "linked":
		return msg.Pick(ctx, "已绑定。原来的实体卡不能再用", "Linked. The chip before it is dead")
	case "found":
		return msg.Pick(ctx, "已找回，可以用了。", "Found again. It works.")
	case "ended":
		return msg.Pick(ctx, "已移除。", "Removed.")
	case "revoked":
		return msg.Pick(ctx, "终端已停用。", "The terminal is revoked.")
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
	case "teachers":
		return msg.Pick(ctx, "教师名单已生效，权限马上按新的来。", "The teachers' file is in effect, and rights go by it from now on.")
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
	case "imported":
		return msg.Pick(ctx, "花名册已生效。", "The roster is in effect.")
	}
	return ""
}

// consoleWords says why something was refused, on the page it was asked from;
// "" for a fault that has a page of its own.
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
	case "terminal_name":
		return console.TerminalNameWrong(ctx)
	case "terminal_kind":
		return msg.Pick(ctx, "请选种类", "Please choose a kind")
	case "terminal_scene":
		return msg.Pick(ctx, "请选用途", "Please choose a use")
	case "terminal_gate":
		return msg.Pick(ctx, "进出门的终端要选一个门", "A terminal for a gate needs its gate")
	case "terminal_stale":
		return msg.Pick(ctx,
			"别人刚改过这台终端。请重新打开这一页再改",
			"Somebody else has just changed this terminal. Open the page again and then change it")
	case "terminal_revoked":
		return msg.Pick(ctx, "这台终端已停用。请重新添加一台", "This terminal is revoked. Please add a new one")
	case "roster_missing":
		return msg.Pick(ctx, "请选一个花名册文件，里面要有内容", "Please choose a roster file that is not empty")
	case "roster_too_large", "body_too_large":
		return msg.Pick(ctx, "文件太大，最多 20 MB", "The file is too large. At most 20 MiB")
	case "roster_rows":
		return msg.Pick(ctx, "行数太多，最多 10 万行", "Too many rows. At most 100,000")
	case "roster_unreadable":
		return msg.Pick(ctx, "文件没读完整，请再传一次", "The file did not arrive whole. Please upload it again")
	case "roster_encoding":
		return msg.Pick(ctx,
			"文件的编码不认识。请存成 UTF-8 或 GB18030 的 CSV",
			"The file's encoding is not known. Please save it as CSV in UTF-8 or GB18030")
	case "roster_spreadsheet":
		return msg.Pick(ctx, "这是表格文件。请在表格软件里另存为 CSV", "This is a workbook. Please export it as CSV")
	case "roster_columns":
		return msg.Pick(ctx, "缺少这些列，或者不是花名册：", "Not a roster, or these columns are missing: ") + f.Detail
	case "roster_wide":
		return msg.Pick(ctx,
			"有的行列数太多，这不像花名册。请检查文件里的逗号",
			"Some row has too many columns to be a roster's. Please look at the commas in the file")
	case "roster_column_twice":
		return msg.Pick(ctx, "这一列有两个：", "This column is there twice: ") + f.Detail
	case "roster_empty":
		return msg.Pick(ctx, "文件里没有学生", "There are no pupils in the file")
	case "import_running":
		return msg.Pick(ctx,
			"这所学校正在导入另一个花名册。请等它完成",
			"Another roster of this school is being imported. Please wait for it")
	case "import_abandoned", "import_books_changed":
		return msg.Pick(ctx,
			"导入期间有别的改动，什么都没有导入。请再来一次",
			"Something else changed during the import, and nothing was imported. Please try again")
	}
	return ""
}

// rosterWords says what is wrong with a line, and which value it is about.
func rosterWords(ctx context.Context, p roster.Problem) (text, value string) {
	line := func(n string) string {
		if n == "0" {
			return msg.Pick(ctx, "系统里", "in the books")
		}
		return msg.Pick(ctx, "第 "+n+" 行", "in line "+n)
	}
	value = p.Detail
	switch p.Reason {
	case roster.RowCut:
		return msg.Pick(ctx, "这一行的格数不对", "The row has too few or too many cells"), value
	case roster.RowQuotes:
		return msg.Pick(ctx, "引号不成对", "Quotation marks do not match"), value
	case roster.RowEmpty:
		return msg.Pick(ctx, "空行，跳过了", "An empty row; skipped"), value
	case roster.CellFormula:
		return msg.Pick(ctx, "像公式，表格软件会去执行", "It looks like a formula that a spreadsheet would run"), value
	case roster.CellCharacters:
		return msg.Pick(ctx, "有乱码或控制字符", "Damaged or control characters"), value
	case roster.CellCleaned:
		return msg.Pick(ctx, "多余的空格或全角字符已整理", "Blanks or full-width characters were tidied"), value
	case roster.CellNormalised:
		return msg.Pick(ctx, "换成了统一的写法", "Written in its usual form"), value
	case roster.NumberMissing:
		return msg.Pick(ctx, "没有学号", "No number"), value
	case roster.NumberFormat:
		return msg.Pick(ctx, "学号的格式不对", "The number has a wrong form"), value
	case roster.NumberTwice:
		return msg.Pick(ctx, "学号重复，已在"+line(p.Detail), "The number is there twice, also "+line(p.Detail)), ""
	case roster.NumberOfStaff:
		return msg.Pick(ctx,
			"这个学号在系统里是教职工的",
			"The books have this number for somebody who is no pupil"), value
	case roster.NameMissing:
		return msg.Pick(ctx, "没有姓名", "No name"), value
	case roster.GenderUnknown:
		return msg.Pick(ctx, "性别不认识，留空了", "Gender not known; left empty"), value
	case roster.ClassFormat:
		return msg.Pick(ctx, "班级的写法不认识", "The class has a form nobody knows"), value
	case roster.ClassOfOne:
		return msg.Pick(ctx, "新班级只有一个学生，是不是写错了", "A new class with one pupil; a slip?"), value
	case roster.GuardianNameMissing:
		return msg.Pick(ctx, "家长没有姓名", "The guardian has no name"), value
	case roster.GuardianRelationMissing:
		return msg.Pick(ctx, "家长没有关系", "The guardian has no relation"), value
	case roster.GuardianPhoneMissing:
		return msg.Pick(ctx, "家长没有手机号", "The guardian has no phone"), value
	case roster.GuardianTwice:
		return msg.Pick(ctx, "同一位家长写了两次，只算一次", "The same guardian twice; read once"), value
	case roster.GuardianSelf:
		return msg.Pick(ctx, "家长和学生是同一个人", "The guardian is the pupil"), value
	case roster.GuardianshipEnded:
		return msg.Pick(ctx, "这段监护关系以前结束了，保持结束", "This guardianship has ended and stays so"), value
	case roster.RelationOther:
		return msg.Pick(ctx, "关系按“其他”处理", "Relation read as “other”"), value
	case roster.PhoneFormat:
		return msg.Pick(ctx, "手机号不对", "Not a phone number"), value
	case roster.PhoneTwoNames:
		return msg.Pick(ctx, "这个手机号在"+line(p.Detail)+"是另一个名字。是同一个人就改成一样，是不同的人请认定", "This phone has another name "+line(p.Detail)+". Make them the same, or say that they are different people"), ""
	case roster.ChipFormat:
		return msg.Pick(ctx, "卡号的格式不对", "The chip number has a wrong form"), value
	case roster.ChipTwice:
		return msg.Pick(ctx, "卡号重复，已在"+line(p.Detail), "The chip is there twice, also "+line(p.Detail)), ""
	case roster.ChipTaken:
		return msg.Pick(ctx, "这张卡片是别人的", "This chip is somebody else's"), value
	case roster.ChipReplaced:
		return msg.Pick(ctx, "这张卡片是他换下来的旧卡", "This chip was replaced before"), value
	case roster.TooMany:
		return msg.Pick(ctx, "还有 "+p.Detail+" 个同类问题没有列出", "And "+p.Detail+" more of this kind"), ""
	}
	return p.Reason, value
}

func kindWords(ctx context.Context, kind string) string {
	switch kind {
	case "account":
		return msg.Pick(ctx, "账号", "Account")
	case "system":
		return msg.Pick(ctx, "服务器", "The server")
	case "school":
		return msg.Pick(ctx, "学校", "School")
	case "person":
		return msg.Pick(ctx, "人员", "Person")
	case "card":
		return msg.Pick(ctx, "卡", "Card")
	case "credential":
		return msg.Pick(ctx, "手机或卡片", "Phone or chip")
	case "terminal":
		return msg.Pick(ctx, "终端", "Terminal")
	case "roster_import":
		return msg.Pick(ctx, "花名册", "Roster")
	case "scan":
		return msg.Pick(ctx, "刷卡", "Scan")
	}
	return ""
}

// detailWords names a part of an event's detail; "" for ids and what nobody reads.
func detailWords(ctx context.Context, key string) string {
	switch key {
	case "people":
		return msg.Pick(ctx, "人数", "people:")
	case "events":
		return msg.Pick(ctx, "条数", "events:")
	case "file":
		return msg.Pick(ctx, "文件", "file:")
	case "errors":
		return msg.Pick(ctx, "要改", "to fix:")
	case "decide":
		return msg.Pick(ctx, "要认定", "to decide:")
	case "kind":
		return msg.Pick(ctx, "种类", "kind:")
	case "scene":
		return msg.Pick(ctx, "用途", "use:")
	case "staff":
		return msg.Pick(ctx, "值班用", "for staff")
	case "renamed":
		return msg.Pick(ctx, "改名", "renamed")
	case "moved":
		return msg.Pick(ctx, "换门", "moved")
	case "accept":
		return msg.Pick(ctx, "放行", "let through")
	case "decision":
		return msg.Pick(ctx, "结果", "decision:")
	case "reason":
		return msg.Pick(ctx, "原因", "reason:")
	case "note":
		return msg.Pick(ctx, "说明", "note:")
	}
	return ""
}

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
