package people

import (
	"context"

	"yunka/views/msg"
)

// A chip linked at the desk.
func chipLink(ctx context.Context) string {
	return msg.Pick(ctx, "绑定实体卡，卡号", "Link a chip, number")
}

func chipLinkDo(ctx context.Context) string { return msg.Pick(ctx, "绑定", "Link") }

func chipLinkHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"在读头上刷一下就填好；原来的实体卡马上作废，手机照用",
		"Tap it at the desk reader. The chip before it is dead at once; phones go on")
}

func personResetHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"刷卡说“已经在里面”而人在外面时用：下一次进出都放行",
		"For somebody refused as already inside: the next scan passes either way")
}
