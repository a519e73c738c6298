package deliver_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/outbox"
	"yunka/server/schooltest"
)

// benchWorld is a school with n children, each with two guardians who have accounts.
func benchWorld(b *testing.B, e db.Engine, n int) (*world, []*schooltest.Holder) {
	b.Helper()
	clock := schooltest.NewClock()
	w := newWorld(b, dbtest.Open(b, e, db.WithClock(clock.Now)), clock)
	children := make([]*schooltest.Holder, n)
	for from := 0; from < n; from += 100 {
		w.Tx(b, func(ctx context.Context, tx *db.Tx) error {
			for i := from; i < min(from+100, n); i++ {
				add := func(role allow.Role, name string) (id string, err error) {
					if id, err = campus.AddPerson(ctx, tx, campus.Person{SchoolID: w.School, Name: name}); err != nil {
						return "", err
					}
					_, _, err = campus.AddMembership(ctx, tx, campus.Membership{SchoolID: w.School, PersonID: id, Role: role, ValidFrom: 1})
					return id, err
				}
				child, err := add(allow.Student, fmt.Sprint("学生", i))
				if err != nil {
					return err
				}
				children[i] = &schooltest.Holder{Person: child}
				for _, relation := range []string{"母亲", "父亲"} {
					adult, err := add(allow.Parent, fmt.Sprint(relation, i))
					if err != nil {
						return err
					}
					if _, err := campus.AddGuardianship(ctx, tx, campus.Guardianship{SchoolID: w.School, AdultID: adult, ChildID: child, Relation: relation, Rights: campus.RightsOf(relation)}); err != nil {
						return err
					}
					account := db.NewID()
					if _, err := tx.NewRaw("INSERT INTO account (id, login, password_hash, lang, password_at, created_at, password_for) VALUES (?, ?, '', 'en', 0, 0, 'admin')", account, account).Exec(ctx); err != nil {
						return err
					}
					if _, err := tx.NewRaw("INSERT INTO account_person (person_id, account_id, school_id, linked_at) VALUES (?, ?, ?, 0)", adult, account, w.School).Exec(ctx); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	return w, children
}

// 10,000 notices are due at once, for two guardians each: messages a second, and the
// longest time for which SQLite's writer was held.
func BenchmarkDue(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			w, children := benchWorld(b, e, 2000)
			const notices = 10_000
			var spent time.Duration
			var held time.Duration
			for round := 0; b.Loop(); round++ {
				for from := 0; from < notices; from += 500 {
					w.Tx(b, func(ctx context.Context, tx *db.Tx) error {
						for i := range 500 {
							n := about(children[(from+i)%len(children)], fmt.Sprint("r", round, "-", from+i))
							n.School = w.School
							if err := outbox.Put(ctx, tx, n); err != nil {
								return err
							}
						}
						return nil
					})
				}
				w.DB.LongestHold()
				start := time.Now()
				w.work()
				spent += time.Since(start)
				held = max(held, w.DB.LongestHold())
			}
			got := schooltest.Value[int](b, w.DB, "SELECT count(*) FROM outbox_delivery WHERE state = 'done'")
			b.ReportMetric(float64(got)/spent.Seconds(), "messages/s")
			b.ReportMetric(float64(held.Milliseconds()), "ms-held")
		})
	}
}

// One look of a worker that has nothing to do, with a term of messages behind it: a
// worker looks every 15 seconds.
func BenchmarkIdle(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			w, children := benchWorld(b, e, 500)
			for i := range 20 {
				w.Tx(b, func(ctx context.Context, tx *db.Tx) error {
					for c, child := range children {
						n := about(child, fmt.Sprint(i, "-", c))
						n.School = w.School
						if err := outbox.Put(ctx, tx, n); err != nil {
							return err
						}
					}
					return nil
				})
			}
			w.work()
			b.ResetTimer()
			for b.Loop() {
				w.work()
			}
		})
	}
}

// What a notice adds to the commit of its fact.
func BenchmarkPut(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			w, children := benchWorld(b, e, 1)
			i := 0
			w.Tx(b, func(ctx context.Context, tx *db.Tx) error {
				for b.Loop() {
					n := about(children[0], fmt.Sprint("k", i))
					n.School = w.School
					i++
					if err := outbox.Put(ctx, tx, n); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
}
