package library

import (
	"context"
	"strconv"

	"yunka/server/reason"
	"yunka/views/msg"
)

func number(n int) string { return strconv.Itoa(n) }

func noServer(ctx context.Context) string {
	return msg.Pick(ctx, "{time} 起连不上服务器，现在不能借还", "No server since {time}: nothing is lent or taken back")
}

func noAnswer(ctx context.Context) string {
	return msg.Pick(ctx, "没有答复，请再扫一次", "No answer: scan it again")
}

func notDone(ctx context.Context) string { return msg.Pick(ctx, "没有办成", "Not done") }

func notACode(ctx context.Context) string {
	return msg.Pick(ctx, "这不是校园卡，也不是书的条码", "Neither a card nor a book's barcode")
}

func finishFirst(ctx context.Context) string {
	return msg.Pick(ctx, "先做完这一步再扫", "Finish this first, then scan")
}

func pinWrong(ctx context.Context) string { return msg.Pick(ctx, "密码不对", "Wrong PIN") }

func pinMany(ctx context.Context) string {
	return msg.Pick(ctx, "试得太多，{minutes} 分钟后再来", "Too many tries: again in {minutes} min")
}

func visitOver(ctx context.Context) string {
	return msg.Pick(ctx, "时间过了，请再扫一次卡", "Time is up: scan the card again")
}

func deskOrSelf(ctx context.Context, staff bool) string {
	if staff {
		return msg.Pick(ctx, "服务台", "Desk")
	}
	return msg.Pick(ctx, "自助借还", "Self-check")
}

func holdCard(ctx context.Context) string {
	return msg.Pick(ctx, "出示卡或书", "Show a card or a book")
}

func startDesk(ctx context.Context) string { return msg.Pick(ctx, "开始", "Start") }

func startDeskHint(ctx context.Context) string {
	return msg.Pick(ctx, "打开声音和摄像头", "Turns sound and camera on")
}

func typeBarcode(ctx context.Context) string { return msg.Pick(ctx, "手输条码", "Type a barcode") }

func takeTyped(ctx context.Context) string { return msg.Pick(ctx, "确定", "OK") }

func modeLabel(ctx context.Context) string { return msg.Pick(ctx, "借还", "Lend or return") }

func modeLend(ctx context.Context) string { return msg.Pick(ctx, "借书", "Borrow") }

func modeReturn(ctx context.Context) string { return msg.Pick(ctx, "还书", "Return") }

func shiftTitle(ctx context.Context) string { return msg.Pick(ctx, "谁在当班", "Who is on shift") }

func shiftHint(ctx context.Context) string {
	return msg.Pick(ctx, "破例借出会记下您的名字。", "Your name stands beside the exception.")
}

func goOn(ctx context.Context) string { return msg.Pick(ctx, "继续", "Go on") }

func nextStep(ctx context.Context, back bool) string {
	if back {
		return msg.Pick(ctx, "扫要还的书", "Scan the books that come back")
	}
	return msg.Pick(ctx, "先扫卡，再扫书", "Scan the card, then the books")
}

func nextHint(ctx context.Context, back bool) string {
	if back {
		return msg.Pick(ctx, "谁来还都可以，不用扫卡", "Anybody may bring them, no card is needed")
	}
	return msg.Pick(ctx, "手机上的码或实体卡都行", "The code on a phone, or a physical card")
}

func renewNow(ctx context.Context) string { return msg.Pick(ctx, "续借这一本", "Renew it") }

func overrideWhy(ctx context.Context) string {
	return msg.Pick(ctx, "破例的原因", "Why all the same")
}

func lendAnyway(ctx context.Context) string {
	return msg.Pick(ctx, "仍然借出", "Lend it all the same")
}

func leaveIt(ctx context.Context, why string) string {
	if why == "reserved" {
		return msg.Pick(ctx, "留给预约的人", "Keep it for who waits")
	}
	return msg.Pick(ctx, "不借", "Do not lend it")
}

func (a Alert) tone() string {
	switch a.Tier {
	case "staff":
		return "ask"
	case "renew":
		return "info"
	}
	return "deny"
}

func (a Alert) mark() reason.Decision {
	if a.Tier == "staff" || a.Tier == "renew" {
		return reason.Confirm
	}
	return reason.Deny
}

func (a Alert) head(ctx context.Context, staff bool) string {
	if a.Words != "" {
		return a.Words
	}
	if a.Tier == "staff" && !staff {
		return msg.Pick(ctx, "这本请到服务台", "Please take it to the desk")
	}
	switch a.Why {
	case "mine":
		return msg.Pick(ctx, "已经在您手上", "You have it already")
	case "not_found":
		return msg.Pick(ctx, "没有这个条码", "No such barcode")
	case "out":
		return msg.Pick(ctx, "这本还没还", "It has not come back yet")
	case "withdrawn":
		return msg.Pick(ctx, "这本已经下架", "It was withdrawn")
	case "lost":
		return msg.Pick(ctx, "这本登记为遗失", "It stands as lost")
	case "reading":
		return msg.Pick(ctx, "只能在馆内看", "To be read here only")
	case "rule":
		return msg.Pick(ctx, "不能借这类书", "Such books are not lent here")
	case "paused":
		return msg.Pick(ctx, "现在停借", "No loans now")
	case "too_many":
		return msg.Pick(ctx, "借满了", "No more books now")
	case "overdue":
		return msg.Pick(ctx, "有书逾期没还", "Another book is overdue")
	case "reserved":
		return msg.Pick(ctx, "这本有人预约", "Somebody waits for it")
	case "damaged":
		return msg.Pick(ctx, "这本有破损", "It is damaged")
	case "card_first":
		return msg.Pick(ctx, "先扫卡", "The card first")
	}
	return msg.Pick(ctx, "没有借出", "Not lent")
}

