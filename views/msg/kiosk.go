package msg

import "context"

func PairTitle(ctx context.Context) string {
	return pick(ctx, "配对这台平板", "Pair this tablet")
}
func PairLead(ctx context.Context) string {
	return pick(ctx, "在后台“终端”里添加一台，把那里的配对码输入到这里。", "Add a terminal in the console and type its pairing code here.")
}
func PairCode(ctx context.Context) string { return pick(ctx, "配对码", "Pairing code") }
func Pair(ctx context.Context) string     { return pick(ctx, "配对", "Pair") }
func PairFailed(ctx context.Context) string {
	return pick(ctx, "配对码不对或过期了。请在后台再要一个", "The code is wrong or expired. Get a new one in the console")
}

func StartShift(ctx context.Context) string { return pick(ctx, "开始值班", "Start shift") }
func StartShiftHint(ctx context.Context) string {
	return pick(ctx, "打开声音和全屏", "Turns on sound and full screen")
}
func ScanHere(ctx context.Context) string {
	return pick(ctx, "请扫码或刷卡", "Scan a code or tap a card")
}
func Reading(ctx context.Context) string { return pick(ctx, "正在读", "Reading") }
func Asking(ctx context.Context) string  { return pick(ctx, "正在查", "Checking") }
func NotACode(ctx context.Context) string {
	return pick(ctx, "没读全。请再扫一次", "Not read fully. Scan again")
}
func ImeOn(ctx context.Context) string {
	return pick(ctx, "中文输入法开着，已自动处理", "Chinese input is on; handled")
}
func GateToday(ctx context.Context) string { return pick(ctx, "本闸今天", "This gate today") }
func CountIn(ctx context.Context) string   { return pick(ctx, "进", "In") }
func CountOut(ctx context.Context) string  { return pick(ctx, "出", "Out") }
func CountDenied(ctx context.Context) string {
	return pick(ctx, "拒绝", "Denied")
}
func CountToConfirm(ctx context.Context) string { return pick(ctx, "待核对", "To check") }
func LastFive(ctx context.Context) string       { return pick(ctx, "最近 5 次", "Last 5") }
func NoneYet(ctx context.Context) string        { return pick(ctx, "今天还没有人", "Nobody yet today") }
func SoundOn(ctx context.Context) string        { return pick(ctx, "声音：开", "Sound: on") }
func SoundOff(ctx context.Context) string       { return pick(ctx, "声音：关", "Sound: off") }
func KioskOnline(ctx context.Context) string    { return pick(ctx, "在线", "Online") }

// NotRecorded is the amber bar: no answer, so nothing may look like a pass.
func NotRecorded(ctx context.Context) string {
	return pick(ctx, "没有记录，请再扫一次", "Not recorded, scan again")
}
func NotRecordedWhy(ctx context.Context) string {
	return pick(ctx, "服务器没有回答。不要放行", "The server did not answer. Do not let pass")
}
func ServerGone(ctx context.Context) string {
	return pick(ctx, "连不上服务器，自 {time} 起。现在不能判断", "No server since {time}. Nothing can be decided now")
}
func TerminalRevoked(ctx context.Context) string {
	return pick(ctx, "这台终端已停用。请重新配对", "This terminal was revoked. Please pair it again")
}
func TooBusy(ctx context.Context) string {
	return pick(ctx, "现在忙，请再扫一次", "Busy, scan again")
}

func PhotoMissing(ctx context.Context) string { return pick(ctx, "照片未上传", "No photo") }
func NextMayScan(ctx context.Context) string {
	return pick(ctx, "下一位可以直接扫", "The next may scan now")
}
func AlreadyShown(ctx context.Context) string {
	return pick(ctx, "这个码刚刚看过，结果不变", "Same code or chip as just now, same answer")
}

// ReadJustNow is the amber screen's word: the same code or chip within seconds.
func ReadJustNow(ctx context.Context) string { return pick(ctx, "刚刚读过", "Read just now") }
func NotOpened(ctx context.Context) string {
	return pick(ctx, "已经放行过，门不再开", "Already let through; the gate stays shut")
}

func ConfirmAsk(ctx context.Context) string {
	return pick(ctx, "人和卡一致吗？", "Is it the same person?")
}
func ConfirmYes(ctx context.Context) string { return pick(ctx, "一致，放行", "Yes, let pass") }
func ConfirmNo(ctx context.Context) string  { return pick(ctx, "先不放行", "Not now") }
func ConfirmNote(ctx context.Context) string {
	return pick(ctx, "放行会记下您的名字", "Your name is recorded with it")
}
func ConfirmElsewhere(ctx context.Context) string {
	return pick(ctx, "请在值班平板上核对", "Check it on the guard's tablet")
}
func GuardPIN(ctx context.Context) string { return pick(ctx, "您的值班密码", "Your guard PIN") }
func WrongPIN(ctx context.Context) string {
	return pick(ctx, "值班密码不对。请再试", "Wrong PIN. Try again")
}

func FindByName(ctx context.Context) string { return pick(ctx, "找人", "Find people") }
func ManualTitle(ctx context.Context) string {
	return pick(ctx, "谁在哪里，没带卡登记", "Who is where, and who has no card")
}
func ManualName(ctx context.Context) string { return pick(ctx, "姓名", "Name") }
func ManualNameHint(ctx context.Context) string {
	return pick(ctx, "至少两个字", "At least two letters")
}
func ManualReason(ctx context.Context) string { return pick(ctx, "原因", "Reason") }
func ManualForgot(ctx context.Context) string { return pick(ctx, "忘带卡", "Forgot the card") }
func ManualBroken(ctx context.Context) string {
	return pick(ctx, "手机或卡坏了", "Phone or chip broken")
}
func ManualOther(ctx context.Context) string  { return pick(ctx, "其他", "Other") }
func ManualRecord(ctx context.Context) string { return pick(ctx, "登记", "Record") }
func ManualNobody(ctx context.Context) string {
	return pick(ctx, "没有找到。请换个写法", "Nobody found. Try another spelling")
}
func ManualChosen(ctx context.Context) string { return pick(ctx, "登记的人", "Person") }
func Close(ctx context.Context) string        { return pick(ctx, "关闭", "Close") }
