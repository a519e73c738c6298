package device

import (
	"context"

	"github.com/a-h/templ"

	"yunka/views/msg"
)

func scannerHelp(ctx context.Context) string {
	return msg.Pick(ctx, "怎样设置扫码枪和读卡器", "How to set a scanner or a chip reader")
}

func scannerTitle(ctx context.Context) string {
	return msg.Pick(ctx, "设置扫码枪和读卡器", "Setting a scanner or a chip reader")
}

func scannerLead(ctx context.Context) string {
	return msg.Pick(ctx,
		"扫码枪和读卡器就像键盘，把读到的数字打进平板。照下面设好，就不会丢字、错字。",
		"A scanner or a chip reader is a keyboard that types what it reads. Set as below it loses and changes nothing.")
}

func scannerBack(ctx context.Context) string {
	return msg.Pick(ctx, "回到检查设备", "Back to checking the device")
}

// Scan something now.
func scanTitle(ctx context.Context) string {
	return msg.Pick(ctx, "现在扫一下", "Scan something now")
}

func scanHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"接上扫码枪或读卡器，点一下空白处，扫一个码或刷一张卡。这里说读到了什么，不会上传。",
		"Connect the scanner or the chip reader, press on an empty place, and scan a code or a chip. It says here what came. Nothing is uploaded.")
}

func scanWaiting(ctx context.Context) string { return msg.Pick(ctx, "等着", "Waiting") }

// scanWords are what the script says, by what came.
func scanWords(ctx context.Context) templ.OrderedAttributes {
	return templ.OrderedAttributes{
		{Key: "data-msg-code", Value: msg.Pick(ctx, "读到云卡的码，一位不少（{n} 位）。", "A code of ours, complete ({n} digits).")},
		{Key: "data-msg-payment", Value: msg.Pick(ctx,
			"读到的是付款码。扫码枪没问题；闸机只认云卡的码。",
			"A payment code came. The scanner is fine; the gate takes codes of ours only.")},
		{Key: "data-msg-chip", Value: msg.Pick(ctx,
			"读到卡号 {number}（{n} 位）。换一种读法是 {reversed}；学校登记的是哪一个，就让读卡器发哪一个。",
			"Chip {number} ({n} digits). Read the other way round it is {reversed}; let the reader send the one that the school has on record.")},
		{Key: "data-msg-chip-long", Value: msg.Pick(ctx, "读到卡号 {number}（{n} 位）。", "Chip {number} ({n} digits).")},
		{Key: "data-msg-shift", Value: msg.Pick(ctx,
			"数字变成了符号：扫码枪的键盘布局不对，请设成“美式英语”，并关掉大写锁定。",
			"Digits came as signs: the scanner has another keyboard layout. Set it to “US English”, and switch caps lock off.")},
		{Key: "data-msg-unreadable", Value: msg.Pick(ctx,
			"平板看不出是哪个键：请把扫码枪设成“USB 键盘（HID）”，不要用蓝牙输入法模式。",
			"The tablet cannot tell which keys: set the scanner to “USB keyboard (HID)”, not to a mode for input methods.")},
		{Key: "data-msg-length", Value: msg.Pick(ctx, "读到 {digits} 位数字，和登记的卡号位数不一样。", "{digits} digits came, and no chip on record has so many.")},
		{Key: "data-msg-other", Value: msg.Pick(ctx,
			"读到了，但不是云卡的码，也不是卡号：有字母，或只来了一半。",
			"Something came that is neither a code of ours nor a chip’s number: it has letters, or a part is missing.")},
		{Key: "data-msg-field", Value: msg.Pick(ctx, "光标在输入框里。请先点一下空白处再扫。", "The cursor stands in a field. Press on an empty place first, then scan.")},
		{Key: "data-msg-entered", Value: msg.Pick(ctx, "末尾有回车：对的。", "It ended with Enter, as it should.")},
		{Key: "data-msg-quiet", Value: msg.Pick(ctx,
			"末尾没有回车。能用，但请把扫码枪设成末尾发“回车”，又快又不会丢字。",
			"It did not end with Enter. It works, but set the scanner to send Enter: faster, and nothing gets lost.")},
	}
}

