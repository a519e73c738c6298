package roster_test

import (
	"context"
	"testing"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
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

// addAdults puts a teacher and a mother into the school's records, and returns the
// teacher.
func addAdults(t testing.TB, d *db.DB, school string) (teacher string) {
	t.Helper()
	w := schooltest.Fixture{DB: d, School: school}
	w.Member(t, allow.Parent, campus.Person{Name: "古丽", Phone: "13900002222"})
	return w.Member(t, allow.Teacher, campus.Person{Name: "王 芳", Phone: "13900001111"}).Person
}
