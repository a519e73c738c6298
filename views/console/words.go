package console

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

// The rail.
func navMain(ctx context.Context) string { return msg.Pick(ctx, "主导航", "Main") }

func navLive(ctx context.Context) string      { return msg.Pick(ctx, "现场", "Live") }
func navSchool(ctx context.Context) string    { return msg.Pick(ctx, "学校", "School") }
func navPeople(ctx context.Context) string    { return msg.Pick(ctx, "人员", "People") }
func navImports(ctx context.Context) string   { return msg.Pick(ctx, "导入花名册", "Roster import") }
func navAccess(ctx context.Context) string    { return msg.Pick(ctx, "通行", "Access") }
func navGates(ctx context.Context) string     { return msg.Pick(ctx, "门和时间", "Gates and hours") }
func navTerminals(ctx context.Context) string { return msg.Pick(ctx, "终端", "Terminals") }
func navRecords(ctx context.Context) string   { return msg.Pick(ctx, "记录", "Records") }
func navAudit(ctx context.Context) string     { return msg.Pick(ctx, "操作记录", "Audit log") }
func pendingToCheck(ctx context.Context, n int) string {
	return msg.Pick(ctx, "%d 条待核对", "%d to check", n)
}
func switchSchool(ctx context.Context) string { return msg.Pick(ctx, "换学校", "Switch school") }

// Live page.
func scansToday(ctx context.Context) string { return msg.Pick(ctx, "今天刷卡", "Scans today") }

func enteredToday(ctx context.Context) string { return msg.Pick(ctx, "进校", "Entered") }
func leftToday(ctx context.Context) string    { return msg.Pick(ctx, "出校", "Left") }
func deniedToday(ctx context.Context) string  { return msg.Pick(ctx, "拒绝", "Denied") }
func toConfirm(ctx context.Context) string    { return msg.Pick(ctx, "待核对", "To check") }
func newest(ctx context.Context) string       { return msg.Pick(ctx, "最新", "Newest") }
func noScansYet(ctx context.Context) string {
	return msg.Pick(ctx, "还没有通行记录", "No scans yet")
}

func noScansDo(ctx context.Context) string {
	return msg.Pick(ctx, "配对一台终端，第一次刷卡就会出现在这里。", "Pair a terminal; the first scan appears here.")
}

func startTitle(ctx context.Context) string {
	return msg.Pick(ctx, "导入花名册", "Import the roster")
}

func startLead(ctx context.Context) string {
	return msg.Pick(ctx, "有了学生、教职工和家长，才能发卡。用学校现成的表格就行，导入前会先给您看结果。",
		"Cards need students, staff and parents first. The school's own sheet will do; you see the result before anything changes.")
}

func startStepWord(ctx context.Context) string { return msg.Pick(ctx, "第一步", "First step") }
func chooseFile(ctx context.Context) string    { return msg.Pick(ctx, "选择表格", "Choose a file") }

// Terminals.
func allTerminals(ctx context.Context) string { return msg.Pick(ctx, "全部终端", "All terminals") }

func terminalState(ctx context.Context, state string) string {
	switch state {
	case "waiting":
		return msg.Pick(ctx, "等待配对", "Waiting to be paired")
	case "online":
		return msg.Pick(ctx, "在线", "Online")
	case "offline":
		return msg.Pick(ctx, "离线", "Offline")
	case "revoked":
		return msg.Pick(ctx, "已停用", "Revoked")
	}
	return state
}

func terminalKind(ctx context.Context, kind string, staff bool) string {
	switch {
	case kind == "kiosk" && staff:
		return msg.Pick(ctx, "值班平板", "Guard's tablet")
	case kind == "kiosk":
		return msg.Pick(ctx, "闸口平板", "Gate tablet")
	case kind == "reader" || kind == "":
		return msg.Pick(ctx, "读头", "Reader")
	}
	return kind
}

func kindHint(ctx context.Context, kind string) string {
	switch kind {
	case "kiosk":
		return msg.Pick(ctx, "浏览器，接扫码枪", "Browser with a scanner")
	case "staff":
		return msg.Pick(ctx, "能核对、能按姓名登记", "May confirm and record by name")
	}
	return msg.Pick(ctx, "用接口接入的闸机", "A gate that calls the API")
}

func scene(ctx context.Context, scene string) string {
	switch scene {
	case "gate":
		return msg.Pick(ctx, "进出门", "Gate")
	case "identify":
		return msg.Pick(ctx, "只认人", "Identify only")
	}
	return scene
}

func colName(ctx context.Context) string    { return msg.Pick(ctx, "名称", "Name") }
func colState(ctx context.Context) string   { return msg.Pick(ctx, "状态", "State") }
func colKind(ctx context.Context) string    { return msg.Pick(ctx, "种类", "Kind") }
func colScene(ctx context.Context) string   { return msg.Pick(ctx, "用途", "Use") }
func colContact(ctx context.Context) string { return msg.Pick(ctx, "上次联系", "Last contact") }
func colClock(ctx context.Context) string   { return msg.Pick(ctx, "时钟", "Clock") }
func colVersion(ctx context.Context) string { return msg.Pick(ctx, "版本", "Version") }
func colActions(ctx context.Context) string { return msg.Pick(ctx, "操作", "Actions") }

// clockOffset is how far a terminal's clock is from ours.
func clockOffset(ctx context.Context, d time.Duration) string {
	s := d.Round(100 * time.Millisecond).Seconds()
	switch {
	case s > 0.5:
		return msg.Pick(ctx, "快 %.1f 秒", "%.1f s ahead", s)
	case s < -0.5:
		return msg.Pick(ctx, "慢 %.1f 秒", "%.1f s behind", -s)
	}
	return msg.Pick(ctx, "准", "on time")
}

