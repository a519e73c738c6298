package msg

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// A zone's page: what it asks of who enters.
func ZoneAsks(ctx context.Context) string     { return pick(ctx, "进来要满足什么", "What it asks") }
func ZoneSettings(ctx context.Context) string { return pick(ctx, "设置", "Settings") }
func ZonePassback(ctx context.Context) string {
	return pick(ctx, "没出去又进来", "Entering twice")
}
func ZoneTimed(ctx context.Context) string     { return pick(ctx, "间隔分钟", "Minutes between") }
func ZoneLimit(ctx context.Context) string     { return pick(ctx, "最多人数", "At most inside") }
func ZoneLimitHint(ctx context.Context) string { return pick(ctx, "0 是不限", "0 is no limit") }
func ZoneFullThen(ctx context.Context) string  { return pick(ctx, "满了以后", "When full") }
func ZoneSequence(ctx context.Context) string {
	return pick(ctx, "没进外层就进来", "Not inside the zone around it")
}
func ZoneTwo(ctx context.Context) string {
	return pick(ctx, "里面不能只有一个人", "Nobody inside alone")
}
func ZoneTwoHint(ctx context.Context) string {
	return pick(ctx, "第一个人等第二个人，30 秒内一起进", "The first waits up to 30 seconds for a second")
}
func ZoneKeeps(ctx context.Context) string {
	return pick(ctx, "记录谁在里面", "Keep who is inside")
}
func ZoneKeepsHint(ctx context.Context) string {
	return pick(ctx, "用来点名和数人；别的要求也会自动记录", "For counts and the muster list; any other demand keeps it too")
}
func ZoneGroup(ctx context.Context) string     { return pick(ctx, "要有资格", "Needs a clearance") }
func ZoneGroupNone(ctx context.Context) string { return pick(ctx, "不要求", "none") }
func ZoneForget(ctx context.Context) string {
	return pick(ctx, "几小时后算不知道", "Hours until unknown")
}
func ZoneForgetHint(ctx context.Context) string {
	return pick(ctx, "忘了刷出的人，过这么久就不再算在里面；0 是一直算", "Who forgot to scan out stops counting after this; 0 is never")
}
func ZoneReset(ctx context.Context) string { return pick(ctx, "每天清零", "Daily reset") }
func ZoneResetHint(ctx context.Context) string {
	return pick(ctx, "如 23:30；空着不清零", "e.g. 23:30; empty is never")
}
func ZonePassbackMode(ctx context.Context, mode string) string {
	switch mode {
	case "soft":
		return pick(ctx, "放行，并提醒", "let pass, and say so")
	case "hard":
		return pick(ctx, "不放行", "refuse")
	case "timed":
		return pick(ctx, "隔几分钟才放行", "refuse for some minutes")
	}
	return pick(ctx, "不管", "ignore")
}
func ZoneDemandMode(ctx context.Context, mode string) string {
	switch mode {
	case "soft":
		return pick(ctx, "放行，并提醒", "let pass, and say so")
	case "hard":
		return pick(ctx, "不放行", "refuse")
	}
	return pick(ctx, "不管", "ignore")
}

// ZoneAsk sums up in a chip what a zone asks; "" is nothing.
func ZoneAsk(ctx context.Context, what string, n int) string {
	switch what {
	case "passback":
		return pick(ctx, "防重复进入", "no entering twice")
	case "limit":
		return pick(ctx, "限 "+strconv.Itoa(n)+" 人", "at most "+strconv.Itoa(n))
	case "two":
		return pick(ctx, "至少两人", "two people")
	case "group":
		return pick(ctx, "要资格", "clearance")
	case "sequence":
		return pick(ctx, "先进外层", "outer zone first")
	case "keeps":
		return pick(ctx, "记人数", "counted")
	}
	return ""
}
func ZoneOpen(ctx context.Context) string { return pick(ctx, "设置与规则", "Settings and rules") }
func ZoneMinutes(ctx context.Context) string {
	return pick(ctx, "间隔要在 1 到 60 分钟", "1 to 60 minutes, please")
}
func ZoneLimitWrong(ctx context.Context) string {
	return pick(ctx, "人数要在 0 到 100000", "0 to 100,000 people, please")
}
func ZoneTwoWrong(ctx context.Context) string {
	return pick(ctx, "要两个人一起的地方，人数上限不能是 1", "A place for two cannot be limited to one")
}

