package account_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/fault"
)

func self(account, school, person string, role allow.Role) allow.Actor {
	return allow.Actor{Kind: allow.Account, Account: account, People: map[string]bool{person: true}, Seats: []allow.Seat{{School: school, Person: person, Role: role}}}
}

func TestAPINSaysWhichGuardStandsThere(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.school("s1")
		w.school("s2")
		for _, p := range []struct {
			school, id string
			role       allow.Role
			pin        string
		}{{"s1", "g1", allow.Guard, "274915"}, {"s1", "g2", allow.Guard, "918273"}, {"s1", "a1", allow.Admin, "50617283"}, {"s2", "h1", allow.Guard, "274915"}} {
			w.person(p.school, p.id, p.id)
			w.member(p.school, p.id, p.role)
			w.ok(w.svc.SetPIN(ctx, self(p.id, p.school, p.id, p.role), p.id, p.pin))
		}
		who := func(school, pin string) string {
			id, err := w.svc.GuardByPIN(ctx, school, "t1", pin)
			w.ok(err)
			return id
		}
		if who("s1", "274915") != "g1" || who("s1", "918273") != "g2" || who("s1", "50617283") != "a1" || who("s2", "274915") != "h1" {
			w.Fatal("the wrong guard")
		}
		// The last one is looked at first.
		who("s1", "918273")
		_, total := account.WatchHashes(w.svc)
		who("s1", "918273")
		if total.Load() != 1 {
			w.Fatalf("%d hashes for the guard of a moment ago", total.Load())
		}
		// Taken, and taking one's own again.
		w.want(w.svc.SetPIN(ctx, self("x", "s1", "g2", allow.Guard), "g2", "274915"), fault.Conflict, "pin_taken")
		w.ok(w.svc.SetPIN(ctx, self("x", "s1", "g2", allow.Guard), "g2", "918273"))
		// Who is no guard any more opens nothing.
		w.exec("UPDATE membership SET valid_to = ? WHERE person_id = 'g1'", w.clock().UnixMilli())
		w.exec("UPDATE person SET state = 'suspended' WHERE id = 'g2'")
		for _, pin := range []string{"274915", "918273", "999999", ""} {
			_, err := w.svc.GuardByPIN(ctx, "s1", "t1", pin)
			w.want(err, fault.Invalid, "pin_wrong")
		}
	})
}

func TestOnlyAGuardSetsAPINAndOnlyTheirOwn(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.school("s1")
		w.school("s2")
		w.person("s1", "g1", "guard")
		w.member("s1", "g1", allow.Guard)
		w.person("s1", "p1", "parent")
		w.member("s1", "p1", allow.Parent)
		w.want(w.svc.SetPIN(ctx, self("p", "s1", "p1", allow.Parent), "p1", "274915"), fault.Forbidden, "forbidden")
		w.want(w.svc.SetPIN(ctx, self("p", "s1", "p1", allow.Parent), "g1", "274915"), fault.Forbidden, "forbidden")
		w.want(w.svc.SetPIN(ctx, admin("s2"), "g1", "274915"), fault.NotFound, "not_found")
		w.want(w.svc.SetPIN(ctx, allow.Actor{}, "g1", "274915"), fault.Unauthenticated, "login_required")
	})
}

func TestTwoGuardsRacingForOnePINGetTwo(t *testing.T) {
	each(t, func(w world) {
		w.school("s1")
		ids := []string{"g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7"}
		for _, id := range ids {
			w.person("s1", id, id)
			w.member("s1", id, allow.Guard)
		}
		won := race(len(ids), func(i int) bool {
			err := w.svc.SetPIN(context.Background(), self(ids[i], "s1", ids[i], allow.Guard), ids[i], "274915")
			if err != nil && codeOf(err) != "pin_taken" {
				t.Error(err)
			}
			return err == nil
		})
		if won != 1 {
			w.Fatalf("%d guards have the same PIN", won)
		}
	})
}

func TestTenWrongPINsCloseATerminalForAWhile(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.school("s1")
		w.person("s1", "g1", "guard")
		w.member("s1", "g1", allow.Guard)
		w.ok(w.svc.SetPIN(ctx, self("g", "s1", "g1", allow.Guard), "g1", "274915"))
		for range 50 { // a scanner that types into the field does not guess
			for _, read := range []string{"", "10237", "1234567890", "98" + strings.Repeat("1", 192), "27491a"} {
				_, err := w.svc.GuardByPIN(ctx, "s1", "t1", read)
				w.want(err, fault.Invalid, "pin_wrong")
			}
		}
		_, err := w.svc.GuardByPIN(ctx, "s1", "t1", "274915")
		w.ok(err)
		for range 10 {
			_, err := w.svc.GuardByPIN(ctx, "s1", "t1", "918273")
			w.want(err, fault.Invalid, "pin_wrong")
		}
		_, err = w.svc.GuardByPIN(ctx, "s1", "t1", "274915")
		w.want(err, fault.TooMany, "too_many_tries")
		_, err = w.svc.GuardByPIN(ctx, "s1", "t2", "274915")
		w.ok(err)
		w.pass(15 * time.Minute)
		_, err = w.svc.GuardByPIN(ctx, "s1", "t1", "274915")
		w.ok(err)
	})
}
