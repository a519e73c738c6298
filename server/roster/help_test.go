package roster_test

import (
	"context"
	"testing"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
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

func newSchool(t testing.TB, d *db.DB, slug string) (id string) {
	t.Helper()
	err := inTx(t, d, func(tx *db.Tx) (err error) {
		id, err = campus.CreateSchool(ctx, tx, campus.School{Slug: slug, Name: "学校 " + slug})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func admin(school string) allow.Actor {
	return allow.Actor{Kind: allow.Account, Account: "acc-" + school, Seats: []allow.Seat{{School: school, Role: allow.Admin}}}
}

// addAdults puts a teacher and a mother into the school's records, and returns the
// teacher.
func addAdults(t testing.TB, d *db.DB, school string) (teacher string) {
	t.Helper()
	err := inTx(t, d, func(tx *db.Tx) error {
		for _, a := range []struct {
			role        allow.Role
			name, phone string
		}{
			{allow.Teacher, "王 芳", "13900001111"},
			{allow.Parent, "古丽", "13900002222"},
		} {
			id, err := campus.AddPerson(ctx, tx, campus.Person{SchoolID: school, Name: a.name, Phone: a.phone})
			if err != nil {
				return err
			}
			member := campus.Membership{SchoolID: school, PersonID: id, Role: a.role}
			if _, _, err := campus.AddMembership(ctx, tx, member); err != nil {
				return err
			}
			if a.role == allow.Teacher {
				teacher = id
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return teacher
}