// Locking out: a change after which nobody could enter.
func LocksOut(ctx context.Context) string {
	return pick(ctx, "这样改以后，谁也进不来了，包括老师和管理员。", "After this change nobody could enter, teachers and admins included.")
}
func LocksOutWhom(ctx context.Context, people []string) string {
	return pick(ctx, "会被挡在外面的：", "Locked out: ") + strings.Join(people, pick(ctx, "、", ", "))
}
func LocksOutPeople(ctx context.Context, role string, n int) string {
	return pickf(ctx, "%s %d 人", "%s: %d", Role(ctx, role), n)
}
func LocksOutSure(ctx context.Context) string {
	return pick(ctx, "我知道，就这样改", "I know, change it")
}

// Rules.
func RulesTitle(ctx context.Context) string { return pick(ctx, "另外的规则", "Rules besides") }
func RulesHint(ctx context.Context) string {
	return pick(ctx, "说得最具体的规则算数：个人 › 资格 › 班级 › 年级 › 角色 › 所有人；一样具体时，严的算数。没有规则时按角色。", "The most specific rule decides: person › group › class › grade › role › everyone; among equals the strictest. Without one, the role's right.")
}
func RuleNone(ctx context.Context) string {
	return pick(ctx, "没有另外的规则，按角色放行", "None: the role decides")
}
func RuleAdd(ctx context.Context) string  { return pick(ctx, "加一条规则", "Add a rule") }
func RuleWho(ctx context.Context) string  { return pick(ctx, "谁", "Who") }
func RuleDoes(ctx context.Context) string { return pick(ctx, "可以吗", "May they") }
func RulePerson(ctx context.Context) string {
	return pick(ctx, "一个人（学号、工号或姓名）", "One person (number or name)")
}
func RulePersonHint(ctx context.Context) string {
	return pick(ctx, "上面选“一个人”才要填", "Only when “one person” is chosen")
}
func RuleFrom(ctx context.Context) string  { return pick(ctx, "从哪天", "From") }
func RuleTo(ctx context.Context) string    { return pick(ctx, "到哪天", "Until") }
func RuleNote(ctx context.Context) string  { return pick(ctx, "说明", "Note") }
func RuleHours(ctx context.Context) string { return pick(ctx, "什么时间", "At what hours") }
func RuleHoursHint(ctx context.Context) string {
	return pick(ctx, "如 06:30-08:30；全空着就是任何时间", "e.g. 06:30-08:30; all empty is any hour")
}
func RuleRemove(ctx context.Context) string { return pick(ctx, "去掉", "Remove") }
func RuleAlways(ctx context.Context) string { return pick(ctx, "任何时间", "any hour") }
func RuleOnePerson(ctx context.Context) string {
	return pick(ctx, "一个人", "one person")
}
func RuleSubject(ctx context.Context, kind string) string {
	switch kind {
	case "role":
		return pick(ctx, "角色", "Role")
	case "grade":
		return pick(ctx, "年级", "Grade")
	case "class":
		return pick(ctx, "班级", "Class")
	case "group":
		return pick(ctx, "资格", "Group")
	case "person":
		return pick(ctx, "个人", "Person")
	}
	return pick(ctx, "所有人", "Everyone")
}
func RuleEffect(ctx context.Context, effect string) string {
	switch effect {
	case "allow":
		return pick(ctx, "可以过", "may pass")
	case "confirm":
		return pick(ctx, "门卫看过再放行", "a guard looks first")
	}
	return pick(ctx, "不可以过", "may not pass")
}
func RuleDays(ctx context.Context, from, to string) string {
	switch {
	case from == "" && to == "":
		return ""
	case to == "":
		return pick(ctx, from+" 起", "from "+from)
	case from == "":
		return pick(ctx, "到 "+to, "until "+to)
	case from == to:
		return from
	}
	return from + " – " + to
}
func RuleWhoWrong(ctx context.Context) string {
	return pick(ctx, "找不到这个人，或有几个同名。请填学号或工号", "Nobody by that name, or several. Use the number")
}
func RuleDaysWrong(ctx context.Context) string {
	return pick(ctx, "日期不对，或结束早于开始", "Not a date, or the end is before the start")
}
func RuleNoteWrong(ctx context.Context) string {
	return pick(ctx, "说明最多 100 个字", "At most 100 characters, please")
}

