package msg

import "context"

// What a terminal does while it is alone: its list, its queue, its watermark.
func TerminalList(ctx context.Context) string {
	return pick(ctx, "断网名单", "List for when it is alone")
}
func TerminalListNone(ctx context.Context) string {
	return pick(ctx, "没有，断网时不能判断", "None: it cannot decide alone")
}
func TerminalListMade(ctx context.Context, made string) string {
	return pick(ctx, made+" 的名单", "made "+made)
}
func TerminalQueue(ctx context.Context) string {
	return pick(ctx, "等待上传", "Waiting to be uploaded")
}
func TerminalQueued(ctx context.Context, n int) string {
	return pick(ctx, Count(n)+" 条", plural(n, "record", "records"))
}
func TerminalMissing(ctx context.Context, n int) string {
	return pick(ctx, "还缺 "+Count(n)+" 条记录", plural(n, "record", "records")+" missing")
}
func TerminalComplete(ctx context.Context) string {
	return pick(ctx, "记录收齐到", "Complete until")
}
func TerminalError(ctx context.Context) string { return pick(ctx, "最近的错误", "Last error") }
