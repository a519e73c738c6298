package web_test

import (
	"testing"
)

// From every page the account's own page is one press away; it leads to the
// password, the PIN of who has one, and out.
func TestTheAccountIsInReachOfEveryPage(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		admin, teacher, parent, guard := o.as(adminOf(o.mine)), o.as(o.teacher.Person), o.as(o.parent.Person), o.as(o.guard.Person)
		for _, page := range []string{"/console", "/console/people", "/console/start", "/card", "/password", "/pin"} {
			admin.get(page).has(t, 200, `href="/account"`, `action="/logout"`)
		}
		teacher.get("/console/people").has(t, 200, `href="/account"`, `action="/logout"`)
		parent.get("/card").has(t, 200, `href="/account"`, `action="/logout"`)
		parent.get("/console").has(t, 403, `href="/account"`)
		mine := parent.get("/account")
		mine.has(t, 200, "林晨", "u"+o.parent.Person, `href="/password"`, `action="/logout"`)
		mine.hasNot(t, `href="/pin`)
		admin.get("/account").has(t, 200, `href="/pin?school=`+o.mine.School)
		guard.get("/account").has(t, 200, `href="/pin?school=`+o.mine.School)
		o.browser().get("/account").want(t, 303, "/login?next=%2Faccount")
	})
}

// A guard without a PIN cannot confirm at the gate: the first page after the login
// says so and leads to it, and stops saying so when it is set.
func TestAGuardWithoutAPINIsLedToIt(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		guard := o.as(o.guard.Person)
		guard.get("/").want(t, 303, "/card")
		link := `href="/pin?school=` + o.mine.School + `"`
		guard.get("/card").has(t, 200, "还没有值班密码", link)
		guard.post("/pin", nil, "school", o.mine.School, "pin", "382916").want(t, 303, "/pin?done=1")
		guard.get("/card").hasNot(t, "还没有值班密码", link)
		o.as(o.parent.Person).get("/card").hasNot(t, "还没有值班密码")
	})
}

// Whose password was reset reads by whom and when on the next page, whichever it
// is, until they say that they know; the account's page keeps it.
func TestTheOwnerIsToldOfAReset(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		owner := o.as(o.parent.Person)
		o.exec("UPDATE person SET name = '赵立新' WHERE id = ?", adminOf(o.mine))
		slip := slipOf(t, o.as(adminOf(o.mine)).post("/console/people/"+o.parent.Person+"/reset", nil), "林晨")
		owner.get("/card").hasNot(t, "密码在")
		owner.post("/reset", nil, "code", slip, "password", newWords).want(t, 303, "/")
		owner.post("/logout", nil).want(t, 303, "/login")
		owner.login("u"+o.parent.Person, newWords).want(t, 303, "/")
		owner.get("/card").has(t, 200, "密码在", "赵立新", "不是您要的", `action="/account/seen"`)
		owner.get("/card/shell").hasNot(t, "赵立新")
		owner.post("/account/seen", nil).want(t, 303, "/")
		owner.get("/card").hasNot(t, "赵立新")
		owner.get("/account").has(t, 200, "密码在", "赵立新")
	})
}
