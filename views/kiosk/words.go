package kiosk

import (
	"context"

	"yunka/views/msg"
)

func pairTitle(ctx context.Context) string {
	return msg.Pick(ctx, "配对这台平板", "Pair this tablet")
}

func pairLead(ctx context.Context) string {
	return msg.Pick(ctx,
		"在控制台“终端”里添加一台，把那里的配对码输入到这里。",
		"Add a terminal in the console and type its pairing code here.")
}

func pairCode(ctx context.Context) string   { return msg.Pick(ctx, "配对码", "Pairing code") }
func pair(ctx context.Context) string       { return msg.Pick(ctx, "配对", "Pair") }
func startShift(ctx context.Context) string { return msg.Pick(ctx, "开始值班", "Start shift") }

func startShiftHint(ctx context.Context) string {
	return msg.Pick(ctx, "打开声音和全屏", "Turns on sound and full screen")
}

func scanHere(ctx context.Context) string {
	return msg.Pick(ctx, "请扫码或刷卡", "Scan a code or tap a card")
}
func readingWord(ctx context.Context) string { return msg.Pick(ctx, "正在读", "Reading") }
func askingWord(ctx context.Context) string  { return msg.Pick(ctx, "正在查", "Checking") }
func notACode(ctx context.Context) string {
	return msg.Pick(ctx, "没读全。请再扫一次", "Not read fully. Scan again")
}

func imeOn(ctx context.Context) string {
	return msg.Pick(ctx, "中文输入法开着，已自动处理", "Chinese input is on; handled")
}

func gateToday(ctx context.Context) string      { return msg.Pick(ctx, "本闸今天", "This gate today") }
func countIn(ctx context.Context) string        { return msg.Pick(ctx, "进", "In") }
func countOut(ctx context.Context) string       { return msg.Pick(ctx, "出", "Out") }
func countDenied(ctx context.Context) string    { return msg.Pick(ctx, "拒绝", "Denied") }
func countToConfirm(ctx context.Context) string { return msg.Pick(ctx, "待核对", "To check") }
func lastFive(ctx context.Context) string       { return msg.Pick(ctx, "最近 5 次", "Last 5") }
func noneYet(ctx context.Context) string {
	return msg.Pick(ctx, "从现在起，最近五个人在这里", "From now on the last five stand here")
}
func soundOn(ctx context.Context) string     { return msg.Pick(ctx, "声音：开", "Sound: on") }
func soundOff(ctx context.Context) string    { return msg.Pick(ctx, "声音：关", "Sound: off") }
func kioskOnline(ctx context.Context) string { return msg.Pick(ctx, "在线", "Online") }

// notRecorded is the amber bar: no answer, so nothing may look like a pass.
func notRecorded(ctx context.Context) string {
	return msg.Pick(ctx, "没有记录，请再扫一次", "Not recorded, scan again")
}

func notRecordedWhy(ctx context.Context) string {
	return msg.Pick(ctx, "服务器没有回答。不要放行", "The server did not answer. Do not let pass")
}

func serverGone(ctx context.Context) string {
	return msg.Pick(ctx,
		"连不上服务器，自 {time} 起。现在不能判断",
		"No server since {time}. Nothing can be decided now")
}

func photoMissing(ctx context.Context) string { return msg.Pick(ctx, "照片未上传", "No photo") }
func nextMayScan(ctx context.Context) string {
	return msg.Pick(ctx, "下一位可以直接扫", "The next may scan now")
}

func alreadyShown(ctx context.Context) string {
	return msg.Pick(ctx, "这个码刚刚看过，结果不变", "Same code or chip as just now, same answer")
}

// readJustNow is the amber screen's word: the same code or chip within seconds.
func readJustNow(ctx context.Context) string { return msg.Pick(ctx, "刚刚读过", "Read just now") }

func notOpened(ctx context.Context) string {
	return msg.Pick(ctx, "已经放行过，门不再开", "Already let through; the gate stays shut")
}

func confirmNo(ctx context.Context) string { return msg.Pick(ctx, "不放行", "Refuse") }

