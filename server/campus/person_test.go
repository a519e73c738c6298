package campus_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/schooltest"
)

var ctx = context.Background()

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func inTx(t testing.TB, d *db.DB, fn func(tx *db.Tx) error) error {
	t.Helper()
	return d.Tx(ctx, func(_ context.Context, tx *db.Tx) error { return fn(tx) })
}

// newSchool is a school with nothing in it.
func newSchool(t testing.TB, d *db.DB, slug string) (id string) {
	t.Helper()
	return schooltest.New(t, d, schooltest.Bare, schooltest.Slug(slug)).School
}

var admin = schooltest.Admin

func TestSchool(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := campus.New(d, feed.New())
		id := newSchool(t, d, "one")
		got := must[campus.School](t)(s.SchoolBySlug(ctx, "one"))
		if got.ID != id || got.Zone != "Asia/Shanghai" || got.LeaseSeconds != 8*24*3600 || got.PolicyVersion != 1 {
			t.Errorf("defaults: %+v", got)
		}
		if _, err := s.SchoolBySlug(ctx, "two"); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown slug: %v", err)
		}
		err := inTx(t, d, func(tx *db.Tx) error {
			_, err := campus.CreateSchool(ctx, tx, campus.School{Slug: "one", Name: "again"})
			return err
		})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("slug taken: %v", err)
		}
		for _, bad := range []campus.School{{Slug: "A", Name: "x"}, {Slug: "a", Name: " "}, {Slug: "a", Name: "x", Zone: "Mars"}} {
			err := inTx(t, d, func(tx *db.Tx) error { _, err := campus.CreateSchool(ctx, tx, bad); return err })
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if err := inTx(t, d, func(tx *db.Tx) error { return campus.BumpPolicy(ctx, tx, id) }); err != nil {
			t.Fatal(err)
		}
		if sc := must[campus.School](t)(s.SchoolByID(ctx, id)); sc.PolicyVersion != 2 {
			t.Errorf("after a bump: %+v", sc)
		}
	})
}

// family is a class with a teacher, a pupil and two adults, one of them restricted.
type family struct{ school, class, teacher, child, mother, father, studentMembership string }

func newFamily(t testing.TB, d *db.DB, school string) family {
	t.Helper()
	w := schooltest.Fixture{DB: d, School: school}
	class := w.Class(t, "三年级", "2班")
	teacher := w.Member(t, allow.Teacher, campus.Person{Name: "王 芳", Phone: "13900001111"})
	child := w.Member(t, allow.Student, campus.Person{Name: "阿卜杜拉•麦麦提", Number: "20240301"}, class)
	mother := w.Member(t, allow.Parent, campus.Person{Name: "古丽", Phone: "13900002222"})
	father := w.Member(t, allow.Parent, campus.Person{Name: "Mark O_Neil", Phone: "13900003333"})
	w.Guardian(t, mother, child, "母亲", false)
	w.Guardian(t, father, child, "父亲", true)
	return family{school, class, teacher.Person, child.Person, mother.Person, father.Person, child.Membership}
}

func TestBooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one, two := newSchool(t, d, "one"), newSchool(t, d, "two")
		f := newFamily(t, d, one)
		newFamily(t, d, two) // the same numbers and phones elsewhere are somebody else's

		refuse := func(what string, kind fault.Kind, fn func(tx *db.Tx) error) {
			t.Helper()
			if err := inTx(t, d, fn); !fault.Is(err, kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		refuse("number twice", fault.Conflict, func(tx *db.Tx) error {
			_, err := campus.AddPerson(ctx, tx, campus.Person{SchoolID: one, Name: "别人", Number: "20240301"})
			return err
		})
		refuse("second open membership of a role", fault.Conflict, func(tx *db.Tx) error {
			_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: one, PersonID: f.mother, Role: allow.Parent})
			return err
		})
		refuse("person of another school", fault.NotFound, func(tx *db.Tx) error {
			_, _, err := campus.AddMembership(ctx, tx, campus.Membership{SchoolID: two, PersonID: f.mother, Role: allow.Guard})
			return err
		})
		refuse("pair twice", fault.Conflict, func(tx *db.Tx) error {
			_, err := campus.AddGuardianship(ctx, tx, campus.Guardianship{SchoolID: one, AdultID: f.mother, ChildID: f.child})
			return err
		})

		err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
			now := d.Now().UnixMilli()
			kids := must[[]campus.Child](t)(campus.ChildrenOf(ctx, q, now, f.mother, f.father))
			if len(kids) != 1 || kids[0].AdultID != f.mother || kids[0].ClassID != f.class || kids[0].CardID == "" || !kids[0].Rights.Pickup || kids[0].Name != "阿卜杜拉·麦麦提" {
				t.Errorf("children: %+v", kids)
			}
			got := must[campus.PersonDetail](t)(campus.ReadPersonDetail(ctx, q, one, f.child))
			if len(got.Guardians) != 2 || len(got.Children) != 0 || len(got.Memberships) != 1 || got.Memberships[0].CardState != "active" || got.Memberships[0].Grade != "三年级" || !got.Guardians[1].Restricted || got.Guardians[0].Name != "古丽" {
				t.Errorf("detail: %+v", got)
			}
			if _, err := campus.ReadPersonDetail(ctx, q, two, f.child); !fault.Is(err, fault.NotFound) {
				t.Errorf("a person of another school: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := inTx(t, d, func(tx *db.Tx) error { return campus.EndMembership(ctx, tx, one, f.studentMembership, 0) }); err != nil {
			t.Fatal(err)
		}
		refuse("ended twice", fault.NotFound, func(tx *db.Tx) error { return campus.EndMembership(ctx, tx, one, f.studentMembership, 0) })
	})
}

func TestReadPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := campus.New(d, feed.New())
		one, two := newSchool(t, d, "one"), newSchool(t, d, "two")
		f := newFamily(t, d, one)
		newFamily(t, d, two)
		teacher := allow.Actor{Kind: allow.Account, Account: "t", Seats: []allow.Seat{{School: one, Person: f.teacher, Membership: "m", Role: allow.Teacher}},
			Posts: []allow.Held{{School: one, Membership: "m", Post: allow.ClassTeacher, Of: allow.OfClass, ID: f.class, Classes: []string{f.class}}}}

		searches := map[string]int{"": 4, "麦麦": 1, "芳": 1, "王芳": 1, "20240": 1, "4030": 0, "三年级2": 1, "2222": 1, "222": 0, "mark": 1, "O_N": 1, "o_n_": 0, "%": 0, "\x00": 0, "a\xff": 0, "古 丽": 1}
		for text, want := range searches {
			page := must[campus.PeoplePage](t)(s.ReadPeople(ctx, admin(one), one, campus.PeopleQuery{Text: text}))
			if len(page.People) != want {
				t.Errorf("search %q: %d people, want %d", text, len(page.People), want)
			}
		}
		var names []string
		for pq := (campus.PeopleQuery{Limit: 1}); ; {
			page := must[campus.PeoplePage](t)(s.ReadPeople(ctx, admin(one), one, pq))
			for _, p := range page.People {
				names = append(names, p.Name)
			}
			if pq.After = page.Next; pq.After == "" {
				break
			}
		}
		if len(names) != 4 {
			t.Errorf("page by page: %q", names)
		}
		if _, err := s.ReadPeople(ctx, admin(one), one, campus.PeopleQuery{After: "!"}); !fault.Is(err, fault.Malformed) {
			t.Errorf("bad cursor: %v", err)
		}
		page := must[campus.PeoplePage](t)(s.ReadPeople(ctx, teacher, one, campus.PeopleQuery{}))
		if len(page.People) != 1 || page.People[0].ID != f.child || page.People[0].Class != "2班" || len(page.People[0].Roles) != 1 {
			t.Errorf("a class teacher sees %+v", page.People)
		}
		must[campus.PersonDetail](t)(s.ReadPerson(ctx, teacher, one, f.child))
		if _, err := s.ReadPerson(ctx, teacher, one, f.mother); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a class teacher reads an adult: %v", err)
		}
		if _, err := s.ReadPerson(ctx, admin(two), one, f.child); !fault.Is(err, fault.NotFound) {
			t.Errorf("an admin of another school: %v", err)
		}
		if _, err := s.ReadPeople(ctx, admin(two), one, campus.PeopleQuery{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an admin of another school: %v", err)
		}
		mother := allow.Actor{Kind: allow.Account, Account: "m", Seats: []allow.Seat{{School: one, Person: f.mother, Role: allow.Parent}}}
		if _, err := s.ReadPeople(ctx, mother, one, campus.PeopleQuery{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a parent: %v", err)
		}
		// One event for each page shown: the searches, four pages, the teacher's two. The bad cursor showed nothing.
		if n := must[int64](t)(audit.Verify(ctx, d)); n != int64(len(searches))+4+2 {
			t.Errorf("%d audit events", n)
		}
	})
}
