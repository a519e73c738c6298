package till

import (
	"context"
	"strconv"

	"yunka/views/msg"
)

func (v View) merchant(ctx context.Context) string {
	if v.Merchant == "" {
		return msg.Pick(ctx, "收款", "Till")
	}
	return v.Merchant
}

func (l Line) who(ctx context.Context) string {
	if l.Wechat {
		return byWechat(ctx)
	}
	if l.Name == "" {
		return msg.Pick(ctx, "没有人", "Nobody")
	}
	return l.Name
}

// note is the class and what became of it.
func (l Line) note(ctx context.Context) string {
	state := ""
	switch {
	case refused(l):
		state = msg.Pick(ctx, "没有收款", "Not paid")
	case l.gone():
		state = msg.Pick(ctx, "已撤销", "Taken back")
	case l.Back > 0:
		state = msg.Pick(ctx, "退了 "+msg.Yuan(l.Back), msg.Yuan(l.Back)+" given back")
	}
	switch {
	case l.Class == "":
		return state
	case state == "":
		return l.Class
	}
	return msg.Joined(ctx, l.Class, state)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func numbered(ctx context.Context, n int64) string {
	return msg.Pick(ctx, "第 "+number(n)+" 号", "No. "+number(n))
}
func numberOf(ctx context.Context) string { return msg.Pick(ctx, "第 {n} 号", "No. {n}") }

func noServer(ctx context.Context) string {
	return msg.Pick(ctx, "没有网络，现在不能收款（{time} 起）", "No network since {time}: nothing can be charged now")
}
func amountFirst(ctx context.Context) string {
	return msg.Pick(ctx, "先输金额，按收款，再扫码", "Type the amount and press Charge, then scan")
}
func amountNone(ctx context.Context) string {
	return msg.Pick(ctx, "金额要在 0.01 到 999.99 元之间", "The amount is between 0.01 and 999.99 yuan")
}
func finishFirst(ctx context.Context) string {
	return msg.Pick(ctx, "先把这里做完，再扫码", "Finish here first, then scan")
}
func holdCode(ctx context.Context) string {
	return msg.Pick(ctx, "把付款码对准框", "Hold up the payment code")
}
func asking(ctx context.Context) string { return msg.Pick(ctx, "正在收款", "Charging") }
func notACode(ctx context.Context) string {
	return msg.Pick(ctx, "这不是云卡的付款码，请在手机上打开付款码", "That is no Yunka payment code: open the payment code on the phone")
}
func oneAtATime(ctx context.Context) string {
	return msg.Pick(ctx, "看见两个码，请一次一个", "Two codes in view: one at a time")
}
func tooBusy(ctx context.Context) string {
	return msg.Pick(ctx, "太快了，请等几秒再收", "Too fast: wait a few seconds")
}
func secondsLeft(ctx context.Context) string {
	return msg.Pick(ctx, "60 秒没有人付，这笔自动取消，还有 {s} 秒", "Dropped if nobody pays within 60 s: {s} s left")
}
func nobodyPaid(ctx context.Context) string {
	return msg.Pick(ctx, "没有人付，这笔取消了", "Nobody paid: dropped")
}
func notDone(ctx context.Context) string {
	return msg.Pick(ctx, "没有做成，请再试一次", "Not done, please try again")
}
func noAnswer(ctx context.Context) string {
	return msg.Pick(ctx, "没有回答，请再按一次：不会做两遍", "No answer. Press again: it is not done twice")
}
func pinWrong(ctx context.Context) string { return msg.Pick(ctx, "密码不对", "That PIN is wrong") }
func pinMany(ctx context.Context) string {
	return msg.Pick(ctx, "错了太多次，请 {minutes} 分钟后再试", "Too many wrong PINs: try again in {minutes} min")
}
func sayPaid(ctx context.Context) string {
	return msg.Pick(ctx, "收款 {yuan} 元", "{yuan} yuan paid")
}

func unboundTitle(ctx context.Context) string {
	return msg.Pick(ctx, "这台收银机还没有商户", "This till takes money for nobody yet")
}
func unboundText(ctx context.Context) string {
	return msg.Pick(ctx, "请管钱的同事到 控制台 → 资金 → 设置，给它选一个商户，再回来。", "Somebody with the post of finance chooses its merchant: console, Money, Settings. Then come back.")
}
func lookAgain(ctx context.Context) string { return msg.Pick(ctx, "再看一次", "Look again") }

func amountLabel(ctx context.Context) string {
	return msg.Pick(ctx, "金额（元）", "Amount (yuan)")
}
func keysLabel(ctx context.Context) string { return msg.Pick(ctx, "数字键", "Keys") }
func eraseOne(ctx context.Context) string  { return msg.Pick(ctx, "删除一位", "Erase one digit") }
func clearAll(ctx context.Context) string  { return msg.Pick(ctx, "清空", "Clear") }
func pointKey(ctx context.Context) string  { return msg.Pick(ctx, "小数点", "Decimal point") }
func charge(ctx context.Context) string    { return msg.Pick(ctx, "收款", "Charge") }
func startDay(ctx context.Context) string  { return msg.Pick(ctx, "开始收款", "Start") }
func startHint(ctx context.Context) string {
	return msg.Pick(ctx, "打开声音和摄像头。只用扫码枪也可以。", "Turns on sound and camera. A scanner alone will do.")
}

func toPay(ctx context.Context) string { return msg.Pick(ctx, "应收", "To pay") }
func wayPhone(ctx context.Context) string {
	return msg.Pick(ctx, "扫手机的付款码", "A payment code")
}
func wayPhoneHow(ctx context.Context) string {
	return msg.Pick(ctx, "摄像头或扫码枪都行", "By camera or scanner")
}
func wayChip(ctx context.Context) string { return msg.Pick(ctx, "或刷校园卡", "Or a campus card") }
func wayChipHow(ctx context.Context) string {
	return msg.Pick(ctx, "放在读卡器上", "On the reader")
}
func changeAmount(ctx context.Context) string { return msg.Pick(ctx, "改金额", "Change amount") }
func dropIt(ctx context.Context) string       { return msg.Pick(ctx, "不收了", "Drop it") }

func today(ctx context.Context) string    { return msg.Pick(ctx, "今天的账", "Today's sales") }
func closeDay(ctx context.Context) string { return msg.Pick(ctx, "收工结账", "Close the day") }
func soldToday(ctx context.Context, n int64) string {
	return msg.Pick(ctx, "今天收了，"+number(n)+" 笔", "Today, "+number(n)+" sales")
}
func recentTitle(ctx context.Context) string {
	return msg.Pick(ctx, "刚才的几笔", "The last ones")
}
func noSales(ctx context.Context) string {
	return msg.Pick(ctx, "今天还没有收款。输金额，按收款。", "Nothing sold today. Type an amount and press Charge.")
}

func payingNow(ctx context.Context) string { return msg.Pick(ctx, "正在收款", "Charging") }
func paidWord(ctx context.Context) string  { return msg.Pick(ctx, "已收款", "Paid") }
func refusedWord(ctx context.Context) string {
	return msg.Pick(ctx, "没有收款", "Not paid")
}
func twiceWord(ctx context.Context) string { return msg.Pick(ctx, "再收一次？", "Once more?") }
func pinWord(ctx context.Context) string {
	return msg.Pick(ctx, "等付款密码", "Waiting for a PIN")
}
func wechatWord(ctx context.Context) string {
	return msg.Pick(ctx, "等微信付款", "Waiting for WeChat")
}
func wechatDo(ctx context.Context) string {
	return msg.Pick(ctx, "请付款人在微信里确认。没有回答前，不要再收这一笔。", "The payer confirms in WeChat. Do not charge it again before the answer.")
}
func byWechat(ctx context.Context) string   { return msg.Pick(ctx, "微信支付", "WeChat Pay") }
func takingBack(ctx context.Context) string { return msg.Pick(ctx, "正在撤回", "Taking it back") }
func takeBack(ctx context.Context) string   { return msg.Pick(ctx, "不收了", "Take it back") }
func unknownWord(ctx context.Context) string {
	return msg.Pick(ctx, "还不知道", "Not known yet")
}
func voidedWord(ctx context.Context) string { return msg.Pick(ctx, "没有收", "Not taken") }
func refusedDo(ctx context.Context) string {
	return msg.Pick(ctx, "请少买一样，或换一种付法", "Buy less, or pay in another way")
}
func refusedMoney(ctx context.Context) string {
	return msg.Pick(ctx, "钱没有动，家长的手机上能看到原因", "No money has moved. The family's phone says why")
}
func keepCard(ctx context.Context) string {
	return msg.Pick(ctx, "这张卡挂失了，请收下卡", "This card was reported lost: keep it")
}
func twiceDo(ctx context.Context) string {
	return msg.Pick(ctx, "刚刚收过同一个人同样的一笔。要再收，请他再出示一次。", "The same person just paid the same amount. To charge it again, ask for the code again.")
}
func pinDo(ctx context.Context) string {
	return msg.Pick(ctx, "请在手机上输付款密码", "Please type your pay PIN on your phone")
}
func unknownDo(ctx context.Context) string {
	return msg.Pick(ctx, "没有等到回答，正在问。先不要再收这一笔。", "No answer came; asking. Do not charge it again.")
}
func voidedDo(ctx context.Context) string {
	return msg.Pick(ctx, "这一笔没有到，钱没有动。可以重新收。", "It did not arrive, no money has moved. Charge it anew.")
}
func showWhy(ctx context.Context) string { return msg.Pick(ctx, "看原因", "Show why") }
func typeNext(ctx context.Context) string {
	return msg.Pick(ctx, "直接输下一笔金额", "Type the next amount")
}
func nothingBooked(ctx context.Context) string {
	return msg.Pick(ctx, "没有记账，可以直接收下一笔", "Nothing is booked: go on with the next")
}
func onceMore(ctx context.Context) string { return msg.Pick(ctx, "再收一次", "Charge once more") }
func voidThis(ctx context.Context) string { return msg.Pick(ctx, "撤销这笔", "Take it back") }
func nextSale(ctx context.Context) string { return msg.Pick(ctx, "下一笔", "Next") }

func startShift(ctx context.Context) string { return msg.Pick(ctx, "开始当班", "Start a shift") }
func onShift(ctx context.Context, name string) string {
	return msg.Pick(ctx, "当班 "+name, "On shift: "+name)
}
func endShift(ctx context.Context, name string) string {
	return msg.Pick(ctx, onShift(ctx, name)+"，点一下结束当班", onShift(ctx, name)+". Press to end the shift")
}
func shiftTitle(ctx context.Context) string {
	return msg.Pick(ctx, "谁当班？输一次密码", "Who is on shift? Your PIN, once")
}
func shiftHint(ctx context.Context) string {
	return msg.Pick(ctx, "退钱和结账会记下您的名字。30 分钟没有动作，当班自己结束。", "Money given back and a closed day are recorded under your name. A shift ends after 30 idle minutes.")
}
func goOn(ctx context.Context) string { return msg.Pick(ctx, "确定", "Go on") }

func searchDay(ctx context.Context) string {
	return msg.Pick(ctx, "找：名字、班级、金额、号", "Find a name, class, amount or number")
}
func noMatch(ctx context.Context) string { return msg.Pick(ctx, "没有找到", "Nothing found") }
func onlyNewest(ctx context.Context) string {
	return msg.Pick(ctx, "只列最近 500 笔，合计是全部的", "The newest 500; the sums are of all")
}
func counted(ctx context.Context, n int64) string {
	return msg.Pick(ctx, number(n)+" 笔", number(n)+" ×")
}
func sumSales(ctx context.Context) string   { return msg.Pick(ctx, "收款", "Sold") }
func sumRefunds(ctx context.Context) string { return msg.Pick(ctx, "退款", "Given back") }
func sumNet(ctx context.Context) string     { return msg.Pick(ctx, "净收", "Net") }
func printDay(ctx context.Context) string   { return msg.Pick(ctx, "打印", "Print") }
func closeNow(ctx context.Context) string {
	return msg.Pick(ctx, "按这个数结账", "Close with these figures")
}
func giveBack(ctx context.Context) string { return msg.Pick(ctx, "退", "Back") }
func backOf(ctx context.Context, l Line) string {
	return msg.Pick(ctx, "退第 "+number(l.Seq)+" 号，"+l.who(ctx)+"，"+msg.Yuan(l.Amount), "Back: no. "+number(l.Seq)+", "+l.who(ctx)+", "+msg.Yuan(l.Amount))
}
func balanced(ctx context.Context) string {
	return msg.Pick(ctx, "账平了，今天结好了", "It balances. The day is closed")
}
func unbalanced(ctx context.Context) string {
	return msg.Pick(ctx, "数变了：下面是现在的，请看过再结一次", "The figures have moved. These are the present ones: look, and close again")
}
func closedBy(ctx context.Context, c Closed) string {
	at := msg.Second(c.At)
	return msg.Pick(ctx, at+" 由"+c.By+"结账。还能再收再结。", "Closed at "+at+" by "+c.By+". Selling and closing again is possible.")
}

func backTitle(ctx context.Context) string { return msg.Pick(ctx, "退钱", "Give back") }
func voidAll(ctx context.Context) string   { return msg.Pick(ctx, "整笔撤销", "Take all of it back") }
func partAmount(ctx context.Context) string {
	return msg.Pick(ctx, "只退一部分（元）", "Only a part (yuan)")
}
func partWhy(ctx context.Context) string {
	return msg.Pick(ctx, "为什么，账单上会写", "Why? It stands on the bill")
}
func partNow(ctx context.Context) string {
	return msg.Pick(ctx, "退这一部分", "Give this part back")
}

// BackWords say what came of giving a part back.
func BackWords(ctx context.Context, waits bool, fen int64) string {
	if waits {
		return msg.Pick(ctx, msg.Yuan(fen)+" 要另一位管钱的同事同意，才退", msg.Yuan(fen)+" goes back when a second person of the office agrees")
	}
	return msg.Pick(ctx, "退了 "+msg.Yuan(fen), msg.Yuan(fen)+" given back")
}

func saleDay(ctx context.Context) string {
	return msg.Pick(ctx, "过了当天，不能撤销", "Only on its own day")
}
func saleRefunded(ctx context.Context) string {
	return msg.Pick(ctx, "已经退过一部分，请退其余的", "A part was given back already: give back the rest")
}
func refundExceeds(ctx context.Context) string {
	return msg.Pick(ctx, "退的比收的多", "More than was paid")
}
func refundBad(ctx context.Context) string {
	return msg.Pick(ctx, "写清楚退多少、为什么", "Say how much and why")
}
