package msg

import "context"

func PeopleSearch(ctx context.Context) string {
	return pick(ctx, "姓名、学号或手机号", "Name, number or phone")
}
func AllRoles(ctx context.Context) string { return pick(ctx, "全部", "Everyone") }
func PeopleTotal(ctx context.Context, n int) string {
	return pickf(ctx, "共 %s 人", "%s people", Count(n))
}
func NoPeople(ctx context.Context) string { return pick(ctx, "还没有人", "Nobody yet") }
func NoPeopleDo(ctx context.Context) string {
	return pick(ctx, "导入花名册后显示", "Shown after you import the roster")
}
func NobodyFound(ctx context.Context) string { return pick(ctx, "没有找到", "Nobody found") }
func NobodyFoundDo(ctx context.Context) string {
	return pick(ctx, "换个写法，或清空搜索看全部。", "Try another spelling, or clear the search.")
}
func ClearSearch(ctx context.Context) string { return pick(ctx, "清空搜索", "Clear the search") }
func ColNumber(ctx context.Context) string   { return pick(ctx, "学号/工号", "Number") }
func ColClass(ctx context.Context) string    { return pick(ctx, "班级", "Class") }
func ColRole(ctx context.Context) string     { return pick(ctx, "身份", "Role") }
func ColCard(ctx context.Context) string     { return pick(ctx, "卡", "Card") }
func ColLast(ctx context.Context) string     { return pick(ctx, "最近一次", "Last seen") }
func ColPhone(ctx context.Context) string    { return pick(ctx, "手机号", "Phone") }
func ColLogin(ctx context.Context) string    { return pick(ctx, "账号", "Login") }
func NotActivated(ctx context.Context) string {
	return pick(ctx, "还没激活", "Not activated")
}

// CardState of a card in the console; claimed says whether any phone or chip carries it.
func CardState(ctx context.Context, state string) string {
	switch state {
	case "active":
		return pick(ctx, "正常", "Working")
	case "frozen":
		return pick(ctx, "本人停用", "Stopped by holder")
	case "blocked":
		return pick(ctx, "学校停用", "Stopped by school")
	case "":
		return pick(ctx, "没有卡", "No card")
	}
	return state
}
func NotClaimed(ctx context.Context) string { return pick(ctx, "没领", "Not claimed") }
func Suspended(ctx context.Context) string  { return pick(ctx, "人已停用", "Person suspended") }

func NotUsedYet(ctx context.Context) string { return pick(ctx, "还没用过", "not used yet") }

// Credential states and kinds.
func CredentialState(ctx context.Context, state string) string {
	switch state {
	case "live":
		return pick(ctx, "在用", "In use")
	case "lost":
		return pick(ctx, "已挂失", "Lost")
	case "replaced":
		return pick(ctx, "已换新", "Replaced")
	case "ended":
		return pick(ctx, "已移除", "Removed")
	}
	return state
}
func CredentialKind(ctx context.Context, kind string) string {
	switch kind {
	case "phone":
		return pick(ctx, "手机", "Phone")
	case "chip":
		return pick(ctx, "卡片", "Chip")
	}
	return kind
}

func Cards(ctx context.Context) string         { return pick(ctx, "身份和卡", "Roles and cards") }
func Guardians(ctx context.Context) string     { return pick(ctx, "监护人", "Guardians") }
func TheirChildren(ctx context.Context) string { return pick(ctx, "孩子", "Children") }
func RecentScans(ctx context.Context) string   { return pick(ctx, "最近刷卡", "Recent scans") }
func NoRecentScans(ctx context.Context) string {
	return pick(ctx, "还没有刷过卡", "No scans yet")
}
func NoCredentials(ctx context.Context) string {
	return pick(ctx, "还没有手机或卡片。发激活码后，本人打开链接就能领卡。", "No phone or chip yet. Issue a code; the holder claims the card with it.")
}
func Restricted(ctx context.Context) string {
	return pick(ctx, "有限制，先看后放", "Restricted")
}
func NoRights(ctx context.Context) string { return pick(ctx, "没有权限", "No rights") }
func Right(ctx context.Context, right string) string {
	switch right {
	case "view":
		return pick(ctx, "查看", "view")
	case "leave":
		return pick(ctx, "请假", "leave")
	case "pay":
		return pick(ctx, "缴费", "pay")
	case "pickup":
		return pick(ctx, "接送", "pick up")
	case "delegate":
		return pick(ctx, "委托", "delegate")
	case "consent":
		return pick(ctx, "同意书", "consent")
	case "notify":
		return pick(ctx, "收通知", "be told")
	}
	return right
}
func FromTo(ctx context.Context, from, until string) string {
	if until == "" {
		return pickf(ctx, "%s 起", "since %s", from)
	}
	return pickf(ctx, "%s 至 %s", "%s to %s", from, until)
}

