package console

import (
	"context"
	"strconv"

	"yunka/views/msg"
)

// The calendar.
func navCalendar(ctx context.Context) string { return msg.Pick(ctx, "校历", "Calendar") }

func calendarHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"放假的日子按“节假日”的时间开门，没填就不开；补课的日子按那天算的星期开门。出门的门放假也照平日开。",
		"A holiday goes by the hours for holidays, and without any the way in is shut; a make-up day goes by the weekday it stands for. Ways out keep their usual hours.")
}

func calendarFirst(ctx context.Context) string { return msg.Pick(ctx, "从", "From") }
func calendarLast(ctx context.Context) string  { return msg.Pick(ctx, "到", "To") }
func calendarAs(ctx context.Context) string    { return msg.Pick(ctx, "当作", "Works as") }
func calendarName(ctx context.Context) string  { return msg.Pick(ctx, "名称", "Name") }

func calendarNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "如 国庆节、调休补课", "e.g. National Day, make-up classes")
}

func calendarSet(ctx context.Context) string { return msg.Pick(ctx, "记下", "Set") }
func calendarClear(ctx context.Context) string {
	return msg.Pick(ctx, "恢复平常", "As usual again")
}

func calendarNone(ctx context.Context) string {
	return msg.Pick(ctx, "还没有放假或补课的日子", "No holidays or make-up days yet")
}

func calendarNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "在上面填第一个假期", "Enter the first holiday above")
}

func calendarDay(ctx context.Context, works int) string {
	if works == 8 {
		return msg.Pick(ctx, "放假", "Holiday")
	}
	return msg.Pick(ctx, "按"+weekdayWord(ctx, works)+"上课", "Works as "+weekdayWord(ctx, works))
}

// Groups.
func navGroups(ctx context.Context) string { return msg.Pick(ctx, "资格小组", "Clearances") }

func clearancesHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"例如“实验室安全考试通过”。区域可以只让某个小组进。",
		"For example “lab safety passed”. A zone may let in only one of these.")
}

func groupAdd(ctx context.Context) string { return msg.Pick(ctx, "新建小组", "New group") }
func groupName(ctx context.Context) string {
	return msg.Pick(ctx, "小组的名字", "Name of the group")
}
func groupNone(ctx context.Context) string { return msg.Pick(ctx, "还没有小组", "No groups yet") }

func groupNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "先建一个，再往里加人", "Make one, then put people in")
}

func groupSize(ctx context.Context, n int) string {
	return msg.Pick(ctx, strconv.Itoa(n)+" 人", plural(n, "person", "people"))
}

func groupZones(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "还没有区域要求它", "no zone asks for it yet")
	}
	return msg.Pick(ctx, strconv.Itoa(n)+" 个区域要求它", plural(n, "zone asks for it", "zones ask for it"))
}

func groupPeople(ctx context.Context) string {
	return msg.Pick(ctx, "学号或工号，一行一个", "Numbers, one a line")
}
func groupUntil(ctx context.Context) string { return msg.Pick(ctx, "有效到哪天", "Valid until") }

func groupUntilHint(ctx context.Context) string {
	return msg.Pick(ctx, "当天还算；空着一直有效", "That day included; empty is for good")
}

func groupGrant(ctx context.Context) string { return msg.Pick(ctx, "加进小组", "Put in") }
func groupEnd(ctx context.Context) string   { return msg.Pick(ctx, "移出", "Take out") }
func groupOver(ctx context.Context) string  { return msg.Pick(ctx, "已过期", "over") }
func groupEmpty(ctx context.Context) string {
	return msg.Pick(ctx, "小组里还没有人", "Nobody in it yet")
}
func groupEmptyDo(ctx context.Context) string {
	return msg.Pick(ctx, "把学号贴在上面", "Paste their numbers above")
}
