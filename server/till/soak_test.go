package till_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/ledger"
	"yunka/server/purse"
	"yunka/server/reason"
	"yunka/server/sale"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// A school's money for weeks: lunch and a snack for everybody each day at eight tills of
// two servers, top-ups, subsidies that run out, refunds and voids, batches and closed days,
// one step in twenty with each kind of trouble: an answer that is lost and asked for
// again, a number asked for before it arrives, the same request twice at once, a body that
// has changed on the way. At the end every fen is where the answers said it is.
//
// The whole school is YUNKA_SOAK_PUPILS=3000 YUNKA_SOAK_DAYS=30; every run of the
// tests has a smaller one.
func TestSoak(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			clock := scantest.NewClock()
			s := &soak{canteen: world(t, dbtest.Open(t, e, db.WithClock(clock.Now)), clock), model: map[string]int64{}, shops: map[string]int64{}}
			s.run(env("YUNKA_SOAK_PUPILS", 40), env("YUNKA_SOAK_DAYS", 5))
		})
	}
}

func env(name string, standard int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return standard
}

// soak is the school and what the answers said of its money.
type soak struct {
	*canteen
	pupils []*scantest.Holder
	tills  []*window

	mu                 sync.Mutex
	model              map[string]int64 // what each pupil has, without subsidies
	given              int64            // subsidies
	shops              map[string]int64 // what each merchant has
	sold, faults       int
	refunded, toppedUp int64
}

// window is a till, its merchant and what it knows of its day.
type window struct {
	at       terminal.Identity
	merchant string
	seq      int64
	rows     []sale.Row
	said     sale.Totals
}

func (s *soak) run(pupils, days int) {
	seed := uint64(time.Now().UnixNano())
	s.Logf("seed %d", seed)
	for range pupils {
		s.pupils = append(s.pupils, s.Holder(s.TB, allow.Student))
	}
	for i := range 8 {
		at, m := s.till(fmt.Sprint("窗口", i), []string{purse.Canteen, purse.Shop}[i%2])
		s.tills = append(s.tills, &window{at: at, merchant: m})
	}
	began := time.Now()
	for day := range days {
		s.morning(day, rand.New(rand.NewPCG(seed, uint64(day))))
		var all sync.WaitGroup
		for i, w := range s.tills {
			all.Go(func() { s.lunch(w, i, rand.New(rand.NewPCG(seed, uint64(day*100+i+1)))) })
		}
		all.Wait()
		s.evening()
		if s.Failed() {
			s.Fatalf("day %d, seed %d", day, seed)
		}
		s.clock.Add(24 * time.Hour)
	}
	if _, err := ledger.CloseDays(s.Context(), s.DB, s.School, days+1); err != nil {
		s.Error(err)
	}
	s.agrees()
	s.sound()
	s.Logf("%d pupils, %d days: %d sales, %d of them with trouble, %d fen topped up, %d given back, in %s",
		pupils, days, s.sold, s.faults, s.toppedUp, s.refunded, time.Since(began).Round(time.Second))
}

// morning tops up who has little, and gives some a subsidy until the day after tomorrow.
func (s *soak) morning(day int, r *rand.Rand) {
	var some []string
	for i, p := range s.pupils {
		if s.model[p.Person] < 2_000 {
			fen := 1_000 + r.Int64N(9_000)
			id := fmt.Sprintf("d%d-%d", day, i)
			for range 1 + r.IntN(20)/19 { // sent twice, now and then
				if err := s.purses.Desk(s.Context(), s.finance, s.School, p.Person, id, fen); err != nil {
					s.Fatal(err)
				}
			}
			s.model[p.Person] += fen
			s.toppedUp += fen
		}
		if i%3 == 0 && day%7 == 0 {
			some = append(some, p.Person)
		}
	}
	for len(some) > 0 {
		n := min(len(some), 300)
		got, err := s.purses.Give(s.Context(), s.finance, s.School, purse.Given{ID: fmt.Sprint("s", day), Name: "午餐补助", Amount: 500, Expires: s.clock.Now().Add(50 * time.Hour).UnixMilli(), People: some[:n]})
		if err != nil {
			s.Fatal(err)
		}
		s.given += int64(got) * 500
		some = some[n:]
	}
}

