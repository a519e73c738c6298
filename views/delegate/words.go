package delegate

import (
	"context"
	"strconv"
	"time"

	"yunka/views/msg"
)

func title(ctx context.Context) string   { return msg.Pick(ctx, "委托别人接", "Who else collects") }
func another(ctx context.Context) string { return msg.Pick(ctx, "再委托一个人", "Ask somebody") }
func first(ctx context.Context) string {
	return msg.Pick(ctx, "委托一个人来接", "Ask somebody to collect")
}
func past(ctx context.Context) string { return msg.Pick(ctx, "以前的", "Earlier ones") }

func none(ctx context.Context) string {
	return msg.Pick(ctx, "还没有委托别人", "Nobody is asked yet")
}
func noneDo(ctx context.Context) string {
	return msg.Pick(ctx, "外婆、邻居来接一次，也可以每周固定几天。对方手机上会有一个码，给门口的老师扫。",
		"A grandmother or a neighbour, once or on some weekdays. Their phone shows a code, which the teacher at the gate scans.")
}

func noRight(ctx context.Context) string {
	return msg.Pick(ctx, "学校登记的权限里没有“委托他人接送”", "The school's books do not give you the right to ask others")
}
func noRightDo(ctx context.Context) string {
	return msg.Pick(ctx, "要用的话，请联系学校教务处。", "Please ask the school office if you need it.")
}

// Relation is what the adult is to the children.
func Relation(ctx context.Context, code string) string {
	switch code {
	case "grandmother_m":
		return msg.Pick(ctx, "外婆", "Grandmother (mother's side)")
	case "grandfather_m":
		return msg.Pick(ctx, "外公", "Grandfather (mother's side)")
	case "grandmother_f":
		return msg.Pick(ctx, "奶奶", "Grandmother (father's side)")
	case "grandfather_f":
		return msg.Pick(ctx, "爷爷", "Grandfather (father's side)")
	case "relative":
		return msg.Pick(ctx, "其他亲戚", "Relative")
	case "nanny":
		return msg.Pick(ctx, "保姆", "Nanny")
	case "neighbour":
		return msg.Pick(ctx, "邻居", "Neighbour")
	case "friend":
		return msg.Pick(ctx, "朋友", "Friend")
	}
	return msg.Pick(ctx, "其他", "Other")
}

// RelationTo is the adult in a few words, without the name: 知夏、沐阳的外婆.
func RelationTo(ctx context.Context, code string, children []string) string {
	names := join(children, msg.ListSeparator(ctx))
	if code == "other" {
		return msg.Pick(ctx, "来接"+names, "collects "+names)
	}
	return msg.Pick(ctx, names+"的"+Relation(ctx, code), Relation(ctx, code)+" of "+names)
}

// State is how far a mandate is.
func State(ctx context.Context, state string) string {
	switch state {
	case "waiting":
		return msg.Pick(ctx, "等对方输数字", "Waits for the digits")
	case "locked":
		return msg.Pick(ctx, "数字错了 5 次", "Five wrong tries")
	case "lapsed":
		return msg.Pick(ctx, "链接过期了", "The link has lapsed")
	case "active":
		return msg.Pick(ctx, "已领码", "Has the code")
	case "over":
		return msg.Pick(ctx, "已结束", "Over")
	}
	return msg.Pick(ctx, "已取消", "Taken back")
}

