package punch_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/punch"
	"yunka/server/schooltest"
	"yunka/server/terminal"
)

// A minute in which a large school's clocks come back from an outage: batches of a hundred
// from eight machines. The target is 1,000 punches a second on SQLite.
func TestThroughput(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures")
	}
	clock := schooltest.NewClock()
	h := newHall(t, dbtest.Open(t, db.SQLite, db.WithClock(clock.Now)), clock)
	const people, machines, batches = 1000, 8, 5
	for i := range people {
		h.pupil(fmt.Sprintf("2026%04d", i))
	}
	var all []terminal.Identity
	for range machines {
		all = append(all, h.hang())
	}
	from := time.Now()
	var wg sync.WaitGroup
	for m, who := range all {
		wg.Go(func() {
			for b := range batches {
				batch := punch.Batch{ClockMS: clock.Now().UnixMilli()}
				for n := range punch.MaxPunches {
					i := (m*batches+b)*punch.MaxPunches + n
					batch.Punches = append(batch.Punches, punch.Punch{Key: strconv.Itoa(i + 1), SaidAt: clock.Now().Add(-time.Duration(i) * time.Second).UnixMilli(), Number: fmt.Sprintf("2026%04d", i%people)})
				}
				if _, err := h.punches.Take(context.Background(), who, batch); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(from)
	rate := float64(machines*batches*punch.MaxPunches) / took.Seconds()
	t.Logf("%d punches in %v: %.0f a second", machines*batches*punch.MaxPunches, took.Round(time.Millisecond), rate)
	if n := h.count("person_id IS NOT NULL"); n != machines*batches*punch.MaxPunches {
		t.Errorf("%d of them are there", n)
	}
}