// Three different buttons; each says what it acts on.
func ReportLost(ctx context.Context, kind string) string {
	if kind == "chip" {
		return pick(ctx, "挂失这张卡片", "Report this chip lost")
	}
	return pick(ctx, "挂失这部手机", "Report this phone lost")
}
func FoundAgain(ctx context.Context, kind string) string {
	if kind == "chip" {
		return pick(ctx, "这张卡片找回了", "This chip was found")
	}
	return pick(ctx, "这部手机找回了", "This phone was found")
}
func BlockCard(ctx context.Context, role string) string {
	return pickf(ctx, "停用%s卡", "Stop the card (%s)", Role(ctx, role))
}
func UnblockCard(ctx context.Context, role string) string {
	return pickf(ctx, "恢复%s卡", "Bring back the card (%s)", Role(ctx, role))
}
func SuspendPerson(ctx context.Context) string {
	return pick(ctx, "停用这个人", "Suspend this person")
}
func RestorePerson(ctx context.Context) string {
	return pick(ctx, "恢复这个人", "Restore this person")
}
func SuspendPersonHint(ctx context.Context) string {
	return pick(ctx, "这个人在本校的所有卡马上都不能用", "Every card of this person in this school stops at once")
}
func IssueActivation(ctx context.Context) string {
	return pick(ctx, "发激活码", "Issue an activation code")
}
func IssueActivationHint(ctx context.Context) string {
	return pick(ctx, "旧的激活码会作废", "An older code stops working")
}
func ActivationFor(ctx context.Context, name string) string {
	return pickf(ctx, "%s 的激活码", "Activation code of %s", name)
}

// Imports.
func ImportFile(ctx context.Context) string { return pick(ctx, "花名册文件", "Roster file") }
func ImportFileHint(ctx context.Context) string {
	return pick(ctx, "CSV，UTF-8 或 GB18030。先检查，不会马上改动", "CSV in UTF-8 or GB18030. It is checked first; nothing changes yet")
}
func CheckFile(ctx context.Context) string { return pick(ctx, "上传检查", "Upload and check") }
func NoImports(ctx context.Context) string { return pick(ctx, "还没有导入过", "No imports yet") }
func NoImportsDo(ctx context.Context) string {
	return pick(ctx, "上传学校现成的花名册，先看结果再生效。", "Upload the school's roster; look at the result before it takes effect.")
}
func ImportState(ctx context.Context, state string) string {
	switch state {
	case "checking":
		return pick(ctx, "已检查，待生效", "Checked, not applied")
	case "refused":
		return pick(ctx, "有问题，没有导入", "Has problems, not imported")
	case "applying":
		return pick(ctx, "正在导入", "Importing")
	case "applied":
		return pick(ctx, "已生效", "Applied")
	case "abandoned":
		return pick(ctx, "已放弃", "Abandoned")
	}
	return state
}
func ImportCount(ctx context.Context, kind string) string {
	switch kind {
	case "people":
		return pick(ctx, "人", "People")
	case "students":
		return pick(ctx, "学生", "Students")
	case "teachers":
		return pick(ctx, "老师", "Teachers")
	case "parents":
		return pick(ctx, "家长", "Parents")
	case "classes":
		return pick(ctx, "班级", "Classes")
	case "guardianships":
		return pick(ctx, "监护关系", "Guardianships")
	case "chips":
		return pick(ctx, "卡片", "Chips")
	case "unchanged":
		return pick(ctx, "没有变化", "Unchanged")
	}
	return kind
}
func ApplyImport(ctx context.Context) string { return pick(ctx, "生效", "Apply") }
func ApplyImportHint(ctx context.Context) string {
	return pick(ctx, "大约一分钟，期间照常刷卡", "About a minute; gates keep working")
}
func ColFile(ctx context.Context) string     { return pick(ctx, "文件", "File") }
func ColWhen(ctx context.Context) string     { return pick(ctx, "时间", "When") }
func ColRows(ctx context.Context) string     { return pick(ctx, "行数", "Rows") }
func ColProblems(ctx context.Context) string { return pick(ctx, "问题", "Problems") }
func ColLine(ctx context.Context) string     { return pick(ctx, "行", "Line") }
func ColColumn(ctx context.Context) string   { return pick(ctx, "列", "Column") }
func ColValue(ctx context.Context) string    { return pick(ctx, "内容", "Value") }
func ProblemsByLine(ctx context.Context) string {
	return pick(ctx, "按行列出的问题", "Problems by line")
}
func NoProblems(ctx context.Context) string { return pick(ctx, "没有问题", "No problems") }
func OnlyWarning(ctx context.Context) string {
	return pick(ctx, "提醒", "Note")
}
func MustFix(ctx context.Context) string { return pick(ctx, "要改", "Must fix") }