// Weekday is 周三, Wed; 1 is Monday.
func Weekday(ctx context.Context, n int) string {
	zh := [...]string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"}
	en := [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	if n < 1 || n > 7 {
		n = 1
	}
	return msg.Pick(ctx, zh[n-1], en[n-1])
}

// When says the days and hours in a line.
func When(ctx context.Context, d Days) string {
	hours := d.From + "–" + d.To
	if len(d.Weekdays) == 0 {
		return msg.Day(ctx, d.First) + " " + hours
	}
	var names []string
	for _, n := range d.Weekdays {
		names = append(names, Weekday(ctx, n))
	}
	weekly := join(names, msg.ListSeparator(ctx))
	return msg.Pick(ctx, "每"+weekly+" "+hours, weekly+" "+hours)
}

// Span is the first and the last day of one that recurs; "" for the others.
func Span(ctx context.Context, d Days) string {
	if len(d.Weekdays) == 0 {
		return ""
	}
	return msg.Pick(ctx, msg.Day(ctx, d.First)+"起，到"+msg.Day(ctx, d.Last)+"。放假不接，调休按上哪天的课算",
		msg.Day(ctx, d.First)+" to "+msg.Day(ctx, d.Last)+". Not on holidays; a make-up day counts as the weekday it follows")
}

func collects(ctx context.Context, d Delegate) string {
	var names []string
	for _, c := range d.Children {
		if !c.Ended {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		for _, c := range d.Children {
			names = append(names, c.Name)
		}
	}
	all := join(names, msg.ListSeparator(ctx))
	return msg.Pick(ctx, "接"+all, "Collects "+all)
}

func number(n int) string { return strconv.Itoa(n) }

func entryText(ctx context.Context, n int) string {
	if n == 0 {
		return ""
	}
	return msg.Pick(ctx, "%d 人", "%d", n)
}

// The page of one.
func dtChildren(ctx context.Context) string { return msg.Pick(ctx, "接谁", "Whom") }
func dtWhen(ctx context.Context) string     { return msg.Pick(ctx, "什么时候", "When") }
func dtPhone(ctx context.Context) string    { return msg.Pick(ctx, "电话", "Phone") }
func dtNamedBy(ctx context.Context) string  { return msg.Pick(ctx, "谁委托的", "Asked by") }
func dtDevice(ctx context.Context) string   { return msg.Pick(ctx, "在哪部手机", "On which phone") }
func dtEnded(ctx context.Context) string    { return msg.Pick(ctx, "取消", "Taken back") }

func endedLine(ctx context.Context, d Delegate) string {
	if d.EndedBy == "" {
		return msg.Stamp(ctx, d.Ended)
	}
	return msg.Joined(ctx, d.EndedBy, msg.Stamp(ctx, d.Ended))
}

func since(ctx context.Context, device string, t time.Time) string {
	if device == "" {
		return msg.Stamp(ctx, t)
	}
	return msg.Joined(ctx, device, msg.Stamp(ctx, t))
}

func childEnded(ctx context.Context) string { return msg.Pick(ctx, "已取消", "taken back") }
func photoOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的照片", "Photo of "+name)
}

func stepLink(ctx context.Context) string {
	return msg.Pick(ctx, "1. 把链接发给对方", "1. Send the link")
}
func stepLinkHint(ctx context.Context, name string) string {
	return msg.Pick(ctx, "用微信或短信发给"+name+"。链接只显示这一次，离开这一页就看不到了。",
		"Send it to "+name+" by WeChat or text message. It is shown this once; it is gone when you leave this page.")
}
func stepDigits(ctx context.Context) string {
	return msg.Pick(ctx, "2. 打电话，念这 6 位数字", "2. Call, and read out these six digits")
}
func stepDigitsHint(ctx context.Context) string {
	return msg.Pick(ctx, "念给本人听，不要和链接一起发。数字只能用一次，错 5 次就要重新发链接。",
		"Say them to the person; never send them with the link. They work once; after five wrong tries a new link is needed.")
}
func copyLink(ctx context.Context) string  { return msg.Pick(ctx, "复制链接", "Copy the link") }
func copied(ctx context.Context) string    { return msg.Pick(ctx, "已复制", "Copied") }
func shareLink(ctx context.Context) string { return msg.Pick(ctx, "发送", "Send") }
func shareText(ctx context.Context) string {
	return msg.Pick(ctx, "请您来接孩子，点开看", "Please collect the children. Open this:")
}
func linkCode(ctx context.Context) string {
	return msg.Pick(ctx, "链接的二维码", "The link as a code")
}
func orScan(ctx context.Context) string {
	return msg.Pick(ctx, "在一起的话，让对方扫这个码", "Together? Let them scan this")
}
func linkGone(ctx context.Context) string {
	return msg.Pick(ctx, "链接没发出去，或者找不到了？", "Was the link not sent, or is it lost?")
}
func linkUntil(ctx context.Context, t time.Time) string {
	return msg.Pick(ctx, "链接和数字"+msg.Stamp(ctx, t)+"前有效", "Link and digits are valid until "+msg.Stamp(ctx, t))
}
func opened(ctx context.Context, t time.Time) string {
	return msg.Pick(ctx, msg.Clock(t)+" 有人打开了链接，正等数字", "Somebody opened the link at "+msg.Clock(t)+" and waits for the digits")
}
func anew(ctx context.Context) string { return msg.Pick(ctx, "重新发链接", "Make a new link") }
func anewHint(ctx context.Context) string {
	return msg.Pick(ctx, "旧链接马上作废；已经领了码的手机也不能再用。", "The old link is dead at once, and so is the code on a phone that has one.")
}
func end(ctx context.Context) string { return msg.Pick(ctx, "取消委托", "Take it back") }
func endSure(ctx context.Context, name string) string {
	return msg.Pick(ctx, "取消后，"+name+"的码马上不能用。孩子放行之前都可以取消。",
		"The code of "+name+" is dead at once. This works until the child is released.")
}
func endYes(ctx context.Context) string  { return msg.Pick(ctx, "现在取消", "Take it back now") }
func history(ctx context.Context) string { return msg.Pick(ctx, "记录", "What happened") }

func event(ctx context.Context, e Event) string {
	text := eventText(ctx, e.Kind)
	if e.Child != "" {
		text = msg.Joined(ctx, text, e.Child)
	}
	return text
}

func eventText(ctx context.Context, kind string) string {
	switch kind {
	case "named":
		return msg.Pick(ctx, "委托", "Asked")
	case "opened":
		return msg.Pick(ctx, "链接被打开", "The link was opened")
	case "locked":
		return msg.Pick(ctx, "数字错了 5 次，链接作废", "Five wrong tries; the link is dead")
	case "claimed":
		return msg.Pick(ctx, "领了码", "The phone has its code")
	case "second":
		return msg.Pick(ctx, "另一部手机来领，没有给", "Another phone came and was refused")
	case "renewed":
		return msg.Pick(ctx, "重新发了链接", "A new link was made")
	case "ended":
		return msg.Pick(ctx, "取消", "Taken back")
	case "used":
		return msg.Pick(ctx, "接走了", "Collected")
	}
	return kind
}
