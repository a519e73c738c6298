package msg

import "context"

// By when gates that are alone know of a change.
func ListsTitle(ctx context.Context) string {
	return pick(ctx, "断网时的闸机", "Gates that are alone")
}
func ListsKnow(ctx context.Context, knowing, total int, at string) string {
	if knowing == total {
		return pickf(ctx, "%[3]s 的变更，%[2]d 台终端的断网名单里都有了。", "The change of %[3]s is in the list of every terminal (%[2]d).", knowing, total, at)
	}
	return pickf(ctx, "%[3]s 的变更：%[2]d 台终端里有 %[1]d 台的断网名单已经包含。", "The change of %[3]s is in the lists of %[1]d of %[2]d terminals.", knowing, total, at)
}
func ListsOnline(ctx context.Context) string {
	return pick(ctx, "连着服务器的终端现在就按这个变更判断。", "Terminals that reach the server decide by it now.")
}
func ListsBehind(ctx context.Context, last, made string) string {
	return pickf(ctx, "最后联系 %s；断网时按 %s 的名单判断", "last heard %s; alone, it decides by its list of %s", last, made)
}
func ListsStale(ctx context.Context, last, made string) string {
	return pickf(ctx, "最后联系 %s；%s 的名单太旧，断网时一律不放行", "last heard %s; its list of %s is too old, alone it lets nobody pass", last, made)
}
func ListIsBehind(ctx context.Context) string {
	return pick(ctx, "断网名单还不是最新的", "Its list is not the newest yet")
}
