package console

import (
	"context"

	"yunka/views/msg"
)

// What a terminal does while it is alone: its list, its queue, its watermark.
func terminalList(ctx context.Context) string {
	return msg.Pick(ctx, "断网名单", "List for when it is alone")
}

func terminalListNone(ctx context.Context) string {
	return msg.Pick(ctx, "没有，断网时不能判断", "None: it cannot decide alone")
}

func terminalListMade(ctx context.Context, made string) string {
	return msg.Pick(ctx, made+" 的名单", "made "+made)
}
func terminalQueue(ctx context.Context) string {
	return msg.Pick(ctx, "等待上传", "Waiting to be uploaded")
}

func terminalQueued(ctx context.Context, n int) string {
	return msg.Pick(ctx, msg.Count(n)+" 条", plural(n, "record", "records"))
}

func terminalMissing(ctx context.Context, n int) string {
	return msg.Pick(ctx, "还缺 "+msg.Count(n)+" 条记录", plural(n, "record", "records")+" missing")
}

func terminalComplete(ctx context.Context) string {
	return msg.Pick(ctx, "记录收齐到", "Complete until")
}
func terminalError(ctx context.Context) string { return msg.Pick(ctx, "最近的错误", "Last error") }
