package kiosk

import (
	"context"
	"strings"

	"yunka/views/msg"
)

// Who is on shift, and who waits for a look.
func shiftNobody(ctx context.Context) string { return msg.Pick(ctx, "开始当班", "Start a shift") }
func shiftOf(ctx context.Context) string     { return msg.Pick(ctx, "当班 {name}", "On shift: {name}") }

func shiftEnd(ctx context.Context) string {
	return msg.Pick(ctx, "当班 {name}，点一下结束当班", "On shift: {name}. Press to end the shift")
}

func shiftTitle(ctx context.Context) string {
	return msg.Pick(ctx, "谁当班？输一次密码", "Who is on shift? Your PIN, once")
}

func shiftHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"之后放行点一下就行，会记下您的名字。30 分钟没有动作，当班自己结束。",
		"After that a decision is one tap, recorded under your name. A shift ends after 30 idle minutes.")
}

func shiftBegin(ctx context.Context) string { return msg.Pick(ctx, "开始当班", "Start the shift") }

func checksN(ctx context.Context) string {
	return msg.Pick(ctx, "{n} 条待核对", "{n} to check")
}

func checksHint(ctx context.Context) string {
	return msg.Pick(ctx, "不点也行，先留在这里", "Not now? They stay here")
}

func checkBeside(ctx context.Context) string {
	return msg.Pick(ctx, "在旁边的待核对里点“放行”", "Decide in the list beside this")
}

func checkPass(ctx context.Context) string { return msg.Pick(ctx, "放行", "Let pass") }
func waited(ctx context.Context) string    { return msg.Pick(ctx, "等了 {t}", "waiting {t}") }
func checkDone(ctx context.Context) string { return msg.Pick(ctx, "已放行", "Let pass") }
func checkNo(ctx context.Context) string   { return msg.Pick(ctx, "没有放行", "Not let pass") }

func checkLate(ctx context.Context) string {
	return msg.Pick(ctx, "等了十分钟以上，请再刷一次", "More than ten minutes ago. Please scan again")
}

func checkTwice(ctx context.Context) string {
	return msg.Pick(ctx, "已经有人决定过了", "Somebody has decided this already")
}

// What a scanner sends that cannot be read, and which of its settings to change.
func scanShift(ctx context.Context) string {
	return msg.Pick(ctx, "扫描器的按键带着 Shift，读不了", "The scanner types with Shift: that cannot be read")
}

func scanUnreadable(ctx context.Context) string {
	return msg.Pick(ctx, "平板听不懂扫描器的按键", "This tablet cannot read the scanner’s keys")
}

func scanLength(ctx context.Context) string {
	return msg.Pick(ctx,
		"读到 {n} 位，本校卡号没有这么长的。请再刷一次",
		"{n} digits: no chip of this school has so many. Please tap again")
}

func scanWhy(ctx context.Context) string {
	return msg.Pick(ctx,
		"常这样就改扫描器的设置：键盘语言选美国英语，读完发回车（Enter），关掉输入法",
		"If it happens often, set the scanner to US English, let it send Enter, and turn off input methods")
}

// WhoIs says who somebody is to a guard: role and class, or whose parent.
func WhoIs(ctx context.Context, role, class, relation string, children []string) string {
	who := msg.Role(ctx, role)
	if len(children) > 0 {
		names := strings.Join(children, msg.ListSeparator(ctx))
		of := msg.Relation(ctx, relation)
		return msg.Pick(ctx, who+"，"+names+"的"+of, of+" of "+names)
	}
	if class != "" {
		return class + " " + who
	}
	return who
}
