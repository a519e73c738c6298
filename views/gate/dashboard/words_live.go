package dashboard

import (
	"context"
	"time"

	"yunka/views/console"
	"yunka/views/msg"
)

// The dashboard's figures.
func insideNow(ctx context.Context) string { return msg.Pick(ctx, "现在在校", "Inside now") }

func insideAtEnd(ctx context.Context) string {
	return msg.Pick(ctx, "这天结束时在校", "Inside at the end")
}

func insideHint(ctx context.Context, pupils, others int) string {
	return msg.Pick(ctx,
		"学生 "+msg.Count(pupils)+"，其他 "+msg.Count(others)+"，按最后一次方向",
		msg.Things(pupils, "pupil", "pupils")+", "+msg.Things(others, "other", "others")+", by last direction")
}

func deniedShare(ctx context.Context, denied, scans int) string {
	if scans == 0 {
		return msg.Pick(ctx, "还没有刷卡", "No scans yet")
	}
	return msg.Pick(ctx,
		"占 %s 次的 %.1f%%",
		"%.1[2]f%% of %[1]s", msg.Count(scans), float64(denied)*100/float64(scans))
}

func oldestToCheck(ctx context.Context, t time.Time) string {
	return msg.Pick(ctx, "去核对，最早 %s", "Check now, oldest %s", msg.Clock(t))
}

func nothingToCheck(ctx context.Context) string {
	return msg.Pick(ctx, "没有要核对的", "Nothing waits")
}
func nobodyChecked(ctx context.Context) string {
	return msg.Pick(ctx, "没有人核对", "Nobody checked them")
}

// Charts.
func perStep(ctx context.Context, step time.Duration) string {
	if step > time.Minute {
		return msg.Pick(ctx, "每 %d 分钟刷卡", "Scans every %d minutes", int(step.Minutes()))
	}
	return msg.Pick(ctx, "每分钟刷卡", "Scans a minute")
}

func lastHourWord(ctx context.Context) string {
	return msg.Pick(ctx, "最近 60 分钟，虚框：这一分钟", "Last 60 minutes; outline: this minute")
}

func wholeDay(ctx context.Context) string { return msg.Pick(ctx, "全天", "The whole day") }
func notOver(ctx context.Context) string  { return msg.Pick(ctx, "还没完", "not over") }

func chartPeak(ctx context.Context, n int, at time.Time) string {
	return msg.Pick(ctx, "最高 %s 次，%s", "Highest %s at %s", msg.Count(n), msg.Clock(at))
}

func chartNothing(ctx context.Context) string  { return msg.Pick(ctx, "没有刷卡", "No scans") }
func arrivalsTitle(ctx context.Context) string { return msg.Pick(ctx, "到校曲线", "Arrivals") }
func chartNobody(ctx context.Context) string {
	return msg.Pick(ctx, "还没有学生到校", "No pupil has come yet")
}

func chartCame(ctx context.Context, n int) string {
	if n == 1 {
		return msg.Pick(ctx, "已到校学生 1 人", "1 pupil has come")
	}
	return msg.Pick(ctx, "已到校学生 %s 人", "%s pupils have come", msg.Count(n))
}

func cameOf(ctx context.Context, n, of int) string {
	return msg.Pick(ctx,
		"已到校学生 %s / 在册 %s，%.1f%%",
		"%s of %s pupils, %.1f%%", msg.Count(n), msg.Count(of), float64(n)*100/float64(of))
}

func chartCompared(ctx context.Context, more int, day string) string {
	switch {
	case more > 0:
		return msg.Pick(ctx, "比 %s 此时多 %s 人", "%[2]s more than at this time on %[1]s", day, msg.Count(more))
	case more < 0:
		return msg.Pick(ctx, "比 %s 此时少 %s 人", "%[2]s fewer than at this time on %[1]s", day, msg.Count(-more))
	}
	return msg.Pick(ctx, "和 %s 此时一样多", "As many as at this time on %s", day)
}

func stop(ctx context.Context) string         { return msg.Pick(ctx, "。", ". ") }
func numbersWord(ctx context.Context) string  { return msg.Pick(ctx, "看数字", "Show the numbers") }
func reasonsTitle(ctx context.Context) string { return msg.Pick(ctx, "拒绝原因", "Why denied") }
func colTimes(ctx context.Context) string     { return msg.Pick(ctx, "次数", "Times") }
func nothingDenied(ctx context.Context) string {
	return msg.Pick(ctx, "没有拒绝", "Nothing was denied")
}
func groupsTitle(ctx context.Context) string { return msg.Pick(ctx, "谁在校", "Who is inside") }

func groupsHint(ctx context.Context) string {
	return msg.Pick(ctx, "按今天最后一次方向", "By the last direction of the day")
}

