package msg

import "context"

// The start of a shift: three sounds, and what this tablet refuses.

func AllHeardAsk(ctx context.Context) string {
	return pick(ctx, "三种声音都听到了吗？", "Did you hear all three sounds?")
}
func AllHeard(ctx context.Context) string { return pick(ctx, "都听到了", "Yes, all three") }
func HeardAgain(ctx context.Context) string {
	return pick(ctx, "没有，再放一次", "No, play again")
}
func NoteMuted(ctx context.Context) string {
	return pick(ctx, "声音关着，拒绝和待核对都听不到。点右上角打开", "Sound is off: nobody hears a refusal. Turn it on at the top right")
}
func NoteQuiet(ctx context.Context) string {
	return pick(ctx, "听不到就把平板的音量调大，再看看有没有连着耳机", "Not heard? Turn up the tablet’s volume, and look for connected headphones")
}
func NoteSound(ctx context.Context) string {
	return pick(ctx, "浏览器不让放声音。请看着屏幕的颜色，并告诉办公室", "The browser plays no sound. Watch the colours, and tell the office")
}
func NoteWake(ctx context.Context) string {
	return pick(ctx, "屏幕可能会自己熄灭。请在系统设置里把自动锁屏关掉", "The screen may go dark. Turn off auto-lock in the tablet’s settings")
}

// The server is away while the tablet is loaded again.
func AwayTitle(ctx context.Context) string { return pick(ctx, "连不上服务器", "No server") }
func AwayStop(ctx context.Context) string {
	return pick(ctx, "现在不能判断，不要凭码放行。请按学校的应急办法登记。", "Nothing can be decided now: let nobody pass on a code. Follow the school’s plan for this.")
}
func AwayWait(ctx context.Context) string {
	return pick(ctx, "每几秒再试一次，连上以后这一页自己回来。", "It tries again every few seconds and comes back by itself.")
}
func AwayNow(ctx context.Context) string { return pick(ctx, "现在再试", "Try now") }
