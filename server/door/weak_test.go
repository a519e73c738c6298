package door_test

import (
	"context"
	"testing"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/web/webtest"
)

// A teacher's short password is good enough until the teacher becomes an admin:
// from then on it opens the page that changes it, and nothing else, in sessions
// that were open already and in new ones.
func TestAWeakPasswordOpensNothing(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		const short, long = "meadow83", "meadow83 and a gate"
		code, _, err := o.Accounts.IssueActivation(t.Context(), allow.Actor{Kind: allow.System}, o.Teacher.Person)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Accounts.Activate(t.Context(), code, "teacher8", short, "zh-CN"); err != nil {
			t.Fatal(err)
		}
		b := o.Browser()
		b.Login("teacher8", short).Want(t, 303, "/")
		b.Get("/card").Has(t, 200)
		if err := o.DB.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: o.Mine.School, PersonID: o.Teacher.Person, Role: allow.Admin, ValidFrom: 1})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		again := o.Browser()
		again.Login("teacher8", short).Want(t, 303, "/password?weak=1")
		for _, b := range []webtest.Browser{b, again} {
			for _, page := range []string{"/", "/console", "/console/people", "/console/people/" + o.Pupil.Person, "/card", "/pin", "/login"} {
				b.Get(page).Want(t, 303, "/password?weak=1")
			}
			b.Post("/console/people/"+o.Pupil.Person+"/suspend", nil).Has(t, 403)
			b.Get("/password").Has(t, 200, "密码太弱")
		}
		if got := o.Text("SELECT state FROM person WHERE id = ?", o.Pupil.Person); got != "active" {
			t.Error(got)
		}
		again.Post("/logout", nil).Want(t, 303, "/login")
		b.Post("/password", nil, "old", short, "new", "meadow84").Has(t, 422)
		b.Get("/console").Want(t, 303, "/password?weak=1")
		b.Post("/password", nil, "old", short, "new", long).Want(t, 303, "/password?done=1")
		b.Get("/console").Has(t, 200)
	})
}
