package account_test

import (
	"context"
	"testing"

	"yunka/server/allow"
	"yunka/server/fault"
)

// elsewhere gives the parent of s1 an admin's seat in s2 by the same login.
func (w world) elsewhere(accountID string) {
	w.Helper()
	w.school("s2")
	w.person("s2", "p2", "王芳")
	w.member("s2", "p2", allow.Admin)
	code, _, err := w.svc.IssueActivation(context.Background(), admin("s2"), "p2")
	w.ok(err)
	w.ok(w.svc.Link(context.Background(), accountID, code))
}

func (w world) actor(accountID string) allow.Actor {
	w.Helper()
	a, err := w.svc.Actor(context.Background(), accountID)
	w.ok(err)
	return a
}

func TestADormantLinkGivesNothing(t *testing.T) {
	each(t, func(w world) {
		id := w.parent()
		w.member("s1", "p1", allow.Teacher)
		w.person("s1", "c1", "child")
		w.exec("INSERT INTO guardianship (id, school_id, adult_id, child_id, relation, can_view, can_leave, can_pay, can_pickup, can_delegate, can_consent, can_notify, restricted, valid_from, created_at) VALUES ('g1', 's1', 'p1', 'c1', 'mother', TRUE, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, FALSE, 0, 0)")
		w.exec("INSERT INTO class (id, school_id, grade, name, created_at) VALUES ('k1', 's1', '1', '1', 0)")
		w.post("t1", "class_teacher", "class", "k1")
		if a := w.actor(id); len(a.People) != 1 || len(a.Seats) != 2 || a.Children["c1"] != allow.View|allow.Consent || len(a.Posts) != 1 {
			w.Fatalf("before: %+v", a)
		}
		w.exec("UPDATE account_person SET dormant_at = 1, dormant_for = 'reset'")
		if a := w.actor(id); a.Kind != allow.Account || len(a.People)+len(a.Seats)+len(a.Children)+len(a.Posts) != 0 {
			w.Fatalf("dormant: %+v", a)
		}
	})
}

func TestTheOwnSchoolConfirmsADormantLink(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.elsewhere(id)
		w.want(w.svc.Confirm(ctx, admin("s2"), "p2"), fault.Conflict, "account_not_dormant")
		sleep := func(why string) {
			w.exec("UPDATE account_person SET dormant_at = 1, dormant_for = ? WHERE person_id = 'p2'", why)
		}
		sleep("reset")
		w.want(w.svc.Confirm(ctx, admin("s1"), "p2"), fault.NotFound, "not_found")
		w.want(w.svc.Confirm(ctx, allow.Actor{Kind: allow.Account, Account: id, Seats: []allow.Seat{{School: "s2", Person: "p9", Role: allow.Admin}}}, "p2"), fault.Conflict, "own_account")
		if w.actor(id).InSchool("s2") {
			w.Fatal("a refused confirmation gave rights")
		}
		w.ok(w.svc.Confirm(ctx, admin("s2"), "p2"))
		if !w.actor(id).InSchool("s2") {
			w.Fatal("confirmed, and no rights")
		}
		// What the office has disabled is no matter of confirming.
		sleep("office")
		w.want(w.svc.Confirm(ctx, admin("s2"), "p2"), fault.Conflict, "account_not_dormant")
		_, _, err := w.svc.IssueActivation(ctx, admin("s2"), "p2")
		w.want(err, fault.Conflict, "account_off")
		if n := w.count("SELECT count(*) FROM audit_event WHERE school_id = 's2' AND action = 'account.confirmed' AND target = 'person:p2'"); n != 1 {
			w.Fatalf("%d audit events", n)
		}
	})
}

// An activation code of the person's school confirms: on the same login, or on
// another one, which then has the person instead.
func TestAnActivationCodeConfirmsADormantLink(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.elsewhere(id)
		code := func() string {
			w.exec("UPDATE account_person SET dormant_at = 1, dormant_for = 'reset' WHERE person_id = 'p2'")
			code, _, err := w.svc.IssueActivation(ctx, admin("s2"), "p2")
			w.ok(err)
			return code
		}
		w.ok(w.svc.Link(ctx, id, code()))
		if !w.actor(id).InSchool("s2") {
			w.Fatal("the code did not confirm")
		}
		other, err := w.svc.Activate(ctx, code(), "wang.fang.2", secret, "")
		w.ok(err)
		if w.actor(id).InSchool("s2") || !w.actor(other).InSchool("s2") {
			w.Fatal("the person has not moved to the login that the code was used on")
		}
	})
}
