package post_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/post"
)

func TestAPostGivesFromItsFirstToItsLastMillisecond(t *testing.T) {
	each(t, func(w *world) {
		id := w.account(w.one, w.anna)
		from := w.ms() + 5000
		w.give(w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.class, From: from, To: from + 7000})
		for at, want := range map[int64]int{from - 1: 0, from: 1, from + 6999: 1, from + 7000: 0} {
			w.set(at)
			if got := w.reads(id); len(got) != want || want == 1 && got[0] != w.class {
				t.Errorf("%d ms after it began she reads %v", at-from, got)
			}
		}
	})
}

func TestAPostStandsOnItsMembership(t *testing.T) {
	each(t, func(w *world) {
		id := w.account(w.one, w.anna)
		w.give(w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.class})
		if got := w.reads(id); !slices.Equal(got, []string{w.class}) {
			t.Fatalf("she reads %v", got)
		}
		w.exec("UPDATE person SET state = 'suspended' WHERE id = ?", w.anna)
		if got := w.reads(id); got != nil {
			t.Errorf("suspended she reads %v", got)
		}
		w.exec("UPDATE person SET state = 'active' WHERE id = ?", w.anna)
		w.exec("UPDATE membership SET valid_to = ? WHERE person_id = ?", w.ms(), w.anna)
		if got := w.reads(id); got != nil {
			t.Errorf("after she left she reads %v", got)
		}
		// She comes back: a new membership, and the old post gives nothing.
		w.tx(func(tx *db.Tx) error {
			_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: w.one, PersonID: w.anna, Role: allow.Teacher})
			return err
		})
		if got := w.reads(id); got != nil {
			t.Errorf("come back she reads %v", got)
		}
		w.give(w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.class})
		if got := w.reads(id); !slices.Equal(got, []string{w.class}) {
			t.Errorf("with a new post she reads %v", got)
		}
	})
}

func TestAPostOfAnotherSchoolGivesNothing(t *testing.T) {
	each(t, func(w *world) {
		id := w.account(w.one, w.anna)
		// As no service writes them: the class of the other school, the membership
		// of a person of the other school, the other school's id.
		var mine, hers string
		w.tx(func(tx *db.Tx) error {
			if err := tx.NewRaw("SELECT id FROM membership WHERE person_id = ?", w.anna).Scan(ctx, &mine); err != nil {
				return err
			}
			return tx.NewRaw("SELECT id FROM membership WHERE person_id = ?", w.eve).Scan(ctx, &hers)
		})
		for i, r := range [][3]string{{w.one, mine, w.alien}, {w.two, mine, w.class}, {w.two, mine, w.alien}, {w.two, hers, w.alien}, {w.one, hers, w.class}} {
			w.exec("INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at) VALUES (?, ?, ?, ?, 'class_teacher', 'class', ?, '', 0, 0)",
				fmt.Sprint("t", i), r[0], w.anna, r[1], r[2])
		}
		if got := w.reads(id); got != nil {
			t.Errorf("she reads %v", got)
		}
		// The service writes none of them.
		w.exec("DELETE FROM post")
		office := admin(w.one)
		_, err := w.svc.Give(ctx, office, w.one, w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.alien})
		w.want("a class of another school", err, "post_class")
		_, err = w.svc.Give(ctx, office, w.one, w.eve, post.Draft{Kind: allow.ClassTeacher, Of: w.class})
		w.want("a person of another school", err, "person_not_found")
		_, err = w.svc.Give(ctx, office, w.two, w.eve, post.Draft{Kind: allow.ClassTeacher, Of: w.alien})
		w.want("another school", err, "not_found")
		theirs, err := w.svc.Give(ctx, admin(w.two), w.two, w.eve, post.Draft{Kind: allow.ClassTeacher, Of: w.alien})
		w.want("their own", err, "")
		_, err = w.svc.End(ctx, office, w.one, theirs)
		w.want("ending theirs", err, "not_found")
		_, err = w.svc.StandIn(ctx, office, w.one, w.anna, theirs, 0, w.ms()+1000)
		w.want("standing in for theirs", err, "not_found")
	})
}

