package gate

import (
	"context"
	"strconv"

	"yunka/views/console"
	"yunka/views/msg"
)

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
	return msg.Pick(ctx, strconv.Itoa(n)+" 人", console.Plural(n, "person", "people"))
}

func groupZones(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "还没有区域要求它", "no zone asks for it yet")
	}
	return msg.Pick(ctx, strconv.Itoa(n)+" 个区域要求它", console.Plural(n, "zone asks for it", "zones ask for it"))
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
