package web_test

import (
	"testing"

	"yunka/server/allow"
)

// A parent whose role has ended sees and stops nobody's card any more, and the
// page says so before it is done; taking the end back gives the rights back.
func TestAParentWhoseRoleEnded(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		admin, parent := o.as(adminOf(o.mine)), o.as(o.parent.Person)
		freeze := "/card/" + o.pupil.Card + "/freeze"
		page, member := "/console/people/"+o.parent.Person, "/console/memberships/"+o.parent.Membership
		parent.get("/card").has(t, 200, o.pupil.Card)
		admin.get(page).has(t, 200, "名下的监护关系一起结束")
		admin.get("/console/people/"+o.pupil.Person).hasNot(t, "名下的监护关系一起结束")
		admin.post(member+"/end", nil).want(t, 303, page+"?done=left")
		parent.get("/card").hasNot(t, o.pupil.Card)
		parent.post(freeze, nil).has(t, 404)
		if got := o.text("SELECT state FROM card WHERE id = ?", o.pupil.Card); got != "active" {
			t.Errorf("the child's card is %s", got)
		}
		a, err := o.accounts.Actor(t.Context(), o.text("SELECT account_id FROM account_person WHERE person_id = ?", o.parent.Person))
		if err != nil || len(a.Children) > 0 || allow.Can(a, allow.CardUnfreeze, allow.Target{School: o.mine.School, Person: o.pupil.Person}) {
			t.Errorf("%+v, %v", a, err)
		}
		admin.post(member+"/resume", nil).want(t, 303, page+"?done=resumed")
		parent.get("/card").has(t, 200, o.pupil.Card)
		parent.post(freeze, nil).want(t, 303, "/card")
	})
}