func (a Alert) text(ctx context.Context, staff bool) string {
	switch {
	case a.Why == "out":
		return msg.Pick(ctx, "这一本没有借出。先还，再借。", "This one was not lent: take it back first.")
	case a.Why == "paused" && a.Until != "":
		return pausedUntil(ctx, a.Until)
	case a.Why == "reserved" && a.Since != "" && staff:
		return msg.Pick(ctx, "另一位读者 "+msg.ShortDay(ctx, a.Since)+"预约，排第 1 位", "Another reader has waited since "+msg.ShortDay(ctx, a.Since)+" and is first")
	case a.Why == "too_many" || a.Why == "rule":
		return byRule(ctx, a.Rule)
	case a.Tier == "staff" && !staff:
		return msg.Pick(ctx, "其他书已经借好。", "The other books are lent.")
	case a.Tier == "impossible":
		return msg.Pick(ctx, "这一本没有借出。", "This one was not lent.")
	}
	return ""
}

func (b Returned) tone() string {
	switch {
	case !b.Found:
		return "deny"
	case b.Kept:
		return "ask"
	}
	return "ok"
}

func (b Returned) mark() reason.Decision {
	switch b.tone() {
	case "deny":
		return reason.Deny
	case "ask":
		return reason.Confirm
	}
	return reason.Allow
}

func (b Returned) head(ctx context.Context) string {
	switch {
	case !b.Found:
		return msg.Pick(ctx, "没有这个条码", "No such barcode")
	case b.Kept:
		return msg.Pick(ctx, "有人预约，放到预约架", "Somebody waits: to the hold shelf")
	case !b.Was:
		return msg.Pick(ctx, "本来就没有借出", "It was not on loan")
	}
	return msg.Pick(ctx, "还好了", "Taken back")
}

func (b Returned) text(ctx context.Context) string {
	switch {
	case b.Until != "":
		return msg.Pick(ctx, "晚了 "+number(b.Late)+" 天，停借到 "+msg.ShortDay(ctx, b.Until), number(b.Late)+" days late: no loans until "+msg.ShortDay(ctx, b.Until))
	case b.Late > 0:
		return msg.Pick(ctx, "晚了 "+number(b.Late)+" 天", number(b.Late)+" days late")
	case b.Found && !b.Kept && b.Shelf != "":
		return msg.Pick(ctx, "放回 "+b.Shelf, "Back to "+b.Shelf)
	}
	return ""
}

func lentNow(ctx context.Context) string    { return msg.Pick(ctx, "本次借", "Now") }
func leftToLend(ctx context.Context) string { return msg.Pick(ctx, "还能再借", "Still allowed") }

func pausedUntil(ctx context.Context, day string) string {
	return msg.Pick(ctx, "停借到 "+msg.ShortDay(ctx, day), "No loans until "+msg.ShortDay(ctx, day))
}

func overdueCount(ctx context.Context, n int) string {
	return msg.Pick(ctx, number(n)+" 本逾期", number(n)+" overdue")
}

func hadBefore(ctx context.Context, n int) string {
	return msg.Pick(ctx, "原来在借 "+number(n)+" 本", number(n)+" from before")
}

// byRule is which cell decided, in words.
func byRule(ctx context.Context, r Rule) string {
	who, what := msg.Pick(ctx, "所有人", "Everybody"), msg.Pick(ctx, "各类图书", "all books")
	if r.Role != "" {
		who = msg.Role(ctx, r.Role)
	}
	if r.Kind != "" {
		what = KindName(ctx, r.Kind)
	}
	if r.Most == 0 {
		return msg.Pick(ctx, "按"+who+" · "+what+"：不外借", who+" · "+what+": not lent")
	}
	return msg.Pick(ctx, "按"+who+" · "+what+"：最多 "+number(r.Most)+" 本，"+number(r.Days)+" 天", who+" · "+what+": at most "+number(r.Most)+", "+number(r.Days)+" days")
}

// KindName is a kind of books.
func KindName(ctx context.Context, kind string) string {
	switch kind {
	case "new":
		return msg.Pick(ctx, "新书", "new books")
	case "magazine":
		return msg.Pick(ctx, "期刊", "magazines")
	case "reference":
		return msg.Pick(ctx, "工具书", "reference books")
	}
	return msg.Pick(ctx, "普通图书", "ordinary books")
}

func lentTitle(ctx context.Context, n int) string {
	return msg.Pick(ctx, "已借 "+number(n)+" 本", number(n)+" lent")
}

func scanABook(ctx context.Context) string {
	return msg.Pick(ctx, "扫书的条码", "Scan a book's barcode")
}

func undo(ctx context.Context) string { return msg.Pick(ctx, "撤销", "Undo") }

func undoOf(ctx context.Context, title string) string {
	return msg.Pick(ctx, "撤销《"+title+"》", "Undo "+title)
}

func doneWith(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "完成", "Done")
	}
	return msg.Pick(ctx, "完成，借 "+number(n)+" 本", "Done: "+number(n)+" lent")
}
