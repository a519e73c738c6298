package book

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"yunka/views/account"
	"yunka/views/cardpage"
	"yunka/views/layout"
	"yunka/views/msg"
)

// in makes a leaf whose data needs the language.
func in(draw func(context.Context) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error { return draw(ctx).Render(ctx, w) })
}

func accountLeaves() []Leaf {
	nobody := layout.Page{}
	return []Leaf{
		phone("login", account.Login(account.LoginView{Page: nobody})),
		phone("login-failed", in(func(ctx context.Context) templ.Component {
			return account.Login(account.LoginView{Page: nobody, Login: "wenjing", Next: "/card", Error: msg.TooManyTries(ctx, 5*time.Minute)})
		})),
		phone("activate", account.Activate(account.ActivateView{Page: nobody, Code: "K7PM-3QXD"})),
		phone("activate-failed", in(func(ctx context.Context) templ.Component {
			return account.Activate(account.ActivateView{Page: nobody, Code: "K7PM-3QXD", Login: "wenjing", CodeError: msg.ActivationFailed(ctx), LoginError: msg.LoginTaken(ctx), PasswordError: msg.PasswordTooWeak(ctx)})
		})),
		phone("activate-add", account.Activate(account.ActivateView{Page: page()})),
		phone("not-found", account.Problem(account.ProblemView{Page: page(), Status: 404})),
		phone("internal", account.Problem(account.ProblemView{Page: nobody, Status: 500, ID: "01JD8K"})),
		phone("message", in(func(ctx context.Context) templ.Component {
			return account.Message(account.MessageView{Page: page(), Title: account.ActivateWord(ctx), Text: cardpage.NoCardsDo(ctx), Next: "/card", NextText: account.GoHome(ctx)})
		})),
	}
}

func cardLeaves() []Leaf {
	student := cardpage.Card{
		ID: "c1", School: school, Zone: "Asia/Shanghai", Holder: "林知夏", Role: "student", Class: "三年级2班", Number: "20230217",
		State: cardpage.Active, Claimable: true, Mark: 459_000_000_000, Pay: true,
		Phones:  []cardpage.Phone{{ID: "k1", Device: "iPhone · WeChat", Since: at(7, 0, 0).AddDate(0, -2, 0), LastUse: at(7, 46, 2)}},
		Consent: cardpage.Consent{Version: "2026-11", At: at(7, 0, 0).AddDate(0, -2, 0)},
	}
	guardian := cardpage.Card{ID: "c2", School: school, Holder: "周文静", Role: "parent", Class: "林知夏的妈妈", State: cardpage.Active, Claimable: true, Pay: true, Release: true, Consent: cardpage.Consent{Version: "2026-11"}}
	waits := student
	waits.Phones, waits.Consent = nil, cardpage.Consent{Version: "2026-11", ByParent: true}
	ended := student
	ended.State, ended.Phones = cardpage.Ended, nil
	frozen := student
	frozen.State = cardpage.Frozen
	blocked := student
	blocked.ID, blocked.State, blocked.Phones = "c3", cardpage.Blocked, nil
	named := student
	named.ID, named.Holder, named.Phones = "c4", long, nil
	today := []cardpage.Item{
		{ID: "s3", At: at(7, 47, 10), Decision: deny, Reason: "CODE_ALREADY_USED", Where: southTwo, Mine: true},
		{ID: "s1", At: at(7, 46, 2), Direction: "in", Decision: allow, Reason: "OK", Where: southOne, Mine: true},
	}
	live := page()
	live.Live = "/live?topics=card:c2,child:l1,child:l2&since=41"
	children := []cardpage.Child{
		{PersonID: "p1", LiveID: "l1", Name: "林知夏", Class: "三(2)班", Last: &cardpage.Last{At: at(7, 46, 2), Direction: "in", Where: southOne}},
		{PersonID: "p2", LiveID: "l2", Name: long, Class: "一(4)班"},
		{PersonID: "p3", LiveID: "l3", Name: "林沐阳", Class: "一(4)班", Last: &cardpage.Last{At: at(7, 50, 0), Direction: "out", Zone: "图书馆", Where: southTwo}},
	}
	children[0].Card = &cardpage.ChildCard{ID: "k1", State: cardpage.Active, Phones: 1, MayConsent: true, Consent: cardpage.Consent{Version: "2026-11", At: at(7, 0, 0)}}
	children[1].Card = &cardpage.ChildCard{ID: "k2", State: cardpage.Active, MayConsent: true, Consent: cardpage.Consent{Version: "2026-11"}}
	children[2].Card = &cardpage.ChildCard{ID: "k3", State: cardpage.Frozen, Consent: cardpage.Consent{Version: "2026-11"}}
	family := []cardpage.Item{{ID: "s1", At: at(7, 46, 2), Direction: "in", Decision: allow, Reason: "OK", Where: southOne, Who: "林知夏"}}
	return []Leaf{
		phone("card-shell", cardpage.Shell(layout.Page{})),
		phone("card-large", cardpage.Page(cardpage.View{Page: largePage(), Cards: []cardpage.Card{guardian}, Children: children, Today: today, Now: at(10, 26, 0)})),
		phone("card-student", cardpage.Page(cardpage.View{Page: demo(), Cards: []cardpage.Card{student}, Today: today, Now: at(7, 48, 0)})),
		phone("card-student-dark", cardpage.Page(cardpage.View{Page: dark(), Cards: []cardpage.Card{student}, Today: today, Now: at(7, 48, 0)})),
		phone("card-parent", cardpage.Page(cardpage.View{Page: live, Cards: []cardpage.Card{guardian}, Children: children, Today: family, Now: at(7, 48, 0)})),
		phone("card-frozen", in(func(ctx context.Context) templ.Component {
			c := frozen
			c.Problem = msg.WrongPassword(ctx)
			return cardpage.Page(cardpage.View{Page: page(), Cards: []cardpage.Card{c}, Now: at(7, 48, 0)})
		})),
		phone("card-waits", cardpage.Page(cardpage.View{Page: page(), Cards: []cardpage.Card{waits}, Now: at(7, 48, 0)})),
		phone("card-ended", cardpage.Page(cardpage.View{Page: page(), Cards: []cardpage.Card{ended}, Now: at(7, 48, 0)})),
		phone("card-two", cardpage.Page(cardpage.View{Page: page(), Cards: []cardpage.Card{named, blocked}, Now: at(7, 48, 0)})),
		phone("card-empty", cardpage.Page(cardpage.View{Page: page(), Now: at(7, 48, 0)})),
	}
}

// largePage is for who reads with the large text.
func largePage() layout.Page {
	p := page()
	p.Large = true
	return p
}
