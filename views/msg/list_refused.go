package msg

import "context"

// A list that a kiosk does not go by.

func ListRefused(ctx context.Context) string {
	return pick(ctx, "新名单没有收下：{why}。请告诉管理员", "The new list was refused: {why}. Tell the office")
}
func ListRefusedWhy(ctx context.Context) string {
	return pick(ctx, "断网时仍按 {list} 的名单判断", "Without the server this gate goes by its list of {list}")
}
func ListSignature(ctx context.Context) string {
	return pick(ctx, "签名不对", "the signature is wrong")
}
func ListOlder(ctx context.Context) string {
	return pick(ctx, "比手上的旧", "it is older than the one held")
}
func ListOther(ctx context.Context) string {
	return pick(ctx, "不是这台终端的", "it is another terminal's")
}
func ListBroken(ctx context.Context) string {
	return pick(ctx, "内容不完整", "it is not whole")
}
func ListUnwritten(ctx context.Context) string {
	return pick(ctx, "本机存不下", "this tablet has no room for it")
}
