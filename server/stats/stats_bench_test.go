package stats_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/stats"
)

// A school of 20,000 pupils who each came in and went out today: what it costs
// to open the dashboard with nothing in memory, and to follow one more second
// of the morning.
func BenchmarkTwentyThousandPupils(b *testing.B) {
	const pupils = 20_000
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			d := dbtest.Open(b, e)
			exec := func(query string, args ...any) {
				b.Helper()
				if err := d.Tx(b.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.NewRaw(query, args...).Exec(ctx)
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
			loc := time.FixedZone("school", 8*3600)
			start := time.Date(2026, 11, 23, 6, 0, 0, 0, loc)
			exec("INSERT INTO school (id, slug, name, zone, demo, lease_seconds, policy_version, created_at) VALUES ('s', 's', 's', 'Asia/Shanghai', FALSE, 1, 1, 0)")
			exec("INSERT INTO feed_head (school_id, last) VALUES ('s', 0)")
			exec("INSERT INTO zone (id, school_id, name, created_at) VALUES ('z', 's', 'z', 0)")
			exec("INSERT INTO gate (id, school_id, zone_id, name, direction, created_at) VALUES ('g', 's', 'z', 'g', 'in', 0)")
			for c := range 500 {
				exec("INSERT INTO class (id, school_id, grade, name, created_at) VALUES (?, 's', ?, ?, 0)", fmt.Sprint("c", c), fmt.Sprint("G", c/20), fmt.Sprint("K", c))
			}
			n := "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
			exec(`INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) `+n+`SELECT 'p' || i, 's', 'n', 'n', '', 'active', 0, 0 FROM n`, pupils-1)
			exec(`INSERT INTO membership (id, school_id, person_id, role, class_id, valid_from, created_at) `+n+`SELECT 'm' || i, 's', 'p' || i, 'student', 'c' || (i % 500), 0, 0 FROM n`, pupils-1)
			feed := 0
			scans := func(count int, direction string, from time.Time, step time.Duration) {
				exec(`INSERT INTO scan (id, school_id, feed, gate_id, terminal_id, request_key, request_hash, kind, person_id, membership_id, consumed, decision, reason, open, direction, at, answer) `+n+
					`SELECT 's' || (? + i), 's', ? + i + 1, 'g', 't' || (i % 8), 'k' || (? + i), '', 'chip', 'p' || (i % 20000), 'm' || (i % 20000), FALSE, 'ALLOW', 'OK', TRUE, CAST(? AS TEXT), ? + i * ?, '' FROM n`,
					count-1, feed, feed, feed, direction, from.UnixMilli(), step.Milliseconds())
				feed += count
				exec("UPDATE feed_head SET last = ? WHERE school_id = 's'", feed)
			}
			scans(pupils, "in", start, 300*time.Millisecond)
			scans(pupils, "out", start.Add(10*time.Hour), 300*time.Millisecond)
			now := start.Add(12 * time.Hour)
			look := func(book *stats.Book) (f stats.Figures) {
				b.Helper()
				if err := d.Read(b.Context(), func(ctx context.Context, q bun.IDB) (err error) {
					f, err = book.Today(ctx, q, "s", loc, now)
					return err
				}); err != nil {
					b.Fatal(err)
				}
				return f
			}
			b.Run("open", func(b *testing.B) {
				for b.Loop() {
					if f := look(stats.NewBook()); f.In != pupils || f.Out < pupils {
						b.Fatal(f.In, f.Out)
					}
				}
			})
			b.Run("follow-50-scans", func(b *testing.B) {
				book := stats.NewBook()
				look(book)
				for b.Loop() {
					b.StopTimer()
					scans(50, "out", now, time.Millisecond)
					b.StartTimer()
					look(book)
				}
			})
		})
	}
}
