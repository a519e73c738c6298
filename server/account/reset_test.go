package account_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/fault"
)

const fresh = "another horse 8"

// slip issues a reset slip as the office of s1.
func (w world) slip(person string) string {
	w.Helper()
	code, _, err := w.svc.IssueReset(context.Background(), admin("s1"), person)
	w.ok(err)
	return code
}

func TestAResetSlipSetsANewPasswordOnce(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		cookie := w.session(id)
		code, until, err := w.svc.IssueReset(ctx, admin("s1"), "p1")
		w.ok(err)
		if got := until.Sub(w.clock()); got != 24*time.Hour {
			w.Fatalf("valid for %v", got)
		}
		if n := w.count("SELECT count(*) FROM password_reset WHERE code_hash LIKE ?", "%"+code+"%"); n != 0 {
			w.Fatal("the code itself is stored")
		}
		slip, err := w.svc.PreviewReset(ctx, " "+code)
		w.ok(err)
		if slip.Name != "王芳" || slip.School != "School s1" || slip.Login != "wang.fang" || slip.Admin {
			w.Fatalf("%+v", slip)
		}
		_, err = w.svc.Reset(ctx, code, "12345678")
		w.want(err, fault.Invalid, "password_common") // and the slip is not spent
		var told []string
		w.svc.OnChange(func(id string) { told = append(told, id) })
		done, err := w.svc.Reset(ctx, code, fresh)
		w.ok(err)
		if done.AccountID != id || len(told) != 1 || told[0] != id {
			w.Fatalf("%+v, OnChange heard %v", done, told)
		}
		if w.alive(cookie) {
			w.Fatal("a session outlived the reset")
		}
		_, err = w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.want(err, fault.Unauthenticated, "login_wrong")
		_, err = w.svc.LogIn(ctx, at("n", "wang.fang", fresh))
		w.ok(err)
		_, err = w.svc.Reset(ctx, code, fresh)
		w.want(err, fault.Conflict, "reset_used")
		if n := w.count("SELECT count(*) FROM audit_event WHERE school_id = 's1' AND target = 'person:p1' AND (action = 'people.reset' AND actor = 'account:office' OR action = 'account.password_reset')"); n != 2 {
			w.Fatalf("%d audit events, want 2", n)
		}
		if _, err := audit.Verify(ctx, w.db); err != nil {
			w.Fatal(err)
		}
	})
}

// The owner reads who reset the password and when, and says once that it is known.
func TestTheOwnerReadsWhoResetThePassword(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.person("s1", "p9", "赵立新")
		w.member("s1", "p9", allow.Admin)
		office := w.account("s1", "p9", "zhao", "a gate and a meadow")
		code, _, err := w.svc.IssueReset(ctx, w.actor(office), "p1")
		w.ok(err)
		notes := func() (list []account.ResetNote) {
			w.ok(w.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
				list, err = account.ResetsOf(ctx, q, id)
				return err
			}))
			return list
		}
		if len(notes()) != 0 {
			w.Fatal("an unused slip is no reset")
		}
		w.pass(time.Hour)
		_, err = w.svc.Reset(ctx, code, fresh)
		w.ok(err)
		if n := notes(); len(n) != 1 || n[0].By != "赵立新" || n[0].School != "School s1" || n[0].At != w.clock().UnixMilli() || !n[0].Unseen {
			w.Fatalf("%+v", n)
		}
		w.ok(w.svc.SawResets(ctx, id))
		if n := notes(); len(n) != 1 || n[0].Unseen {
			w.Fatalf("%+v", n)
		}
	})
}

