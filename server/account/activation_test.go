package account_test

import (
	"context"
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/fault"
)

func TestActivationTurnsAPersonIntoAnAccount(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.school("s1")
		w.person("s1", "p1", "王芳")
		w.exec("UPDATE person SET phone = '13800000001' WHERE id = 'p1'")
		w.member("s1", "p1", allow.Parent)
		var told []string
		w.svc.OnChange(func(id string) { told = append(told, id) })

		code, expires, err := w.svc.IssueActivation(ctx, admin("s1"), "p1")
		w.ok(err)
		if !regexp.MustCompile(`^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$`).MatchString(code) {
			w.Fatalf("code %q", code)
		}
		if got := expires.Sub(w.clock()); got != 14*24*time.Hour {
			w.Fatalf("valid for %v", got)
		}
		if n := w.count("SELECT count(*) FROM activation WHERE code_hash LIKE ?", "%"+code+"%"); n != 0 {
			w.Fatal("the code itself is stored")
		}
		// As a thumb on a phone types it.
		typed := " " + string([]byte{code[0] | 0x20}) + code[1:4] + code[5:9] + " " + code[10:]
		name, school, login, err := w.svc.Preview(ctx, typed)
		w.ok(err)
		if name != "王芳" || school != "School s1" || login != "13800000001" {
			w.Fatalf("Preview: %q %q %q", name, school, login)
		}
		id, err := w.svc.Activate(ctx, typed, " Wang.Fang ", secret, "en")
		w.ok(err)
		if len(told) != 1 || told[0] != id {
			w.Fatalf("OnChange heard %v", told)
		}
		res, err := w.svc.LogIn(ctx, at("n", "WANG.FANG", secret))
		w.ok(err)
		if res.AccountID != id || res.Lang != "en" {
			w.Fatalf("login: %+v", res)
		}
		_, err = w.svc.Activate(ctx, code, "other", secret, "en")
		w.want(err, fault.Invalid, "activation_invalid")
		_, _, err = w.svc.IssueActivation(ctx, admin("s1"), "p1")
		w.want(err, fault.Conflict, "person_has_account")
		if n := w.count("SELECT count(*) FROM audit_event WHERE school_id = 's1' AND action IN ('people.activate', 'account.activated')"); n != 2 {
			w.Fatalf("%d audit events, want 2", n)
		}
		if n := w.count("SELECT count(*) FROM feed_event WHERE kind = 'rights.changed' AND person_id = 'p1'"); n != 1 {
			w.Fatalf("%d feed events, want 1", n)
		}
		if _, err := audit.Verify(ctx, w.db); err != nil {
			w.Fatal(err)
		}
	})
}

func TestANewCodeEndsTheOlderAndTimeEndsAll(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.school("s1")
		w.person("s1", "p1", "王芳")
		first, _, err := w.svc.IssueActivation(ctx, admin("s1"), "p1")
		w.ok(err)
		second, _, err := w.svc.IssueActivation(ctx, admin("s1"), "p1")
		w.ok(err)
		_, _, _, err = w.svc.Preview(ctx, first)
		w.want(err, fault.Invalid, "activation_invalid")
		w.pass(14*24*time.Hour - time.Millisecond)
		_, _, _, err = w.svc.Preview(ctx, second)
		w.ok(err)
		w.pass(time.Millisecond)
		_, err = w.svc.Activate(ctx, second, "wang", secret, "")
		w.want(err, fault.Invalid, "activation_invalid")
	})
}

func TestCodesIssuedAtOnceLeaveOneAlive(t *testing.T) {
	each(t, func(w world) {
		w.school("s1")
		w.person("s1", "p1", "王芳")
		issued := race(16, func(int) bool {
			_, _, err := w.svc.IssueActivation(context.Background(), admin("s1"), "p1")
			return err == nil
		})
		if alive := w.count("SELECT count(*) FROM activation WHERE expires_at > ?", w.clock().UnixMilli()); issued != 16 || alive != 1 {
			w.Fatalf("%d issued, %d alive", issued, alive)
		}
	})
}

