package delegate

import (
	"context"

	"yunka/server/fault"
	"yunka/server/mandate"
	"yunka/server/outbox"
	view "yunka/views/delegate"
	"yunka/views/msg"
)

// doneWords says what a button has just done; "" for another's word.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "delegate-ended":
		return msg.Pick(ctx, "已取消，码马上不能用。", "Taken back. The code is dead.")
	}
	return ""
}

// actionWords says what an event did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "delegate.named":
		return msg.Pick(ctx, "委托别人接孩子", "Asked somebody to collect a child")
	case "delegate.opened":
		return msg.Pick(ctx, "打开了接送链接", "Opened a link to collect a child")
	case "delegate.locked":
		return msg.Pick(ctx, "接送链接数字错 5 次，作废", "Five wrong tries at a link to collect a child")
	case "delegate.claimed":
		return msg.Pick(ctx, "受托人领了码", "A delegate's phone has its code")
	case "delegate.second":
		return msg.Pick(ctx, "另一部手机来领接送码，没有给", "Refused a second phone a delegate's code")
	case "delegate.renewed":
		return msg.Pick(ctx, "重新发了接送链接", "Made a new link to collect a child")
	case "delegate.ended":
		return msg.Pick(ctx, "取消了委托", "Took a delegate back")
	case "delegate.viewed":
		return msg.Pick(ctx, "看了受托接送人", "Looked at a delegate")
	}
	return ""
}

// detailWords names a part of an event's detail; "" for ids.
func detailWords(context.Context, string) string { return "" }

// faultWords says why a form was refused; "" for another's code.
func faultWords(ctx context.Context, f *fault.Error) string {
	switch f.Code {
	case "mandate_link":
		return msg.Pick(ctx, "没有这个链接。", "There is no such link.")
	case "mandate_taken", "card_claimed":
		return msg.Pick(ctx, "已经在另一部手机上用了。", "It is in use on another phone.")
	case "mandate_dead":
		return msg.Pick(ctx, "链接不能再用了。", "The link cannot be used any more.")
	case "mandate_digits":
		return msg.Pick(ctx, "数字不对。", "Wrong digits.")
	}
	_, text := view.Fault(ctx, f.Code)
	return text
}

// kinds are the words of what guardians are told.
var kinds = []outbox.Kind{
	kind(mandate.NoticeNamed, "委托别人接", "A delegate", false, func(ctx context.Context, t mandate.Told, child string) string {
		return msg.Pick(ctx, "委托了"+t.Name+"来接"+child, t.Name+" is asked to collect "+child)
	}),
	kind(mandate.NoticeOpened, "链接被打开", "The link was opened", false, func(ctx context.Context, t mandate.Told, _ string) string {
		return msg.Pick(ctx, "有人打开了给"+t.Name+"的链接，正等您念数字", "Somebody opened the link for "+t.Name+" and waits for the digits")
	}),
	kind(mandate.NoticeLocked, "数字错了 5 次", "Five wrong tries", true, func(ctx context.Context, t mandate.Told, _ string) string {
		return msg.Pick(ctx, "给"+t.Name+"的链接数字错了 5 次，已作废", "Five wrong tries at the link for "+t.Name+": it is dead")
	}),
	kind(mandate.NoticeReady, "领了接送码", "The code is on the phone", false, func(ctx context.Context, t mandate.Told, child string) string {
		return msg.Pick(ctx, t.Name+"领了码，可以来接"+child, t.Name+" has the code and can collect "+child)
	}),
	kind(mandate.NoticeSecond, "另一部手机来领码", "A second phone came", true, func(ctx context.Context, t mandate.Told, _ string) string {
		return msg.Pick(ctx, "另一部手机打开了给"+t.Name+"的链接，没有给码", "Another phone opened the link for "+t.Name+" and was refused")
	}),
	kind(mandate.NoticeRenewed, "重新发链接", "A new link", false, func(ctx context.Context, t mandate.Told, _ string) string {
		return msg.Pick(ctx, "给"+t.Name+"重新发了链接，旧的作废", "A new link was made for "+t.Name+"; the old one is dead")
	}),
	kind(mandate.NoticeEnded, "委托取消", "A delegate was taken back", true, func(ctx context.Context, t mandate.Told, child string) string {
		if t.By == "school" {
			return msg.Pick(ctx, "学校取消了"+t.Name+"来接"+child, "The school took back that "+t.Name+" collects "+child)
		}
		return msg.Pick(ctx, "取消了"+t.Name+"来接"+child, t.Name+" is not to collect "+child+" any more")
	}),
}

func kind(name, zh, en string, warn bool, title func(ctx context.Context, t mandate.Told, child string) string) outbox.Kind {
	return outbox.Kind{
		Kind: name, Name: func(ctx context.Context) string { return msg.Pick(ctx, zh, en) },
		Draw: func(ctx context.Context, t outbox.Told) outbox.Text {
			var told mandate.Told
			t.Read(&told)
			return outbox.Text{Title: title(ctx, told, t.Name), Body: view.Relation(ctx, told.Relation), Warn: warn, Link: view.Path(told.ID),
				Do: msg.Pick(ctx, "看一下", "Have a look")}
		},
	}
}