func TestNobodyGivesPostsWithoutTheRight(t *testing.T) {
	each(t, func(w *world) {
		boss := w.person(w.one, "主任", allow.Guard)
		w.give(w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.class})
		mine := w.give(w.anna, post.Draft{Kind: allow.GradeHead, Of: "三年级"})
		for _, k := range []allow.Post{allow.Registrar, allow.GateManager, allow.Auditor, allow.Finance, allow.Librarian} {
			w.give(w.anna, post.Draft{Kind: k})
		}
		for _, c := range []struct{ account, person, code string }{
			{w.account(w.one, w.anna), w.anna, "forbidden"},
			{w.account(w.one, boss), boss, "forbidden"},
			{w.account(w.one, w.mum), w.mum, "forbidden"},
			{w.account(w.two, w.eve), w.eve, "not_found"},
			{"", w.anna, "login_required"},
		} {
			a := w.actor(c.account)
			_, err := w.svc.Give(ctx, a, w.one, c.person, post.Draft{Kind: allow.Auditor})
			w.want("gives it to himself", err, c.code)
			_, err = w.svc.StandIn(ctx, a, w.one, c.person, mine, 0, w.ms()+1000)
			w.want("stands in by himself", err, c.code)
			_, err = w.svc.End(ctx, a, w.one, mine)
			w.want("ends it", err, c.code)
		}
		if n := w.count("SELECT count(*) FROM post"); n != 7 {
			t.Errorf("%d posts", n)
		}
	})
}

func (w *world) count(query string, args ...any) (n int) {
	w.Helper()
	w.tx(func(tx *db.Tx) error { return tx.NewRaw(query, args...).Scan(ctx, &n) })
	return n
}

func TestWhatCannotBeGiven(t *testing.T) {
	each(t, func(w *world) {
		now := w.ms()
		w.give(w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.class, From: now + 1000, To: now + 5000})
		w.give(w.anna, post.Draft{Kind: allow.SubjectTeacher, Of: w.class, Subject: "数学"})
		for _, c := range []struct {
			what, person string
			draft        post.Draft
			code         string
		}{
			{"no post", w.anna, post.Draft{Kind: "head"}, "post_kind"},
			{"a deputy", w.anna, post.Draft{Kind: "deputy"}, "post_kind"},
			{"no class", w.anna, post.Draft{Kind: allow.ClassTeacher}, "post_class"},
			{"a grade as class", w.anna, post.Draft{Kind: allow.ClassTeacher, Of: "三年级"}, "post_class"},
			{"an unknown grade", w.anna, post.Draft{Kind: allow.GradeHead, Of: "九年级"}, "post_grade"},
			{"no text", w.anna, post.Draft{Kind: allow.GradeHead, Of: "\xff"}, "post_grade"},
			{"an auditor of a class", w.anna, post.Draft{Kind: allow.Auditor, Of: w.class}, "post_kind"},
			{"a cashier of nothing", w.anna, post.Draft{Kind: allow.Cashier, Of: "m"}, "post_kind"},
			{"a warden of no building", w.anna, post.Draft{Kind: allow.Warden, Of: "z"}, "post_building"},
			{"a subject without a post", w.anna, post.Draft{Kind: allow.GradeHead, Of: "三年级", Subject: "数学"}, "post_subject"},
			{"a long subject", w.anna, post.Draft{Kind: allow.SubjectTeacher, Of: w.class, Subject: strings.Repeat("数", 21)}, "post_subject"},
			{"an end before the beginning", w.anna, post.Draft{Kind: allow.Auditor, From: now + 2, To: now + 2}, "post_dates"},
			{"an end that is over", w.anna, post.Draft{Kind: allow.Auditor, From: now - 9, To: now}, "post_dates"},
			{"a parent", w.mum, post.Draft{Kind: allow.Auditor}, "post_role"},
			{"a parent with a class", w.mum, post.Draft{Kind: allow.ClassTeacher, Of: w.same}, "post_role"},
			{"nobody", "nobody", post.Draft{Kind: allow.Auditor}, "person_not_found"},
			{"the same twice", w.anna, post.Draft{Kind: allow.SubjectTeacher, Of: w.class, Subject: " 数学 "}, "post_exists"},
			{"the same, overlapping", w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.class, From: now + 4999}, "post_exists"},
			{"a second class teacher", w.ben, post.Draft{Kind: allow.ClassTeacher, Of: w.class}, "class_has_teacher"},
			{"a second class teacher at the end", w.ben, post.Draft{Kind: allow.ClassTeacher, Of: w.class, From: now + 4999}, "class_has_teacher"},
			{"a second class teacher inside", w.ben, post.Draft{Kind: allow.ClassTeacher, Of: w.class, From: now + 2000, To: now + 3000}, "class_has_teacher"},
			{"the next class teacher", w.ben, post.Draft{Kind: allow.ClassTeacher, Of: w.class, From: now + 5000}, ""},
			{"the one before", w.ben, post.Draft{Kind: allow.ClassTeacher, Of: w.class, To: now + 1000}, ""},
			{"another subject", w.anna, post.Draft{Kind: allow.SubjectTeacher, Of: w.class, Subject: "英语"}, ""},
		} {
			before := w.count("SELECT count(*) FROM post") + w.count("SELECT count(*) FROM audit_event")
			_, err := w.svc.Give(ctx, admin(w.one), w.one, c.person, c.draft)
			w.want(c.what, err, c.code)
			if after := w.count("SELECT count(*) FROM post") + w.count("SELECT count(*) FROM audit_event"); (after == before) != (c.code != "") {
				t.Errorf("%s: %d rows became %d", c.what, before, after)
			}
		}
		if fault.As(second(w.svc.Give(ctx, admin(w.one), w.one, w.ben, post.Draft{Kind: allow.ClassTeacher, Of: w.class, From: now + 2000, To: now + 3000}))).Detail != "安娜" {
			t.Error("who the class teacher is, is not said")
		}
	})
}