// lunch sells something to every eighth pupil twice, with a second code.
func (s *soak) lunch(w *window, i int, r *rand.Rand) {
	for turn := range 2 {
		for n := i; n < len(s.pupils); n += len(s.tills) {
			if err := s.sell(w, s.pupils[n], uint8(turn*8+i), r); err != nil {
				s.Errorf("till %d, number %d: %v", i, w.seq, err)
				return
			}
		}
	}
}

func (s *soak) sell(w *window, who *scantest.Holder, n uint8, r *rand.Rand) error {
	w.seq++
	ctx := context.Background()
	in := sale.Asked{Seq: w.seq, Amount: 100 + r.Int64N(1_400), Meal: []string{"lunch", ""}[n/8], Sure: true}
	p := scan.Presentation{Terminal: w.at, Key: fmt.Sprint("charge:", w.seq)}
	if r.IntN(3) == 0 {
		p.Chip = who.Chip
	} else {
		p.Code = cardcode.Sign(who.Key, cardcode.Pay, who.Handle, uint32(s.clock.Now().Unix()), n).Text()
	}
	p.Body, _ = json.Marshal(in)
	here, there := s.scans[w.seq%2], s.scans[(w.seq+1)%2]
	trouble := r.IntN(20)
	var b []byte
	var err error
	switch trouble {
	case 0: // asked for before it arrives: it will never be taken
		one, found, err := s.sales.Find(ctx, w.at.Actor(), w.seq)
		if err != nil || found || one.State != sale.Fenced {
			return fmt.Errorf("a number before it arrived: %+v %v", one, err)
		}
		b, err = here.Present(ctx, p)
		if err != nil {
			return err
		}
	case 1: // the same at once on two servers
		var other []byte
		var wrong error
		var both sync.WaitGroup
		both.Go(func() { other, wrong = there.Present(ctx, p) })
		b, err = here.Present(ctx, p)
		both.Wait()
		if err = errors.Join(err, wrong); err == nil && string(b) != string(other) {
			err = fmt.Errorf("two answers to one request: %s and %s", b, other)
		}
	case 2: // changed on the way the second time
		if b, err = here.Present(ctx, p); err == nil {
			changed := p
			in.Amount++
			changed.Body, _ = json.Marshal(in)
			if _, wrong := there.Present(ctx, changed); !fault.Is(wrong, fault.Mismatch) {
				err = fmt.Errorf("a changed body: %v", wrong)
			}
			in.Amount--
		}
	case 3: // the answer is lost, asked by the number, and by the same request
		if _, err = here.Present(ctx, p); err == nil {
			if _, found, wrong := s.sales.Find(ctx, w.at.Actor(), w.seq); wrong != nil || !found {
				return fmt.Errorf("a number that was decided is not there: %v", wrong)
			}
			b, err = there.Present(ctx, p)
		}
	default:
		b, err = here.Present(ctx, p)
	}
	if err != nil {
		return err
	}
	var a scan.Answer
	if err := json.Unmarshal(b, &a); err != nil {
		return err
	}
	s.mu.Lock()
	if s.sold++; trouble < 4 {
		s.faults++
	}
	s.mu.Unlock()
	if a.Reason != reason.OK {
		if trouble == 0 && a.Reason != reason.PayReversed {
			return fmt.Errorf("fenced, and answered %s", a.Reason)
		}
		return nil
	}
	return s.after(ctx, w, who, in, trouble, r)
}

