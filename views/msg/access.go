package msg

import (
	"context"
)

func ZoneForgetHint(ctx context.Context) string {
	return Pick(ctx, "忘了刷出的人，过这么久就不再算在里面；0 是一直算", "Who forgot to scan out stops counting after this; 0 is never")
}
func ZoneResetHint(ctx context.Context) string {
	return Pick(ctx, "如 23:30；空着不清零", "e.g. 23:30; empty is never")
}

func ZoneMinutes(ctx context.Context) string {
	return Pick(ctx, "间隔要在 1 到 60 分钟", "1 to 60 minutes, please")
}
func ZoneLimitWrong(ctx context.Context) string {
	return Pick(ctx, "人数要在 0 到 100000", "0 to 100,000 people, please")
}
func ZoneTwoWrong(ctx context.Context) string {
	return Pick(ctx, "要两个人一起的地方，人数上限不能是 1", "A place for two cannot be limited to one")
}

func LocksOutPeople(ctx context.Context, role string, n int) string {
	return Pick(ctx, "%s %d 人", "%s: %d", Role(ctx, role), n)
}

func RuleOnePerson(ctx context.Context) string {
	return Pick(ctx, "一个人", "one person")
}
func RuleSubject(ctx context.Context, kind string) string {
	switch kind {
	case "role":
		return Pick(ctx, "角色", "Role")
	case "grade":
		return Pick(ctx, "年级", "Grade")
	case "class":
		return Pick(ctx, "班级", "Class")
	case "group":
		return Pick(ctx, "资格", "Group")
	case "person":
		return Pick(ctx, "个人", "Person")
	}
	return Pick(ctx, "所有人", "Everyone")
}
func RuleWhoWrong(ctx context.Context) string {
	return Pick(ctx, "找不到这个人，或有几个同名。请填学号或工号", "Nobody by that name, or several. Use the number")
}
func RuleDaysWrong(ctx context.Context) string {
	return Pick(ctx, "日期不对，或结束早于开始", "Not a date, or the end is before the start")
}
func RuleNoteWrong(ctx context.Context) string {
	return Pick(ctx, "说明最多 100 个字", "At most 100 characters, please")
}

func InsideWhyWrong(ctx context.Context) string {
	return Pick(ctx, "请写原因，最多 100 个字", "Please say why, at most 100 characters")
}
func PersonReset(ctx context.Context) string {
	return Pick(ctx, "重置进出状态", "Reset in/out state")
}

func CalendarWrong(ctx context.Context) string {
	return Pick(ctx, "日期不对，或结束早于开始，或超过 100 天", "Not a date, the end before the start, or more than 100 days")
}

func GroupNameWrong(ctx context.Context) string {
	return Pick(ctx, "名字要填，最多 40 个字，不能和别的小组一样", "A name of at most 40 characters that no other group has")
}
func GroupNobody(ctx context.Context, who string) string {
	if who == "" {
		return Pick(ctx, "请填学号或工号，最多 2000 个", "Please enter numbers, at most 2,000")
	}
	return Pick(ctx, "找不到“"+who+"”，没有加任何人", "Nobody has the number “"+who+"”; nobody was put in")
}
func GroupUntilWrong(ctx context.Context) string {
	return Pick(ctx, "日期不对，或已经过去", "Not a date, or already past")
}

func AskNobody(ctx context.Context) string { return Pick(ctx, "没有找到这个人", "Nobody found") }
