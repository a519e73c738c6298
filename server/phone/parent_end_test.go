package phone_test

import (
	"testing"

	"yunka/server/allow"
	"yunka/server/web/webtest"
)

// A parent whose role has ended sees and stops nobody's card any more, and the
// page says so before it is done; taking the end back gives the rights back.
func TestAParentWhoseRoleEnded(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		admin, parent := o.As(webtest.AdminOf(o.Mine)), o.As(o.Parent.Person)
		freeze := "/card/" + o.Pupil.Card + "/freeze"
		page, member := "/console/people/"+o.Parent.Person, "/console/memberships/"+o.Parent.Membership
		parent.Get("/card").Has(t, 200, o.Pupil.Card)
		admin.Get(page).Has(t, 200, "名下的监护关系一起结束")
		admin.Get("/console/people/"+o.Pupil.Person).HasNot(t, "名下的监护关系一起结束")
		admin.Post(member+"/end", nil).Want(t, 303, page+"?done=left")
		parent.Get("/card").HasNot(t, o.Pupil.Card)
		parent.Post(freeze, nil).Has(t, 404)
		if got := o.Text("SELECT state FROM card WHERE id = ?", o.Pupil.Card); got != "active" {
			t.Errorf("the child's card is %s", got)
		}
		a, err := o.Accounts.Actor(t.Context(), o.Text("SELECT account_id FROM account_person WHERE person_id = ?", o.Parent.Person))
		if err != nil || len(a.Children) > 0 || allow.Can(a, allow.CardUnfreeze, allow.Target{School: o.Mine.School, Person: o.Pupil.Person}) {
			t.Errorf("%+v, %v", a, err)
		}
		admin.Post(member+"/resume", nil).Want(t, 303, page+"?done=resumed")
		parent.Get("/card").Has(t, 200, o.Pupil.Card)
		parent.Post(freeze, nil).Want(t, 303, "/card")
	})
}