// after counts a sale, and takes some back.
func (s *soak) after(ctx context.Context, w *window, who *scantest.Holder, in sale.Asked, trouble int, r *rand.Rand) error {
	one, found, err := s.sales.Find(ctx, w.at.Actor(), in.Seq)
	if err != nil || !found || one.State != sale.Paid || one.Amount != in.Amount {
		return fmt.Errorf("paid, and found as %+v (%v)", one, err)
	}
	back := int64(0)
	switch trouble {
	case 4:
		back = in.Amount
		for range 2 {
			if one, err = s.sales.Void(ctx, w.at.Actor(), in.Seq, ""); err != nil || one.Refunded != in.Amount {
				return fmt.Errorf("void: %+v %v", one, err)
			}
		}
	case 5:
		back = 1 + r.Int64N(in.Amount)
		for range 2 {
			if _, err = s.sales.BackAtTill(ctx, w.at.Actor(), in.Seq, sale.Refund{ID: fmt.Sprint("r", in.Seq), Amount: back, Why: "少了一份"}, ""); err != nil {
				return err
			}
		}
		if _, err = s.sales.BackAtTill(ctx, w.at.Actor(), in.Seq, sale.Refund{ID: fmt.Sprint("x", in.Seq), Amount: in.Amount - back + 1, Why: "再退"}, ""); !fault.Is(err, fault.Conflict) {
			return fmt.Errorf("more than was paid: %v", err)
		}
	}
	w.rows = append(w.rows, sale.Row{Seq: in.Seq, Amount: in.Amount})
	w.said.Sales++
	w.said.Sold += in.Amount
	if back > 0 {
		w.said.Refunds++
		w.said.Refunded += back
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refunded += back
	s.shops[w.merchant] += in.Amount - back
	if one.Subsidy == 0 {
		s.model[who.Person] -= in.Amount - back
		return nil
	}
	// What was paid with both goes back to the wallet last: ask for the split.
	s.model[who.Person] -= in.Amount - one.Subsidy
	if back > 0 {
		s.model[who.Person] += s.toWallet(ctx, who, one.ID)
	}
	return nil
}

// toWallet is what refunds of a sale gave back to the wallet, by the ledger.
func (s *soak) toWallet(ctx context.Context, who *scantest.Holder, id string) (sum int64) {
	err := s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(`
			SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT)
			FROM ledger_txn t
			JOIN ledger_entry e ON e.school_id = t.school_id AND e.txn_id = t.id
			JOIN ledger_account a ON a.id = e.account_id
			WHERE t.school_id = ? AND t.reverses = ? AND a.owner_id = ? AND a.kind = 'wallet'`, s.School, "sale:"+id, who.Person).Scan(ctx, &sum)
	})
	if err != nil {
		s.Error(err)
	}
	return sum
}

// evening closes each till's day, whose figures agree, and gives back what is over.
func (s *soak) evening() {
	day := s.clock.Now().In(time.FixedZone("", 8*3600)).Format(time.DateOnly)
	for _, w := range s.tills {
		out, err := s.sales.CloseBatch(s.Context(), w.at.Actor(), sale.Batch{Day: day, Said: w.said, Rows: w.rows}, "")
		if err != nil || !out.Balanced {
			s.Errorf("a till counted %+v, the program %+v (%v)", w.said, out, err)
		}
		w.said, w.rows = sale.Totals{}, nil
	}
	if err := s.purses.ExpireAll(s.Context()); err != nil {
		s.Error(err)
	}
}

// agrees holds the wallets, the merchants and the school's own accounts against the answers.
func (s *soak) agrees() {
	err := s.DB.Read(s.Context(), func(ctx context.Context, q bun.IDB) error {
		var wallets []struct {
			OwnerID string
			Balance int64
		}
		if err := q.NewRaw("SELECT owner_id, balance FROM ledger_account WHERE school_id = ? AND kind = 'wallet'", s.School).Scan(ctx, &wallets); err != nil {
			return err
		}
		for _, w := range wallets {
			if want, ours := s.model[w.OwnerID]; ours && w.Balance != want {
				s.Errorf("a wallet has %d, the answers say %d", w.Balance, want)
			}
		}
		for m, want := range s.shops {
			var account string
			if err := q.NewRaw("SELECT account_id FROM merchant WHERE id = ?", m).Scan(ctx, &account); err != nil {
				return err
			}
			moved, err := ledger.MovedIn(ctx, q, s.School, account, 0, s.clock.Now().Add(time.Hour).UnixMilli())
			if err != nil || moved.Closing != want {
				s.Errorf("a merchant has %+v, its tills say %d (%v)", moved, want, err)
			}
		}
		return nil
	})
	if err != nil {
		s.Error(err)
	}
}