// Who is inside.
func NavInside(ctx context.Context) string  { return pick(ctx, "谁在里面", "Who is inside") }
func InsideFree(ctx context.Context) string { return pick(ctx, "还能进", "free") }
func InsideLost(ctx context.Context) string { return pick(ctx, "不确定", "unknown") }
func InsideAsOf(ctx context.Context, at time.Time) string {
	return pick(ctx, "截至 "+at.Format("15:04:05"), "as of "+at.Format("15:04:05"))
}
func InsideNone(ctx context.Context) string {
	return pick(ctx, "还没有记录人数的区域", "No zone keeps who is inside yet")
}
func InsideNoneDo(ctx context.Context) string {
	return pick(ctx, "打开一个区域，勾选“记录谁在里面”", "Open a zone and tick “Keep who is inside”")
}
func InsideList(ctx context.Context, zone string) string {
	return pick(ctx, zone+"：点名单", zone+": muster list")
}
func InsideEmpty(ctx context.Context) string {
	return pick(ctx, "现在没有人在里面", "Nobody is inside now")
}
func InsideSince(ctx context.Context) string { return pick(ctx, "进来时间", "Entered") }
func InsidePrint(ctx context.Context) string { return pick(ctx, "打印点名单", "Print the list") }
func InsideWas(ctx context.Context) string {
	return pick(ctx, "重置前在里面的人也列着，点名要用。", "Those inside before the last reset stay on the list, for the roll call.")
}
func InsideReset(ctx context.Context) string {
	return pick(ctx, "重置这个区域", "Reset this zone")
}
func InsideRelease(ctx context.Context) string {
	return pick(ctx, "紧急疏散：全部重置", "Evacuation: reset everything")
}
func InsideResetWhat(ctx context.Context, n int) string {
	return pick(ctx, Count(n)+" 人会变成“不知道在哪里”，下一次刷卡进出都放行。名单还在，可以点名。", Count(n)+" people become unknown: their next scan passes in either direction. The list stays for the roll call.")
}
func InsideWhy(ctx context.Context) string { return pick(ctx, "为什么重置", "Why") }
func InsideWhyWrong(ctx context.Context) string {
	return pick(ctx, "请写原因，最多 100 个字", "Please say why, at most 100 characters")
}
func PersonReset(ctx context.Context) string {
	return pick(ctx, "重置进出状态", "Reset in/out state")
}
func PersonResetHint(ctx context.Context) string {
	return pick(ctx, "刷卡说“已经在里面”而人在外面时用：下一次进出都放行", "For somebody refused as already inside: the next scan passes either way")
}

// The calendar.
func NavCalendar(ctx context.Context) string { return pick(ctx, "校历", "Calendar") }
func CalendarHint(ctx context.Context) string {
	return pick(ctx, "放假的日子按“节假日”的时间开门，没填就不开；补课的日子按那天算的星期开门。出门的门放假也照平日开。", "A holiday goes by the hours for holidays, and without any the way in is shut; a make-up day goes by the weekday it stands for. Ways out keep their usual hours.")
}
func CalendarFirst(ctx context.Context) string { return pick(ctx, "从", "From") }
func CalendarLast(ctx context.Context) string  { return pick(ctx, "到", "To") }
func CalendarAs(ctx context.Context) string    { return pick(ctx, "当作", "Works as") }
func CalendarName(ctx context.Context) string  { return pick(ctx, "名称", "Name") }
func CalendarNameHint(ctx context.Context) string {
	return pick(ctx, "如 国庆节、调休补课", "e.g. National Day, make-up classes")
}
func CalendarSet(ctx context.Context) string   { return pick(ctx, "记下", "Set") }
func CalendarClear(ctx context.Context) string { return pick(ctx, "恢复平常", "As usual again") }
func CalendarNone(ctx context.Context) string {
	return pick(ctx, "还没有放假或补课的日子", "No holidays or make-up days yet")
}
func CalendarNoneDo(ctx context.Context) string {
	return pick(ctx, "在上面填第一个假期", "Enter the first holiday above")
}
func CalendarDay(ctx context.Context, works int) string {
	if works == 8 {
		return pick(ctx, "放假", "Holiday")
	}
	return pick(ctx, "按"+Weekday(ctx, works)+"上课", "Works as "+Weekday(ctx, works))
}
func CalendarWrong(ctx context.Context) string {
	return pick(ctx, "日期不对，或结束早于开始，或超过 100 天", "Not a date, the end before the start, or more than 100 days")
}

