package inbox

import (
	"context"
	"time"

	"yunka/server/account"
	"yunka/server/campus"
	"yunka/server/card"
	"yunka/server/outbox"
	"yunka/server/roster"
	"yunka/views/msg"
)

// kinds are the words of what the domains tell, and of kinds that nobody knows.
var kinds = []outbox.Kind{
	{Kind: card.NoticeClaimed, Name: func(ctx context.Context) string { return msg.Pick(ctx, "卡装到新手机", "Card on a new phone") }, Draw: drawClaimed},
	{Kind: card.NoticeStopped, Name: func(ctx context.Context) string { return msg.Pick(ctx, "停卡", "Card stopped") }, Draw: drawStopped},
	{Kind: card.NoticeStarted, Name: func(ctx context.Context) string { return msg.Pick(ctx, "恢复用卡", "Card started again") }, Draw: drawStarted},
	{Kind: card.NoticeLost, Name: func(ctx context.Context) string { return msg.Pick(ctx, "挂失", "Reported lost") }, Draw: drawLost},
	{Kind: account.NoticeReset, Name: func(ctx context.Context) string { return msg.Pick(ctx, "重设密码条", "Password slip") }, Draw: drawReset},
	{Kind: campus.NoticeGuardian, Name: func(ctx context.Context) string { return msg.Pick(ctx, "成为家长", "New guardian") }, Draw: drawGuardian},
	{Kind: campus.NoticeRights, Name: func(ctx context.Context) string { return msg.Pick(ctx, "家长权限", "Guardian's rights") }, Draw: drawRights},
	{Kind: roster.NoticeApplied, Name: func(ctx context.Context) string { return msg.Pick(ctx, "导入花名册", "Roster applied") }, Draw: drawRoster},
	{Kind: outbox.Other, Name: func(ctx context.Context) string { return msg.Pick(ctx, "其他", "Other") }, Draw: drawOther},
}

// cardOf is "your campus card" or "Lin Zhixia's campus card".
func cardOf(ctx context.Context, t outbox.Told) string {
	if t.Own {
		return msg.Pick(ctx, "您的校园卡", "Your campus card")
	}
	return msg.Pick(ctx, t.Name+"的校园卡", t.Name+"'s campus card")
}

// by says who did it, never by name.
func by(ctx context.Context, t outbox.Told, who string) string {
	switch who {
	case "school":
		return msg.Pick(ctx, "学校", "the school")
	case "holder":
		if t.Own {
			return msg.Pick(ctx, "您", "you")
		}
		return t.Name
	}
	return msg.Pick(ctx, "家长", "a guardian")
}

func drawClaimed(ctx context.Context, t outbox.Told) outbox.Text {
	var d card.Told
	t.Read(&d)
	device := d.Device
	if device == "" {
		device = msg.Pick(ctx, "一部手机", "a phone")
	}
	return outbox.Text{
		Title: msg.Pick(ctx, cardOf(ctx, t)+"装到了新手机上", cardOf(ctx, t)+" is on a new phone"),
		Body:  msg.Pick(ctx, device+"。不认识这部手机，就在卡片页停卡。", device+". If you do not know this phone, stop the card on the card page."),
		Link:  "/card", Do: msg.Pick(ctx, "去卡片页", "To the card page"),
	}
}

func drawStopped(ctx context.Context, t outbox.Told) outbox.Text {
	var d card.Told
	t.Read(&d)
	body := msg.Pick(ctx, by(ctx, t, d.By)+"停的。停着的卡开不了门。", "Stopped by "+by(ctx, t, d.By)+". A stopped card opens nothing.")
	if d.By == "school" {
		body += msg.Pick(ctx, "要恢复请找学校。", " Ask the school to start it again.")
	}
	return outbox.Text{Title: msg.Pick(ctx, cardOf(ctx, t)+"停用了", cardOf(ctx, t)+" was stopped"), Body: body}
}

func drawStarted(ctx context.Context, t outbox.Told) outbox.Text {
	var d card.Told
	t.Read(&d)
	return outbox.Text{
		Title: msg.Pick(ctx, cardOf(ctx, t)+"又能用了", cardOf(ctx, t)+" works again"),
		Body:  msg.Pick(ctx, by(ctx, t, d.By)+"恢复的。", "Started by "+by(ctx, t, d.By)+"."),
	}
}

