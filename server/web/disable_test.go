package web_test

import (
	"context"
	"testing"

	"yunka/server/allow"
)

// The office disables an account: whoever is logged in with it is out with the next
// request, and the login says why to who knows the password.
func TestTheOfficeDisablesAnAccount(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		parent, admin := o.as(o.parent.Person), o.as(adminOf(o.mine))
		person := "/console/people/" + o.parent.Person
		admin.get(person).has(t, 200, person+"/disable", "马上退出")
		admin.post(person+"/disable", nil).want(t, 303, person+"?done=disabled")
		admin.get(person+"?done=disabled").has(t, 200, "账号已停用", person+"/enable")
		if parent.in() {
			t.Fatal("still in")
		}
		b := o.browser()
		wrong := b.login("u"+o.parent.Person, "wrong password")
		wrong.has(t, 401)
		wrong.hasNot(t, "停用了这个账号")
		b.login("u"+o.parent.Person, secretPhrase).has(t, 403, "停用了这个账号")
		if b.in() {
			t.Fatal("in, and disabled")
		}
		admin.post(person+"/enable", nil).want(t, 303, person+"?done=enabled")
		b.login("u"+o.parent.Person, secretPhrase).want(t, 303, "/")
		own := "/console/people/" + adminOf(o.mine)
		admin.get(own).hasNot(t, own+"/disable")
		admin.post(own+"/disable", nil).has(t, 409, "另一位管理员")
		o.verified()
	})
}

// Of an account that is also another school's, an office disables its own part, and
// both the office and the owner are told so.
func TestAnAccountOfTwoSchoolsIsDisabledHereOnly(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		parent, admin := o.as(o.parent.Person), o.as(adminOf(o.mine))
		there := o.other.Holder(t, allow.Parent)
		code, _, err := o.accounts.IssueActivation(context.Background(), allow.Actor{Kind: allow.System}, there.Person)
		if err != nil {
			t.Fatal(err)
		}
		parent.post("/activate", nil, "code", code).want(t, 303, "/")
		person := "/console/people/" + o.parent.Person
		admin.get(person).has(t, 200, "也是别的学校的")
		admin.post(person+"/disable", nil).want(t, 303, person+"?done=disabled-here")
		admin.get(person+"?done=disabled-here").has(t, 200, "不能整个停用")
		page := parent.get("/card")
		page.has(t, 200, there.Card)
		page.hasNot(t, o.parent.Card)
		parent.get("/account").has(t, 200, "已停用", "请找那里的办公室")
	})
}
