package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/scan/scantest"
)

// BenchmarkChargesHTTP is lunch: eight tills together ask for fifty charges a second over
// HTTP, for twenty seconds, each by a fresh code; what is reported is how long a charge
// takes, the commit to the disk included. Client and server are on the same cores.
func BenchmarkChargesHTTP(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			url := ""
			if e == db.Postgres {
				c, err := dbtest.NewCluster(benchDir(b), true)
				if err != nil {
					b.Skip(err)
				}
				b.Cleanup(c.Stop)
				url = c.URL("postgres")
			}
			r := newRush(b, url)
			tokens, who := lunchTills(b, r)
			seq := 0
			for b.Loop() {
				var all sync.WaitGroup
				var mu sync.Mutex
				var took []time.Duration
				paid := 0
				tick := time.NewTicker(time.Second / 50)
				for range 1_000 {
					<-tick.C
					seq++
					n := seq
					h := who[n%len(who)]
					code := cardcode.Sign(h.Key, cardcode.Pay, h.Handle, uint32(time.Now().Unix()), uint8(n)).Text()
					all.Go(func() {
						start := time.Now()
						req, _ := http.NewRequest(http.MethodPost, r.app.URL()+"/api/v1/charges", bytes.NewBufferString(fmt.Sprintf(`{"seq":%d,"amount_fen":850,"code":%q,"sure":true}`, n, code)))
						req.Header.Set("Authorization", "Bearer "+tokens[n%len(tokens)])
						req.Header.Set("Content-Type", "application/json")
						res, err := r.client.Do(req)
						if err != nil {
							b.Error(err)
							return
						}
						body, _ := io.ReadAll(res.Body)
						res.Body.Close()
						mu.Lock()
						defer mu.Unlock()
						took = append(took, time.Since(start))
						if bytes.Contains(body, []byte(`"state":"paid"`)) {
							paid++
						} else if paid == 0 {
							b.Errorf("%s", body)
						}
					})
				}
				tick.Stop()
				all.Wait()
				slices.Sort(took)
				if paid != len(took) {
					b.Errorf("%d of %d paid", paid, len(took))
				}
				b.ReportMetric(quantile(took, .5), "p50-ms")
				b.ReportMetric(quantile(took, .95), "p95-ms")
				b.ReportMetric(quantile(took, .99), "p99-ms")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// lunchTills makes eight tills of one merchant and four hundred pupils with money.
func lunchTills(b *testing.B, r *rush) (tokens []string, who []*scantest.Holder) {
	b.Helper()
	w := scantest.New(b, r.app.DB)
	office := w.Holder(b, allow.Teacher)
	office.Actor.Posts = []allow.Held{{School: w.School, Membership: office.Membership, Post: allow.Finance, Of: allow.OfSchool}}
	sales, purses := sale.New(r.app.DB, w.Feed), purse.New(r.app.DB, w.Feed)
	merchant, err := sales.AddMerchant(b.Context(), office.Actor, w.School, "一食堂", purse.Canteen)
	if err != nil {
		b.Fatal(err)
	}
	for range 8 {
		at, token := w.Terminal(b, w.GateIn, false)
		w.Exec(b, "UPDATE terminal SET scene = 'till' WHERE id = ?", at.ID)
		if err := sales.Bind(b.Context(), office.Actor, w.School, at.ID, merchant); err != nil {
			b.Fatal(err)
		}
		tokens = append(tokens, token)
	}
	w.Exec(b, "UPDATE school SET policy_version = policy_version + 1")
	for i := range 400 {
		h := w.Holder(b, allow.Student)
		if err := purses.Desk(context.Background(), office.Actor, w.School, h.Person, fmt.Sprint("k", i), purse.MaxTopUp); err != nil {
			b.Fatal(err)
		}
		who = append(who, h)
	}
	return tokens, who
}