func TestASlipSaysWhyItOpensNothing(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		why := func(code, want string) {
			w.Helper()
			_, err := w.svc.PreviewReset(ctx, code)
			if codeOf(err) != want {
				w.Fatalf("preview: %v, want %s", err, want)
			}
			_, err = w.svc.Reset(ctx, code, fresh)
			if codeOf(err) != want {
				w.Fatalf("reset: %v, want %s", err, want)
			}
		}
		why("ABCD-EFGH-JKLM", "reset_unknown")
		first := w.slip("p1")
		second := w.slip("p1")
		why(first, "reset_ended")
		w.pass(24*time.Hour - time.Millisecond)
		_, err := w.svc.PreviewReset(ctx, second)
		w.ok(err)
		w.pass(time.Millisecond)
		why(second, "reset_expired")
		// The owner remembers the password and changes it: the slip is not needed any more.
		third := w.slip("p1")
		w.ok(w.svc.ChangePassword(ctx, id, secret, fresh, ""))
		why(third, "reset_ended")
		// Disabled since.
		fourth := w.slip("p1")
		w.exec("UPDATE account SET disabled_at = 1")
		why(fourth, "reset_ended")
		_, _, err = w.svc.IssueReset(ctx, admin("s1"), "p1")
		w.want(err, fault.Conflict, "account_off")
		w.exec("UPDATE account SET disabled_at = NULL")
		// The person has another login now, or none.
		fifth := w.slip("p1")
		w.exec("DELETE FROM account_person")
		why(fifth, "reset_ended")
		_, _, err = w.svc.IssueReset(ctx, admin("s1"), "p1")
		w.want(err, fault.Conflict, "person_no_account")
	})
}

func TestSixteenUseOneSlipAndOneWins(t *testing.T) {
	each(t, func(w world) {
		w.parent()
		code := w.slip("p1")
		won := race(16, func(i int) bool {
			_, err := w.svc.Reset(context.Background(), code, fresh+string(rune('a'+i)))
			if err != nil && fault.As(err).Code != "reset_used" {
				t.Errorf("caller %d: %v", i, err)
			}
			return err == nil
		})
		if n := w.count("SELECT count(*) FROM audit_event WHERE action = 'account.password_reset'"); won != 1 || n != 1 {
			w.Fatalf("%d won, %d events", won, n)
		}
	})
}

func TestSlipsIssuedAtOnceLeaveOneAlive(t *testing.T) {
	each(t, func(w world) {
		w.parent()
		issued := race(16, func(int) bool {
			_, _, err := w.svc.IssueReset(context.Background(), admin("s1"), "p1")
			return err == nil
		})
		if alive := w.count("SELECT count(*) FROM password_reset WHERE ended_at IS NULL"); issued != 16 || alive != 1 {
			w.Fatalf("%d issued, %d alive", issued, alive)
		}
	})
}

func TestGuessingSlipsIsLimitedAndARightOneIsTaken(t *testing.T) {
	each(t, func(w world) {
		w.parent()
		code := w.slip("p1")
		bad := account.WithNetwork(w.Context(), "bad")
		for range 300 {
			_, err := w.svc.PreviewReset(bad, "ABCD-EFGH-JKLM")
			w.want(err, fault.Invalid, "reset_unknown")
		}
		_, err := w.svc.Reset(bad, "ABCD-EFGH-JKLM", fresh)
		w.want(err, fault.TooMany, "too_many_tries")
		_, err = w.svc.Reset(bad, code, fresh)
		w.ok(err)
		_, err = w.svc.Reset(bad, code, fresh) // used up, and no guess
		w.want(err, fault.Conflict, "reset_used")
	})
}

