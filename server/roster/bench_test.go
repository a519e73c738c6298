package roster_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/roster"
)

// BenchmarkImport imports the sample roster into an empty school, and then one
// in which every pupil has moved to another grade. It reports the longest time
// one transaction held SQLite's writer, by stage.
func BenchmarkImport(b *testing.B) {
	first := file(b, "roster.csv")
	grades := strings.NewReplacer("一年级", "二年级", "二年级", "三年级", "三年级", "四年级", "四年级", "五年级", "五年级", "六年级", "六年级", "七年级")
	for name, next := range map[string][]byte{"first": nil, "promotion": []byte(grades.Replace(string(first)))} {
		for _, e := range dbtest.Engines {
			b.Run(name+"/"+string(e), func(b *testing.B) { benchmarkImport(b, e, first, next) })
		}
	}
}

func benchmarkImport(b *testing.B, e db.Engine, first, next []byte) {
	longest := map[string]time.Duration{}
	for b.Loop() {
		b.StopTimer()
		d := dbtest.Open(b, e)
		s := roster.New(d, feed.New())
		school := newSchool(b, d, "one")
		content := first
		if next != nil {
			importFile(b, s, school, first, roster.ImportOptions{})
			content = next
		}
		d.LongestHold()
		stage := "begin"
		s.SetHook(func(next string) {
			longest[stage] = max(longest[stage], d.LongestHold())
			stage = next
		})
		b.StartTimer()
		res, err := s.Import(ctx, admin(school), school, "roster.csv", bytes.NewReader(content), roster.ImportOptions{})
		if err != nil || !res.Applied {
			b.Fatal(res, err)
		}
		longest[stage] = max(longest[stage], d.LongestHold())
	}
	if e == db.SQLite {
		for stage, hold := range longest {
			b.ReportMetric(float64(hold.Microseconds())/1000, stage+"-hold-ms")
		}
	}
}
