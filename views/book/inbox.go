package book

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yunka/views/cardpage"
	"yunka/views/inbox"
	"yunka/views/layout"
	"yunka/views/msg"
)

// inboxLeaves are the messages of a card, their settings, and the office's page.
func inboxLeaves() []Leaf {
	night := inbox.Quiet{On: true, From: "21:30", To: "06:30"}
	view := func(p layout.Page, messages func(ctx context.Context) []inbox.Message, change ...func(*inbox.View)) templ.Component {
		return in(func(ctx context.Context) templ.Component {
			v := inbox.View{
				Page: p, First: true, Quiet: night,
				List:  inbox.List{Person: "p1", Live: true, Now: at(17, 20, 0), Messages: messages(ctx)},
				Boxes: []inbox.Box{{Person: "p1", School: school, Role: "parent", Unread: 2, Current: true}},
			}
			for _, c := range change {
				c(&v)
			}
			return inbox.Page(v)
		})
	}
	two := func(v *inbox.View) {
		v.Children = []inbox.Child{{ID: "c1", Name: "林知夏"}, {ID: "c2", Name: "林沐阳"}}
	}
	none := func(context.Context) []inbox.Message { return nil }
	nothing := func(v *inbox.View) { v.Boxes[0].Unread = 0 }
	settings := func(v inbox.SettingsView) templ.Component {
		v.Page, v.Person, v.School, v.Schools = page(), "p1", school, night
		return inbox.Settings(v)
	}
	return []Leaf{
		phone("inbox", view(page(), mail, two)),
		phone("inbox-dark", view(dark(), mail, two)),
		phone("inbox-large", view(func() layout.Page { p := page(); p.Large = true; return p }(), mail, two)),
		phone("inbox-empty", view(page(), none, nothing)),
		phone("inbox-child-empty", view(page(), none, nothing, two, func(v *inbox.View) {
			v.Child, v.Children[1].Current, v.List.Live = "c2", true, false
		})),
		phone("inbox-long", view(page(), longMail, func(v *inbox.View) {
			v.Boxes[0].Unread = 214
			v.Boxes = append(v.Boxes, inbox.Box{Person: "p2", School: strings.Repeat(school, 2), Role: "teacher", Unread: 3})
			v.Children = []inbox.Child{{ID: "c1", Name: long, Current: true}, {ID: "c2", Name: longer}}
			v.Next = "17"
		})),
		phone("inbox-settings", settings(inbox.SettingsView{Quiet: night})),
		phone("inbox-settings-wrong", in(func(ctx context.Context) templ.Component {
			return settings(inbox.SettingsView{
				Own: true, Quiet: inbox.Quiet{On: true, From: "22:00", To: "22:00"}, Problem: inbox.Wrong(ctx, "quiet_same"),
				Channels: []inbox.Channel{{Kind: "wechat", On: true}, {Kind: "email"}, {Kind: "sms"}},
			})
		})),
		phone("card-messages", cardpage.Page(cardpage.View{
			Page: page(), Now: at(7, 46, 8),
			Cards: []cardpage.Card{{
				ID: "c2", School: school, Holder: "周文静", Role: "parent", Class: "林知夏的妈妈", State: cardpage.Active, Claimable: true,
				Consent: cardpage.Consent{Version: "2026-11"}, Parts: []templ.Component{inbox.Entry("p1", 3)},
			}},
		})),
		desk("console-messages", in(func(ctx context.Context) templ.Component { return inbox.Messaging(busyOffice(ctx)) })),
		phone("console-messages-phone", in(func(ctx context.Context) templ.Component { return inbox.Messaging(busyOffice(ctx)) })),
		desk("console-messages-empty", inbox.Messaging(inbox.Office{Shell: shell(), May: true, Quiet: night})),
	}
}

