package records

import (
	"context"

	"yunka/server/fault"
	"yunka/server/roster"
	"yunka/views/msg"
)

// doneWords says what a button has just done; "" for another's word.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "teachers":
		return msg.Pick(ctx, "教师名单已导入，权限马上按新的来。", "The teachers' file is imported, and rights go by it from now on.")
	case "imported":
		return msg.Pick(ctx, "花名册已导入。", "The roster is imported.")
	}
	return ""
}

// faultWords says why something was refused, on the page it was asked from; "" for
// a fault that has a page of its own.
func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
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

// actionWords says what an event did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "audit.read":
		return msg.Pick(ctx, "看了操作记录", "Read the audit log")
	case "roster.applied":
		return msg.Pick(ctx, "导入了花名册", "Imported a roster")
	case "roster.refused":
		return msg.Pick(ctx, "花名册有问题，没有导入", "Refused a roster")
	case "roster.abandoned":
		return msg.Pick(ctx, "放弃了一次导入", "Abandoned an import")
	case "audit.exported":
		return msg.Pick(ctx, "导出了审计记录", "Exported the audit")
	case "audit.verified":
		return msg.Pick(ctx, "核对了操作记录", "Checked the records")
	case "teachers.imported":
		return msg.Pick(ctx, "导入了教师名单", "Imported a teachers' file")
	}
	return ""
}

// detailWords names a part of an event's detail; "" for ids and what nobody reads.
func detailWords(ctx context.Context, key string) string {
	switch key {
	case "events":
		return msg.Pick(ctx, "条数", "events:")
	case "file":
		return msg.Pick(ctx, "文件", "file:")
	case "errors":
		return msg.Pick(ctx, "要改", "to fix:")
	case "decide":
		return msg.Pick(ctx, "请您确认", "to decide:")
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

// otherFile says that another file came than the one that was checked.
func otherFile(ctx context.Context) string {
	return msg.Pick(ctx,
		"这不是刚才检查的那个文件，还没有改动任何东西。下面是这个文件的结果。",
		"This is not the file that was checked, and nothing has changed. This is what it would do.")
}

// commandLine is who imported without an account.
func commandLine(ctx context.Context) string { return msg.Pick(ctx, "命令行", "Command line") }