func TestOnlyAnAdminOfTheSchoolIssuesCodes(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.school("s1")
		w.school("s2")
		w.person("s1", "p1", "王芳")
		_, _, err := w.svc.IssueActivation(ctx, admin("s2"), "p1")
		w.want(err, fault.NotFound, "not_found")
		_, _, err = w.svc.IssueActivation(ctx, admin("s1"), "nobody")
		w.want(err, fault.NotFound, "not_found")
		_, _, err = w.svc.IssueActivation(ctx, allow.Actor{}, "p1")
		w.want(err, fault.Unauthenticated, "login_required")
		teacher := allow.Actor{Kind: allow.Account, Account: "t", Seats: []allow.Seat{{School: "s1", Role: allow.Teacher}}}
		_, _, err = w.svc.IssueActivation(ctx, teacher, "p1")
		w.want(err, fault.Forbidden, "forbidden")
	})
}

func TestACodeWorksOnceWhenSixtyFourRaceForIt(t *testing.T) {
	each(t, func(w world) {
		w.school("s1")
		w.person("s1", "p1", "王芳")
		w.member("s1", "p1", allow.Parent)
		code, _, err := w.svc.IssueActivation(w.Context(), admin("s1"), "p1")
		w.ok(err)
		won := race(64, func(i int) bool {
			_, err := w.svc.Activate(context.Background(), code, fmt.Sprintf("racer-%d", i), secret, "")
			if err != nil && fault.As(err).Kind == fault.Internal {
				t.Errorf("caller %d: %v", i, err)
			}
			return err == nil
		})
		if won != 1 {
			w.Fatalf("%d callers won", won)
		}
		if n := w.count("SELECT count(*) FROM account"); n != 1 {
			w.Fatalf("%d accounts", n)
		}
	})
}

// race lets n goroutines go at once and counts those that return true.
func race(n int, fn func(i int) bool) (won int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			if fn(i) {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	close(start)
	wg.Wait()
	return won
}

func TestOneLoginForPeopleInSeveralSchools(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.school("s2")
		w.person("s2", "p2", "王芳")
		w.member("s2", "p2", allow.Parent)
		code, _, err := w.svc.IssueActivation(ctx, admin("s2"), "p2")
		w.ok(err)
		_, err = w.svc.Activate(ctx, code, "wang.fang", secret, "")
		w.want(err, fault.Conflict, "login_taken") // and the code is not spent
		w.ok(w.svc.Link(ctx, id, code))
		w.want(w.svc.Link(ctx, id, code), fault.Invalid, "activation_invalid")
		a, err := w.svc.Actor(ctx, id)
		w.ok(err)
		if !a.People["p1"] || !a.People["p2"] || len(a.Seats) != 2 {
			w.Fatalf("%+v", a)
		}
	})
}

func TestGuessingCodesIsLimitedForANetwork(t *testing.T) {
	each(t, func(w world) {
		w.school("s1")
		w.person("s1", "p1", "王芳")
		code, _, err := w.svc.IssueActivation(w.Context(), admin("s1"), "p1")
		w.ok(err)
		bad, good := account.WithNetwork(w.Context(), "bad"), account.WithNetwork(w.Context(), "good")
		for range 300 {
			_, _, _, err := w.svc.Preview(bad, "ABCD-EFGH-JKLM")
			w.want(err, fault.Invalid, "activation_invalid")
		}
		_, _, _, err = w.svc.Preview(bad, "ABCD-EFGH-JKLM")
		w.want(err, fault.TooMany, "too_many_tries")
		if s := fault.As(err).RetryAfter; s != 900 {
			w.Fatalf("RetryAfter %d", s)
		}
		_, _, _, err = w.svc.Preview(good, "ABCD-EFGH-JKLM")
		w.want(err, fault.Invalid, "activation_invalid")
		_, _, _, err = w.svc.Preview(bad, code) // others have guessed; this one is right
		w.ok(err)
		w.pass(15 * time.Minute)
		_, _, _, err = w.svc.Preview(bad, "ABCD-EFGH-JKLM")
		w.want(err, fault.Invalid, "activation_invalid")
	})
}

// A tablet is paired although others behind the school's address have typed wrong codes.
func TestARightPairingCodeIsTakenWhateverOthersTyped(t *testing.T) {
	each(t, func(w world) {
		pair := func(wrong bool) error {
			return w.svc.GuardPairing(w.Context(), "school", func() (bool, error) { return wrong, nil })
		}
		for range 300 {
			w.ok(pair(true))
		}
		w.want(pair(true), fault.TooMany, "too_many_tries")
		w.ok(pair(false))
		w.want(pair(true), fault.TooMany, "too_many_tries")
	})
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}
