package guest

import (
	"context"

	"yunka/views/msg"
)

// Visitors: the guest's own page.
func guestTitle(ctx context.Context) string { return msg.Pick(ctx, "来访码", "Visitor's code") }

func guestHow(ctx context.Context) string {
	return msg.Pick(ctx,
		"到门口把码对准读头，能进一次；离开时也扫一下。请不要转发。",
		"Show the code to the reader at the gate. It lets you in once; show it again when you leave. Do not pass it on.")
}

func guestLook(ctx context.Context, look string) string {
	switch look {
	case "photo":
		return msg.Pick(ctx,
			"请带上身份证件，值班人员会核对。",
			"Bring a document with a photo: the guard will look at it.")
	case "escort":
		return msg.Pick(ctx,
			"接待人会到门口接你。到了请给对方打电话。",
			"Your host comes to the gate to meet you. Call when you are there.")
	}
	return ""
}

func guestOver(ctx context.Context) string {
	return msg.Pick(ctx,
		"这次来访已经结束，码不能再用。要再来请联系接待人。",
		"This visit is over and the code is dead. Call your host to come again.")
}

func guestGone(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有这次来访，或者链接不完整。请向接待人要新的链接。",
		"There is no such visit, or the link is not whole. Ask your host for another one.")
}
