package console

import (
	"context"

	"yunka/server/fault"
	"yunka/server/roster"
	"yunka/views/msg"
	view "yunka/views/terminals"
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
		return view.TerminalNameWrong(ctx)
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
