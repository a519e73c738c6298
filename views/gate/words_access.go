package gate

import (
	"context"
	"strconv"
	"strings"

	"yunka/views/msg"
)

// A zone's page: what it asks of who enters.
func zoneAsks(ctx context.Context) string {
	return msg.Pick(ctx, "进来要满足什么", "What it asks")
}

func zoneSettings(ctx context.Context) string { return msg.Pick(ctx, "设置", "Settings") }
func zonePassback(ctx context.Context) string {
	return msg.Pick(ctx, "没出去又进来", "Entering twice")
}
func zoneTimed(ctx context.Context) string     { return msg.Pick(ctx, "间隔分钟", "Minutes between") }
func zoneLimit(ctx context.Context) string     { return msg.Pick(ctx, "最多人数", "At most inside") }
func zoneLimitHint(ctx context.Context) string { return msg.Pick(ctx, "0 是不限", "0 is no limit") }
func zoneFullThen(ctx context.Context) string  { return msg.Pick(ctx, "满了以后", "When full") }

func zoneSequence(ctx context.Context) string {
	return msg.Pick(ctx, "没进外层就进来", "Not inside the zone around it")
}

func zoneTwo(ctx context.Context) string {
	return msg.Pick(ctx, "里面不能只有一个人", "Nobody inside alone")
}

func zoneTwoHint(ctx context.Context) string {
	return msg.Pick(ctx, "第一个人等第二个人，30 秒内一起进", "The first waits up to 30 seconds for a second")
}

func zoneKeeps(ctx context.Context) string {
	return msg.Pick(ctx, "记录谁在里面", "Keep who is inside")
}

func zoneKeepsHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"用来点名和数人；别的要求也会自动记录",
		"For counts and the muster list; any other demand keeps it too")
}

func zoneGroup(ctx context.Context) string     { return msg.Pick(ctx, "要有资格", "Needs a clearance") }
func zoneGroupNone(ctx context.Context) string { return msg.Pick(ctx, "不要求", "none") }
func zoneForget(ctx context.Context) string {
	return msg.Pick(ctx, "几小时后算不知道", "Hours until unknown")
}
func zoneReset(ctx context.Context) string { return msg.Pick(ctx, "每天清零", "Daily reset") }

func zonePassbackMode(ctx context.Context, mode string) string {
	switch mode {
	case "soft":
		return msg.Pick(ctx, "放行，并提醒", "let pass, and say so")
	case "hard":
		return msg.Pick(ctx, "不放行", "refuse")
	case "timed":
		return msg.Pick(ctx, "隔几分钟才放行", "refuse for some minutes")
	}
	return msg.Pick(ctx, "不管", "ignore")
}

func zoneDemandMode(ctx context.Context, mode string) string {
	switch mode {
	case "soft":
		return msg.Pick(ctx, "放行，并提醒", "let pass, and say so")
	case "hard":
		return msg.Pick(ctx, "不放行", "refuse")
	}
	return msg.Pick(ctx, "不管", "ignore")
}

// zoneAsk sums up in a chip what a zone asks; "" is nothing.
func zoneAsk(ctx context.Context, what string, n int) string {
	switch what {
	case "passback":
		return msg.Pick(ctx, "防重复进入", "no entering twice")
	case "limit":
		return msg.Pick(ctx, "限 "+strconv.Itoa(n)+" 人", "at most "+strconv.Itoa(n))
	case "two":
		return msg.Pick(ctx, "至少两人", "two people")
	case "group":
		return msg.Pick(ctx, "要资格", "clearance")
	case "sequence":
		return msg.Pick(ctx, "先进外层", "outer zone first")
	case "keeps":
		return msg.Pick(ctx, "记人数", "counted")
	}
	return ""
}

func zoneOpen(ctx context.Context) string {
	return msg.Pick(ctx, "设置与规则", "Settings and rules")
}

// Locking out: a change after which nobody could enter.
func locksOut(ctx context.Context) string {
	return msg.Pick(ctx,
		"这样改以后，谁也进不来了，包括老师和管理员。",
		"After this change nobody could enter, teachers and admins included.")
}

func locksOutWhom(ctx context.Context, people []string) string {
	return msg.Pick(ctx, "会被挡在外面的：", "Locked out: ") + strings.Join(people, msg.Pick(ctx, "、", ", "))
}

func locksOutSure(ctx context.Context) string {
	return msg.Pick(ctx, "我知道，就这样改", "I know, change it")
}

// Rules.
func rulesTitle(ctx context.Context) string { return msg.Pick(ctx, "另外的规则", "Rules besides") }

func rulesHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"说得最具体的规则算数：个人 › 资格 › 班级 › 年级 › 角色 › 所有人；一样具体时，严的算数。没有规则时按角色。",
		"The most specific rule decides: person › group › class › grade › role › everyone; among equals the strictest. Without one, the role's right.")
}

func ruleNone(ctx context.Context) string {
	return msg.Pick(ctx, "没有另外的规则，按角色放行", "None: the role decides")
}

func ruleAdd(ctx context.Context) string  { return msg.Pick(ctx, "加一条规则", "Add a rule") }
func ruleWho(ctx context.Context) string  { return msg.Pick(ctx, "谁", "Who") }
func ruleDoes(ctx context.Context) string { return msg.Pick(ctx, "可以吗", "May they") }

