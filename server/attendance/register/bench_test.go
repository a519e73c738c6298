package register_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/projection"
	"yunka/server/schooltest"
	"yunka/server/timetable"
)

// A school of 3,000 in 60 classes, 100 school days and four punches a day: what a
// rebuild of all its cells takes, and what a class page of 50 reads.
func BenchmarkRegister(b *testing.B) {
	const people, perClass, days = 3000, 50, 100
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			clock := schooltest.NewClock()
			clock.Set(at(monday, "18:00:00"))
			d := dbtest.Open(b, e, db.WithClock(clock.Now))
			f := schooltest.New(b, d)
			r := register.New(d, f.Feed, nil)
			var classes []string
			for i := range people / perClass {
				classes = append(classes, f.Class(b, fmt.Sprintf("%d年级", i/10+1), fmt.Sprintf("%d班", i%10+1)))
			}
			exec := func(format string, rows []string) {
				for len(rows) > 0 {
					part := rows[:min(len(rows), 500)]
					rows = rows[len(part):]
					f.Exec(b, strings.Replace(format, "VALUES", "VALUES "+strings.Join(part, ", "), 1))
				}
			}
			var persons, members, scans []string
			for i := range people {
				persons = append(persons, fmt.Sprintf("('p%04d', '%s', '学生%d', '学生%d', '', 'active', 0, 0)", i, f.School, i, i))
				members = append(members, fmt.Sprintf("('m%04d', '%s', 'p%04d', '%s', 1, 1, 'student')", i, f.School, i, classes[i/perClass]))
			}
			exec("INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) VALUES", persons)
			exec("INSERT INTO membership (id, school_id, person_id, class_id, valid_from, created_at, role) VALUES", members)
			for _, gate := range []string{f.GateIn, f.GateOut} {
				who, _ := f.Terminal(b, gate, false)
				f.Exec(b, "UPDATE terminal SET id = ? WHERE id = ?", "t-"+gate, who.ID)
			}
			for _, s := range []rule.Session{
				with(morning(f.School), func(*rule.Session) {}),
				with(morning(f.School), func(x *rule.Session) { x.Name, x.Opens, x.Starts, x.Ends, x.Closes = "下午", 760, 810, 990, 1050 }),
			} {
				if _, err := r.AddSession(ctx, f.Admin, s); err != nil {
					b.Fatal(err)
				}
			}
			f.Exec(b, "UPDATE attendance_session SET from_day = '2020-01-01'")
			day, n := monday, 0
			var list []string
			for len(list) < days {
				if timetable.Weekday(day) <= 5 {
					list = append(list, day)
				}
				day = timetable.AddDays(day, -1)
			}
			for i := len(list) - 1; i >= 0; i-- {
				f.Exec(b, "INSERT INTO attendance_day (school_id, day, since, opened_at) VALUES (?, ?, ?, 0)", f.School, list[i], n+1)
				scans = scans[:0]
				for k, when := range []string{"07:41:00", "11:45:00", "13:20:00", "16:35:00"} {
					gate, way := f.GateIn, "in"
					if k%2 == 1 {
						gate, way = f.GateOut, "out"
					}
					from := at(list[i], when)
					for p := range people {
						n++
						scans = append(scans, fmt.Sprintf("('s%08d', '%s', %d, 't-%s', '%s', 'k%d', '', 'chip', 'p%04d', FALSE, 'ALLOW', 'OK', TRUE, '%s', %d, '{}')",
							n, f.School, n, gate, gate, n, p, way, from.Add(time.Duration(p*7%1800)*time.Second).UnixMilli()))
					}
				}
				exec("INSERT INTO scan (id, school_id, feed, terminal_id, gate_id, request_key, request_hash, kind, person_id, consumed, decision, reason, open, direction, at, answer) VALUES", scans)
			}
			f.Exec(b, "UPDATE feed_head SET last = ? WHERE school_id = ?", n, f.School)
			cells := r.Projection()
			b.Run("rebuild", func(b *testing.B) {
				for b.Loop() {
					f.Tx(b, func(ctx context.Context, tx *db.Tx) error { return projection.Rebuild(ctx, tx, cells, f.School) })
					if err := projection.Catch(ctx, d, cells, f.School, 1_000_000); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(people*days*4*float64(b.N)/b.Elapsed().Seconds(), "punches/s")
			})
			b.Run("class", func(b *testing.B) {
				for b.Loop() {
					err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
						list, err := register.OfClass(ctx, q, f.School, monday, classes[7])
						if len(list) != perClass*2 {
							b.Fatalf("%d cells", len(list))
						}
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("month", func(b *testing.B) {
				for b.Loop() {
					err := d.Read(ctx, func(ctx context.Context, q bun.IDB) error {
						_, err := register.OfPeople(ctx, q, f.School, []string{"p0101"}, "2026-11-01", "2026-11-30")
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