type told struct{ title, text text }

func scannerSet(ctx context.Context) string { return msg.Pick(ctx, "这样设", "Set it like this") }

var scannerSteps = []told{
	{text{"USB 键盘（HID）。", "USB keyboard (HID)."}, text{"不要选串口、虚拟串口。", "Not serial, not a virtual COM port."}},
	{text{"末尾发回车。", "Send Enter at the end."}, text{"手册里叫“后缀 CR”“结束符 Enter”。", "Manuals call it suffix CR, or terminator."}},
	{text{"不加前缀，不去字头字尾。", "No prefix; cut nothing off."}, text{"“AIM 码制标识”也关掉。", "Switch the AIM identifier off, too."}},
	{text{"键盘布局选美式英语。", "Keyboard layout: US English."}, text{"大小写不转换。", "No change of case."}},
	{text{"每个字符间隔 0 到 20 毫秒。", "0 to 20 ms between characters."}, text{"蓝牙的也一样。", "By Bluetooth, too."}},
	{text{"打开二维码（QR）。", "QR codes on."}, text{"屏幕码要开“手机屏幕增强”。", "Switch on “mobile phone screens” if it has that."}},
	{text{"读卡器发十位十进制卡号。", "A chip reader sends ten decimal digits."}, text{"一所学校的读卡器都设成一样。", "All readers of a school alike."}},
}

func scannerWhere(ctx context.Context) string {
	return msg.Pick(ctx,
		"设置的方法：用扫码枪扫说明书上的设置码，一项一张。没有说明书，按背面的型号上厂家网站找。",
		"How: scan the setting codes of its manual, one for each. Without a manual look for the model on its back at the maker’s site.")
}

// Which number on a chip is meant.
func chipWhich(ctx context.Context) string {
	return msg.Pick(ctx, "卡上印了好几个号，登记哪一个", "Several numbers on a chip: which is meant?")
}

func chipRule(ctx context.Context) string {
	return msg.Pick(ctx,
		"登记读卡器发出来的那个：在上面刷一下，读到什么就登记什么。卡面上印的可能是别的写法，在这里换算。",
		"The one that the readers send: tap it above and record what comes. What is printed may be another form of it; convert it here.")
}

func chipTyped(ctx context.Context) string {
	return msg.Pick(ctx, "卡上印的或读到的号", "A number that is printed or was read")
}

func chipTypedHint(ctx context.Context) string {
	return msg.Pick(ctx, "例如 0012345678、188,24910、A1:B2:C3:D4", "Such as 0012345678, 188,24910, A1:B2:C3:D4")
}

func chipNone(ctx context.Context) string {
	return msg.Pick(ctx, "这不像卡号：只用数字、逗号或 0-9 A-F", "This is no chip’s number: digits, a comma, or 0-9 A-F")
}

type form struct {
	key         string
	title, text text
}

var chipForms = []form{
	{"decimal", text{"十进制", "Decimal"}, text{"多数 USB 读卡器发这个", "What most USB readers send"}},
	{"reversed", text{"反过来读的十进制", "Decimal, the other way round"}, text{"别的牌子的读卡器发这个", "What readers of other makes send"}},
	{"hex", text{"十六进制", "Hexadecimal"}, text{"程序里常这样写", "As programs write it"}},
	{"wiegand", text{"韦根 26", "Wiegand 26"}, text{"125 kHz 卡面上常印这个：只有后三个字节", "Printed on 125 kHz cards: the last three bytes only"}},
}

func chipReversed(ctx context.Context) string {
	return msg.Pick(ctx,
		"同一张卡，有的读卡器从头读，有的从尾读，出来的数字完全不同。一所学校选一种，读卡器都照它设。",
		"Some readers read a chip from the front and some from the back, and the numbers have nothing in common. Choose one for the school and set all readers to it.")
}
