package library

import (
	"context"

	"yunka/views/msg"
)

// bar is the height of a month in 60ths of the tallest.
func (v ReaderView) bar(n int) int {
	most := 1
	for _, m := range v.Months {
		most = max(most, m)
	}
	return n * 60 / most
}

// otherConsent is what the button would say instead.
func (v ReaderView) otherConsent() string {
	if v.Consented {
		return "0"
	}
	return "1"
}

func navReader(ctx context.Context) string { return msg.Pick(ctx, "图书馆", "Library") }

func entryHint(ctx context.Context, out, overdue, ready int) string {
	switch {
	case overdue > 0:
		return overdueCount(ctx, overdue)
	case ready > 0:
		return msg.Pick(ctx, number(ready)+" 本可以取了", number(ready)+" to collect")
	case out > 0:
		return msg.Pick(ctx, "在借 "+number(out)+" 本", number(out)+" on loan")
	}
	return ""
}

func outTitle(ctx context.Context, n int) string {
	return msg.Pick(ctx, "在借 "+number(n)+" 本", number(n)+" on loan")
}

func atMost(ctx context.Context, n int) string {
	return msg.Pick(ctx, "最多 "+number(n)+" 本", "at most "+number(n))
}

func noneOut(ctx context.Context) string {
	return msg.Pick(ctx, "现在没有借书。", "Nothing is on loan now.")
}
func aBook(ctx context.Context) string { return msg.Pick(ctx, "一本书", "A book") }

func dueOn(ctx context.Context, day string) string {
	return msg.Pick(ctx, msg.ShortDay(ctx, day)+"还", "Due "+msg.ShortDay(ctx, day))
}

func renewTo(ctx context.Context, day string) string {
	return msg.Pick(ctx, "续到 "+msg.ShortDay(ctx, day), "Renew until "+msg.ShortDay(ctx, day))
}

func whyNot(ctx context.Context, l Loan) string {
	if l.WhyNot == "early" {
		return msg.Pick(ctx, msg.ShortDay(ctx, l.RenewOn)+"起可以续借", "May be renewed from "+msg.ShortDay(ctx, l.RenewOn))
	}
	return WhyNotRenewed(ctx, l.WhyNot)
}

// WhyNotRenewed is why a loan does not go on.
func WhyNotRenewed(ctx context.Context, why string) string {
	switch why {
	case "wanted":
		return msg.Pick(ctx, "有人预约，不能续借", "Somebody waits for it: not renewed")
	case "renewals":
		return msg.Pick(ctx, "不能再续借", "No more renewals")
	case "paused":
		return msg.Pick(ctx, "停借期间不能续借", "Not while loans are paused")
	case "overdue":
		return msg.Pick(ctx, "已经逾期，先还", "Overdue: bring it back")
	case "early":
		return msg.Pick(ctx, "到期前 7 天才能续借", "From 7 days before it is due")
	}
	return ""
}

func holdsTitle(ctx context.Context, n int) string {
	return msg.Pick(ctx, "预约 "+number(n)+" 本", number(n)+" waited for")
}

func holdText(ctx context.Context, h Hold) string {
	if h.Ready {
		return msg.Pick(ctx, "可以取了，留到 "+msg.ShortDay(ctx, h.Until), "Ready: kept until "+msg.ShortDay(ctx, h.Until))
	}
	return msg.Pick(ctx, "排第 "+number(h.Rank)+" 位", "Number "+number(h.Rank)+" in the line")
}

func cancelHold(ctx context.Context) string { return msg.Pick(ctx, "取消预约", "Cancel") }

func cancelOf(ctx context.Context, title string) string {
	return msg.Pick(ctx, "取消预约《"+title+"》", "Cancel the hold of "+title)
}

func findTitle(ctx context.Context) string { return msg.Pick(ctx, "找书和预约", "Find a book") }

func findLabel(ctx context.Context) string {
	return msg.Pick(ctx, "书名、作者、拼音或 ISBN", "Title, author, pinyin or ISBN")
}

func yearTitle(ctx context.Context, year string) string {
	return msg.Pick(ctx, year+" 年的阅读", "Reading in "+year)
}