func drawLost(ctx context.Context, t outbox.Told) outbox.Text {
	var d card.Told
	t.Read(&d)
	return outbox.Text{
		Title: msg.Pick(ctx, cardOf(ctx, t)+"有一个挂失了", "A phone or chip of "+lower(ctx, cardOf(ctx, t))+" was reported lost"),
		Body: msg.Pick(ctx, by(ctx, t, d.By)+"挂失的，挂失的那部手机或实体卡开不了门。别的还能用。",
			"Reported by "+by(ctx, t, d.By)+". That phone or chip opens nothing; the others still work."),
	}
}

// lower is "your campus card" inside a sentence.
func lower(ctx context.Context, text string) string {
	if your := "Your "; msg.LangOf(ctx) == msg.En && len(text) > len(your) && text[:len(your)] == your {
		return "your " + text[len(your):]
	}
	return text
}

func drawReset(ctx context.Context, t outbox.Told) outbox.Text {
	var d account.ToldReset
	t.Read(&d)
	until := msg.Stamp(ctx, time.UnixMilli(d.Until).In(t.At.Location()))
	return outbox.Text{
		Title: msg.Pick(ctx, "有人给您的账号打了重设密码条", "A slip to reset your password was printed"),
		Body: msg.Pick(ctx, "%s打的，%s前拿着它可以改您的密码。不是您要的，请马上告诉学校。",
			"Printed at %s. Until %s whoever holds it can set your password. If you did not ask for it, tell the school at once.", t.School, until),
		Link: "/account", Do: msg.Pick(ctx, "我的账号", "My account"),
	}
}

func drawGuardian(ctx context.Context, t outbox.Told) outbox.Text {
	return outbox.Text{
		Title: msg.Pick(ctx, "您现在是"+t.Name+"的家长", "You are now a guardian of "+t.Name),
		Body:  rights(ctx, t),
		Link:  "/card", Do: msg.Pick(ctx, "去卡片页", "To the card page"),
	}
}

func drawRights(ctx context.Context, t outbox.Told) outbox.Text {
	return outbox.Text{
		Title: msg.Pick(ctx, "您对"+t.Name+"的权限改了", "What you may do for "+t.Name+" has changed"),
		Body:  rights(ctx, t),
	}
}

// rights lists what an adult may do for a child.
func rights(ctx context.Context, t outbox.Told) string {
	var d campus.ToldRights
	t.Read(&d)
	text := ""
	for _, r := range []struct {
		given  bool
		zh, en string
	}{
		{d.View, "看孩子", "see the child"},
		{d.Leave, "请假", "ask for leave"},
		{d.Pay, "付款", "pay"},
		{d.Pickup, "接孩子", "collect the child"},
		{d.Delegate, "请人代接", "name somebody who collects"},
		{d.Consent, "代为同意", "agree for the child"},
		{d.Notify, "收消息", "be told"},
	} {
		if !r.given {
			continue
		}
		if text != "" {
			text += msg.Pick(ctx, "、", ", ")
		}
		text += msg.Pick(ctx, r.zh, r.en)
	}
	return msg.Pick(ctx, "可以："+text+"。", "You may: "+text+".")
}

func drawRoster(ctx context.Context, t outbox.Told) outbox.Text {
	var d roster.ToldApplied
	t.Read(&d)
	c := d.Counts
	text := outbox.Text{
		Title: msg.Pick(ctx, "花名册导入好了", "A roster was applied"),
		Body: msg.Pick(ctx, "%s：学生新增 %s、修改 %s，家长新增 %s、修改 %s。",
			"%s: pupils %s added, %s changed; guardians %s added, %s changed.", d.File,
			msg.Count(c.Students.Added), msg.Count(c.Students.Changed), msg.Count(c.Guardians.Added), msg.Count(c.Guardians.Changed)),
	}
	if d.Import != "" {
		text.Link, text.Do = "/console/imports/"+d.Import, msg.Pick(ctx, "看导入结果", "See the result")
	}
	return text
}

func drawOther(ctx context.Context, t outbox.Told) outbox.Text {
	title := msg.Pick(ctx, "学校有一条消息", "A message from the school")
	if t.Name != "" && !t.Own {
		title = msg.Pick(ctx, "关于"+t.Name+"的一条消息", "A message about "+t.Name)
	}
	return outbox.Text{Title: title, Body: msg.Pick(ctx, "它是云卡的另一个版本写的，请问学校。", "Another version of Yunka wrote it. Please ask the school.")}
}
