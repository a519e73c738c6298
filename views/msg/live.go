package msg

import (
	"context"
	"time"
)

// The dashboard's figures.
func InsideNow(ctx context.Context) string { return pick(ctx, "现在在校", "Inside now") }
func InsideAtEnd(ctx context.Context) string {
	return pick(ctx, "这天结束时在校", "Inside at the end")
}
func InsideHint(ctx context.Context, pupils, others int) string {
	return pickf(ctx, "学生 %s，其他 %s，按最后一次方向", "%s pupils, %s others, by last direction", Count(pupils), Count(others))
}
func DeniedShare(ctx context.Context, denied, scans int) string {
	if scans == 0 {
		return pick(ctx, "还没有刷卡", "No scans yet")
	}
	return pickf(ctx, "占 %s 次的 %.1f%%", "%.1[2]f%% of %[1]s", Count(scans), float64(denied)*100/float64(scans))
}
func OldestToCheck(ctx context.Context, t time.Time) string {
	return pickf(ctx, "去核对，最早 %s", "Check now, oldest %s", Clock(t))
}
func NothingToCheck(ctx context.Context) string {
	return pick(ctx, "没有要核对的", "Nothing waits")
}
func NobodyChecked(ctx context.Context) string {
	return pick(ctx, "没有人核对", "Nobody checked them")
}
func ScansOfDay(ctx context.Context) string { return pick(ctx, "这天刷卡", "Scans") }

// Charts.
func PerStep(ctx context.Context, step time.Duration) string {
	if step > time.Minute {
		return pickf(ctx, "每 %d 分钟刷卡", "Scans every %d minutes", int(step.Minutes()))
	}
	return pick(ctx, "每分钟刷卡", "Scans a minute")
}
func LastHour(ctx context.Context) string {
	return pick(ctx, "最近 60 分钟，虚框：这一分钟", "Last 60 minutes; outline: this minute")
}
func WholeDay(ctx context.Context) string { return pick(ctx, "全天", "The whole day") }
func NotOver(ctx context.Context) string  { return pick(ctx, "还没完", "not over") }
func ChartPeak(ctx context.Context, n int, at time.Time) string {
	return pickf(ctx, "最高 %s 次，%s", "Highest %s at %s", Count(n), Clock(at))
}
func ChartNothing(ctx context.Context) string { return pick(ctx, "没有刷卡", "No scans") }
func ArrivalsTitle(ctx context.Context) string {
	return pick(ctx, "到校曲线", "Arrivals")
}
func ChartNobody(ctx context.Context) string {
	return pick(ctx, "还没有学生到校", "No pupil has come yet")
}
func ChartCame(ctx context.Context, n int) string {
	return pickf(ctx, "已到校学生 %s 人", "%s pupils have come", Count(n))
}
func CameOf(ctx context.Context, n, of int) string {
	return pickf(ctx, "已到校学生 %s / 在册 %s，%.1f%%", "%s of %s pupils, %.1f%%", Count(n), Count(of), float64(n)*100/float64(of))
}
func ChartCompared(ctx context.Context, more int, day string) string {
	switch {
	case more > 0:
		return pickf(ctx, "比 %s 此时多 %s 人", "%[2]s more than at this time on %[1]s", day, Count(more))
	case more < 0:
		return pickf(ctx, "比 %s 此时少 %s 人", "%[2]s fewer than at this time on %[1]s", day, Count(-more))
	}
	return pickf(ctx, "和 %s 此时一样多", "As many as at this time on %s", day)
}
func Stop(ctx context.Context) string { return pick(ctx, "。", ". ") }
func Numbers(ctx context.Context) string {
	return pick(ctx, "看数字", "Show the numbers")
}
func ReasonsTitle(ctx context.Context) string { return pick(ctx, "拒绝原因", "Why denied") }
func ColReason(ctx context.Context) string    { return pick(ctx, "原因", "Reason") }
func ColTimes(ctx context.Context) string     { return pick(ctx, "次数", "Times") }
func NothingDenied(ctx context.Context) string {
	return pick(ctx, "没有拒绝", "Nothing was denied")
}
func GroupsTitle(ctx context.Context) string { return pick(ctx, "谁在校", "Who is inside") }
func GroupsHint(ctx context.Context) string {
	return pick(ctx, "按今天最后一次方向", "By the last direction of the day")
}
func NobodyPassed(ctx context.Context) string {
	return pick(ctx, "还没有人进出", "Nobody has passed yet")
}
func ColGrade(ctx context.Context) string  { return pick(ctx, "年级", "Grade") }
func ColCame(ctx context.Context) string   { return pick(ctx, "到过", "Came") }
func ColInside(ctx context.Context) string { return pick(ctx, "在校", "Inside") }
func ColLeft(ctx context.Context) string   { return pick(ctx, "离校", "Left") }

