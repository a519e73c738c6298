package library_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/library"
	"yunka/server/library/catalogue"
	"yunka/server/library/loans"
	"yunka/server/library/machine"
	"yunka/server/library/marc"
	"yunka/server/library/sip2"
	"yunka/server/scan/scantest"
)

// stacks is a library of n copies with readers who may borrow many, for the figures.
func stacks(b *testing.B, e db.Engine, n int) (w *scantest.World, d *db.DB, took time.Duration) {
	b.Helper()
	d = dbtest.Open(b, e)
	w = scantest.New(b, d)
	var f catalogue.File
	for i := range n / 2 {
		f.Rows = append(f.Rows, catalogue.Row{Row: i + 1, Book: catalogue.Book{Title: fmt.Sprintf("城南旧事 第%d册", i), Author: fmt.Sprintf("作者%d", i%5000), Kind: catalogue.Ordinary}, Copies: []marc.Copy{{Barcode: fmt.Sprintf("%08d", 2*i)}, {Barcode: fmt.Sprintf("%08d", 2*i+1)}}})
	}
	begun := time.Now()
	if _, err := catalogue.New(d).Import(b.Context(), w.Admin, w.School, f); err != nil {
		b.Fatal(err)
	}
	took = time.Since(begun)
	rules := []loans.Rule{{Most: 100, Days: 30, Renewals: 1, Holds: 5}}
	if err := loans.New(d, w.Feed).SetRules(b.Context(), w.Admin, w.School, rules); err != nil {
		b.Fatal(err)
	}
	return w, d, took
}

// p95 reports what 95 of 100 took no longer than.
func p95(b *testing.B, took []time.Duration, name string) {
	b.Helper()
	if len(took) == 0 {
		b.Fatal("nothing was measured")
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, name)
}

// How long a loan takes at the desk, from the barcode to the commit, and a search among
// 200,000 copies: p95 of a loan at most 150 ms, of a search 80 ms; the import at most 60 s.
func BenchmarkLibrary(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			w, d, took := stacks(b, e, 200_000)
			s := loans.New(d, w.Feed)
			who, _ := w.Terminal(b, "", true)
			desk := who.ID
			at := allow.Actor{Kind: allow.Terminal, Terminal: desk, TerminalSchool: w.School, Staff: true}
			var lent, found []time.Duration
			next := 0
			for b.Loop() {
				reader := w.Holder(b, allow.Student)
				visit := db.NewID()
				w.Tx(b, func(ctx context.Context, tx *db.Tx) error {
					return loans.InsertVisits(ctx, tx, loans.Visit{ID: visit, SchoolID: w.School, TerminalID: desk, PersonID: reader.Person, Role: "student", BegunAt: tx.NowMS()})
				})
				for range 50 {
					begun := time.Now()
					a, err := s.Lend(b.Context(), at, w.School, visit, fmt.Sprintf("%08d", next), "", "")
					lent = append(lent, time.Since(begun))
					if next++; err != nil || a.Tier != loans.Lent {
						b.Fatalf("%+v, %v", a, err)
					}
				}
				for _, text := range []string{"第199999册", "cnjs", "chengnan 4711", "作者42", "没有这本", "00123456", "城南"} {
					begun := time.Now()
					err := d.Read(b.Context(), func(ctx context.Context, q bun.IDB) error {
						_, _, err := catalogue.Search(ctx, q, w.School, text)
						return err
					})
					found = append(found, time.Since(begun))
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(took.Seconds(), "import-s")
			p95(b, lent, "borrow-p95-ms")
			p95(b, found, "search-p95-ms")
		})
	}
}

// How long a loan takes at a machine: four of them, 20 loans a second in all; p95 at most
// 100 ms.
func BenchmarkSIP2(b *testing.B) {
	const machines, each = 4, 40
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			w, d, _ := stacks(b, e, 20_000)
			scans := w.Service(b, d)
			scans.Take(library.Part())
			svc := machine.New(d, loans.New(d, w.Feed), w.Terminals, scans, slog.New(slog.DiscardHandler))
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			ctx, stop := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() { done <- sip2.Server{Open: svc.Open}.Serve(ctx, l) }()
			defer func() { stop(); <-done }()
			var mu sync.Mutex
			var took []time.Duration
			next := 0
			for b.Loop() {
				var all sync.WaitGroup
				for range machines {
					_, token, err := svc.Add(b.Context(), w.Admin, w.School, machine.Machine{Name: "M " + db.NewID()[20:], Charset: sip2.UTF8})
					if err != nil {
						b.Fatal(err)
					}
					reader, from := w.Holder(b, allow.Student), next
					next += each
					all.Go(func() {
						c, err := net.Dial("tcp", l.Addr().String())
						if err != nil {
							b.Error(err)
							return
						}
						defer c.Close()
						in := bufio.NewReader(c)
						say := func(text string) string {
							_, _ = fmt.Fprintf(c, "%s\r", text)
							got, _ := in.ReadString('\r')
							return got
						}
						if got := say("9300CNx|CO" + token + "|"); got != "941\r" {
							b.Errorf("login: %q", got)
							return
						}
						pace := time.NewTicker(machines * time.Second / 20)
						defer pace.Stop()
						for i := range each {
							<-pace.C
							begun := time.Now()
							got := say(fmt.Sprintf("11NN%s%sAO|AA%s|AB%08d|AC|", stamp, stamp, reader.Chip, from+i))
							mu.Lock()
							took = append(took, time.Since(begun))
							mu.Unlock()
							if got[:3] != "121" {
								b.Errorf("%q", got)
								return
							}
						}
					})
				}
				all.Wait()
			}
			p95(b, took, "checkout-p95-ms")
		})
	}
}
