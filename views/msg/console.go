package msg

import (
	"context"
	"strconv"
	"time"
)

// The rail.
func NavMain(ctx context.Context) string      { return pick(ctx, "主导航", "Main") }
func NavLive(ctx context.Context) string      { return pick(ctx, "现场", "Live") }
func NavSchool(ctx context.Context) string    { return pick(ctx, "学校", "School") }
func NavPeople(ctx context.Context) string    { return pick(ctx, "人员", "People") }
func NavImports(ctx context.Context) string   { return pick(ctx, "导入花名册", "Roster import") }
func NavAccess(ctx context.Context) string    { return pick(ctx, "通行", "Access") }
func NavGates(ctx context.Context) string     { return pick(ctx, "门和时间", "Gates and hours") }
func NavTerminals(ctx context.Context) string { return pick(ctx, "终端", "Terminals") }
func NavRecords(ctx context.Context) string   { return pick(ctx, "记录", "Records") }
func NavAudit(ctx context.Context) string     { return pick(ctx, "操作记录", "Audit log") }
func PendingToCheck(ctx context.Context, n int) string {
	return pickf(ctx, "%d 条待核对", "%d to check", n)
}
func SwitchSchool(ctx context.Context) string { return pick(ctx, "换学校", "Switch school") }

// Live page.
func ScansToday(ctx context.Context) string { return pick(ctx, "今天刷卡", "Scans today") }
func EnteredToday(ctx context.Context) string {
	return pick(ctx, "进校", "Entered")
}
func LeftToday(ctx context.Context) string   { return pick(ctx, "出校", "Left") }
func DeniedToday(ctx context.Context) string { return pick(ctx, "拒绝", "Denied") }
func ToConfirm(ctx context.Context) string   { return pick(ctx, "待核对", "To check") }
func Newest(ctx context.Context) string      { return pick(ctx, "最新", "Newest") }
func ColTime(ctx context.Context) string     { return pick(ctx, "时间", "Time") }
func ColPerson(ctx context.Context) string   { return pick(ctx, "人员", "Person") }
func ColGate(ctx context.Context) string     { return pick(ctx, "门", "Gate") }
func ColResult(ctx context.Context) string   { return pick(ctx, "结果", "Result") }
func Unidentified(ctx context.Context) string {
	return pick(ctx, "没认出", "Not identified")
}
func NoScansYet(ctx context.Context) string {
	return pick(ctx, "还没有通行记录", "No scans yet")
}
func NoScansDo(ctx context.Context) string {
	return pick(ctx, "配对一台终端，第一次刷卡就会出现在这里。", "Pair a terminal; the first scan appears here.")
}
func StartTitle(ctx context.Context) string { return pick(ctx, "导入花名册", "Import the roster") }
func StartLead(ctx context.Context) string {
	return pick(ctx, "有了学生、教职工和家长，才能发卡。用学校现成的表格就行，导入前会先给您看结果。",
		"Cards need students, staff and parents first. The school's own sheet will do; you see the result before anything changes.")
}
func StartStep(ctx context.Context) string  { return pick(ctx, "第一步", "First step") }
func ChooseFile(ctx context.Context) string { return pick(ctx, "选择表格", "Choose a file") }

// Terminals.
func AllTerminals(ctx context.Context) string { return pick(ctx, "全部终端", "All terminals") }
func TerminalState(ctx context.Context, state string) string {
	switch state {
	case "waiting":
		return pick(ctx, "等待配对", "Waiting to be paired")
	case "online":
		return pick(ctx, "在线", "Online")
	case "offline":
		return pick(ctx, "离线", "Offline")
	case "revoked":
		return pick(ctx, "已停用", "Revoked")
	}
	return state
}
func TerminalKind(ctx context.Context, kind string, staff bool) string {
	switch {
	case kind == "kiosk" && staff:
		return pick(ctx, "值班平板", "Guard's tablet")
	case kind == "kiosk":
		return pick(ctx, "闸口平板", "Gate tablet")
	case kind == "reader" || kind == "":
		return pick(ctx, "读头", "Reader")
	}
	return kind
}
func KindHint(ctx context.Context, kind string) string {
	switch kind {
	case "kiosk":
		return pick(ctx, "浏览器，接扫码枪", "Browser with a scanner")
	case "staff":
		return pick(ctx, "能核对、能按姓名登记", "May confirm and record by name")
	}
	return pick(ctx, "用接口接入的闸机", "A gate that calls the API")
}
func Scene(ctx context.Context, scene string) string {
	switch scene {
	case "gate":
		return pick(ctx, "进出门", "Gate")
	case "identify":
		return pick(ctx, "只认人", "Identify only")
	}
	return scene
}
func ColName(ctx context.Context) string    { return pick(ctx, "名称", "Name") }
func ColState(ctx context.Context) string   { return pick(ctx, "状态", "State") }
func ColKind(ctx context.Context) string    { return pick(ctx, "种类", "Kind") }
func ColScene(ctx context.Context) string   { return pick(ctx, "用途", "Use") }
func ColContact(ctx context.Context) string { return pick(ctx, "上次联系", "Last contact") }
func ColClock(ctx context.Context) string   { return pick(ctx, "时钟", "Clock") }
func ColVersion(ctx context.Context) string { return pick(ctx, "版本", "Version") }
func ColActions(ctx context.Context) string { return pick(ctx, "操作", "Actions") }