func nobodyPassed(ctx context.Context) string {
	return msg.Pick(ctx, "还没有人进出", "Nobody has passed yet")
}
func colGrade(ctx context.Context) string  { return msg.Pick(ctx, "年级", "Grade") }
func colCame(ctx context.Context) string   { return msg.Pick(ctx, "到过", "Came") }
func colInside(ctx context.Context) string { return msg.Pick(ctx, "在校", "Inside") }
func colLeft(ctx context.Context) string   { return msg.Pick(ctx, "离校", "Left") }

// Terminals of the dashboard.
func terminalsSay(ctx context.Context, online, look int) string {
	if look == 0 {
		return msg.Pick(ctx, "%d 在线", "%d online", online)
	}
	return msg.Pick(ctx, "%d 在线，%d 要看", "%d online, %d to look at", online, look)
}

func silentFor(ctx context.Context, d time.Duration) string {
	switch m := int(d.Minutes()); {
	case m < 1:
		return msg.Pick(ctx, "刚断开", "Just lost")
	case m < 60:
		return msg.Pick(ctx, "离线 %d 分钟", "Silent %d min", m)
	case m < 48*60:
		return msg.Pick(ctx, "离线 %d 小时", "Silent %d h", m/60)
	default:
		return msg.Pick(ctx, "离线 %d 天", "Silent %d days", m/24/60)
	}
}

func neverSeen(ctx context.Context) string { return msg.Pick(ctx, "还没连过", "Never seen") }

func alarmSilent(ctx context.Context, name string, since time.Time) string {
	return msg.Pick(ctx, "“%s”从 %s 起没有消息", "“%s” has been silent since %s", name, msg.Clock(since))
}

func alarmClock(ctx context.Context, name string, off time.Duration) string {
	return msg.Pick(ctx, "“%s”的时钟%s", "The clock of “%s” is %s", name, console.ClockOffset(ctx, off))
}

func alarmChecks(ctx context.Context, n int, since time.Time) string {
	if n == 1 {
		return msg.Pick(ctx, "1 条核对没有人处理，从 %s 等到现在", "1 check waits for a guard since %s", msg.Clock(since))
	}
	return msg.Pick(ctx, "%d 条核对没有人处理，最早 %s", "%d checks wait for a guard, the oldest since %s", n, msg.Clock(since))
}

func alarmChecksDo(ctx context.Context) string {
	return msg.Pick(ctx, "请让门口的老师在平板上处理。", "Ask the guard at the gate to decide them on the tablet.")
}

func alarmChecksSee(ctx context.Context) string { return msg.Pick(ctx, "看是谁", "See who") }

func alarmReversed(ctx context.Context, name string) string {
	return msg.Pick(ctx, "“%s”把卡号读反了：不认识的卡号，倒过来就认识", "“%s” reads chips from the other end: an unknown number is known the other way round", name)
}

func alarmReversedDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"请把读卡器设成和别的读卡器一样的卡号格式（/device/scanner 上有说明）。",
		"Set its chip reader to the same form of number as the others (/device/scanner says how).")
}

func alarmUnknown(ctx context.Context, name string, n int) string {
	return msg.Pick(ctx, "“%s”连着读到 %d 张以上不认识的卡", "“%s” has read %d or more unknown chips in a row", name, n)
}

func alarmUnknownDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"可能读卡器设错了，或有人在试卡号：先看读卡器，不放心就在终端页换令牌。",
		"Its reader may be set wrong, or somebody tries numbers: look at the reader; if in doubt renew its token on the terminals page.")
}

func alarmMore(ctx context.Context, n int) string {
	return msg.Pick(ctx, "另有 %d 台", "%d more", n)
}

func alarmDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"看看电源和网络。恢复后这里自己消失。",
		"Check power and network. This goes away by itself when it is back.")
}

func alarmClockDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"请打开它的自动校时，不然码会被当成过期。",
		"Switch on its automatic time, or codes will look expired.")
}

func colPerMinute(ctx context.Context) string { return msg.Pick(ctx, "每分", "A minute") }
func colToday(ctx context.Context) string     { return msg.Pick(ctx, "今天", "Today") }

// The list and its filters.
func pauseList(ctx context.Context) string { return msg.Pick(ctx, "暂停", "Pause") }

func resumeList(ctx context.Context) string { return msg.Pick(ctx, "继续", "Resume") }

// heldMark is for the script: it puts the number in place of {n}.
func heldMark(ctx context.Context) string { return msg.Pick(ctx, "{n} 条新的", "{n} new") }

