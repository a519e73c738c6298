package kiosk

import (
	"context"

	"yunka/views/msg"
)

func allHeardAsk(ctx context.Context) string {
	return msg.Pick(ctx, "三种声音都听到了吗？", "Did you hear all three sounds?")
}

func allHeard(ctx context.Context) string { return msg.Pick(ctx, "都听到了", "Yes, all three") }
func heardAgain(ctx context.Context) string {
	return msg.Pick(ctx, "没有，再放一次", "No, play again")
}

func noteMuted(ctx context.Context) string {
	return msg.Pick(ctx,
		"声音关着，拒绝和待核对都听不到。点右上角打开",
		"Sound is off: nobody hears a refusal. Turn it on at the top right")
}

func noteQuiet(ctx context.Context) string {
	return msg.Pick(ctx,
		"听不到就把平板的音量调大，再看看有没有连着耳机",
		"Not heard? Turn up the tablet’s volume, and look for connected headphones")
}

func noteSound(ctx context.Context) string {
	return msg.Pick(ctx,
		"浏览器不让放声音。请看着屏幕的颜色，并告诉办公室",
		"The browser plays no sound. Watch the colours, and tell the office")
}

func noteWake(ctx context.Context) string {
	return msg.Pick(ctx,
		"屏幕可能会自己熄灭。请在系统设置里把自动锁屏关掉",
		"The screen may go dark. Turn off auto-lock in the tablet’s settings")
}

// The server is away while the tablet is loaded again.
func awayTitle(ctx context.Context) string { return msg.Pick(ctx, "连不上服务器", "No server") }

func awayStop(ctx context.Context) string {
	return msg.Pick(ctx,
		"现在不能判断，不要凭码放行。请按学校的应急办法登记。",
		"Nothing can be decided now: let nobody pass on a code. Follow the school’s plan for this.")
}

func awayWait(ctx context.Context) string {
	return msg.Pick(ctx,
		"每几秒再试一次，连上以后这一页自己回来。",
		"It tries again every few seconds and comes back by itself.")
}

func awayNow(ctx context.Context) string { return msg.Pick(ctx, "现在再试", "Try now") }