// mail is a day and the one before: a digest, a late arrival in it, a correction.
func mail(ctx context.Context) []inbox.Message {
	yesterday := func(h, m int) time.Time { return at(h, m, 0).AddDate(0, 0, -1) }
	return []inbox.Message{
		{
			ID: 9, At: at(16, 36, 0), Unread: true, Title: "林知夏" + msg.Pick(ctx, "离校了", " has left school"),
			Body: southTwo,
		},
		{
			ID: 8, At: at(12, 31, 0), Unread: true, Title: "林沐阳" + msg.Pick(ctx, "的校园卡装到了新手机上", "'s campus card is on a new phone"),
			Body: msg.Pick(ctx, "iPhone · WeChat。不认识这部手机，就在卡片页停卡。", "iPhone · WeChat. If you do not know this phone, stop the card on the card page."),
			Link: "/card", Do: msg.Pick(ctx, "去卡片页", "To the card page"),
		},
		{
			ID: 7, At: at(7, 51, 0), Title: msg.Pick(ctx, "两个孩子都到校了", "Both children are at school"),
			Lines: []inbox.Line{
				{Name: "林沐阳", Text: southTwo, At: at(7, 41, 0)},
				{Name: "林知夏", Text: msg.Pick(ctx, "迟到 6 分钟", "6 minutes late"), At: at(7, 50, 12), Warn: true},
			},
		},
		{
			ID: 6, At: yesterday(8, 20), Title: msg.Pick(ctx, "更正：", "Corrected: ") + "林沐阳" + msg.Pick(ctx, " 11月18日准时到校", " was on time on 18 Nov"),
			Was:  msg.Pick(ctx, "迟到 11 分钟", "11 minutes late"),
			Body: msg.Pick(ctx, "改为 07:38 到。", "Now: came at 07:38. ") + southOne + msg.Pick(ctx, "补传了记录。", " has handed in its records."),
		},
		{
			ID: 5, At: yesterday(7, 47), Title: msg.Pick(ctx, "两个孩子都到校了", "Both children are at school"),
			Lines: []inbox.Line{
				{Name: "林沐阳", Text: southTwo, At: yesterday(7, 39)},
				{Name: "林知夏", Text: southOne, At: yesterday(7, 46)},
			},
		},
		{
			ID: 3, At: at(9, 2, 0).AddDate(0, 0, -14), Title: msg.Pick(ctx, "有人给您的账号打了重设密码条", "A slip to reset your password was printed"),
			Body: msg.Pick(ctx, "学校打的。不是您要的，请马上告诉学校。", "Printed at the school. If you did not ask for it, tell the school at once."),
		},
	}
}

// longMail is twenty messages about people with long names.
func longMail(ctx context.Context) (list []inbox.Message) {
	for i := range 20 {
		m := inbox.Message{
			ID: int64(40 - i), At: at(16, 36-i, 0), Unread: i%3 == 0,
			Title: msg.Pick(ctx, long+"的校园卡停用了", longer+"'s campus card was stopped"),
			Body:  msg.Pick(ctx, "学校停的。停着的卡开不了门。要恢复请找学校。", "Stopped by the school. A stopped card opens nothing. Ask the school to start it again."),
		}
		if i == 1 {
			m.Title, m.Body = msg.Pick(ctx, "3 个孩子都到校了", "All 3 children are at school"), ""
			for _, name := range []string{long, longer, "林知夏"} {
				m.Lines = append(m.Lines, inbox.Line{Name: name, Text: "东校区体育馆与游泳馆之间的消防应急通道 2 号闸", At: at(7, 41, 0)})
			}
		}
		list = append(list, m)
	}
	return list
}

// busyOffice is a morning on which much waits and something failed.
func busyOffice(ctx context.Context) inbox.Office {
	v := inbox.Office{
		Shell: shell(), May: true, Quiet: inbox.Quiet{On: true, From: "21:30", To: "06:30"}, DeadAll: 57, Search: "林知夏",
		Waiting: []inbox.Waiting{
			{Why: "now", N: 12, Due: at(7, 46, 8)}, {Why: "digest", N: 214, Due: at(7, 47, 0)}, {Why: "quiet", N: 1203, Due: at(6, 30, 0).AddDate(0, 0, 1)},
			{Why: "send", N: 31, Due: at(7, 46, 8)}, {Why: "retry", N: 4, Due: at(7, 52, 0)},
		},
		Dead: []inbox.Dead{
			{ID: "17", Kind: msg.Pick(ctx, "离校", "Left"), About: "林知夏", Why: `nobody knows who "alumni" is`, At: at(7, 30, 0)},
			{ID: "01JD8K", Kind: msg.Pick(ctx, "停卡", "Card stopped"), Channel: "wechat", Reader: long, Why: strings.Repeat("connection refused ", 12), At: at(7, 12, 0)},
		},
		Hits: []inbox.Hit{{Name: "林知夏", Number: "20230217", Class: "三年级2班"}},
		Found: []inbox.Found{
			{Number: 31, Kind: msg.Pick(ctx, "到校", "Arrived"), Name: "林知夏", At: at(7, 41, 0), State: "done", Readers: []inbox.Reader{
				{Name: "周文静", State: "done", Told: at(7, 41, 0), Read: at(7, 44, 0)}, {Name: long, State: "waiting", Hold: "digest"},
				{Name: "陈一诺", State: "withheld"},
			}},
			{Number: 30, Kind: msg.Pick(ctx, "停卡", "Card stopped"), Name: "林知夏", At: at(7, 2, 0), State: "done"},
		},
		Channels: []inbox.Channel{{Kind: "wechat", On: true}, {Kind: "email"}},
		Typed:    inbox.Typed{Letter: "17", Note: "", Problem: inbox.NoteWrong(ctx)},
	}
	v.Shell.Page.Problem = v.Typed.Problem
	for i := range 14 {
		v.Days = append(v.Days, inbox.DayTotal{Day: at(0, 0, 0).AddDate(0, 0, -i), Told: 2310 - 97*i, Read: 2000 - 100*i, Waiting: i % 3, Replaced: i % 2, Withheld: 3})
	}
	return v
}