func wallMode(ctx context.Context) string     { return msg.Pick(ctx, "大屏", "Wall") }
func filterList(ctx context.Context) string   { return msg.Pick(ctx, "筛选", "Filter") }
func filterApply(ctx context.Context) string  { return msg.Pick(ctx, "按这些筛选", "Show these") }
func filterClear(ctx context.Context) string  { return msg.Pick(ctx, "全部显示", "Show all") }
func anyGate(ctx context.Context) string      { return msg.Pick(ctx, "所有门", "All gates") }
func anyClass(ctx context.Context) string     { return msg.Pick(ctx, "所有班级", "All classes") }
func anyResult(ctx context.Context) string    { return msg.Pick(ctx, "所有结果", "All results") }
func filterPerson(ctx context.Context) string { return msg.Pick(ctx, "姓名", "Name") }
func onlyPerson(ctx context.Context, name string) string {
	return msg.Pick(ctx, "只看 %s", "Only %s", name)
}
func noMatch(ctx context.Context) string {
	return msg.Pick(ctx, "没有符合的刷卡", "No scan fits")
}

func noMatchDo(ctx context.Context) string {
	return msg.Pick(ctx,
		"新的一来就会出现，或者去掉筛选。",
		"A new one appears when it comes; or take the filter away.")
}

func nothingThatDay(ctx context.Context) string {
	return msg.Pick(ctx, "这天没有刷卡", "No scans on this day")
}

func nothingThatDayDo(ctx context.Context) string {
	return msg.Pick(ctx, "换一天看看，或者回到今天。", "Choose another day, or go back to today.")
}

func downloadWord(ctx context.Context) string { return msg.Pick(ctx, "下载表格", "Download CSV") }

// Waiting for staff.
func pendingTitle(ctx context.Context) string { return msg.Pick(ctx, "待核对", "To check") }

func pendingHint(ctx context.Context) string {
	return msg.Pick(ctx, "在值班平板上核对", "Checked on the guard's tablet")
}

// Days.
func chooseDay(ctx context.Context) string { return msg.Pick(ctx, "日期", "Day") }

func showDay(ctx context.Context) string   { return msg.Pick(ctx, "看这天", "Show") }
func dayBefore(ctx context.Context) string { return msg.Pick(ctx, "前一天", "Day before") }
func dayAfter(ctx context.Context) string  { return msg.Pick(ctx, "后一天", "Day after") }

func dayIsOver(ctx context.Context) string {
	return msg.Pick(ctx, "过去的一天，不再变动", "A day that is over; nothing moves")
}

func readAt(ctx context.Context, t time.Time) string {
	return msg.Pick(ctx, "读于 %s", "read at %s", msg.Second(t))
}

// The wall.
func wallTitle(ctx context.Context) string { return msg.Pick(ctx, "现场大屏", "Live wall") }

func wallLast(ctx context.Context) string { return msg.Pick(ctx, "刚刚", "Just now") }
func wallCame(ctx context.Context) string {
	return msg.Pick(ctx, "已到校学生", "Pupils here today")
}
func wallOf(ctx context.Context, n int) string {
	return msg.Pick(ctx, "在册 %s", "of %s", msg.Count(n))
}
func wallBack(ctx context.Context) string {
	return msg.Pick(ctx, "回到现场", "Back to the console")
}
func wallHang(ctx context.Context) string {
	return msg.Pick(ctx, "挂在这块屏幕上", "Show it on this screen")
}

func wallHow(ctx context.Context) string {
	return msg.Pick(ctx, "挂上后这块屏幕一直显示，不用登录，也看不到任何人的名字。挂好请退出登录。",
		"Once shown here, it goes on without a login and never names anybody. Log out afterwards.")
}

func wallEnd(ctx context.Context, n int) string {
	return msg.Pick(ctx, "取下全部 %d 块", "Take down all %d", n)
}

func wallEndAsk(ctx context.Context, n int) string {
	return msg.Pick(ctx, "取下全部 %d 块大屏？它们马上不再显示。", "Take down all %d screens? They stop at once.", n)
}

func wallQuiet(ctx context.Context) string {
	return msg.Pick(ctx, "今天还没有人通过", "Nobody has passed today")
}

func ColReason(ctx context.Context) string { return msg.Pick(ctx, "原因", "Reason") }

func ResultOf(ctx context.Context, decision string) string {
	switch decision {
	case "ALLOW":
		return msg.Pick(ctx, "通过", "Allowed")
	case "DENY":
		return msg.Pick(ctx, "拒绝", "Denied")
	case "CONFIRM":
		return msg.Pick(ctx, "待核对", "To check")
	}
	return decision
}

// Columns of the download.
func ColDirection(ctx context.Context) string { return msg.Pick(ctx, "方向", "Direction") }

func ColTerminal(ctx context.Context) string { return msg.Pick(ctx, "终端", "Terminal") }
func ColDay(ctx context.Context) string      { return msg.Pick(ctx, "日期", "Date") }