// ClockOffset is how far a terminal's clock is from ours.
func ClockOffset(ctx context.Context, d time.Duration) string {
	s := d.Round(100 * time.Millisecond).Seconds()
	switch {
	case s > 0.5:
		return pickf(ctx, "快 %.1f 秒", "%.1f s ahead", s)
	case s < -0.5:
		return pickf(ctx, "慢 %.1f 秒", "%.1f s behind", -s)
	}
	return pick(ctx, "准", "on time")
}
func AddTerminal(ctx context.Context) string { return pick(ctx, "添加终端", "Add a terminal") }
func TerminalNameHint(ctx context.Context) string {
	return pick(ctx, "如 南门 1 号闸", "e.g. South gate 1")
}
func NoTerminals(ctx context.Context) string { return pick(ctx, "还没有终端", "No terminals yet") }
func NoTerminalsDo(ctx context.Context) string {
	return pick(ctx, "添加一台，平板输入配对码就能用。", "Add one; the tablet asks for its pairing code.")
}
func NoGate(ctx context.Context) string { return pick(ctx, "还没设置门", "No gate yet") }
func Revoke(ctx context.Context) string { return pick(ctx, "停用终端", "Revoke terminal") }
func RevokeAsk(ctx context.Context, name string) string {
	return pickf(ctx, "停用“%s”？它马上不能再刷卡，要用得重新配对。", "Revoke “%s”? It stops at once and has to be paired again.", name)
}
func PairingFor(ctx context.Context, name string) string {
	return pickf(ctx, "“%s”的配对码", "Pairing code of “%s”", name)
}
func TokenFor(ctx context.Context, name string) string {
	return pickf(ctx, "“%s”的令牌", "Token of “%s”", name)
}

// Gates and hours.
func NoGates(ctx context.Context) string { return pick(ctx, "还没有门", "No gates yet") }
func NoGatesDo(ctx context.Context) string {
	return pick(ctx, "第一个校门在“开始使用”里建，一分钟。", "The first gate is made under “getting started”, in a minute.")
}
func AlwaysOpen(ctx context.Context) string { return pick(ctx, "全天开放", "Always open") }
func HoursTitle(ctx context.Context) string { return pick(ctx, "开放时间", "Hours") }
func WhoMayPass(ctx context.Context) string { return pick(ctx, "谁能走", "Who may pass") }
func Effect(ctx context.Context, e string) string {
	switch e {
	case "allow":
		return pick(ctx, "直接通过", "passes")
	case "confirm":
		return pick(ctx, "要核对", "is checked")
	}
	return e
}
func Weekday(ctx context.Context, d int) string {
	zh := [...]string{"周一", "周二", "周三", "周四", "周五", "周六", "周日", "节假日"}
	en := [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Holidays"}
	if d < 1 || d > 8 {
		return ""
	}
	return pick(ctx, zh[d-1], en[d-1])
}

// Audit.
func ColActor(ctx context.Context) string  { return pick(ctx, "谁", "Who") }
func ColAction(ctx context.Context) string { return pick(ctx, "做了什么", "Action") }
func ColTarget(ctx context.Context) string { return pick(ctx, "对象", "Target") }
func ColDetail(ctx context.Context) string { return pick(ctx, "说明", "Detail") }
func NoAudit(ctx context.Context) string   { return pick(ctx, "还没有操作", "Nothing recorded yet") }
func NoAuditDo(ctx context.Context) string {
	return pick(ctx, "谁改了什么、看了谁的资料，都会记在这里。", "Who changed what, and who read whose record, is kept here.")
}

// Menu opens the rail on a phone.
func Menu(ctx context.Context) string { return pick(ctx, "菜单", "Menu") }

// The check of the audit's chain.
func AuditVerify(ctx context.Context) string { return pick(ctx, "核对记录", "Check the records") }
func AuditWhole(ctx context.Context, n int64) string {
	return pick(ctx, "核对了 "+strconv.FormatInt(n, 10)+" 条，一条不缺，也没有改动。", strconv.FormatInt(n, 10)+" events checked: none is missing, none was altered.")
}
func AuditBroken(ctx context.Context, n int64) string {
	return pick(ctx, "第 "+strconv.FormatInt(n, 10)+" 条对不上：有人绕过系统改过记录。请保留现场，联系维护人员。", "Event "+strconv.FormatInt(n, 10)+" does not fit: somebody changed records behind the program’s back. Keep everything as it is and call whoever runs this server.")
}