func confirmNote(ctx context.Context) string {
	return msg.Pick(ctx, "放行会记下您的名字", "Your name is recorded with it")
}

func confirmElsewhere(ctx context.Context) string {
	return msg.Pick(ctx, "请在值班平板上核对", "Check it on the guard's tablet")
}

// finishFirst is said when a scanner typed into a guard's field.
func finishFirst(ctx context.Context) string {
	return msg.Pick(ctx,
		"先处理完这里，再扫下一位。刚才扫的没有读",
		"Finish this first. What was scanned just now was not read")
}

func tooManyPINs(ctx context.Context) string {
	return msg.Pick(ctx, "试得太多了，请 {minutes} 分钟后再试", "Too many tries. Try again in {minutes} min")
}

func wrongPIN(ctx context.Context) string {
	return msg.Pick(ctx, "值班密码不对。请再试", "Wrong PIN. Try again")
}
func findByName(ctx context.Context) string { return msg.Pick(ctx, "找人", "Find people") }

func manualTitle(ctx context.Context) string {
	return msg.Pick(ctx, "谁在哪里，没带卡登记", "Who is where, and who has no card")
}

func manualName(ctx context.Context) string {
	return msg.Pick(ctx, "姓名，或假条上的六位号码", "Name, or the six digits of a slip")
}
func manualNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "至少两个字", "At least two letters")
}
func manualReason(ctx context.Context) string { return msg.Pick(ctx, "原因", "Reason") }
func manualForgot(ctx context.Context) string { return msg.Pick(ctx, "忘带卡", "Forgot the card") }
func manualBroken(ctx context.Context) string {
	return msg.Pick(ctx, "手机或卡坏了", "Phone or chip broken")
}
func manualSlip(ctx context.Context) string {
	return msg.Pick(ctx, "凭纸质假条", "With a slip of leave")
}
func manualMany(ctx context.Context) string {
	return msg.Pick(ctx, "试错太多次，请过一刻钟再试，或按姓名找", "Too many wrong numbers. Wait a quarter of an hour, or find by name")
}
func manualOther(ctx context.Context) string  { return msg.Pick(ctx, "其他", "Other") }
func manualRecord(ctx context.Context) string { return msg.Pick(ctx, "登记", "Record") }

func manualNobody(ctx context.Context) string {
	return msg.Pick(ctx, "没有找到。请换个写法", "Nobody found. Try another spelling")
}

func manualChosen(ctx context.Context) string { return msg.Pick(ctx, "登记的人", "Person") }

func askOnly(ctx context.Context) string {
	return msg.Pick(ctx, "只是查询：没有放行，也没有通行记录", "Only asked: nothing opened, no passage recorded")
}

func askFailed(ctx context.Context) string {
	return msg.Pick(ctx,
		"没有查到能不能过。请自己判断，或再查一次",
		"It could not be asked whether they may pass. Judge yourself, or ask again")
}

// unwrittenWord is what a gate that is alone says when it cannot write down what it
// decided: what is not written is not green.
func unwrittenWord(ctx context.Context) string {
	return msg.Pick(ctx,
		"本机存不下记录，不能自己判断",
		"This tablet cannot keep records, so it cannot decide by itself")
}

func unwrittenWhy(ctx context.Context) string {
	return msg.Pick(ctx, "不要放行，请人工核对，并告诉管理员", "Do not let pass: check by hand, and tell the office")
}

func PairFailed(ctx context.Context) string {
	return msg.Pick(ctx,
		"配对码不对或过期了。请在控制台再要一个",
		"The code is wrong or expired. Get a new one in the console")
}

func TerminalRevoked(ctx context.Context) string {
	return msg.Pick(ctx, "这台终端已停用。请重新配对", "This terminal was revoked. Please pair it again")
}

func TooBusy(ctx context.Context) string {
	return msg.Pick(ctx, "现在忙，请再扫一次", "Busy, scan again")
}
func OtherPeople(ctx context.Context) string { return msg.Pick(ctx, "其他人", "Others") }