func second(_ string, err error) error { return err }

func TestStandingIn(t *testing.T) {
	each(t, func(w *world) {
		ben := w.account(w.one, w.ben)
		now := w.ms()
		mine := w.give(w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.class, To: now + 9000})
		office := admin(w.one)
		for _, c := range []struct {
			what, person string
			from, to     int64
			code         string
		}{
			{"the holder", w.anna, 0, now + 2000, "post_self"},
			{"without an end", w.ben, 0, 0, "post_dates"},
			{"longer than the post", w.ben, 0, now + 9001, "post_dates"},
			{"before the post", w.ben, now - 1, now + 2000, "post_dates"},
			{"a parent", w.mum, 0, now + 2000, "post_role"},
		} {
			_, err := w.svc.StandIn(ctx, office, w.one, c.person, mine, c.from, c.to)
			w.want(c.what, err, c.code)
		}
		his, err := w.svc.StandIn(ctx, office, w.one, w.ben, mine, now+1000, now+2000)
		w.want("ben", err, "")
		if w.reads(ben) != nil {
			t.Error("he stands in before it begins")
		}
		w.set(now + 1000)
		if got := w.reads(ben); !slices.Equal(got, []string{w.class}) {
			t.Errorf("he reads %v", got)
		}
		_, err = w.svc.StandIn(ctx, office, w.one, w.anna, his, 0, now+1500)
		w.want("for who stands in", err, "post_stand_in")
		// With the post end those who stand in, and both are told.
		people, err := w.svc.End(ctx, office, w.one, mine)
		if err != nil || !slices.Equal(people, []string{w.anna, w.ben}) {
			t.Errorf("%v %v", people, err)
		}
		if got := w.reads(ben); got != nil {
			t.Errorf("he still reads %v", got)
		}
		_, err = w.svc.StandIn(ctx, office, w.one, w.ben, mine, 0, now+3000)
		w.want("for a post that is over", err, "post_over")
		people, err = w.svc.End(ctx, office, w.one, mine)
		if err != nil || len(people) != 0 {
			t.Errorf("ended twice: %v %v", people, err)
		}
		given, ended := w.count("SELECT count(*) FROM audit_event WHERE action = 'post.given'"), w.count("SELECT count(*) FROM audit_event WHERE action = 'post.ended'")
		moved := w.count("SELECT count(*) FROM feed_event WHERE kind = 'rights.changed' AND person_id IN (?, ?)", w.anna, w.ben)
		if given != 2 || ended != 2 || moved < 4 {
			t.Errorf("%d given, %d ended, %d told", given, ended, moved)
		}
		if _, err := audit.Verify(ctx, w.db); err != nil {
			t.Error(err)
		}
	})
}

func TestAPlannedPostCanBeTakenBack(t *testing.T) {
	each(t, func(w *world) {
		id := w.account(w.one, w.anna)
		from := w.ms() + 5000
		planned := w.give(w.anna, post.Draft{Kind: allow.ClassTeacher, Of: w.class, From: from})
		if _, err := w.svc.End(ctx, admin(w.one), w.one, planned); err != nil {
			t.Fatal(err)
		}
		w.give(w.ben, post.Draft{Kind: allow.ClassTeacher, Of: w.class}) // the class is free
		w.set(from)
		if got := w.reads(id); got != nil {
			t.Errorf("she reads %v", got)
		}
		rows := w.rows(w.anna)
		if len(rows) != 1 || rows[0].At(w.ms()) != post.Over {
			t.Errorf("%+v", rows)
		}
	})
}

func (w *world) rows(person string) (list []post.Row) {
	w.Helper()
	err := w.db.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
		list, err = post.OfPerson(ctx, q, w.one, person, w.ms())
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return list
}

// Two who give a class its teacher at once: one of them is told that it has one.
func TestTwoAtOnceMakeOneClassTeacher(t *testing.T) {
	each(t, func(w *world) {
		for range 5 {
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for i, p := range []string{w.anna, w.ben} {
				wg.Go(func() {
					_, errs[i] = w.svc.Give(ctx, admin(w.one), w.one, p, post.Draft{Kind: allow.ClassTeacher, Of: w.class})
				})
			}
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("%v and %v", errs[0], errs[1])
			}
			w.exec("UPDATE post SET valid_to = valid_from")
		}
	})
}