func rulePerson(ctx context.Context) string {
	return msg.Pick(ctx, "一个人（学号、工号或姓名）", "One person (number or name)")
}

func rulePersonHint(ctx context.Context) string {
	return msg.Pick(ctx, "上面选“一个人”才要填", "Only when “one person” is chosen")
}

func ruleFrom(ctx context.Context) string  { return msg.Pick(ctx, "从哪天", "From") }
func ruleTo(ctx context.Context) string    { return msg.Pick(ctx, "到哪天", "Until") }
func ruleNote(ctx context.Context) string  { return msg.Pick(ctx, "说明", "Note") }
func ruleHours(ctx context.Context) string { return msg.Pick(ctx, "什么时间", "At what hours") }

func ruleHoursHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 06:30-08:30；全空着就是任何时间", "e.g. 06:30-08:30; all empty is any hour")
}

func ruleRemove(ctx context.Context) string { return msg.Pick(ctx, "去掉", "Remove") }
func ruleAlways(ctx context.Context) string { return msg.Pick(ctx, "任何时间", "any hour") }

func ruleEffect(ctx context.Context, effect string) string {
	switch effect {
	case "allow":
		return msg.Pick(ctx, "可以过", "may pass")
	case "confirm":
		return msg.Pick(ctx, "门卫看过再放行", "a guard looks first")
	}
	return msg.Pick(ctx, "不可以过", "may not pass")
}

func ruleDays(ctx context.Context, from, to string) string {
	switch {
	case from == "" && to == "":
		return ""
	case to == "":
		return msg.Pick(ctx, from+" 起", "from "+from)
	case from == "":
		return msg.Pick(ctx, "到 "+to, "until "+to)
	case from == to:
		return from
	}
	return from + " – " + to
}

// Gate fields for zones.
func gateFrom(ctx context.Context) string { return msg.Pick(ctx, "门前是", "It leads from") }

func gateFromAround(ctx context.Context) string {
	return msg.Pick(ctx, "外面，或外层区域", "outside, or the zone around")
}

func gateEgress(ctx context.Context) string { return msg.Pick(ctx, "逃生出口", "Way of escape") }

func gateEgressHint(ctx context.Context) string {
	return msg.Pick(ctx, "出去永远不会因为“已经在外面”被拦", "Nobody is ever kept in for being outside by the records")
}

func ZoneForgetHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"忘了刷出的人，过这么久就不再算在里面；0 是一直算",
		"Who forgot to scan out stops counting after this; 0 is never")
}

func ZoneResetHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 23:30；空着不清零", "e.g. 23:30; empty is never")
}

func ZoneMinutes(ctx context.Context) string {
	return msg.Pick(ctx, "间隔要在 1 到 60 分钟", "1 to 60 minutes, please")
}

func ZoneLimitWrong(ctx context.Context) string {
	return msg.Pick(ctx, "人数要在 0 到 100000", "0 to 100,000 people, please")
}

func ZoneTwoWrong(ctx context.Context) string {
	return msg.Pick(ctx, "要两个人一起的地方，人数上限不能是 1", "A place for two cannot be limited to one")
}

func LocksOutPeople(ctx context.Context, role string, n int) string {
	return msg.Pick(ctx, "%s %d 人", "%s: %d", msg.Role(ctx, role), n)
}

func RuleOnePerson(ctx context.Context) string { return msg.Pick(ctx, "一个人", "one person") }

func RuleSubject(ctx context.Context, kind string) string {
	switch kind {
	case "role":
		return msg.Pick(ctx, "角色", "Role")
	case "grade":
		return msg.Pick(ctx, "年级", "Grade")
	case "class":
		return msg.Pick(ctx, "班级", "Class")
	case "group":
		return msg.Pick(ctx, "资格", "Group")
	case "person":
		return msg.Pick(ctx, "个人", "Person")
	}
	return msg.Pick(ctx, "所有人", "Everyone")
}

func RuleWhoWrong(ctx context.Context) string {
	return msg.Pick(ctx,
		"找不到这个人，或有几个同名。请填学号或工号",
		"Nobody by that name, or several. Use the number")
}

func RuleDaysWrong(ctx context.Context) string {
	return msg.Pick(ctx, "日期不对，或结束早于开始", "Not a date, or the end is before the start")
}

func RuleNoteWrong(ctx context.Context) string {
	return msg.Pick(ctx, "说明最多 100 个字", "At most 100 characters, please")
}

func InsideWhyWrong(ctx context.Context) string {
	return msg.Pick(ctx, "请写原因，最多 100 个字", "Please say why, at most 100 characters")
}

func GroupNameWrong(ctx context.Context) string {
	return msg.Pick(ctx,
		"名字要填，最多 40 个字，不能和别的小组一样",
		"A name of at most 40 characters that no other group has")
}

func GroupNobody(ctx context.Context, who string) string {
	if who == "" {
		return msg.Pick(ctx, "请填学号或工号，最多 2000 个", "Please enter numbers, at most 2,000")
	}
	return msg.Pick(ctx, "找不到“"+who+"”，没有加任何人", "Nobody has the number “"+who+"”; nobody was put in")
}

func GroupUntilWrong(ctx context.Context) string {
	return msg.Pick(ctx, "日期不对，或已经过去", "Not a date, or already past")
}

func AskNobody(ctx context.Context) string {
	return msg.Pick(ctx, "没有找到这个人", "Nobody found")
}
