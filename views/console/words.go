package console

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

// The rail.
func navMain(ctx context.Context) string { return msg.Pick(ctx, "主导航", "Main") }

func navSchool(ctx context.Context) string    { return msg.Pick(ctx, "学校", "School") }
func NavPeople(ctx context.Context) string    { return msg.Pick(ctx, "人员", "People") }
func NavImports(ctx context.Context) string   { return msg.Pick(ctx, "导入花名册", "Roster import") }
func navAccess(ctx context.Context) string    { return msg.Pick(ctx, "通行", "Access") }
func NavGates(ctx context.Context) string     { return msg.Pick(ctx, "门和时间", "Gates and hours") }
func NavTerminals(ctx context.Context) string { return msg.Pick(ctx, "终端", "Terminals") }
func navRecords(ctx context.Context) string   { return msg.Pick(ctx, "记录", "Records") }

func switchSchool(ctx context.Context) string { return msg.Pick(ctx, "换学校", "Switch school") }

func ChooseFile(ctx context.Context) string { return msg.Pick(ctx, "选择表格", "Choose a file") }

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

func ColName(ctx context.Context) string  { return msg.Pick(ctx, "名称", "Name") }
func ColState(ctx context.Context) string { return msg.Pick(ctx, "状态", "State") }

func ColActions(ctx context.Context) string { return msg.Pick(ctx, "操作", "Actions") }

// ClockOffset is how far a terminal's clock is from ours.
func ClockOffset(ctx context.Context, d time.Duration) string {
	s := d.Round(100 * time.Millisecond).Seconds()
	switch {
	case s > 0.5:
		return msg.Pick(ctx, "快 %.1f 秒", "%.1f s ahead", s)
	case s < -0.5:
		return msg.Pick(ctx, "慢 %.1f 秒", "%.1f s behind", -s)
	}
	return msg.Pick(ctx, "准", "on time")
}

func AddTerminal(ctx context.Context) string { return msg.Pick(ctx, "添加终端", "Add a terminal") }

func pairingFor(ctx context.Context, name string) string {
	return msg.Pick(ctx, "“%s”的配对码", "Pairing code of “%s”", name)
}

func tokenFor(ctx context.Context, name string) string {
	return msg.Pick(ctx, "“%s”的令牌", "Token of “%s”", name)
}

func WeekdayWord(ctx context.Context, d int) string {
	zh := [...]string{"周一", "周二", "周三", "周四", "周五", "周六", "周日", "节假日"}
	en := [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Holidays"}
	if d < 1 || d > 8 {
		return ""
	}
	return msg.Pick(ctx, zh[d-1], en[d-1])
}

// menu opens the rail on a phone.
func menu(ctx context.Context) string { return msg.Pick(ctx, "菜单", "Menu") }

// Lists as files.
func ExportSheet(ctx context.Context) string { return msg.Pick(ctx, "导出 CSV", "Export CSV") }

func ColPerson(ctx context.Context) string { return msg.Pick(ctx, "人员", "Person") }
func ColGate(ctx context.Context) string   { return msg.Pick(ctx, "门", "Gate") }

func PleaseChoose(ctx context.Context) string {
	return msg.Pick(ctx, "请从列表里选", "Please choose from the lists")
}

// ClockWrong reports whether a clock is off by more than 5 s. A code lives 120 s from
// end to end.
func ClockWrong(d time.Duration) bool { return d > 5*time.Second || d < -5*time.Second }

func issuedTitle(ctx context.Context, i *Issued) string {
	if i.Pairing {
		return pairingFor(ctx, i.For)
	}
	return activationFor(ctx, i.For)
}

// Contact is when something was last heard of.
func Contact(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return msg.Never(ctx)
	}
	return msg.Stamp(ctx, t)
}

// OrDash is the text, or a dash for none.
func OrDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// Plural is an English count: "1 person", "3 people".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func PeopleSearch(ctx context.Context) string {
	return msg.Pick(ctx, "姓名、学号或手机号", "Name, number or phone")
}

func ClearSearch(ctx context.Context) string {
	return msg.Pick(ctx, "清空搜索", "Clear the search")
}

func NoRecentScans(ctx context.Context) string {
	return msg.Pick(ctx, "还没有刷过卡", "No scans yet")
}

func activationFor(ctx context.Context, name string) string {
	return msg.Pick(ctx, "%s 的激活码", "Activation code of %s", name)
}

func PersonName(ctx context.Context) string { return msg.Pick(ctx, "姓名", "Name") }

func Save(ctx context.Context) string { return msg.Pick(ctx, "保存", "Save") }

func StartGo(ctx context.Context) string {
	return msg.Pick(ctx, "去开始使用", "Go to getting started")
}

func terminalsToLookAt(ctx context.Context, n int) string {
	return msg.Pick(ctx, msg.Count(n)+" 台终端要看", msg.Things(n, "terminal", "terminals")+" to look at")
}

func ColRole(ctx context.Context) string { return msg.Pick(ctx, "身份", "Role") }

func PersonReset(ctx context.Context) string {
	return msg.Pick(ctx, "重置进出状态", "Reset in/out state")
}