// Terminals of the dashboard.
func TerminalsSay(ctx context.Context, online, look int) string {
	if look == 0 {
		return pickf(ctx, "%d 在线", "%d online", online)
	}
	return pickf(ctx, "%d 在线，%d 要看", "%d online, %d to look at", online, look)
}
func SilentFor(ctx context.Context, d time.Duration) string {
	switch m := int(d.Minutes()); {
	case m < 1:
		return pick(ctx, "刚断开", "Just lost")
	case m < 60:
		return pickf(ctx, "离线 %d 分钟", "Silent %d min", m)
	case m < 48*60:
		return pickf(ctx, "离线 %d 小时", "Silent %d h", m/60)
	default:
		return pickf(ctx, "离线 %d 天", "Silent %d days", m/24/60)
	}
}
func NeverSeen(ctx context.Context) string { return pick(ctx, "还没连过", "Never seen") }
func AlarmSilent(ctx context.Context, name string, since time.Time) string {
	return pickf(ctx, "“%s”从 %s 起没有消息", "“%s” has been silent since %s", name, Clock(since))
}
func AlarmClock(ctx context.Context, name string, off time.Duration) string {
	return pickf(ctx, "“%s”的时钟%s", "The clock of “%s” is %s", name, ClockOffset(ctx, off))
}
func AlarmMore(ctx context.Context, n int) string {
	return pickf(ctx, "另有 %d 台", "%d more", n)
}
func AlarmDo(ctx context.Context) string {
	return pick(ctx, "看看电源和网络。恢复后这里自己消失。", "Check power and network. This goes away by itself when it is back.")
}
func AlarmClockDo(ctx context.Context) string {
	return pick(ctx, "请打开它的自动校时，不然码会被当成过期。", "Switch on its automatic time, or codes will look expired.")
}
func TerminalsToLookAt(ctx context.Context, n int) string {
	return pickf(ctx, "%d 台终端要看", "%d terminals to look at", n)
}
func ColPerMinute(ctx context.Context) string { return pick(ctx, "每分", "A minute") }
func ColToday(ctx context.Context) string     { return pick(ctx, "今天", "Today") }

// The list and its filters.
func PauseList(ctx context.Context) string  { return pick(ctx, "暂停", "Pause") }
func ResumeList(ctx context.Context) string { return pick(ctx, "继续", "Resume") }

