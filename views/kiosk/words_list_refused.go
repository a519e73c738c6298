package kiosk

import (
	"context"

	"yunka/views/msg"
)

func listRefused(ctx context.Context) string {
	return msg.Pick(ctx, "新名单没有收下：{why}。请告诉管理员", "The new list was refused: {why}. Tell the office")
}

func listRefusedWhy(ctx context.Context) string {
	return msg.Pick(ctx, "断网时仍按 {list} 的名单判断", "Without the server this gate goes by its list of {list}")
}

func listSignature(ctx context.Context) string {
	return msg.Pick(ctx, "签名不对", "the signature is wrong")
}
func listOlder(ctx context.Context) string {
	return msg.Pick(ctx, "比手上的旧", "it is older than the one held")
}
func listOther(ctx context.Context) string {
	return msg.Pick(ctx, "不是这台终端的", "it is another terminal's")
}
func listBroken(ctx context.Context) string {
	return msg.Pick(ctx, "内容不完整", "it is not whole")
}
func listUnwritten(ctx context.Context) string {
	return msg.Pick(ctx, "本机存不下", "this tablet has no room for it")
}
