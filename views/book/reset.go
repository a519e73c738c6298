package book

import (
	"context"

	"github.com/a-h/templ"

	"yunka/views/account"
	"yunka/views/cardpage"
	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/msg"
	peopleview "yunka/views/people"
	visitsview "yunka/views/visits"
)

// resetLeaves are how somebody gets back into an account.
func resetLeaves() []Leaf {
	nobody := layout.Page{}
	slip := account.ResetView{Page: layout.Page{SchoolName: school}, Code: "K7PM-3QXD-44HA", Name: "周文静", Login: "wenjing", Phones: 2, Until: at(9, 30, 0).AddDate(0, 0, 1)}
	printed := peopleview.ResetSlipView{Shell: shell(), School: school, Name: "周文静", Back: "林知夏", BackTo: "/people/p1", Code: slip.Code, URL: "yunka.example/reset", Symbol: paper, Until: slip.Until}
	longName := printed
	longName.Name, longName.Back = long, long
	forgot := peopleview.PersonView{Shell: shell(), ID: "p4", Name: "周文静", Phone: "138****5678", Account: "wenjing", MayChange: true, MayReset: true,
		Memberships: []peopleview.Membership{{ID: "m1", Open: true, Role: "parent", From: at(0, 0, 0).AddDate(-1, 0, 0), CardID: "c1", CardState: "active"}}}
	unconfirmed := forgot
	unconfirmed.Unconfirmed = true
	off := forgot
	off.Off, off.MayReset, off.MayDisable = true, false, true
	two := forgot
	two.Elsewhere, two.MayDisable = true, true
	half := page()
	half.Dormant = true
	taught := peopleview.PersonView{Shell: shell(), ID: "p1", Name: "林知夏", Number: "20230217", Account: "20230217", MayReset: true, Guardians: []peopleview.Relative{
		{Name: "周文静", Relation: "母亲", Rights: []string{"view", "leave"}, ResetID: "p4"}, {Name: long, Relation: "父亲", Restricted: true}}}
	taught.Shell.Partial, taught.Shell.Rail = true, []console.RailItem{peopleview.RailPeople, visitsview.RailVisits}
	told := page()
	told.Reset = &layout.Reset{At: at(7, 30, 0), By: "赵立新", School: school}
	guard := page()
	guard.NeedsPIN = "s1"
	office := shell()
	office.Page.Reset = &layout.Reset{At: at(7, 30, 0), School: school}
	here := account.Session{ID: "l1", Browser: "iPhone · WeChat", Since: at(7, 30, 0), LastUse: at(7, 48, 0), Here: true}
	mine := account.SelfView{
		Page: page(), People: []account.Self{{Name: "周文静", School: school, SchoolID: "s1"}}, Now: at(7, 48, 0), Logins: []account.Session{here},
		Phones: []account.Phone{{ID: "k1", Device: "iPhone · WeChat", Holder: "周文静", School: school, Role: "parent", Since: at(7, 31, 0), LastUse: at(7, 46, 2), Where: southOne, Here: true}},
	}
	many := account.SelfView{Page: guard, People: []account.Self{
		{Name: "周文静", School: school, SchoolID: "s1", MayPIN: true},
		{Name: "周文静", School: "启明小学", SchoolID: "s2", MayPIN: true, HasPIN: true},
		{Name: long, School: "启明小学", SchoolID: "s3", Unconfirmed: true},
		{Name: "周文静", School: school, SchoolID: "s4", Disabled: true},
	}, Resets: []layout.Reset{*told.Reset, {At: at(7, 0, 0).AddDate(0, -1, 0), School: school}}, Now: at(7, 48, 0), Logins: []account.Session{
		here,
		{ID: "l2", Browser: "Windows · Edge", Since: at(16, 20, 0).AddDate(0, 0, -3), LastUse: at(17, 2, 0).AddDate(0, 0, -1)},
		{ID: "l3", Since: at(9, 0, 0).AddDate(-1, 0, 0), LastUse: at(9, 0, 0).AddDate(0, -2, 0)},
	}, Phones: []account.Phone{
		{ID: "k1", Device: "HarmonyOS · Huawei", Holder: "周文静", School: school, Role: "parent", Since: at(7, 31, 0).AddDate(0, -2, 0)},
		{ID: "k2", Device: "Android · Chrome", Holder: long, School: "启明小学", Role: "guard", Since: at(7, 31, 0).AddDate(0, -1, 0), LastUse: at(7, 46, 2).AddDate(0, 0, -1), Where: southTwo},
	}}
	return []Leaf{
		phone("account", account.Account(mine)),
		phone("account-many", account.Account(many)),
		desk("account-desk", account.Account(many)),
		phone("card-reset-told", cardpage.Page(cardpage.View{Page: told, Now: at(7, 48, 0)})),
		phone("card-needs-pin", cardpage.Page(cardpage.View{Page: guard, Now: at(7, 48, 0)})),
		desk("console-reset-told", peopleview.People(peopleview.PeopleView{Shell: office, First: true})),
		phone("reset", account.Reset(account.ResetView{Page: nobody})),
		phone("reset-unknown", in(func(ctx context.Context) templ.Component {
			return account.Reset(account.ResetView{Page: nobody, Code: "K7PM-3QXD", CodeError: account.ResetUnknown(ctx)})
		})),
		phone("reset-set", account.Reset(slip)),
		phone("reset-set-wrong", in(func(ctx context.Context) templ.Component {
			v := slip
			v.Name, v.Admin, v.Phones, v.PasswordError = long, true, 0, msg.PasswordTooWeak(ctx)
			return account.Reset(v)
		})),
		desk("reset-set-desk", account.Reset(slip)),
		phone("reset-used", account.Reset(account.ResetView{Page: nobody, Over: "used"})),
		phone("reset-expired", account.Reset(account.ResetView{Page: nobody, Over: "expired"})),
		phone("reset-ended", account.Reset(account.ResetView{Page: nobody, Over: "ended"})),
		desk("console-reset-slip", peopleview.ResetSlip(printed)),
		phone("console-reset-slip-phone", peopleview.ResetSlip(longName)),
		desk("console-person-forgot", peopleview.Person(forgot)),
		desk("console-person-unconfirmed", peopleview.Person(unconfirmed)),
		phone("console-person-unconfirmed-phone", peopleview.Person(unconfirmed)),
		desk("console-person-off", peopleview.Person(off)),
		desk("console-person-two-schools", peopleview.Person(two)),
		phone("console-person-two-schools-phone", peopleview.Person(two)),
		phone("card-dormant", cardpage.Page(cardpage.View{Page: half, Now: at(7, 48, 0)})),
		phone("login-disabled", in(func(ctx context.Context) templ.Component {
			return account.Login(account.LoginView{Page: nobody, Login: "wenjing", Error: msg.AccountDisabled(ctx)})
		})),
		desk("console-person-taught", peopleview.Person(taught)),
	}
}
