package post_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/post"
)

// In random worlds the account's rights are what a plain reading of the rows says.
func TestTheActorEqualsAPlainReading(t *testing.T) {
	each(t, func(w *world) {
		id := w.account(w.one, w.anna)
		_ = w.account(w.two, w.eve)
		w.exec("INSERT INTO account_person (account_id, person_id, school_id, linked_at) SELECT ?, id, school_id, 0 FROM person WHERE id = ?", id, w.ben)
		type member struct {
			id, school, person string
			role               allow.Role
			from, to           int64
		}
		classes := []struct{ id, school, grade string }{{w.class, w.one, "三年级"}, {w.same, w.one, "三年级"}, {w.old, w.one, "六年级"}, {w.alien, w.two, "三年级"}}
		base := w.ms()
		for seed := range uint64(60) {
			r := rand.New(rand.NewPCG(seed, 3))
			when := func() (from, to int64) {
				from = base + r.Int64N(4) - 2
				if r.IntN(2) == 0 {
					to = base + r.Int64N(4) - 1
				}
				return from, to
			}
			w.exec("DELETE FROM post")
			w.exec("DELETE FROM card")
			w.exec("DELETE FROM membership")
			awake := map[string]bool{w.anna: r.IntN(4) > 0, w.ben: r.IntN(4) > 0, w.eve: true}
			for p, on := range awake {
				w.exec("UPDATE person SET state = ? WHERE id = ?", map[bool]string{true: "active", false: "suspended"}[on], p)
			}
			people := []struct{ id, school string }{{w.anna, w.one}, {w.ben, w.one}, {w.eve, w.two}}
			var members []member
			for i := range 5 {
				p := people[r.IntN(3)]
				from, to := when()
				m := member{id: fmt.Sprint("m", i), school: p.school, person: p.id, role: []allow.Role{allow.Teacher, allow.Guard, allow.Parent}[r.IntN(3)], from: from, to: to}
				members = append(members, m)
				w.exec("INSERT INTO membership (id, school_id, person_id, role, valid_from, valid_to, created_at) VALUES (?, ?, ?, ?, ?, NULLIF(?, 0), ?)", m.id, m.school, m.person, m.role, from, to, i)
			}
			var posts []post.Post
			for i := range 6 {
				m := members[r.IntN(len(members))]
				rule := allow.Posts[r.IntN(6)]
				p := post.Post{ID: fmt.Sprint("t", i), SchoolID: m.school, PersonID: m.person, MembershipID: m.id, Kind: rule.Post, OfWhat: rule.Of}
				switch p.ValidFrom, p.ValidTo = when(); rule.Of {
				case allow.OfClass, allow.OfSubject:
					p.OfID = classes[r.IntN(len(classes))].id
				case allow.OfGrade:
					p.OfID = classes[r.IntN(len(classes))].grade
				}
				posts = append(posts, p)
				w.tx(func(tx *db.Tx) error { _, err := tx.NewInsert().Model(&p).Exec(ctx); return err })
			}
			a := w.actor(id)
			valid := func(from, to int64) bool { return from <= base && (to == 0 || base < to) }
			holds := func(kind allow.Post, school, class string) bool {
				for _, p := range posts {
					if p.Kind != kind || p.SchoolID != school || !valid(p.ValidFrom, p.ValidTo) || p.PersonID == w.eve || !awake[p.PersonID] {
						continue
					}
					sits := false
					for _, m := range members {
						may := m.role == allow.Teacher || p.OfWhat == allow.OfSchool && m.role == allow.Guard
						sits = sits || m.id == p.MembershipID && valid(m.from, m.to) && may
					}
					if !sits {
						continue
					}
					if p.OfWhat == allow.OfSchool {
						return true
					}
					for _, c := range classes {
						if c.id == class && c.school == school && (p.OfID == c.id || p.OfWhat == allow.OfGrade && p.OfID == c.grade) {
							return true
						}
					}
				}
				return false
			}
			for _, school := range []string{w.one, w.two} {
				for _, c := range classes {
					want := holds(allow.ClassTeacher, school, c.id) || holds(allow.GradeHead, school, c.id) || holds(allow.Registrar, school, "")
					if got := allow.Can(a, allow.PeopleRead, allow.Target{School: school, Class: c.id}); got != want {
						t.Fatalf("seed %d: reads %s of %s: %v, want %v\n%+v\n%+v\n%+v", seed, c.id, school, got, want, posts, members, a)
					}
				}
				for action, kind := range map[allow.Action]allow.Post{allow.GatesManage: allow.GateManager, allow.AuditRead: allow.Auditor, allow.RosterImport: allow.Registrar} {
					if got, want := allow.Can(a, action, allow.Target{School: school}), holds(kind, school, ""); got != want {
						t.Fatalf("seed %d: %s: %v, want %v\n%+v\n%+v", seed, action, got, want, posts, members)
					}
				}
			}
		}
	})
}
