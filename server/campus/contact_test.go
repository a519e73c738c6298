package campus_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/schooltest"
)

// What must never happen: a school is given the number of an adult who is restricted, is
// not told of the child, or no longer is its guardian.
func TestWhomASchoolCalls(t *testing.T) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := schooltest.New(t, d)
		now := clock.Now().UnixMilli()
		child, alone := f.Member(t, allow.Student, campus.Person{Name: "林知夏"}), f.Member(t, allow.Student, campus.Person{Name: "秦朗"})
		n := 0
		adult := func(name, phone string, change func(*campus.Guardianship)) {
			n++
			h := f.Member(t, allow.Parent, campus.Person{Name: name, Phone: phone})
			g := campus.Guardianship{SchoolID: f.School, AdultID: h.Person, ChildID: child.Person, Relation: name, Rights: campus.RightsOf("母亲"), ValidFrom: 1}
			change(&g)
			f.Tx(t, func(ctx context.Context, tx *db.Tx) error {
				id, err := campus.AddGuardianship(ctx, tx, g)
				if err != nil {
					return err
				}
				_, err = tx.NewRaw("UPDATE guardianship SET created_at = ? WHERE id = ?", n, id).Exec(ctx)
				return err
			})
		}
		adult("受限", "13800000001", func(g *campus.Guardianship) { g.Restricted = true })
		adult("不通知", "13800000002", func(g *campus.Guardianship) { g.Notify = false })
		adult("已结束", "13800000003", func(g *campus.Guardianship) { g.ValidTo = now })
		adult("还没开始", "13800000004", func(g *campus.Guardianship) { g.ValidFrom = now + 1 })
		adult("没有号码", "", func(*campus.Guardianship) {})
		call := func(at int64, children ...string) (got map[string]campus.Contact) {
			t.Helper()
			if err := d.Read(ctx, func(ctx context.Context, q bun.IDB) (err error) {
				got, err = campus.ContactsOf(ctx, q, f.School, at, children...)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return got
		}
		if got := call(now, child.Person, alone.Person); len(got) != 0 {
			t.Errorf("somebody is called who must not be: %+v", got)
		}
		adult("母亲", "13800000005", func(*campus.Guardianship) {})
		adult("父亲", "13800000006", func(*campus.Guardianship) {})
		if got := call(now, child.Person, alone.Person); len(got) != 1 || got[child.Person].Relation != "母亲" || got[child.Person].Phone != "13800000005" {
			t.Errorf("not the first who may be called: %+v", got)
		}
		if got := call(now-1, child.Person); got[child.Person].Relation != "已结束" {
			t.Errorf("a moment before: %+v", got)
		}
		if got := call(now); len(got) != 0 {
			t.Errorf("nobody asked: %+v", got)
		}
	})
}
