package till_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// BenchmarkHotMerchant is sales a second of sixteen tills that all sell for one merchant,
// the whole way of a sale but HTTP: code, decision, limits, ledger, commit to the disk.
// Beside it, in the same run, stands the naive way: one transaction for each sale, which
// moves money between two rows, the merchant's among them; no code, no limits.
//
//	go test -run '^$' -bench HotMerchant ./server/till
func BenchmarkHotMerchant(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			url := "sqlite:" + filepath.Join(dbtest.Disk(b), "yunka.db")
			if e == db.Postgres {
				cluster, err := dbtest.NewCluster(dbtest.Disk(b), true)
				if err != nil {
					b.Skip(err)
				}
				b.Cleanup(cluster.Stop)
				url = cluster.URL("postgres")
			}
			h := newHot(b, url)
			for b.Loop() {
				naive, _ := h.round(b, 1_500, h.naive)
				ours, took := h.round(b, 4_800, h.sale)
				b.ReportMetric(ours, "sales/s")
				b.ReportMetric(naive, "naive/s")
				b.ReportMetric(ours/naive, "x")
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

const (
	hotTills = 16
	hotWho   = 320
)

type hot struct {
	*canteen
	clock  *scantest.Clock
	scans  *scan.Service
	who    []*scantest.Holder
	wallet []string // accounts
	row    string   // the naive merchant's
	tills  []terminal.Identity
	n      atomic.Int64
}

func newHot(b *testing.B, url string) *hot {
	clock := scantest.NewClock()
	d := dbtest.Dial(b, url, db.WithClock(clock.Now))
	if _, err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	h := &hot{canteen: &canteen{World: scantest.New(b, d), TB: b, clock: clock}, clock: clock}
	scans, sales, err := tills(d, h.Feed)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(scans.Close)
	h.scans, h.canteen.sales, h.purses = scans, sales, purse.New(d, h.Feed)
	h.finance = h.officer()
	first, merchant := h.till("一食堂", purse.Canteen)
	h.tills = append(h.tills, first)
	for len(h.tills) < hotTills {
		at, _ := h.till("窗口", purse.Canteen)
		if err := sales.Bind(b.Context(), h.finance, h.School, at.ID, merchant); err != nil {
			b.Fatal(err)
		}
		h.tills = append(h.tills, at)
	}
	for i := range hotWho {
		h.child = h.Holder(b, allow.Student)
		h.who = append(h.who, h.child)
		h.topUp(fmt.Sprint("first", i), purse.MaxTopUp)
		h.wallet = append(h.wallet, h.purse().Wallet.ID)
	}
	h.Tx(b, func(ctx context.Context, tx *db.Tx) (err error) {
		h.row, err = ledger.OpenAccount(ctx, tx, ledger.Account{SchoolID: h.School, Code: "naive", Kind: "naive", Mode: ledger.Live})
		return err
	})
	return h
}

// round has each of the tills sell until total sales are made, and gives their rate and
// how long each took, sorted.
func (h *hot) round(b *testing.B, total int, sell func(caller, n int) error) (rate float64, took []time.Duration) {
	var all sync.WaitGroup
	var mu sync.Mutex
	start := time.Now()
	for caller := range hotTills {
		all.Go(func() {
			var mine []time.Duration
			for n := range total / hotTills {
				at := time.Now()
				if err := sell(caller, n); err != nil {
					b.Error(err)
					return
				}
				mine = append(mine, time.Since(at))
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
		})
	}
	all.Wait()
	rate = float64(total) / time.Since(start).Seconds()
	slices.Sort(took)
	return rate, took
}

// sale is by the next of the caller's own pupils, each with a code that is new to them.
func (h *hot) sale(caller, n int) error {
	const own = hotWho / hotTills
	if caller == 0 && n%own == 0 {
		h.clock.Add(time.Second)
	}
	seq := h.n.Add(1)
	who := h.who[caller*own+n%own]
	body, _ := json.Marshal(sale.Asked{Seq: seq, Amount: 1, Sure: true})
	p := scan.Presentation{Terminal: h.tills[caller], Key: fmt.Sprint("charge:", seq), Body: body,
		Code: cardcode.Sign(who.Key, cardcode.Pay, who.Handle, uint32(h.clock.Now().Unix()), uint8(n/own)).Text()}
	got, err := h.scans.Present(context.Background(), p)
	if err != nil {
		return err
	}
	var a scan.Answer
	if err := json.Unmarshal(got, &a); err != nil || a.Reason != reason.OK {
		return fmt.Errorf("%s %v", got, err)
	}
	return nil
}

func (h *hot) naive(caller, n int) error {
	const own = hotWho / hotTills
	return h.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := ledger.Post(ctx, tx, ledger.Txn{ID: db.NewID(), School: h.School, Kind: purse.Sale, Legs: []ledger.Leg{{Account: h.wallet[caller*own+n%own], Amount: -1}, {Account: h.row, Amount: 1}}})
		return err
	})
}
