package records

import (
	"context"
	"strconv"

	"yunka/views/msg"
)

func navAudit(ctx context.Context) string { return msg.Pick(ctx, "操作记录", "Audit log") }

// Audit.
func colActor(ctx context.Context) string { return msg.Pick(ctx, "谁", "Who") }

func colAction(ctx context.Context) string { return msg.Pick(ctx, "做了什么", "Action") }
func colTarget(ctx context.Context) string { return msg.Pick(ctx, "对象", "Target") }
func colDetail(ctx context.Context) string { return msg.Pick(ctx, "说明", "Detail") }
func noAudit(ctx context.Context) string {
	return msg.Pick(ctx, "还没有操作", "Nothing recorded yet")
}

func noAuditDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"谁改了什么、看了谁的资料，都会记在这里。",
		"Who changed what, and who read whose record, is kept here.")
}

// The check of the audit's chain.
func auditVerify(ctx context.Context) string {
	return msg.Pick(ctx, "核对记录", "Check the records")
}

func allActions(ctx context.Context) string { return msg.Pick(ctx, "全部操作", "All actions") }
func noAuditFound(ctx context.Context) string {
	return msg.Pick(ctx, "没有这样的记录", "Nothing like that on record")
}

func noAuditFoundDo(ctx context.Context) string {
	return msg.Pick(ctx, "换一天或换一种操作看看", "Try another day or another action")
}

func AuditWhole(ctx context.Context, n int64) string {
	return msg.Pick(ctx, "核对了 "+strconv.FormatInt(n, 10)+" 条，一条不缺，也没有改动。", strconv.FormatInt(n, 10)+" events checked: none is missing, none was altered.")
}

func AuditBroken(ctx context.Context, n int64) string {
	return msg.Pick(ctx, "第 "+strconv.FormatInt(n, 10)+" 条对不上：有人绕过系统改过记录。请保留现场，联系维护人员。", "Event "+strconv.FormatInt(n, 10)+" does not fit: somebody changed records behind the program’s back. Keep everything as it is and call whoever runs this server.")
}

// Imports.
func importFile(ctx context.Context) string { return msg.Pick(ctx, "花名册文件", "Roster file") }

func importFileHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"CSV，UTF-8 或 GB18030。先检查，不会马上改动",
		"CSV in UTF-8 or GB18030. It is checked first; nothing changes yet")
}

func checkFile(ctx context.Context) string { return msg.Pick(ctx, "上传检查", "Upload and check") }
func noImports(ctx context.Context) string {
	return msg.Pick(ctx, "还没有导入过", "No imports yet")
}

func noImportsDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"上传学校现成的花名册，先看结果再导入。",
		"Upload the school's roster; look at the result before it takes effect.")
}

func importState(ctx context.Context, state string) string {
	switch state {
	case "checking":
		return msg.Pick(ctx, "已检查，待导入", "Checked, not imported")
	case "refused":
		return msg.Pick(ctx, "有问题，没有导入", "Has problems, not imported")
	case "applying":
		return msg.Pick(ctx, "正在导入", "Importing")
	case "applied":
		return msg.Pick(ctx, "已导入", "Imported")
	case "abandoned":
		return msg.Pick(ctx, "已放弃", "Abandoned")
	}
	return state
}

func importCountWord(ctx context.Context, kind string) string {
	switch kind {
	case "people":
		return msg.Pick(ctx, "人", "People")
	case "students":
		return msg.Pick(ctx, "学生", "Students")
	case "teachers":
		return msg.Pick(ctx, "老师", "Teachers")
	case "parents":
		return msg.Pick(ctx, "家长", "Parents")
	case "classes":
		return msg.Pick(ctx, "班级", "Classes")
	case "guardianships":
		return msg.Pick(ctx, "监护关系", "Guardianships")
	case "chips":
		return msg.Pick(ctx, "卡片", "Chips")
	case "unchanged":
		return msg.Pick(ctx, "没有变化", "Unchanged")
	}
	return kind
}

func applyImport(ctx context.Context) string { return msg.Pick(ctx, "导入", "Import") }

func applyImportHint(ctx context.Context) string {
	return msg.Pick(ctx, "大约一分钟，期间照常刷卡", "About a minute; gates keep working")
}

func colFile(ctx context.Context) string     { return msg.Pick(ctx, "文件", "File") }
func colWhen(ctx context.Context) string     { return msg.Pick(ctx, "时间", "When") }
func colRows(ctx context.Context) string     { return msg.Pick(ctx, "行数", "Rows") }
func colProblems(ctx context.Context) string { return msg.Pick(ctx, "问题", "Problems") }
func colLine(ctx context.Context) string     { return msg.Pick(ctx, "行", "Line") }
func colColumn(ctx context.Context) string   { return msg.Pick(ctx, "列", "Column") }
func colValue(ctx context.Context) string    { return msg.Pick(ctx, "内容", "Value") }
func problemsByLine(ctx context.Context) string {
	return msg.Pick(ctx, "按行列出的问题", "Problems by line")
}
func noProblems(ctx context.Context) string  { return msg.Pick(ctx, "没有问题", "No problems") }
func onlyWarning(ctx context.Context) string { return msg.Pick(ctx, "提醒", "Note") }
func mustFix(ctx context.Context) string     { return msg.Pick(ctx, "要改", "Must fix") }
