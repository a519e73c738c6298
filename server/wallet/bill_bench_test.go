package wallet

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/schooltest"
	"yunka/server/timetable"
	view "yunka/views/wallet"
)

// BenchmarkBill is a month's bill of 300 sales, from the database to the page, in a school
// where 200 others have bought as much.
//
//	go test -run '^$' -bench Bill ./server/wallet
func BenchmarkBill(b *testing.B) {
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
			clock := schooltest.NewClock()
			d := dbtest.Dial(b, url, db.WithClock(clock.Now))
			if _, err := d.Migrate(b.Context()); err != nil {
				b.Fatal(err)
			}
			f := schooltest.New(b, d)
			var sc campus.School
			if err := d.Read(b.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				sc, err = campus.SchoolByID(ctx, q, f.School)
				return err
			}); err != nil {
				b.Fatal(err)
			}
			from, until := month(clock.Now().In(sc.Location()).Format("2006-01"), sc.Location())
			who := monthOfSales(b, f, clock, sc)
			for b.Loop() {
				v := view.BillView{ID: who, Name: "林知夏", First: from, Until: clock.Now().In(sc.Location())}
				err := d.Read(b.Context(), func(ctx context.Context, q bun.IDB) error {
					bill, err := purse.BillOf(ctx, q, f.School, who, from.UnixMilli(), until.UnixMilli())
					if err != nil {
						return err
					}
					var ids []string
					for _, m := range bill.Moves {
						ids = append(ids, m.Order)
					}
					sales, err := sale.Of(ctx, q, f.School, ids...)
					fill(&v, bill, sales, sc.Location())
					return err
				})
				var page bytes.Buffer
				if err == nil {
					err = view.BillPage(v).Render(b.Context(), &page)
				}
				if err != nil || v.Found != 301 {
					b.Fatal(v.Found, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/bill")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// monthOfSales has 201 pupils buy 300 times and gives one of them.
func monthOfSales(b *testing.B, f *schooltest.Fixture, clock *schooltest.Clock, sc campus.School) (who string) {
	reader, _ := f.Terminal(b, f.GateIn, false)
	f.Exec(b, "UPDATE terminal SET scene = 'till' WHERE id = ?", reader.ID)
	office := f.Holder(b, allow.Teacher)
	office.Actor.Posts = []allow.Held{{School: f.School, Membership: office.Membership, Post: allow.Finance, Of: allow.OfSchool}}
	merchant, err := sale.New(f.DB, f.Feed).AddMerchant(b.Context(), office.Actor, f.School, "一食堂", purse.Canteen)
	if err != nil {
		b.Fatal(err)
	}
	var shop string
	f.Tx(b, func(ctx context.Context, tx *db.Tx) error {
		list, err := sale.Merchants(ctx, tx, f.School)
		shop = list[0].AccountID
		return err
	})
	seq := int64(0)
	for range 201 {
		h := f.Holder(b, allow.Student)
		who = h.Person
		if err := purse.New(f.DB, f.Feed).Desk(b.Context(), office.Actor, f.School, who, fmt.Sprint("k", seq), purse.MaxTopUp); err != nil {
			b.Fatal(err)
		}
		f.Tx(b, func(ctx context.Context, tx *db.Tx) error {
			purses, err := purse.Load(ctx, tx, f.School, who)
			if err != nil {
				return err
			}
			var sales []sale.Sale
			var txns []ledger.Txn
			for range 300 {
				seq++
				s := sale.Sale{ID: db.NewID(), SchoolID: f.School, TerminalID: reader.ID, Seq: seq, MerchantID: merchant, PersonID: who, Kind: "chip", Amount: 650, State: sale.Paid,
					Reason: "OK", Day: timetable.Today(tx.Now, sc.Location()), At: tx.NowMS()}
				sales = append(sales, s)
				txns = append(txns, s.Txn([]ledger.Leg{{Account: purses[who].Wallet.ID, Amount: -650}, {Account: shop, Amount: 650}}, "一食堂"))
			}
			if _, err := ledger.PostAll(ctx, tx, txns); err != nil {
				return err
			}
			return sale.Insert(ctx, tx, sales...)
		})
		clock.Add(time.Second)
	}
	f.Exec(b, "ANALYZE")
	return who
}