// A parent of s1 who is an admin of s2 forgets the password: whoever holds the
// slip of s1, also a thief, gets nothing of s2 until s2 says so.
func TestASlipOpensOnlyTheIssuingSchoolsPeople(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.exec("UPDATE account SET password_for = 'admin'")
		w.elsewhere(id)
		if a := w.actor(id); !a.InSchool("s1") || !a.InSchool("s2") || !a.People["p2"] {
			w.Fatalf("before: %+v", a)
		}
		_, err := w.svc.Reset(ctx, w.slip("p1"), "meadow83") // good enough for a parent
		w.ok(err)
		a := w.actor(id)
		if !a.InSchool("s1") || !a.People["p1"] {
			w.Fatalf("the parent lost the own school: %+v", a)
		}
		if a.InSchool("s2") || a.People["p2"] || allow.Can(a, allow.ConsoleView, allow.Target{School: "s2"}) {
			w.Fatalf("a slip of s1 opened s2: %+v", a)
		}
		for kind, n := range map[string]int{
			"the event in s2":     w.count("SELECT count(*) FROM audit_event WHERE school_id = 's2' AND action = 'account.dormant' AND target = 'person:p2'"),
			"the word to sockets": w.count("SELECT count(*) FROM feed_event WHERE school_id = 's2' AND kind = 'rights.changed' AND person_id = 'p2' AND number = (SELECT last FROM feed_head WHERE school_id = 's2')"),
		} {
			if n != 1 {
				w.Errorf("%s: %d", kind, n)
			}
		}
		// s2 confirms: the admin is back, and the weak password opens nothing there.
		w.ok(w.svc.Confirm(ctx, admin("s2"), "p2"))
		if v, err := w.svc.Visitor(ctx, id); err != nil || !v.Weak || len(v.Seats) != 0 {
			w.Fatalf("%+v %v", v, err)
		}
		// A slip of s2 is s2's word, and s1 sleeps.
		code, _, err := w.svc.IssueReset(ctx, admin("s2"), "p2")
		w.ok(err)
		_, err = w.svc.Reset(ctx, code, "meadow83")
		w.want(err, fault.Invalid, "password_short_admin")
		_, err = w.svc.Reset(ctx, code, "meadow83 and a gate")
		w.ok(err)
		if a := w.actor(id); !a.InSchool("s2") || a.InSchool("s1") {
			w.Fatalf("%+v", a)
		}
	})
}

// teacher teaches the class k1 of s1.
var teacher = allow.Actor{Kind: allow.Account, Account: "t", Seats: []allow.Seat{{School: "s1", Person: "t", Membership: "mt", Role: allow.Teacher}},
	Posts: []allow.Held{{School: "s1", Membership: "mt", Post: allow.ClassTeacher, Of: allow.OfClass, ID: "k1", Classes: []string{"k1"}}}}

// family is the parent p1 with a child c1 in k1; both have accounts.
func (w world) family() {
	w.Helper()
	w.parent()
	w.exec("INSERT INTO class (id, school_id, grade, name, created_at) VALUES ('k1', 's1', '1', '1', 0), ('k2', 's1', '1', '2', 0)")
	for child, class := range map[string]string{"c1": "k1", "c2": "k2"} {
		w.person("s1", child, child)
		w.exec("UPDATE membership SET class_id = ? WHERE id = ?", class, w.member("s1", child, allow.Student))
		w.account("s1", child, "pupil."+child, secret)
	}
	w.exec("INSERT INTO guardianship (id, school_id, adult_id, child_id, relation, can_view, can_leave, can_pay, can_pickup, can_delegate, can_consent, can_notify, restricted, valid_from, created_at) VALUES ('g1', 's1', 'p1', 'c1', 'mother', TRUE, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, FALSE, 0, 0)")
}

