package people

import (
	"context"

	"yunka/views/msg"
)

// By when gates that are alone know of a change.
func listsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "断网时的闸机", "Gates that are alone")
}

func listsKnowWord(ctx context.Context, knowing, total int, at string) string {
	if knowing == total {
		return msg.Pick(ctx,
			"%[3]s 的变更，%[2]d 台终端的断网名单里都有了。",
			"The change of %[3]s is in the list of every terminal (%[2]d).", knowing, total, at)
	}
	return msg.Pick(ctx,
		"%[3]s 的变更：%[2]d 台终端里有 %[1]d 台的断网名单已经包含。",
		"The change of %[3]s is in the lists of %[1]d of %[2]d terminals.", knowing, total, at)
}

func listsOnline(ctx context.Context) string {
	return msg.Pick(ctx, "连着服务器的终端现在就按这个变更判断。", "Terminals that reach the server decide by it now.")
}

func listsBehind(ctx context.Context, last, made string) string {
	return msg.Pick(ctx,
		"最后联系 %s；断网时按 %s 的名单判断",
		"last heard %s; alone, it decides by its list of %s", last, made)
}

func listsStale(ctx context.Context, last, made string) string {
	return msg.Pick(ctx,
		"最后联系 %s；%s 的名单太旧，断网时一律不放行",
		"last heard %s; its list of %s is too old, alone it lets nobody pass", last, made)
}
