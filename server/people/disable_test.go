package people_test

import (
	"context"
	"testing"

	"yunka/server/allow"
	"yunka/server/web/webtest"
)

// The office disables an account: whoever is logged in with it is out with the next
// request, and the login says why to who knows the password.
func TestTheOfficeDisablesAnAccount(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		parent, admin := o.As(o.Parent.Person), o.As(webtest.AdminOf(o.Mine))
		person := "/console/people/" + o.Parent.Person
		admin.Get(person).Has(t, 200, person+"/disable", "马上退出")
		admin.Post(person+"/disable", nil).Want(t, 303, person+"?done=disabled")
		admin.Get(person+"?done=disabled").Has(t, 200, "账号已停用", person+"/enable")
		if parent.LoggedIn() {
			t.Fatal("still in")
		}
		b := o.Browser()
		wrong := b.Login("u"+o.Parent.Person, "wrong password")
		wrong.Has(t, 401)
		wrong.HasNot(t, "停用了这个账号")
		b.Login("u"+o.Parent.Person, webtest.SecretPhrase).Has(t, 403, "停用了这个账号")
		if b.LoggedIn() {
			t.Fatal("in, and disabled")
		}
		admin.Post(person+"/enable", nil).Want(t, 303, person+"?done=enabled")
		b.Login("u"+o.Parent.Person, webtest.SecretPhrase).Want(t, 303, "/")
		own := "/console/people/" + webtest.AdminOf(o.Mine)
		admin.Get(own).HasNot(t, own+"/disable")
		admin.Post(own+"/disable", nil).Has(t, 409, "另一位管理员")
		o.Verified()
	})
}

// Of an account that is also another school's, an office disables its own part, and
// both the office and the owner are told so.
func TestAnAccountOfTwoSchoolsIsDisabledHereOnly(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		parent, admin := o.As(o.Parent.Person), o.As(webtest.AdminOf(o.Mine))
		there := o.Other.Holder(t, allow.Parent)
		code, _, err := o.Accounts.IssueActivation(context.Background(), allow.Actor{Kind: allow.System}, there.Person)
		if err != nil {
			t.Fatal(err)
		}
		parent.Post("/activate", nil, "code", code, "password", webtest.SecretPhrase).Want(t, 303, "/")
		person := "/console/people/" + o.Parent.Person
		admin.Get(person).Has(t, 200, "也是别的学校的")
		admin.Post(person+"/disable", nil).Want(t, 303, person+"?done=disabled-here")
		admin.Get(person+"?done=disabled-here").Has(t, 200, "不能整个停用")
		page := parent.Get("/card")
		page.Has(t, 200, there.Card)
		page.HasNot(t, o.Parent.Card)
		parent.Get("/account").Has(t, 200, "已停用", "请找那里的办公室")
	})
}
