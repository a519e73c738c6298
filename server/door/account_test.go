package door_test

import (
	"testing"

	"yunka/server/web/webtest"
)

// From every page the account's own page is one press away; it leads to the
// password, the PIN of who has one, and out.
func TestTheAccountIsInReachOfEveryPage(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		admin, teacher, parent, guard := o.As(webtest.AdminOf(o.Mine)), o.As(o.Teacher.Person), o.As(o.Parent.Person), o.As(o.Guard.Person)
		for _, page := range []string{"/console", "/console/people", "/console/start", "/card", "/password", "/pin"} {
			admin.Get(page).Has(t, 200, `href="/account"`, `action="/logout"`)
		}
		teacher.Get("/console/people").Has(t, 200, `href="/account"`, `action="/logout"`)
		parent.Get("/card").Has(t, 200, `href="/account"`, `action="/logout"`)
		parent.Get("/console").Has(t, 403, `href="/account"`)
		mine := parent.Get("/account")
		mine.Has(t, 200, "林晨", "u"+o.Parent.Person, `href="/password"`, `action="/logout"`)
		mine.HasNot(t, `href="/pin`)
		admin.Get("/account").Has(t, 200, `href="/pin?school=`+o.Mine.School)
		guard.Get("/account").Has(t, 200, `href="/pin?school=`+o.Mine.School)
		o.Browser().Get("/account").Want(t, 303, "/login?next=%2Faccount")
	})
}

// A guard without a PIN cannot confirm at the gate: the first page after the login
// says so and leads to it, and stops saying so when it is set.
func TestAGuardWithoutAPINIsLedToIt(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		guard := o.As(o.Guard.Person)
		guard.Get("/").Want(t, 303, "/card")
		link := `href="/pin?school=` + o.Mine.School + `"`
		guard.Get("/card").Has(t, 200, "还没有值班密码", link)
		guard.Post("/pin", nil, "school", o.Mine.School, "pin", "382916", "password", webtest.SecretPhrase).Want(t, 303, "/pin?done=1")
		guard.Get("/card").HasNot(t, "还没有值班密码", link)
		o.As(o.Parent.Person).Get("/card").HasNot(t, "还没有值班密码")
	})
}

// Whose password was reset reads by whom and when on the next page, whichever it
// is, until they say that they know; the account's page keeps it.
func TestTheOwnerIsToldOfAReset(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		owner := o.As(o.Parent.Person)
		o.Exec("UPDATE person SET name = '赵立新' WHERE id = ?", webtest.AdminOf(o.Mine))
		slip := slipOf(t, o.As(webtest.AdminOf(o.Mine)).Post("/console/people/"+o.Parent.Person+"/reset", nil), "林晨")
		owner.Get("/card").HasNot(t, "密码在")
		owner.Post("/reset", nil, "code", slip, "password", newWords).Want(t, 303, "/")
		owner.Post("/logout", nil).Want(t, 303, "/login")
		owner.Login("u"+o.Parent.Person, newWords).Want(t, 303, "/")
		owner.Get("/card").Has(t, 200, "密码在", "赵立新", "不是您要的", `action="/account/seen"`)
		owner.Get("/card/shell").HasNot(t, "赵立新")
		owner.Post("/account/seen", nil).Want(t, 303, "/")
		owner.Get("/card").HasNot(t, "赵立新")
		owner.Get("/account").Has(t, 200, "密码在", "赵立新")
	})
}
