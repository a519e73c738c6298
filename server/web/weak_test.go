package web_test

import (
	"context"
	"testing"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
)

// A teacher's short password is good enough until the teacher becomes an admin:
// from then on it opens the page that changes it, and nothing else, in sessions
// that were open already and in new ones.
func TestAWeakPasswordOpensNothing(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		const short, long = "meadow83", "meadow83 and a gate"
		code, _, err := o.accounts.IssueActivation(t.Context(), allow.Actor{Kind: allow.System}, o.teacher.Person)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.accounts.Activate(t.Context(), code, "teacher8", short, "zh-CN"); err != nil {
			t.Fatal(err)
		}
		b := o.browser()
		b.login("teacher8", short).want(t, 303, "/")
		b.get("/card").has(t, 200)
		if err := o.db.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: o.mine.School, PersonID: o.teacher.Person, Role: allow.Admin, ValidFrom: 1})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		again := o.browser()
		again.login("teacher8", short).want(t, 303, "/password?weak=1")
		for _, b := range []browser{b, again} {
			for _, page := range []string{"/", "/console", "/console/people", "/console/people/" + o.pupil.Person, "/card", "/pin", "/login"} {
				b.get(page).want(t, 303, "/password?weak=1")
			}
			b.post("/console/people/"+o.pupil.Person+"/suspend", nil).has(t, 403)
			b.get("/password").has(t, 200, "密码太弱")
		}
		if got := o.text("SELECT state FROM person WHERE id = ?", o.pupil.Person); got != "active" {
			t.Error(got)
		}
		again.post("/logout", nil).want(t, 303, "/login")
		b.post("/password", nil, "old", short, "new", "meadow84").has(t, 422)
		b.get("/console").want(t, 303, "/password?weak=1")
		b.post("/password", nil, "old", short, "new", long).want(t, 303, "/password?done=1")
		b.get("/console").has(t, 200)
	})
}
