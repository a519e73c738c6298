package feed_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/schooltest"
)

// BenchmarkRelay is how long after its commit a fact is heard at another server.
func BenchmarkRelay(b *testing.B) {
	url := dbtest.URL(b, db.Postgres)
	s := schooltest.New(b, dbtest.Dial(b, url))
	here, there := s.Feed, feed.New()
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go func() { _ = here.Relay(ctx, s.DB) }()
	go func() { _ = there.Relay(ctx, dbtest.Dial(b, url)) }()
	bell, quiet := there.Listen(s.School)
	defer quiet()
	<-bell // it listens
	var took []time.Duration
	for b.Loop() {
		err := s.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return here.Append(ctx, tx, s.School, feed.Item{Kind: feed.CardState, Subject: "x"})
		})
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		<-bell
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}
