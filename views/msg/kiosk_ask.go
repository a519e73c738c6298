package msg

import "context"

func AskOnly(ctx context.Context) string {
	return pick(ctx, "只是查询：没有放行，也没有通行记录", "Only asked: nothing opened, no passage recorded")
}

func AskFailed(ctx context.Context) string {
	return pick(ctx, "没有查到能不能过。请自己判断，或再查一次", "It could not be asked whether they may pass. Judge yourself, or ask again")
}
