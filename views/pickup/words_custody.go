package pickup

import (
	"context"

	"yunka/views/msg"
)

func custodyTitle(ctx context.Context) string {
	return msg.Pick(ctx, "接送限制", "Pickup restrictions")
}
func custodyWho(ctx context.Context, v CustodyView) string {
	who := msg.Relation(ctx, v.Relation)
	return msg.Pick(ctx, v.Adult+"（"+who+"）接 "+v.Child+"。只有教务处看得到这一页，家长的页面、消息和导出里都没有。",
		v.Adult+" ("+who+") and "+v.Child+". Only the office sees this page; nothing of it reaches a parent.")
}
func custodyList(ctx context.Context) string { return msg.Pick(ctx, "在案的限制", "On record") }
func wholeRestricted(ctx context.Context) string {
	return msg.Pick(ctx, "整个监护关系有限制，任何时候都不能接", "The guardianship as a whole is restricted: never")
}
func noRestriction(ctx context.Context) string { return msg.Pick(ctx, "没有限制", "None") }
func noRestrictionText(ctx context.Context) string {
	return msg.Pick(ctx, "有接送权就可以接。", "The right to pick up decides.")
}
func kindLabel(ctx context.Context) string { return msg.Pick(ctx, "哪一种", "Kind") }
func kindName(ctx context.Context, kind string) string {
	if kind == "weeks" {
		return msg.Pick(ctx, "只在自己的日子可以接", "Only on the days of custody")
	}
	return msg.Pick(ctx, "期间一律不能接", "Never during the period")
}

func restrictionWords(ctx context.Context, r Restriction) string {
	if r.Kind != "weeks" {
		return kindName(ctx, r.Kind)
	}
	at := clock(r.Handover)
	odd, even := daysOf(ctx, r.Odd), daysOf(ctx, r.Even)
	text := msg.Pick(ctx, "单周 "+odd+"，双周 "+even+"，"+at+" 交接", "Odd weeks "+odd+", even weeks "+even+", hand-over at "+at)
	if r.Holidays != "usual" {
		text = msg.Joined(ctx, text, holidaysName(ctx, r.Holidays))
	}
	return text
}

func daysOf(ctx context.Context, bits int) (text string) {
	for i := 1; i <= 7; i++ {
		if bits&(1<<(i-1)) == 0 {
			continue
		}
		if text != "" {
			text += msg.ListSeparator(ctx)
		}
		text += weekday(ctx, i)
	}
	if text == "" {
		return msg.Pick(ctx, "没有", "none")
	}
	return text
}

func restrictionRests(ctx context.Context, r Restriction) string {
	from := r.From.Format("2006-01-02")
	if r.Until.IsZero() {
		return msg.Joined(ctx, r.Document, msg.Pick(ctx, from+" 起", "from "+from))
	}
	until := r.Until.Format("2006-01-02")
	return msg.Joined(ctx, r.Document, msg.Pick(ctx, from+" 到 "+until, from+" to "+until))
}

func restrictionBy(ctx context.Context, r Restriction) string {
	text := msg.Pick(ctx, r.By+" "+msg.Stamp(ctx, r.At)+" 录入", "Entered by "+r.By+", "+msg.Stamp(ctx, r.At))
	if r.Ended.IsZero() {
		return text
	}
	return msg.Joined(ctx, text, msg.Pick(ctx, r.EndedBy+" "+msg.Stamp(ctx, r.Ended)+" 结束", "ended by "+r.EndedBy+", "+msg.Stamp(ctx, r.Ended)))
}
func showScan(ctx context.Context) string { return msg.Pick(ctx, "看文件", "Show the document") }
func endIt(ctx context.Context) string    { return msg.Pick(ctx, "结束", "End") }
func endAsk(ctx context.Context) string {
	return msg.Pick(ctx, "结束这条限制？结束以后这位大人可能可以接孩子。", "End this restriction? The adult may then be able to take the child.")
}
func aheadTitle(ctx context.Context) string {
	return msg.Pick(ctx, "接下来 14 天", "The next 14 days")
}
func aheadDay(ctx context.Context, d Ahead) string {
	if d.Free {
		return msg.Joined(ctx, msg.Day(ctx, d.At), msg.Pick(ctx, "放假", "holiday"))
	}
	return msg.Day(ctx, d.At)
}

func aheadWords(ctx context.Context, d Ahead) (text string) {
	for i, p := range d.Parts {
		word := msg.Pick(ctx, "不能接", "may not")
		if p.May {
			word = msg.Pick(ctx, "可以接", "may pick up")
		}
		at := clock(p.From)
		switch {
		case len(d.Parts) == 1:
			return msg.Pick(ctx, "全天"+word, "All day: "+word)
		case i == 0:
			text = msg.Pick(ctx, clock(d.Parts[1].From)+" 前"+word, "Before "+clock(d.Parts[1].From)+": "+word)
		default:
			text = msg.Joined(ctx, text, msg.Pick(ctx, at+" 起"+word, "from "+at+": "+word))
		}
	}
	return text
}

func addTitle(ctx context.Context) string {
	return msg.Pick(ctx, "录入一条限制", "Enter a restriction")
}
func documentLabel(ctx context.Context) string { return msg.Pick(ctx, "依据的文件", "Document") }
func documentHint(ctx context.Context) string {
	return msg.Pick(ctx, "例如 法院判决书和编号", "For example a court order and its number")
}
func fromLabel(ctx context.Context) string  { return msg.Pick(ctx, "从哪天起", "From") }
func untilLabel(ctx context.Context) string { return msg.Pick(ctx, "到哪天止", "Last day") }
func oddLabel(ctx context.Context) string {
	return msg.Pick(ctx, "单周归这位大人的日子", "Days of custody in odd weeks")
}
func evenLabel(ctx context.Context) string {
	return msg.Pick(ctx, "双周归这位大人的日子", "Days of custody in even weeks")
}
func weeksHint(ctx context.Context) string {
	return msg.Pick(ctx, "起始日所在的那一周是第 1 周，也就是单周。一律不能接的，不用选日子。", "The week of the first day is week 1 and odd. Not needed for one that always holds.")
}
func handoverLabel(ctx context.Context) string { return msg.Pick(ctx, "几点交接", "Hand-over") }
func handoverHint(ctx context.Context) string {
	return msg.Pick(ctx, "归这位大人的一天从这时开始，到第二天这时为止。", "A day of custody lasts from this time to the same time of the next day.")
}
func holidaysLabel(ctx context.Context) string { return msg.Pick(ctx, "放假的日子", "Holidays") }
func holidaysName(ctx context.Context, h string) string {
	switch h {
	case "with":
		return msg.Pick(ctx, "放假归这位大人", "holidays with this adult")
	case "without":
		return msg.Pick(ctx, "放假不归这位大人", "holidays not with this adult")
	}
	return msg.Pick(ctx, "放假也按周几", "holidays as the weekday says")
}
func scanLabel(ctx context.Context) string {
	return msg.Pick(ctx, "文件的照片，可以不传", "Picture of the document (optional)")
}
func addIt(ctx context.Context) string { return msg.Pick(ctx, "录入", "Enter") }
func addHint(ctx context.Context) string {
	return msg.Pick(ctx, "录入后马上生效，放行的那一秒按它算。要改就结束旧的，再录新的。", "It holds at once, to the second of a release. To change one, end it and enter another.")
}