func addTerminal(ctx context.Context) string { return msg.Pick(ctx, "添加终端", "Add a terminal") }
func terminalNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 南门 1 号闸", "e.g. South gate 1")
}
func noTerminals(ctx context.Context) string {
	return msg.Pick(ctx, "还没有终端", "No terminals yet")
}

func noTerminalsDo(ctx context.Context) string {
	return msg.Pick(ctx, "添加一台，平板输入配对码就能用。", "Add one; the tablet asks for its pairing code.")
}

func revoke(ctx context.Context) string { return msg.Pick(ctx, "停用终端", "Revoke terminal") }

func revokeAsk(ctx context.Context, name string) string {
	return msg.Pick(ctx,
		"停用“%s”？它马上不能再刷卡，要用得重新配对。",
		"Revoke “%s”? It stops at once and has to be paired again.", name)
}

func pairingFor(ctx context.Context, name string) string {
	return msg.Pick(ctx, "“%s”的配对码", "Pairing code of “%s”", name)
}

func tokenFor(ctx context.Context, name string) string {
	return msg.Pick(ctx, "“%s”的令牌", "Token of “%s”", name)
}

// Gates and hours.
func noGates(ctx context.Context) string { return msg.Pick(ctx, "还没有门", "No gates yet") }

func noGatesDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"第一个校门在“开始使用”里建，一分钟。",
		"The first gate is made under “getting started”, in a minute.")
}

func alwaysOpen(ctx context.Context) string { return msg.Pick(ctx, "全天开放", "Always open") }
func hoursTitle(ctx context.Context) string { return msg.Pick(ctx, "开放时间", "Hours") }
func whoMayPass(ctx context.Context) string { return msg.Pick(ctx, "谁能走", "Who may pass") }

func effectWord(ctx context.Context, e string) string {
	switch e {
	case "allow":
		return msg.Pick(ctx, "直接通过", "passes")
	case "confirm":
		return msg.Pick(ctx, "要核对", "is checked")
	}
	return e
}

func weekdayWord(ctx context.Context, d int) string {
	zh := [...]string{"周一", "周二", "周三", "周四", "周五", "周六", "周日", "节假日"}
	en := [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Holidays"}
	if d < 1 || d > 8 {
		return ""
	}
	return msg.Pick(ctx, zh[d-1], en[d-1])
}

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

// menu opens the rail on a phone.
func menu(ctx context.Context) string { return msg.Pick(ctx, "菜单", "Menu") }

// The check of the audit's chain.
func auditVerify(ctx context.Context) string {
	return msg.Pick(ctx, "核对记录", "Check the records")
}

// Lists as files.
func exportSheet(ctx context.Context) string { return msg.Pick(ctx, "导出 CSV", "Export CSV") }

func allActions(ctx context.Context) string { return msg.Pick(ctx, "全部操作", "All actions") }
func noAuditFound(ctx context.Context) string {
	return msg.Pick(ctx, "没有这样的记录", "Nothing like that on record")
}

func noAuditFoundDo(ctx context.Context) string {
	return msg.Pick(ctx, "换一天或换一种操作看看", "Try another day or another action")
}

func trustLinkHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"平板或手机第一次来，先扫这个码，把证书装上。页面上的暗号应当是：",
		"A tablet or phone that comes for the first time scans this code and installs the certificate. The page there should show the words:")
}

func ColTime(ctx context.Context) string   { return msg.Pick(ctx, "时间", "Time") }
func ColPerson(ctx context.Context) string { return msg.Pick(ctx, "人员", "Person") }
func ColGate(ctx context.Context) string   { return msg.Pick(ctx, "门", "Gate") }
func ColResult(ctx context.Context) string { return msg.Pick(ctx, "结果", "Result") }
func NoGate(ctx context.Context) string    { return msg.Pick(ctx, "还没设置门", "No gate yet") }

func AuditWhole(ctx context.Context, n int64) string {
	return msg.Pick(ctx, "核对了 "+strconv.FormatInt(n, 10)+" 条，一条不缺，也没有改动。", strconv.FormatInt(n, 10)+" events checked: none is missing, none was altered.")
}

func AuditBroken(ctx context.Context, n int64) string {
	return msg.Pick(ctx, "第 "+strconv.FormatInt(n, 10)+" 条对不上：有人绕过系统改过记录。请保留现场，联系维护人员。", "Event "+strconv.FormatInt(n, 10)+" does not fit: somebody changed records behind the program’s back. Keep everything as it is and call whoever runs this server.")
}

func ConflictNoteWrong(ctx context.Context) string {
	return msg.Pick(ctx, "请写一句结论，2 到 500 个字", "Say what it was, in 2 to 500 characters")
}

func ConflictGone(ctx context.Context) string {
	return msg.Pick(ctx, "已经有人核实过了", "Somebody has dealt with this already")
}

func ColRole(ctx context.Context) string { return msg.Pick(ctx, "身份", "Role") }
func StartGateIn(ctx context.Context, gate string) string {
	return msg.Pick(ctx, "%s进", "%s in", gate)
}
func StartGateOut(ctx context.Context, gate string) string {
	return msg.Pick(ctx, "%s出", "%s out", gate)
}
func StartZoneName(ctx context.Context) string { return msg.Pick(ctx, "校园", "Campus") }

func TerminalNameWrong(ctx context.Context) string {
	return msg.Pick(ctx, "名称要填，最多 40 个字", "A name of at most 40 characters, please")
}