// HeldMark is for the script: it puts the number in place of {n}.
func HeldMark(ctx context.Context) string { return pick(ctx, "{n} 条新的", "{n} new") }
func WallMode(ctx context.Context) string { return pick(ctx, "大屏", "Wall") }
func FilterList(ctx context.Context) string {
	return pick(ctx, "筛选", "Filter")
}
func FilterClear(ctx context.Context) string { return pick(ctx, "全部显示", "Show all") }
func AnyGate(ctx context.Context) string     { return pick(ctx, "所有门", "All gates") }
func AnyClass(ctx context.Context) string    { return pick(ctx, "所有班级", "All classes") }
func AnyResult(ctx context.Context) string   { return pick(ctx, "所有结果", "All results") }
func FilterPerson(ctx context.Context) string {
	return pick(ctx, "姓名", "Name")
}
func OnlyPerson(ctx context.Context, name string) string {
	return pickf(ctx, "只看 %s", "Only %s", name)
}
func ResultOf(ctx context.Context, decision string) string {
	switch decision {
	case "ALLOW":
		return pick(ctx, "通过", "Allowed")
	case "DENY":
		return pick(ctx, "拒绝", "Denied")
	case "CONFIRM":
		return pick(ctx, "待核对", "To check")
	}
	return decision
}
func NoMatch(ctx context.Context) string { return pick(ctx, "没有符合的刷卡", "No scan fits") }
func NoMatchDo(ctx context.Context) string {
	return pick(ctx, "新的一来就会出现，或者去掉筛选。", "A new one appears when it comes; or take the filter away.")
}
func NothingThatDay(ctx context.Context) string {
	return pick(ctx, "这天没有刷卡", "No scans on this day")
}
func NothingThatDayDo(ctx context.Context) string {
	return pick(ctx, "换一天看看，或者回到今天。", "Choose another day, or go back to today.")
}
func Download(ctx context.Context) string { return pick(ctx, "下载表格", "Download CSV") }

// Waiting for staff.
func PendingTitle(ctx context.Context) string { return pick(ctx, "待核对", "To check") }
func PendingHint(ctx context.Context) string {
	return pick(ctx, "在值班平板上核对", "Checked on the guard's tablet")
}

// Days.
func ChooseDay(ctx context.Context) string { return pick(ctx, "日期", "Day") }
func ShowDay(ctx context.Context) string   { return pick(ctx, "看这天", "Show") }
func DayBefore(ctx context.Context) string { return pick(ctx, "前一天", "Day before") }
func DayAfter(ctx context.Context) string  { return pick(ctx, "后一天", "Day after") }
func DayIsOver(ctx context.Context) string {
	return pick(ctx, "过去的一天，不再变动", "A day that is over; nothing moves")
}
func ReadAt(ctx context.Context, t time.Time) string {
	return pickf(ctx, "读于 %s", "read at %s", Second(t))
}

// The wall.
func WallTitle(ctx context.Context) string { return pick(ctx, "现场大屏", "Live wall") }
func WallLast(ctx context.Context) string  { return pick(ctx, "刚刚", "Just now") }
func WallCame(ctx context.Context) string  { return pick(ctx, "已到校学生", "Pupils here today") }
func WallOf(ctx context.Context, n int) string {
	return pickf(ctx, "在册 %s", "of %s", Count(n))
}
func WallBack(ctx context.Context) string { return pick(ctx, "回到现场", "Back to the console") }
func WallHang(ctx context.Context) string {
	return pick(ctx, "挂在这块屏幕上", "Hang it on this screen")
}
func WallHow(ctx context.Context) string {
	return pick(ctx, "挂上后这块屏幕一直显示，不用登录，也看不到任何人的名字。挂好请退出登录。",
		"Hung up, this screen goes on without a login and never shows a name. Log out afterwards.")
}
func WallEnd(ctx context.Context, n int) string {
	return pickf(ctx, "取下全部 %d 块", "Take down all %d", n)
}
func WallEndAsk(ctx context.Context, n int) string {
	return pickf(ctx, "取下全部 %d 块大屏？它们马上不再显示。", "Take down all %d screens? They stop at once.", n)
}
func WallQuiet(ctx context.Context) string {
	return pick(ctx, "今天还没有人通过", "Nobody has passed today")
}

// Columns of the download.
func ColDirection(ctx context.Context) string { return pick(ctx, "方向", "Direction") }
func ColTerminal(ctx context.Context) string  { return pick(ctx, "终端", "Terminal") }
func ColDay(ctx context.Context) string       { return pick(ctx, "日期", "Date") }
