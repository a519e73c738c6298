package campus_test

import (
	"bytes"
	"testing"
	"time"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
)

// BenchmarkImport imports the sample roster into an empty school and reports
// the longest time one transaction held SQLite's writer, by stage.
func BenchmarkImport(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			content := file(b, "roster.csv")
			longest := map[string]time.Duration{}
			for b.Loop() {
				b.StopTimer()
				d := dbtest.Open(b, e)
				s := campus.New(d, feed.New())
				school := newSchool(b, d, "one")
				d.LongestHold()
				stage, n := "begin", 0
				s.SetHook(func(next string) {
					longest[stage] = max(longest[stage], d.LongestHold())
					stage = next
					n++
				})
				b.StartTimer()
				res, err := s.Import(ctx, admin(school), school, "roster.csv", bytes.NewReader(content), campus.ImportOptions{})
				if err != nil || !res.Applied {
					b.Fatal(res, err)
				}
				longest[stage] = max(longest[stage], d.LongestHold())
			}
			if e == db.SQLite {
				for stage, hold := range longest {
					b.ReportMetric(float64(hold.Microseconds())/1000, stage+"-ms")
				}
			}
		})
	}
}