func books(ctx context.Context, n int) string {
	if n == 1 {
		return msg.Pick(ctx, "1 本", "1 book")
	}
	return msg.Pick(ctx, number(n)+" 本", number(n)+" books")
}

func compared(ctx context.Context, now, before int) string {
	switch {
	case before == 0:
		return msg.Pick(ctx, "本", "books")
	case now >= before:
		return msg.Pick(ctx, "本，比去年此时多 "+number(now-before)+" 本", "books, "+number(now-before)+" more than a year ago")
	}
	return msg.Pick(ctx, "本，比去年此时少 "+number(before-now)+" 本", "books, "+number(before-now)+" fewer than a year ago")
}

func monthText(ctx context.Context, month, n int) string {
	return msg.Pick(ctx, number(month)+" 月 "+number(n)+" 本", "Month "+number(month)+": "+books(ctx, n))
}

func readTitle(ctx context.Context) string { return msg.Pick(ctx, "看书单", "The list") }

func privacy(ctx context.Context, own, titles bool) string {
	switch {
	case own && titles:
		return msg.Pick(ctx, "别的读者看不到这一页。", "No other reader sees this page.")
	case titles:
		return msg.Pick(ctx, "孩子同意您看书名。", "Your child lets you read the titles.")
	}
	return msg.Pick(ctx, "书名只有孩子自己能看到，您看到的是本数。", "Only your child sees titles; you see how many.")
}

func consentTitle(ctx context.Context) string {
	return msg.Pick(ctx, "谁能看到我的书名", "Who sees my titles")
}

func consentText(ctx context.Context) string {
	return msg.Pick(ctx, "书名只有您能看到；爸爸妈妈看本数，除非您同意他们看书名。老师看不到书名。", "Only you see titles. Parents see how many, unless you let them read the titles. Teachers see none.")
}

func consentDo(ctx context.Context, now bool) string {
	if now {
		return msg.Pick(ctx, "只给自己看", "Only I from now on")
	}
	return msg.Pick(ctx, "让家长也能看书名", "Let my parents read them")
}

func pausedTitle(ctx context.Context) string { return msg.Pick(ctx, "停借到", "No loans until") }
func lateTitle(ctx context.Context) string   { return msg.Pick(ctx, "该还了", "To bring back") }

func lateDo(ctx context.Context) string {
	return msg.Pick(ctx, "今天还，少停借一天。", "Each day counts: bring them today.")
}

func nextDue(ctx context.Context) string { return msg.Pick(ctx, "最近要还", "Due next") }

func inDays(ctx context.Context, n int) string {
	switch n {
	case 0:
		return msg.Pick(ctx, "今天", "Today")
	case 1:
		return msg.Pick(ctx, "明天", "Tomorrow")
	}
	return msg.Pick(ctx, number(n)+" 天后", "In "+number(n)+" days")
}

func neverYet(ctx context.Context) string {
	return msg.Pick(ctx, "没有要还的书", "Nothing to bring back")
}

func neverHint(ctx context.Context) string {
	return msg.Pick(ctx, "到图书馆出示校园卡就能借。", "Show your card in the library to borrow.")
}

func noneFound(ctx context.Context) string { return msg.Pick(ctx, "没有找到", "Nothing found") }

func noneFoundDo(ctx context.Context) string {
	return msg.Pick(ctx, "少打几个字，或者用拼音试试。", "Try fewer words, or pinyin.")
}

func freeText(ctx context.Context, b Found) string {
	if b.Free > 0 {
		return msg.Pick(ctx, "在馆 "+number(b.Free)+" 本", number(b.Free)+" on the shelf")
	}
	return msg.Pick(ctx, "都借出去了", "All on loan")
}

func holdIt(ctx context.Context) string { return msg.Pick(ctx, "预约", "Ask for it") }

func holdOf(ctx context.Context, title string) string {
	return msg.Pick(ctx, "预约《"+title+"》", "Ask for "+title)
}

func moreFound(ctx context.Context) string {
	return msg.Pick(ctx, "还有更多，请打得更具体。", "There is more: be more precise.")
}
