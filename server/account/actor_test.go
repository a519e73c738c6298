package account_test

import (
	"slices"
	"testing"
	"time"

	"yunka/server/allow"
)

func TestActorHasWhatIsTrueNow(t *testing.T) {
	each(t, func(w world) {
		id := w.parent()
		now := w.clock().UnixMilli()
		w.member("s1", "p1", allow.Teacher)
		w.person("s1", "c1", "child")
		w.person("s1", "c2", "restricted child")
		w.person("s1", "c3", "child not to be viewed")
		w.person("s1", "c4", "child of yesterday")
		guard := func(child string, view, restricted bool, to any) {
			w.exec("INSERT INTO guardianship (id, school_id, adult_id, child_id, relation, can_view, can_leave, can_pay, can_pickup, can_delegate, can_consent, can_notify, restricted, valid_from, valid_to, created_at) VALUES (?, 's1', 'p1', ?, 'mother', ?, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, ?, 0, ?, 0)",
				"g"+child, child, view, restricted, to)
		}
		guard("c1", true, false, nil)
		guard("c2", true, true, nil)
		guard("c3", false, false, nil)
		guard("c4", true, false, now)
		w.exec("INSERT INTO class (id, school_id, grade, name, created_at) VALUES ('k1', 's1', '1', '1', 0)")
		w.post("t1", "class_teacher", "class", "k1")
		actor := func() allow.Actor {
			a, err := w.svc.Actor(w.Context(), id)
			w.ok(err)
			return a
		}
		a := actor()
		if a.Kind != allow.Account || a.Account != id || len(a.Seats) != 2 || len(a.Children) != 1 || a.Children["c1"] != allow.View || len(a.Posts) != 1 || !slices.Equal(a.Posts[0].Classes, []string{"k1"}) || !a.People["p1"] {
			w.Fatalf("%+v", a)
		}
		// Each of the seven rights is its own; a restriction takes all of them.
		for column, right := range map[string]allow.Rights{"can_view": allow.View, "can_leave": allow.Leave, "can_pay": allow.Pay, "can_pickup": allow.Pickup,
			"can_delegate": allow.Delegate, "can_consent": allow.Consent, "can_notify": allow.Notify} {
			w.exec("UPDATE guardianship SET can_view = FALSE WHERE id = 'gc1'")
			w.exec("UPDATE guardianship SET " + column + " = TRUE WHERE id = 'gc1'")
			if a := actor(); len(a.Children) != 1 || a.Children["c1"] != right {
				w.Errorf("%s alone gives %07b", column, a.Children["c1"])
			}
			w.exec("UPDATE guardianship SET restricted = TRUE WHERE id = 'gc1'")
			if a := actor(); len(a.Children) != 0 {
				w.Errorf("%s outlives a restriction", column)
			}
			w.exec("UPDATE guardianship SET restricted = FALSE, " + column + " = FALSE WHERE id = 'gc1'")
		}
		w.exec("UPDATE guardianship SET can_view = TRUE WHERE id = 'gc1'")
		// Memberships begin and end by the clock, the end excluded.
		w.exec("UPDATE membership SET valid_to = ? WHERE role = 'teacher'", now)
		w.exec("UPDATE membership SET valid_from = ? WHERE role = 'parent'", now+1)
		if a := actor(); len(a.Seats) != 0 {
			w.Fatalf("seats %+v", a.Seats)
		}
		w.pass(time.Millisecond)
		if a := actor(); len(a.Seats) != 1 || a.Seats[0].Role != allow.Parent {
			w.Fatalf("seats %+v", a.Seats)
		}
		// A suspended person sits nowhere and sees no child.
		w.exec("UPDATE person SET state = 'suspended' WHERE id = 'p1'")
		if a := actor(); len(a.Seats)+len(a.Children)+len(a.Posts) != 0 || !a.People["p1"] {
			w.Fatalf("%+v", a)
		}
		w.exec("UPDATE person SET state = 'active' WHERE id = 'p1'")
		w.exec("UPDATE account SET disabled_at = 1")
		if a := actor(); a.Kind != allow.Anonymous || a.Account != "" {
			w.Fatalf("%+v", a)
		}
	})
}

func TestRowsOfAnUnfinishedImportDoNotExist(t *testing.T) {
	each(t, func(w world) {
		id := w.parent()
		w.person("s1", "c1", "child")
		w.exec("INSERT INTO roster_import (id, school_id, file_name, file_hash, state, counts, problems, created_at) VALUES ('i1', 's1', '', '', 'applying', '', '', 0)")
		w.exec("INSERT INTO membership (id, school_id, person_id, role, valid_from, pending_import, created_at) VALUES ('m2', 's1', 'p1', 'admin', 0, 'i1', 0)")
		w.exec("INSERT INTO guardianship (id, school_id, adult_id, child_id, relation, can_view, can_leave, can_pay, can_pickup, can_delegate, can_consent, can_notify, restricted, valid_from, pending_import, created_at) VALUES ('g', 's1', 'p1', 'c1', 'mother', TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, 0, 'i1', 0)")
		for _, c := range []struct {
			state           string
			seats, children int
		}{{"applying", 1, 0}, {"applied", 2, 1}, {"abandoned", 1, 0}} {
			w.exec("UPDATE roster_import SET state = ?", c.state)
			a, err := w.svc.Actor(w.Context(), id)
			w.ok(err)
			if len(a.Seats) != c.seats || len(a.Children) != c.children {
				w.Fatalf("%s: %+v", c.state, a)
			}
		}
	})
}

// post gives p1 of s1, a teacher, a post that is in force.
func (w world) post(id, kind, of, ofID string) {
	w.Helper()
	w.exec(`INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at)
SELECT ?, 's1', 'p1', m.id, ?, ?, ?, '', 0, 0 FROM membership m WHERE m.person_id = 'p1' AND m.role = 'teacher'`, id, kind, of, ofID)
}