func TestAClassTeacherResetsTheOwnClassAndNoStaff(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.family()
		may := func(person, want string) {
			w.Helper()
			_, _, err := w.svc.IssueReset(ctx, teacher, person)
			if codeOf(err) != want {
				w.Fatalf("%s: %v, want %q", person, err, want)
			}
			var shown bool
			w.ok(w.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
				shown, err = account.MayReset(ctx, q, teacher, "s1", person, w.clock().UnixMilli())
				return err
			}))
			if shown != (want == "") {
				w.Fatalf("%s: the button is shown: %v", person, shown)
			}
		}
		may("c1", "")          // a pupil of the class
		may("p1", "")          // a guardian of one
		may("c2", "forbidden") // of another class
		// A restriction wins: that guardian is the office's matter.
		w.exec("UPDATE guardianship SET restricted = TRUE")
		may("p1", "forbidden")
		w.exec("UPDATE guardianship SET restricted = FALSE")
		// The same login leads to a pupil of another class.
		w.exec("UPDATE account_person SET account_id = (SELECT account_id FROM account_person WHERE person_id = 'p1') WHERE person_id = 'c2'")
		may("p1", "forbidden")
		w.exec("DELETE FROM account_person WHERE person_id = 'c2'")
		may("p1", "")
		// A seat as staff here or elsewhere, in force, to come, or behind a dormant link.
		for _, role := range []allow.Role{allow.Teacher, allow.Guard, allow.Admin} {
			m := w.member("s1", "p1", role)
			may("p1", "forbidden")
			w.exec("UPDATE membership SET valid_from = ? WHERE id = ?", w.clock().Add(time.Hour).UnixMilli(), m)
			may("p1", "forbidden")
			w.exec("UPDATE membership SET valid_to = 1 WHERE id = ?", m) // long over
			may("p1", "")
		}
		code, _, err := w.svc.IssueReset(ctx, teacher, "p1")
		w.ok(err)
		w.school("s2")
		w.person("s2", "p2", "王芳")
		w.member("s2", "p2", allow.Guard)
		w.exec("INSERT INTO account_person (person_id, account_id, school_id, linked_at, dormant_at, dormant_for) SELECT 'p2', account_id, 's2', 0, 1, 'office' FROM account_person WHERE person_id = 'p1'")
		may("p1", "forbidden")
		_, err = w.svc.Reset(ctx, code, fresh) // and the slip that is out already
		w.want(err, fault.Conflict, "reset_ended")
		// The office of s1 may.
		_, _, err = w.svc.IssueReset(ctx, admin("s1"), "p1")
		w.ok(err)
	})
}

func TestNobodyResetsTheOwnPasswordAndNoStrangerAnothers(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		id := w.parent()
		w.exec("UPDATE account SET password_for = 'admin'")
		w.member("s1", "p1", allow.Admin)
		_, _, err := w.svc.IssueReset(ctx, w.actor(id), "p1")
		w.want(err, fault.Conflict, "own_account")
		_, _, err = w.svc.IssueReset(ctx, admin("s1"), "p1") // another admin
		w.ok(err)
		_, _, err = w.svc.IssueReset(ctx, allow.Actor{Kind: allow.System}, "p1")
		w.ok(err)
		w.school("s2")
		_, _, err = w.svc.IssueReset(ctx, admin("s2"), "p1")
		w.want(err, fault.NotFound, "not_found")
		_, _, err = w.svc.IssueReset(ctx, admin("s1"), "nobody")
		w.want(err, fault.NotFound, "not_found")
		_, _, err = w.svc.IssueReset(ctx, allow.Actor{}, "p1")
		w.want(err, fault.Unauthenticated, "login_required")
	})
}

// A thief proves the old password in the moment in which the owner resets it: the
// login's answer comes after the reset, and its session is not kept.
func TestALoginUnderWayDoesNotOutliveAReset(t *testing.T) {
	each(t, func(w world) {
		ctx := w.Context()
		w.parent()
		w.pass(time.Minute)
		enter := func(r account.Result, token string) bool {
			held := values{}
			w.svc.BindLogin(ctx, held, r)
			data, err := account.Codec{}.Encode(time.Time{}, held)
			w.ok(err)
			w.ok(w.svc.Sessions().Commit(token, data, time.Time{}))
			return w.alive(token)
		}
		thief, err := w.svc.LogIn(ctx, at("n", "wang.fang", secret))
		w.ok(err)
		_, err = w.svc.Reset(ctx, w.slip("p1"), fresh)
		w.ok(err)
		if enter(thief, "thief") {
			t.Fatal("the old password has a session")
		}
		owner, err := w.svc.LogIn(ctx, at("n", "wang.fang", fresh))
		w.ok(err)
		if !enter(owner, "owner") {
			t.Fatal("the new password has none")
		}
	})
}

// values is a session's values.
type values map[string]any

func (v values) Put(_ context.Context, key string, val any)         { v[key] = val }
func (v values) GetString(_ context.Context, key string) (s string) { s, _ = v[key].(string); return s }
