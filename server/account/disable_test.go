package account_test

import (
	"context"
	"testing"

	"yunka/server/allow"
	"yunka/server/fault"
)

func TestADisabledAccountIsOutAtOnceAndBackAgain(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		cookie, slip := w.session(id), w.slip("p1")
		var told []string
		w.svc.OnChange(func(id string) { told = append(told, id) })
		whole, err := w.svc.Disable(ctx, admin("s1"), "p1")
		w.ok(err)
		if !whole || w.alive(cookie) || len(told) != 1 || told[0] != id {
			w.Fatalf("whole %v, alive %v, OnChange heard %v", whole, w.alive(cookie), told)
		}
		if n := w.count("SELECT count(*) FROM feed_event WHERE school_id = 's1' AND kind = 'rights.changed' AND number = (SELECT last FROM feed_head WHERE school_id = 's1')"); n != 1 {
			w.Fatal("the other servers are not told")
		}
		if a := w.actor(id); a.Kind != allow.Anonymous {
			w.Fatalf("%+v", a)
		}
		// Only who knows the password is told why.
		_, err = w.svc.LogIn(ctx, at("n", "wang.fang", "wrong"))
		w.want(err, fault.Unauthenticated, "login_wrong")
		_, err = w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.want(err, fault.Forbidden, "account_disabled")
		w.want(w.svc.CheckPassword(ctx, id, secret), fault.Unauthenticated, "login_required")
		_, err = w.svc.Reset(ctx, slip, fresh)
		w.want(err, fault.Conflict, "reset_ended")
		_, err = w.svc.Disable(ctx, admin("s1"), "p1") // twice is once
		w.ok(err)
		w.ok(w.svc.Enable(ctx, admin("s1"), "p1"))
		w.ok(w.svc.Enable(ctx, admin("s1"), "p1"))
		_, err = w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.ok(err)
		_, err = w.svc.Reset(ctx, slip, fresh) // the slip stays dead
		w.want(err, fault.Conflict, "reset_ended")
		if n := w.count("SELECT count(*) FROM audit_event WHERE action IN ('account.disabled', 'account.enabled') AND actor = 'account:office' AND target = 'person:p1'"); n != 2 {
			w.Fatalf("%d audit events, want 2", n)
		}
	})
}

// One school cannot stop an account that is also another's: it stops its own part.
func TestAnAccountOfTwoSchoolsIsDisabledInOne(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.exec("UPDATE account SET password_for = 'admin'")
		w.elsewhere(id)
		whole, err := w.svc.Disable(ctx, admin("s1"), "p1")
		w.ok(err)
		if a := w.actor(id); whole || a.InSchool("s1") || a.People["p1"] || !a.InSchool("s2") {
			w.Fatalf("whole %v, %+v", whole, a)
		}
		_, err = w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.ok(err)
		// A slip of the other school does not bring it back, nor does a code or a word
		// of confirmation here: it was disabled on purpose.
		code, _, err := w.svc.IssueReset(ctx, admin("s2"), "p2")
		w.ok(err)
		_, err = w.svc.Reset(ctx, code, "a gate and a meadow")
		w.ok(err)
		w.want(w.svc.Confirm(ctx, admin("s1"), "p1"), fault.Conflict, "account_not_dormant")
		_, _, err = w.svc.IssueActivation(ctx, admin("s1"), "p1")
		w.want(err, fault.Conflict, "account_off")
		_, _, err = w.svc.IssueReset(ctx, admin("s1"), "p1")
		w.want(err, fault.Conflict, "account_off")
		w.ok(w.svc.Enable(ctx, admin("s1"), "p1"))
		if !w.actor(id).InSchool("s1") {
			w.Fatal("enabled, and no rights")
		}
	})
}

func TestWhoDisablesNobody(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.exec("UPDATE account SET password_for = 'admin'")
		w.member("s1", "p1", allow.Admin)
		w.school("s2")
		w.person("s1", "c1", "child")
		for _, c := range []struct {
			who    allow.Actor
			person string
			kind   fault.Kind
			code   string
		}{
			{w.actor(id), "p1", fault.Conflict, "own_account"},
			{admin("s1"), "c1", fault.Conflict, "person_no_account"},
			{admin("s2"), "p1", fault.NotFound, "not_found"},
			{teacher, "p1", fault.Forbidden, "forbidden"},
			{allow.Actor{}, "p1", fault.Unauthenticated, "login_required"},
		} {
			_, err := w.svc.Disable(ctx, c.who, c.person)
			w.want(err, c.kind, c.code)
			w.want(w.svc.Enable(ctx, c.who, c.person), c.kind, c.code)
		}
	})
}

// A code of another school that is used while the account is being disabled: it is
// disabled as a whole and not linked, or linked and disabled here alone; never
// disabled as a whole for two schools.
func TestDisablingAndLinkingAtOnce(t *testing.T) {
	each(t, func(w world) {
		id := w.parent()
		w.school("s2")
		for range 8 {
			w.person("s2", "p2", "王芳")
			code, _, err := w.svc.IssueActivation(w.Context(), admin("s2"), "p2")
			w.ok(err)
			race(2, func(i int) bool {
				var err error
				if i == 0 {
					_, err = w.svc.Disable(context.Background(), admin("s1"), "p1")
				} else {
					err = w.svc.Link(context.Background(), id, code)
				}
				if err != nil && fault.As(err).Kind == fault.Internal {
					t.Error(err)
				}
				return err == nil
			})
			if n := w.count("SELECT count(*) FROM account a WHERE disabled_at IS NOT NULL AND EXISTS (SELECT 1 FROM account_person WHERE account_id = a.id AND school_id = 's2')"); n != 0 {
				w.Fatal("one school disabled an account of two")
			}
			w.exec("UPDATE account SET disabled_at = NULL")
			w.exec("UPDATE account_person SET dormant_at = NULL, dormant_for = NULL")
			w.exec("DELETE FROM activation")
			w.exec("DELETE FROM account_person WHERE person_id = 'p2'")
			w.exec("DELETE FROM person WHERE id = 'p2'")
		}
	})
}