// Groups.
func NavGroups(ctx context.Context) string { return pick(ctx, "资格小组", "Clearances") }
func ClearancesHint(ctx context.Context) string {
	return pick(ctx, "例如“实验室安全考试通过”。区域可以只让某个小组进。", "For example “lab safety passed”. A zone may let in only one of these.")
}
func GroupAdd(ctx context.Context) string  { return pick(ctx, "新建小组", "New group") }
func GroupName(ctx context.Context) string { return pick(ctx, "小组的名字", "Name of the group") }
func GroupNone(ctx context.Context) string { return pick(ctx, "还没有小组", "No groups yet") }
func GroupNoneDo(ctx context.Context) string {
	return pick(ctx, "先建一个，再往里加人", "Make one, then put people in")
}
func GroupSize(ctx context.Context, n int) string {
	return pick(ctx, strconv.Itoa(n)+" 人", plural(n, "person", "people"))
}
func GroupZones(ctx context.Context, n int) string {
	if n == 0 {
		return pick(ctx, "还没有区域要求它", "no zone asks for it yet")
	}
	return pick(ctx, strconv.Itoa(n)+" 个区域要求它", plural(n, "zone asks for it", "zones ask for it"))
}
func GroupPeople(ctx context.Context) string {
	return pick(ctx, "学号或工号，一行一个", "Numbers, one a line")
}
func GroupUntil(ctx context.Context) string { return pick(ctx, "有效到哪天", "Valid until") }
func GroupUntilHint(ctx context.Context) string {
	return pick(ctx, "当天还算；空着一直有效", "That day included; empty is for good")
}
func GroupGrant(ctx context.Context) string { return pick(ctx, "加进小组", "Put in") }
func GroupEnd(ctx context.Context) string   { return pick(ctx, "移出", "Take out") }
func GroupOver(ctx context.Context) string  { return pick(ctx, "已过期", "over") }
func GroupEmpty(ctx context.Context) string {
	return pick(ctx, "小组里还没有人", "Nobody in it yet")
}
func GroupEmptyDo(ctx context.Context) string {
	return pick(ctx, "把学号贴在上面", "Paste their numbers above")
}
func GroupNameWrong(ctx context.Context) string {
	return pick(ctx, "名字要填，最多 40 个字，不能和别的小组一样", "A name of at most 40 characters that no other group has")
}
func GroupNobody(ctx context.Context, who string) string {
	if who == "" {
		return pick(ctx, "请填学号或工号，最多 2000 个", "Please enter numbers, at most 2,000")
	}
	return pick(ctx, "找不到“"+who+"”，没有加任何人", "Nobody has the number “"+who+"”; nobody was put in")
}
func GroupUntilWrong(ctx context.Context) string {
	return pick(ctx, "日期不对，或已经过去", "Not a date, or already past")
}

