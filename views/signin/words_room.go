package signin

import (
	"context"
	"time"

	"yunka/views/msg"
)

func wallDo(ctx context.Context) string {
	return msg.Pick(ctx, "大屏看名单", "The list on a large screen")
}
func lastTitle(ctx context.Context) string { return msg.Pick(ctx, "刚签到", "Just signed in") }
func nobodyYet(ctx context.Context) string { return msg.Pick(ctx, "还没有人签到", "Nobody yet") }
func allHere(ctx context.Context) string   { return msg.Pick(ctx, "都到了", "Everybody is here") }
func nothingHere(ctx context.Context) string {
	return msg.Pick(ctx, "这里现在不签到", "Nothing to sign in to here now")
}
func nextHere(ctx context.Context, s Session) string {
	at := msg.Day(ctx, s.Opens) + " " + msg.Clock(s.Opens)
	return msg.Pick(ctx, "下一场 "+at+" 开始签到", "Next: opens "+at)
}

// OpensHere is what a terminal says before a session opens, today or on another day.
func OpensHere(ctx context.Context, title string, at time.Time, today bool) string {
	when := msg.Clock(at)
	if !today {
		when = msg.Day(ctx, at) + " " + when
	}
	return msg.Pick(ctx, when+" 开始签到："+title, "Opens at "+when+": "+title)
}
func noneHere(ctx context.Context) string {
	return msg.Pick(ctx, "新建签到时，在“更多”里选这块屏，到时间这里就会亮码。", "Choose this screen under “More” when you make a session: it shows the code when it is time.")
}

func pairTitle(ctx context.Context) string { return msg.Pick(ctx, "签到屏", "Sign-in screen") }
func pairLead(ctx context.Context) string {
	return msg.Pick(ctx, "在控制台的「终端」里添加一台用途为「签到屏」的设备，把配对码输在这里。", "Add a device for the sign-in screen under Terminals in the office and type its pairing code here.")
}
func pairCode(ctx context.Context) string { return msg.Pick(ctx, "配对码", "Pairing code") }
func pairDo(ctx context.Context) string   { return msg.Pick(ctx, "配对", "Pair") }

// PairFailed, NoScreen and TooBusy are why a device is no screen.
func PairFailed(ctx context.Context) string {
	return msg.Pick(ctx, "配对码不对、用过了或过期了。", "This pairing code is wrong, used or out of date.")
}

// NoScreen is said of a terminal of another use.
func NoScreen(ctx context.Context) string {
	return msg.Pick(ctx, "这台终端不是签到屏，或者已停用。请用签到屏的配对码。", "This terminal is no sign-in screen or is revoked. Use a screen's code.")
}

// TooBusy is said after too many tries.
func TooBusy(ctx context.Context) string {
	return msg.Pick(ctx, "试得太多了，请过一会儿再试。", "Too many tries. Please wait a while.")
}
