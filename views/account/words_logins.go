package account

import (
	"context"
	"strings"
	"time"

	"yunka/views/msg"
)

func loginsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "登录在这些地方", "Where you are logged in")
}
func phonesTitle(ctx context.Context) string {
	return msg.Pick(ctx, "有您的卡的手机", "Phones with your card")
}
func thisOne(ctx context.Context) string { return msg.Pick(ctx, "就是这里", "This one") }

// browserParts name the parts of a browser's name, "iPhone · WeChat". What is not listed is a
// brand and stays as it is.
var browserParts = map[string][2]string{
	"HarmonyOS": {"鸿蒙手机", "a HarmonyOS phone"},
	"Android":   {"安卓手机", "an Android phone"},
	"iPhone":    {"iPhone", "an iPhone"},
	"iPad":      {"iPad", "an iPad"},
	"Mac":       {"苹果电脑", "a Mac"},
	"Windows":   {"Windows 电脑", "a Windows computer"},
	"Linux":     {"Linux 电脑", "a Linux computer"},
	"WeChat":    {"微信", "WeChat"},
	"DingTalk":  {"钉钉", "DingTalk"},
	"QQ":        {"QQ 浏览器", "QQ"},
	"UC":        {"UC 浏览器", "UC"},
	"Huawei":    {"华为浏览器", "the Huawei browser"},
	"Xiaomi":    {"小米浏览器", "the Xiaomi browser"},
}

// BrowserWords says in words what a browser called itself: "iPhone 上的微信".
func BrowserWords(ctx context.Context, name string) string {
	if name == "" {
		return msg.Pick(ctx, "一个浏览器", "A browser")
	}
	said := func(part string) string {
		if words, ok := browserParts[part]; ok {
			return msg.Pick(ctx, words[0], words[1])
		}
		return part
	}
	system, browser, both := strings.Cut(name, " · ")
	if !both {
		return upper(said(system))
	}
	return upper(msg.Pick(ctx, joinHan(said(system), "上的", said(browser)), said(browser)+" on "+said(system)))
}

// joinHan joins Chinese words and foreign names, with a blank where the two meet.
func joinHan(parts ...string) string {
	text := ""
	for _, p := range parts {
		if text != "" && p != "" && (text[len(text)-1] < 0x80) != (p[0] < 0x80) {
			text += " "
		}
		text += p
	}
	return text
}

// upper begins a line; an iPhone stays one.
func upper(text string) string {
	if text == "" || text[0] >= 0x80 || strings.HasPrefix(text, "iP") {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// moment is a time in the words of now's day: today, yesterday, a day of this year.
func moment(ctx context.Context, now, t time.Time) string {
	switch day := t.Format(time.DateOnly); {
	case t.IsZero():
		return msg.Never(ctx)
	case day == now.Format(time.DateOnly):
		return msg.Pick(ctx, "今天 %s", "today at %s", msg.Clock(t))
	case day == now.AddDate(0, 0, -1).Format(time.DateOnly):
		return msg.Pick(ctx, "昨天 %s", "yesterday at %s", msg.Clock(t))
	case t.Year() == now.Year():
		return msg.Pick(ctx, "%s %s", "%s at %s", msg.Day(ctx, t), msg.Clock(t))
	}
	return msg.Stamp(ctx, t)
}

func loggedInSince(ctx context.Context, when string) string {
	return msg.Pick(ctx, "%s 登录", "logged in %s", when)
}

func lastUsed(ctx context.Context, when string) string {
	return msg.Pick(ctx, "上次用是%s", "last used %s", when)
}

func lastUsedAt(ctx context.Context, when, place string) string {
	return msg.Pick(ctx, "上次用是%s，在%s", "last used %s, at %s", when, place)
}

func removeFromPhone(ctx context.Context) string { return msg.Pick(ctx, "移除", "Remove") }

func removeFromPhoneHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"移除后那部手机上的码马上停用；要用就在那部手机上再领一次卡。",
		"The codes on that phone stop at once. To use it again, put the card on it anew.")
}

func endOthers(ctx context.Context) string {
	return msg.Pick(ctx, "其他的全部结束", "End all others")
}

func endOthersSure(ctx context.Context, v SelfView) string {
	var parts []string
	logins, phones := v.others()
	switch {
	case logins == 1:
		parts = append(parts, msg.Pick(ctx, "别处的 1 个登录会退出", "1 other login ends"))
	case logins > 1:
		parts = append(parts, msg.Pick(ctx, "别处的 %d 个登录会退出", "%d other logins end", logins))
	}
	switch {
	case phones == 1:
		parts = append(parts, msg.Pick(ctx, "另一部手机上的卡会移除，要用就再领一次", "your card is taken off 1 other phone, which may take it again"))
	case phones > 1:
		parts = append(parts, msg.Pick(ctx, "另外 %d 部手机上的卡会移除，要用就再领一次", "your card is taken off %d other phones, which may take it again", phones))
	}
	return upper(strings.Join(parts, msg.Pick(ctx, "；", "; ")) + msg.Pick(ctx, "。", "."))
}

func endOthersYes(ctx context.Context) string {
	return msg.Pick(ctx, "结束，只留这里", "End them, keep this one")
}

// YourPassword labels the password that who is signed in types again.
func YourPassword(ctx context.Context) string {
	return msg.Pick(ctx, "您的登录密码", "Your login password")
}

func yourPasswordWhy(ctx context.Context) string {
	return msg.Pick(ctx,
		"这个人的权限会加到您的账号上，所以再问一次",
		"This person's rights are added to your account, so it is asked once more")
}
