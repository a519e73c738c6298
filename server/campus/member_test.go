package campus_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/schooltest"
)

// Who changes the class is, on days before, still in the class of those days.
func TestMembersAtKnowTheClassOfTheDay(t *testing.T) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := schooltest.New(t, d)
		classes := []string{f.Class(t, "三年级", "1班"), f.Class(t, "三年级", "2班"), f.Class(t, "四年级", "1班")}
		kid := f.Member(t, allow.Student, campus.Person{Name: "林知夏"}, classes[0])
		s := campus.New(d, f.Feed)
		began := clock.Now().UnixMilli()
		var moved []int64
		for _, class := range classes[1:] {
			clock.Add(24 * time.Hour)
			var was string
			err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
				detail, err := campus.ReadPersonDetail(ctx, q, f.School, kid.Person)
				was = detail.Stamp(clock.Now().UnixMilli())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.SavePerson(ctx, f.Admin, f.School, kid.Person, campus.PersonDraft{Name: "林知夏", Class: class, Was: was}); err != nil {
				t.Fatal(err)
			}
			moved = append(moved, clock.Now().UnixMilli())
		}
		for at, want := range map[int64]string{began: classes[0], moved[0] - 1: classes[0], moved[0]: classes[1], moved[1] - 1: classes[1], moved[1]: classes[2], moved[1] + 1e9: classes[2]} {
			var got string
			var list []campus.Member
			err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
				if got, err = campus.ClassAt(ctx, q, f.School, kid.Person, at); err != nil {
					return err
				}
				list, err = campus.MembersAt(ctx, q, f.School, at, []allow.Role{allow.Student})
				return err
			})
			if err != nil || got != want || len(list) != 1 || list[0].ClassID != want {
				t.Errorf("at %d: %s %v %v, want %s", at-began, got, list, err, want)
			}
		}
		err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
			list, err := campus.MembersAt(ctx, q, f.School, 0, []allow.Role{allow.Student})
			if len(list) != 0 {
				t.Error("a member before the membership began:", list)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}, db.WithClock(clock.Now))
}