// May they pass.
func NavAsk(ctx context.Context) string { return pick(ctx, "查通行", "May they pass?") }
func AskHint(ctx context.Context) string {
	return pick(ctx, "看一个人此刻能不能过这道门，是哪条规则说的。不会留下刷卡记录。", "Whether somebody may pass a gate at a time, and which rule says so. Leaves no scan.")
}
func AskWho(ctx context.Context) string {
	return pick(ctx, "谁（姓名、学号或工号）", "Who (name or number)")
}
func AskGate(ctx context.Context) string     { return pick(ctx, "哪道门", "Which gate") }
func AskWhen(ctx context.Context) string     { return pick(ctx, "什么时候", "When") }
func AskWhenHint(ctx context.Context) string { return pick(ctx, "空着就是现在", "Empty is now") }
func AskDo(ctx context.Context) string       { return pick(ctx, "查一下", "Ask") }
func AskSeveral(ctx context.Context) string {
	return pick(ctx, "有几个人，请选一个", "Several people; choose one")
}
func AskNobody(ctx context.Context) string { return pick(ctx, "没有找到这个人", "Nobody found") }
func AskYes(ctx context.Context, who, gate string) string {
	return pick(ctx, who+" 可以过 "+gate, who+" may pass "+gate)
}
func AskNo(ctx context.Context, who, gate string) string {
	return pick(ctx, who+" 不可以过 "+gate, who+" may not pass "+gate)
}
func AskMaybe(ctx context.Context, who, gate string) string {
	return pick(ctx, who+" 过 "+gate+" 要门卫看过", who+" passes "+gate+" after a guard has looked")
}
func AskRole(ctx context.Context, role string) string {
	return pick(ctx, "按角色：“"+role+"”在这个区域的权限", "By role: "+role+" has the right here")
}
func AskRule(ctx context.Context) string { return pick(ctx, "按这条规则", "By this rule") }
func AskNothing(ctx context.Context) string {
	return pick(ctx, "没有规则或角色给这个人权限", "Nothing grants it")
}
func AskLeaving(ctx context.Context) string {
	return pick(ctx, "这是出门，不需要权限", "A way out needs no right")
}
func AskHours(ctx context.Context, open bool) string {
	if open {
		return pick(ctx, "门在开放时间内", "Within the gate's hours")
	}
	return pick(ctx, "门不在开放时间", "Outside the gate's hours")
}
func AskPlace(ctx context.Context, state string, since time.Time) string {
	switch state {
	case "in":
		return pick(ctx, "记录显示人在里面，"+since.Format("15:04")+" 起", "Inside by the records, since "+since.Format("15:04"))
	case "out":
		return pick(ctx, "记录显示人在外面，"+since.Format("15:04")+" 起", "Outside by the records, since "+since.Format("15:04"))
	}
	return pick(ctx, "不知道人在里面还是外面", "Not known whether inside or outside")
}
func AskCount(ctx context.Context, n, limit int) string {
	if limit == 0 {
		return pick(ctx, "里面有 "+strconv.Itoa(n)+" 人", strconv.Itoa(n)+" inside")
	}
	return pick(ctx, "里面有 "+strconv.Itoa(n)+" 人，限 "+strconv.Itoa(limit)+" 人", strconv.Itoa(n)+" inside of at most "+strconv.Itoa(limit))
}
func AskGateGone(ctx context.Context) string { return pick(ctx, "先加一道门", "Add a gate first") }

// Gate fields for zones.
func GateFrom(ctx context.Context) string { return pick(ctx, "门前是", "It leads from") }
func GateFromAround(ctx context.Context) string {
	return pick(ctx, "外面，或外层区域", "outside, or the zone around")
}
func GateEgress(ctx context.Context) string { return pick(ctx, "逃生出口", "Way of escape") }
func GateEgressHint(ctx context.Context) string {
	return pick(ctx, "出去永远不会因为“已经在外面”被拦", "Nobody is ever kept in for being outside by the records")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// A chip linked at the desk.
func ChipLink(ctx context.Context) string {
	return pick(ctx, "绑定实体卡，卡号", "Link a chip, number")
}
func ChipLinkDo(ctx context.Context) string { return pick(ctx, "绑定", "Link") }
func ChipLinkHint(ctx context.Context) string {
	return pick(ctx, "在读头上刷一下就填好；原来的实体卡马上作废，手机照用", "Tap it at the desk reader. The chip before it is dead at once; phones go on")
}
